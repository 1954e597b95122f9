// The rules of a site, and questions about it, for the tests of this layer.
#pragma once

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "postern/access/compiled_rules.hpp"

namespace postern::access::test {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// Saturday, 21 November 2026, 08:50 in UTC.
inline constexpr TimePoint kNow{seconds{1'795'251'000}};
/// Monday, 23 November 2026, 00:00 in UTC.
inline constexpr TimePoint kMonday{seconds{1'795'392'000}};

/// UTC, and a zone that is an hour ahead until kMonday, and then two.
class TwoZones final : public Zones {
public:
    std::optional<ZoneOffset> offset(std::string_view zone, TimePoint at) const override {
        ++asked;
        if (is_lost) return std::nullopt;
        if (zone == "UTC") return ZoneOffset{seconds{0}, TimePoint::min(), TimePoint::max()};
        if (zone != "Test/Ahead") return std::nullopt;
        return at < kMonday ? ZoneOffset{hours{1}, TimePoint::min(), kMonday}
                            : ZoneOffset{hours{2}, kMonday, TimePoint::max()};
    }

    mutable int asked = 0;
    bool is_lost = false;  ///< no zone is known any more
};

inline RuleSubject user(std::string id) { return {RuleSubject::Kind::User, std::move(id)}; }
inline RuleSubject group(std::uint32_t id) {
    return {RuleSubject::Kind::Group, "group-" + std::to_string(id), id};
}
inline RuleSubject role(std::uint32_t id) {
    return {RuleSubject::Kind::Role, "role-" + std::to_string(id), id};
}

inline Rule allow() { return {.name = "allow", .effect = RuleEffect::Allow}; }
inline Rule deny() { return {.name = "deny", .effect = RuleEffect::Deny}; }
inline Rule open_to_all() { return {.name = "public", .effect = RuleEffect::Public}; }

inline Rule at(std::vector<std::string> path, Rule rule) {
    rule.path = std::move(path);
    return rule;
}

inline bool are_equal(const Decision& a, const Decision& b) {
    return a.outcome == b.outcome && a.rule == b.rule && a.demand == b.demand && a.odd == b.odd &&
           a.dry_rule == b.dry_rule && a.dry_outcome == b.dry_outcome;
}

struct RulesFixture {
    TwoZones zones;
    SiteRules site{.fallback = RuleDefault::Deny};
    Demand demand{};  ///< the site's own
    Question question{.path = "/", .now = kNow};
    std::vector<std::uint32_t> groups{};
    std::vector<std::uint32_t> roles{};

    /// Somebody who has just proven this level.
    Visitor visitor(std::string_view id = "ann", Level level = Level::One) const {
        return {.user = id, .groups = groups, .roles = roles, .assurance = {level, kNow}};
    }

    void add(Rule rule) { site.rules.push_back(std::move(rule)); }
    void sign_in() { question.visitor = visitor(); }

    CompiledRules compiled() const {
        auto result = CompiledRules::compile(site, zones, kNow);
        BOOST_REQUIRE_MESSAGE(result.has_value(), (result ? std::string{} : result.error().what));
        return *std::move(result);
    }

    /// What evaluate() says. explain() must say the same.
    Decision decision() const {
        const CompiledRules rules = compiled();
        const Decision decided = rules.evaluate(question, demand);
        BOOST_TEST(are_equal(decided, rules.explain(question, demand).decision));
        return decided;
    }
    std::string outcome() const { return std::string{to_text(decision().outcome)}; }
    std::string outcome_at(std::string_view path) {
        question.path = path;
        return outcome();
    }
    std::vector<Miss> misses() const { return compiled().explain(question, demand).rules; }
    Miss first_miss() const { return misses().at(0); }
    /// What keeps the site from being compiled.
    Problem problem() const {
        const auto result = CompiledRules::compile(site, zones, kNow);
        BOOST_REQUIRE(!result.has_value());
        return result.error();
    }
};

}  // namespace postern::access::test
