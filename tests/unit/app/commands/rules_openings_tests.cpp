// Whether a change of rules opens anything to everyone.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "app/commands/access/rules_openings.hpp"

using namespace postern;
using app::opens_to_everyone;

namespace {

Rule rule(RuleEffect effect, const char* path) {
    return {.name = path, .effect = effect, .path = {path}};
}

const Rule kPublic = rule(RuleEffect::Public, "/img/**");
const Rule kClosed = rule(RuleEffect::Deny, "/img/private/**");
const Rule kEditors = {.name = "editors",
                       .path = {"/wiki/**"},
                       .subjects = {{RuleSubject::Kind::Group, "editors", 1}}};

SiteRules site(std::vector<Rule> rules, RuleDefault fallback = RuleDefault::SignedIn) {
    return {.fallback = fallback, .rules = std::move(rules)};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rules_openings_tests)

BOOST_AUTO_TEST_CASE(a_new_public_rule_opens) {
    BOOST_TEST(opens_to_everyone(site({}), site({kPublic})));
    BOOST_TEST(opens_to_everyone(site({kEditors}), site({kEditors, kPublic})));
    BOOST_TEST(!opens_to_everyone(site({kPublic}), site({kPublic})));
    BOOST_TEST(!opens_to_everyone(site({kPublic}), site({})));
}

BOOST_AUTO_TEST_CASE(a_public_rule_that_covers_something_else_opens) {
    Rule wider = kPublic;
    wider.path.emplace_back("/css/**");
    BOOST_TEST(opens_to_everyone(site({kPublic}), site({wider})));
    Rule renamed = kPublic;
    renamed.name = "pictures";
    renamed.comment = "as agreed";
    BOOST_TEST(!opens_to_everyone(site({kPublic}), site({renamed})));
}

BOOST_AUTO_TEST_CASE(a_public_rule_opens_only_when_it_is_in_force) {
    Rule off = kPublic;
    off.enabled = false;
    Rule dry = kPublic;
    dry.dry_run = true;
    for (const Rule& idle : {off, dry}) {
        BOOST_TEST(!opens_to_everyone(site({}), site({idle})));
        BOOST_TEST(opens_to_everyone(site({idle}), site({kPublic})));
    }
}

BOOST_AUTO_TEST_CASE(a_barrier_that_goes_opens_what_stands_below_it) {
    BOOST_TEST(opens_to_everyone(site({kClosed, kPublic}), site({kPublic})));
    BOOST_TEST(opens_to_everyone(site({kClosed, kPublic}), site({kPublic, kClosed})));
    BOOST_TEST(!opens_to_everyone(site({kPublic, kClosed}), site({kClosed, kPublic})));
    BOOST_TEST(!opens_to_everyone(site({kPublic}), site({kClosed, kPublic})));
    BOOST_TEST(
        opens_to_everyone(site({kClosed}, RuleDefault::Public), site({}, RuleDefault::Public)));
}

BOOST_AUTO_TEST_CASE(a_rule_that_spares_strangers_is_no_barrier) {
    Rule some = kClosed;
    some.subjects = {{RuleSubject::Kind::Group, "guests", 2}};
    BOOST_TEST(!opens_to_everyone(site({some, kPublic}), site({kPublic})));
}

BOOST_AUTO_TEST_CASE(opening_to_a_group_is_not_opening_to_everyone) {
    BOOST_TEST(!opens_to_everyone(site({kPublic}), site({kEditors, kPublic})));
    BOOST_TEST(!opens_to_everyone(site({}, RuleDefault::Deny), site({kEditors})));
}

BOOST_AUTO_TEST_CASE(the_switches_of_a_site_open) {
    BOOST_TEST(opens_to_everyone(site({}), site({}, RuleDefault::Public)));
    BOOST_TEST(!opens_to_everyone(site({}, RuleDefault::Public), site({}, RuleDefault::Public)));
    SiteRules preflight = site({});
    preflight.preflight = true;
    BOOST_TEST(opens_to_everyone(site({}), preflight));
    SiteRules folded = site({kPublic});
    folded.fold_case = true;
    BOOST_TEST(opens_to_everyone(site({kPublic}), folded));
    SiteRules odd = site({kPublic});
    odd.odd_paths = OddPaths::Default;
    BOOST_TEST(opens_to_everyone(site({kPublic}), odd));
    BOOST_TEST(!opens_to_everyone(odd, site({kPublic})));
}

BOOST_AUTO_TEST_CASE(a_network_that_grows_opens_what_is_public_in_it) {
    Rule inside = kPublic;
    inside.from = {"office"};
    SiteRules before = site({inside});
    before.networks = {{"office", {"192.0.2.0/25"}}};
    SiteRules after = before;
    BOOST_TEST(!opens_to_everyone(before, after));
    after.networks = {{"office", {"192.0.2.0/24"}}};
    BOOST_TEST(opens_to_everyone(before, after));
}

BOOST_AUTO_TEST_SUITE_END()
