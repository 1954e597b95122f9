// The gate evaluates rules in its loop, without one allocation.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "unit/access/counted_allocations.hpp"
#include "unit/access/rules_fixture.hpp"

using namespace postern;
using namespace postern::access;
using namespace postern::access::test;

namespace {

/// 200 rules with every condition that there is; the last one opens.
struct ManyRules : RulesFixture {
    ManyRules() {
        site.networks = {{"office", {"192.0.2.0/24", "2001:db8::/32"}}};
        site.odd_paths = OddPaths::Default;
        for (std::size_t i = 0; i < kMaxRulesOfSite; ++i) {
            Rule rule = i % 2 == 0 ? allow() : deny();
            if (i % 3 == 0) rule.path = {"/api/*/x*y/**/z", "/api/v" + std::to_string(i)};
            if (i % 5 == 0) rule.methods = {"GET", "POST"};
            if (i % 7 == 0) rule.from = {"office", "198.51.100.7"};
            if (i % 11 == 0) rule.hours = {{.from = 0, .to = 1, .zone = "Test/Ahead"}};
            rule.subjects = {user("someone-else"), group(77), role(78)};
            rule.level = Level::Two;
            add(rule);
        }
        site.rules.back() = open_to_all();
        groups = {1, 2, 3};
        question.method = "POST";
        question.address = "::ffff:192.0.2.7";
        question.path = "/api/v1/xay/b/z";
        question.raw = "/api/v1/xay/b/%7a?query";
        sign_in();
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(allocation_tests, ManyRules)

BOOST_AUTO_TEST_CASE(the_counter_counts) {
    const std::size_t before = allocations();
    const std::string text(1000, 'x');
    BOOST_TEST((allocations() > before) == kCountsAllocations, text.size());
}

BOOST_AUTO_TEST_CASE(evaluate_allocates_nothing) {
    const CompiledRules rules = compiled();
    Question odd = question;
    odd.path = "/api/a;b";
    Question stranger = question;
    stranger.visitor.reset();
    const std::size_t before = allocations();
    int last_rule = 0;
    Outcome of_odd{};
    for (int i = 0; i < 100; ++i) {
        last_rule = rules.evaluate(question, demand).rule;
        of_odd = rules.evaluate(odd, demand).outcome;
        static_cast<void>(rules.evaluate(stranger, demand));
    }
    BOOST_TEST(allocations() - before == 0u);
    BOOST_TEST(last_rule == static_cast<int>(kMaxRulesOfSite) - 1);
    BOOST_TEST((of_odd == Outcome::StepUp));
}

BOOST_AUTO_TEST_SUITE_END()
