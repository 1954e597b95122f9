// The stored form of rules: one text for one set of rules, and rules that can be evaluated.
//
// The input is read as it is, and once more with the first line and the checksum that it lacks:
// nothing that a fuzzer invents has the right one.
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "postern/access/compiled_rules.hpp"
#include "postern/access/rule_text.hpp"
#include "postern/access/stored_zones.hpp"
#include "postern/base/check.hpp"
#include "postern/base/fnv.hpp"

namespace {

using namespace postern;
using namespace postern::access;

constexpr TimePoint kNow{std::chrono::seconds{1'795'251'000}};
constexpr std::array<std::uint32_t, 2> kGroups{1, 7};

std::string with_frame(std::string_view lines) {
    constexpr std::string_view digits = "0123456789abcdef";
    const std::string body = std::string{"postern-rules 1\n"}.append(lines);
    std::string text = body + "checksum ";
    for (int shift = 60; shift >= 0; shift -= 4) text += digits[(fnv1a(body) >> shift) & 15];
    return text + "\n";
}

Question question(std::string_view path, std::string_view method) {
    return {.path = path, .method = method, .address = "192.0.2.7", .now = kNow};
}

std::vector<Question> questions() {
    std::vector<Question> asked{question("/", "GET"), question("/admin/x", "POST"),
                                question("/a;b", "INVENTED"), question("", "")};
    asked.front().now += std::chrono::hours{12};
    asked.push_back(question("/admin/x", "OPTIONS"));
    asked.back().is_preflight = true;
    const Visitor visitor{.user = "0123456789abcdefghijkA",
                          .groups = kGroups,
                          .roles = kGroups,
                          .assurance = {Level::Two, kNow - std::chrono::minutes{5}}};
    for (std::size_t i = 0, count = asked.size(); i < count; ++i) {
        asked.push_back(asked[i]);
        asked.back().visitor = visitor;
    }
    return asked;
}

void check_decision(const CompiledRules& rules, const Question& asked) {
    const Decision decision = rules.evaluate(asked, {});
    const auto explained = rules.explain(asked, {});
    POSTERN_CHECK(decision.outcome == explained.decision.outcome);
    POSTERN_CHECK(decision.rule == explained.decision.rule);
    POSTERN_CHECK(decision.dry_rule == explained.decision.dry_rule);
    POSTERN_CHECK((decision.outcome == Outcome::StepUp) == (decision.demand != Demand{}));
    if (decision.rule < 0) return;
    const Rule& rule = rules.source().rules.at(static_cast<std::size_t>(decision.rule));
    POSTERN_CHECK(rule.enabled && !rule.dry_run);
    POSTERN_CHECK((rule.effect == RuleEffect::Deny) == (decision.outcome == Outcome::Denied));
    if (decision.outcome == Outcome::Pass)  // a stranger gets in by a public rule only
        POSTERN_CHECK(asked.visitor || rule.effect == RuleEffect::Public);
}

void check(const std::string& text) {
    const auto rules = parse_stored_text(text);
    if (!rules) return;
    POSTERN_CHECK(to_stored_text(*rules) == text);
    const StoredZones zones{rules->zones};
    const auto compiled = CompiledRules::compile(*rules, zones, kNow);
    if (!compiled) {
        POSTERN_CHECK(!compiled.error().what.empty());
        POSTERN_CHECK(compiled.error().rule < static_cast<int>(rules->rules.size()));
        return;
    }
    for (const Question& asked : questions()) check_decision(*compiled, asked);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text{reinterpret_cast<const char*>(data), size};
    check(text);
    check(with_frame(text));
    return 0;
}
