// Rules and questions by chance: properties that hold for all of them.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <random>
#include <string>
#include <vector>

#include "unit/access/rules_fixture.hpp"

using namespace postern;
using namespace postern::access;
using namespace postern::access::test;

namespace {

class Chance {
public:
    explicit Chance(unsigned seed) : random_{seed} {}

    /// True once in `n` times.
    bool once_in(unsigned n) { return random_() % n == 0; }
    template <class T>
    T pick(const std::vector<T>& values) {
        return values[random_() % values.size()];
    }
    /// None to two of them.
    template <class T>
    std::vector<T> some(const std::vector<T>& values) {
        std::vector<T> result;
        for (auto n = once_in(2) ? 0 : random_() % 2 + 1; n > 0; --n)
            result.push_back(pick(values));
        return result;
    }

    Rule rule() {
        Rule rule = pick<Rule>({allow(), deny(), open_to_all()});
        rule.enabled = !once_in(8);
        rule.dry_run = once_in(5);
        rule.path = some<std::string>({"/a", "/a/**", "/a/*", "/*", "/**", "/**/b", "/B/**", "/"});
        rule.methods = some<std::string>({"GET", "HEAD", "POST", "DELETE"});
        rule.from = some<std::string>({"192.0.2.0/24", "::/0", "office"});
        if (once_in(6))
            rule.hours = {{.days = 0x1F, .from = 540, .to = 1020, .zone = "Test/Ahead"}};
        if (once_in(6)) rule.until = kNow + minutes{30};
        if (once_in(6)) rule.not_before = kNow;
        if (rule.effect == RuleEffect::Public) return rule;
        rule.subjects = some<RuleSubject>({user("ann"), group(1), group(2), role(1)});
        if (once_in(4)) rule.level = pick<Level>({Level::One, Level::Two});
        if (once_in(6)) rule.max_age = seconds{600};
        return rule;
    }

    SiteRules site() {
        SiteRules site;
        site.fallback =
            pick<RuleDefault>({RuleDefault::Deny, RuleDefault::SignedIn, RuleDefault::Public});
        site.odd_paths = pick<OddPaths>({OddPaths::Refuse, OddPaths::Default});
        site.fold_case = once_in(2);
        site.preflight = once_in(2);
        site.networks = {{"office", {"198.51.100.0/24"}}};
        for (auto n = random_() % 12; n > 0; --n) site.rules.push_back(rule());
        return site;
    }

    /// Views into `groups`, which must stay.
    Question question(const std::vector<std::uint32_t>& groups) {
        Question question{.now = pick<TimePoint>({kNow, kNow - hours{1}, kMonday + hours{8}})};
        question.path =
            pick<std::string_view>({"/", "/a", "/a/b", "/A/c", "/b/x/b", "/a;x", "/a//b", ""});
        question.raw = pick<std::string_view>({"", "", "", "/a%2fb"});
        question.method =
            pick<std::string_view>({"", "GET", "HEAD", "POST", "OPTIONS", "FOO", "get"});
        question.address = pick<std::string_view>(
            {"192.0.2.7", "198.51.100.7", "::ffff:192.0.2.7", "2001:db8::1", "", "unix:"});
        question.is_preflight = once_in(2);
        if (once_in(3)) return question;
        question.visitor = Visitor{
            .user = pick<std::string_view>({"ann", "bob"}),
            .groups = std::span{groups}.first(random_() % (groups.size() + 1)),
            .roles = std::span{groups}.first(random_() % 2),
            .assurance = {pick<Level>({Level::One, Level::Two}), kNow - seconds{random_() % 1200}}};
        return question;
    }

private:
    std::mt19937 random_;
};

/// What the answer of explain() must look like, whatever the rules are.
void check(const CompiledRules::Explained& explained, const SiteRules& site) {
    const Decision& decision = explained.decision;
    const std::size_t looked_at = explained.rules.size();
    if (decision.rule >= 0) {
        BOOST_REQUIRE(looked_at == static_cast<std::size_t>(decision.rule) + 1);
        BOOST_REQUIRE((explained.rules.back() == Miss::None));
        const Rule& rule = site.rules[looked_at - 1];
        BOOST_REQUIRE(rule.enabled);
        BOOST_REQUIRE(!rule.dry_run);
        BOOST_REQUIRE((rule.effect == RuleEffect::Deny) == (decision.outcome == Outcome::Denied));
    } else if (decision.rule == Decision::kPreflight || decision.outcome == Outcome::Odd) {
        BOOST_REQUIRE(looked_at == 0u);
    } else {
        BOOST_REQUIRE(looked_at == site.rules.size());
    }
    const auto dry = std::ranges::find(explained.rules, Miss::DryRun);
    BOOST_REQUIRE(
        decision.dry_rule ==
        (dry == explained.rules.end() ? -1 : static_cast<int>(dry - explained.rules.begin())));
    BOOST_REQUIRE((decision.outcome == Outcome::StepUp) == (decision.demand != Demand{}));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(random_rules_tests)

BOOST_AUTO_TEST_CASE(explain_says_what_evaluate_says_of_random_rules_and_questions) {
    const unsigned seed = std::random_device{}();
    BOOST_TEST_MESSAGE("seed " << seed);
    BOOST_TEST_CONTEXT("seed " << seed) {
        Chance chance{seed};
        const TwoZones zones;
        const std::vector<std::uint32_t> groups{1, 2, 3};
        std::vector<int> outcomes(5);
        for (int round = 0; round < 3000; ++round) {
            const SiteRules site = chance.site();
            const auto rules = CompiledRules::compile(site, zones, kNow);
            BOOST_REQUIRE_MESSAGE(rules.has_value(), (rules ? std::string{} : rules.error().what));
            for (int n = 0; n < 20; ++n) {
                const Question question = chance.question(groups);
                const Demand demand{chance.once_in(4) ? Level::Two : Level::One, {}};
                const Decision decision = rules->evaluate(question, demand);
                const auto explained = rules->explain(question, demand);
                BOOST_REQUIRE(are_equal(decision, explained.decision));
                check(explained, site);
                ++outcomes[static_cast<std::size_t>(decision.outcome)];
            }
        }
        for (const int count : outcomes) BOOST_TEST(count > 100);
    }
}

/// What every rule alone would do decides what all of them do: the first that decides.
BOOST_AUTO_TEST_CASE(rules_together_decide_as_the_first_of_them_that_decides_alone) {
    const unsigned seed = std::random_device{}();
    BOOST_TEST_MESSAGE("seed " << seed);
    BOOST_TEST_CONTEXT("seed " << seed) {
        Chance chance{seed};
        const TwoZones zones;
        const std::vector<std::uint32_t> groups{1, 2, 3};
        for (int round = 0; round < 500; ++round) {
            SiteRules site = chance.site();
            site.preflight = false;
            const auto together = CompiledRules::compile(site, zones, kNow);
            std::vector<CompiledRules> alone;
            for (const Rule& rule : site.rules) {
                SiteRules one = site;
                one.rules = {rule};
                alone.push_back(CompiledRules::compile(one, zones, kNow).value());
            }
            for (int n = 0; n < 10; ++n) {
                Question question = chance.question(groups);
                if (odd_path(question.path, question.raw) != OddPath::None) continue;
                const Decision decision = together->evaluate(question, {});
                int first = Decision::kDefault;
                for (std::size_t i = 0; i < alone.size() && first < 0; ++i)
                    if (alone[i].evaluate(question, {}).rule == 0) first = static_cast<int>(i);
                BOOST_REQUIRE(decision.rule == first);
                if (first >= 0) {
                    const auto& decider = alone[static_cast<std::size_t>(first)];
                    BOOST_REQUIRE((decider.evaluate(question, {}).outcome == decision.outcome));
                }
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
