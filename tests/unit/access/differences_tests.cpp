#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "postern/access/review.hpp"

namespace postern::access {
namespace {

using std::chrono::seconds;
using Kind = Difference::Kind;

constexpr TimePoint kBegin{seconds{1'798'761'600}};  // 2027-01-01T00:00:00Z

RuleSubject group(std::string name, std::uint32_t id = 0) {
    return {RuleSubject::Kind::Group, std::move(name), id};
}

/// `+` opens, `-` closes, `~` changes; one difference a line.
std::string differ(const SiteRules& before, const SiteRules& after) {
    std::string text;
    for (const auto& [kind, words] : differences(before, after))
        text.append(kind == Kind::Opens    ? "+ "
                    : kind == Kind::Closes ? "- "
                                           : "~ ")
            .append(words)
            .append("\n");
    return text;
}

SiteRules with(std::vector<Rule> rules) { return {.rules = std::move(rules)}; }

/// What changes when the one rule of a site does.
std::string differ(const Rule& before, const Rule& after) {
    return differ(with({before}), with({after}));
}

Rule wiki() { return {.name = "wiki", .path = {"/wiki/**"}, .from = {"192.0.2.0/24"}}; }
Rule closed() { return {.name = "closed", .effect = RuleEffect::Deny, .path = {"/closed"}}; }
Rule open() { return {.name = "open", .effect = RuleEffect::Public, .path = {"/open"}}; }

BOOST_AUTO_TEST_SUITE(differences_tests)

BOOST_AUTO_TEST_CASE(rules_that_say_the_same_do_not_differ) {
    Rule rule{.name = "x",
              .path = {"/a", "/b"},
              .methods = {"GET", "POST"},
              .from = {"office", "10.0.0.0/8"},
              .subjects = {group("a", 1), group("b", 2)},
              .level = Level::One};
    SiteRules before = with({rule});
    before.networks = {{"office", {"192.0.2.0/24", "192.0.3.0/24"}}};
    SiteRules after = before;
    BOOST_TEST(differ(before, after) == "");
    Rule& other = after.rules.front();
    other.name = "another name";
    other.comment = "and a comment";
    other.path = {"/b", "/a", "/b"};
    other.methods = {"POST", "HEAD", "GET"};
    other.from = {"10.0.0.0/8", "office"};
    other.subjects = {group("b"), group("a")};
    other.level.reset();
    after.networks = {{"office", {"192.0.3.0/24", "192.0.2.0/24"}}};
    after.rules.push_back({.name = "off", .enabled = false});
    BOOST_TEST(differ(before, after) == "");
    BOOST_TEST(differ(after, before) == "");
}

BOOST_AUTO_TEST_CASE(rules_that_come_or_go_are_said_with_what_they_do) {
    const SiteRules none;
    const SiteRules all =
        with({{.name = "admin", .effect = RuleEffect::Public, .path = {"/admin/**"}},
              {.name = "wiki",
               .path = {"/wiki/**"},
               .subjects = {group("editors")},
               .level = Level::Two},
              {.name = "signed", .path = {"/a"}, .methods = {"GET"}},
              {.name = "banned", .effect = RuleEffect::Deny, .subjects = {group("banned")}}});
    BOOST_TEST(differ(none, all) ==
               "+ opens /admin/** to everyone\n"
               "+ lets members of editors in to /wiki/** with two factors\n"
               "+ lets every signed-in user in to GET /a\n"
               "- closes every path to members of banned\n"
               "~ tells the site who is in banned and editors\n");
    BOOST_TEST(differ(all, none) ==
               "- no longer opens /admin/** to everyone\n"
               "- no longer lets members of editors in to /wiki/** with two factors\n"
               "- no longer lets every signed-in user in to GET /a\n"
               "+ no longer closes every path to members of banned\n"
               "~ no longer tells the site who is in banned and editors\n");
}

BOOST_AUTO_TEST_CASE(a_rule_that_is_disabled_is_gone) {
    Rule off = open();
    off.enabled = false;
    BOOST_TEST(differ(open(), off) == "- no longer opens /open to everyone\n");
    BOOST_TEST(differ(off, open()) == "+ opens /open to everyone\n");
}

BOOST_AUTO_TEST_CASE(a_change_of_the_default_says_what_opens_or_closes) {
    const SiteRules deny{.fallback = RuleDefault::Deny};
    const SiteRules signed_in{.fallback = RuleDefault::SignedIn};
    const SiteRules open_site{.fallback = RuleDefault::Public};
    BOOST_TEST(differ(signed_in, deny) ==
               "- the default becomes deny: what no rule names is closed\n");
    BOOST_TEST(differ(open_site, deny) == differ(signed_in, deny));
    BOOST_TEST(differ(deny, signed_in) ==
               "+ the default becomes signed_in: what no rule names opens to everyone who is "
               "signed in\n");
    BOOST_TEST(differ(open_site, signed_in) ==
               "- the default becomes signed_in: what no rule names asks for a sign-in\n");
    BOOST_TEST(differ(deny, open_site) ==
               "+ the default becomes public: what no rule names opens to everyone\n");
    BOOST_TEST(differ(signed_in, open_site) == differ(deny, open_site));
}

BOOST_AUTO_TEST_CASE(the_switches_of_a_site_are_said) {
    BOOST_TEST(differ({}, {.odd_paths = OddPaths::Default}) ==
               "+ no longer refuses paths that can be read in more than one way: the default "
               "decides them\n");
    BOOST_TEST(differ({.odd_paths = OddPaths::Default}, {}) ==
               "- refuses paths that can be read in more than one way\n");
    BOOST_TEST(differ({}, {.fold_case = true}) == "~ takes A to Z in paths for a to z\n");
    BOOST_TEST(differ({.fold_case = true}, {}) == "~ no longer takes A to Z in paths for a to z\n");
    BOOST_TEST(differ({}, {.preflight = true}) ==
               "+ lets CORS preflights pass without a sign-in\n");
    BOOST_TEST(differ({.preflight = true}, {}) ==
               "- no longer lets CORS preflights pass without a sign-in\n");
    BOOST_TEST(differ({.told_groups = {{group("a")}}}, {.told_groups = {{group("b")}}}) ==
               "~ tells the site who is in b\n~ no longer tells the site who is in a\n");
}

BOOST_AUTO_TEST_CASE(of_a_rule_that_changes_each_condition_is_said) {
    Rule after = wiki();
    after.path = {"/new", "/wiki/**"};
    BOOST_TEST(differ(wiki(), after) == "+ rule \"wiki\" now also covers /new\n");
    BOOST_TEST(differ(after, wiki()) == "- rule \"wiki\" no longer covers /new\n");
    after.path.clear();
    BOOST_TEST(differ(wiki(), after) == "+ rule \"wiki\" now covers every path\n");
    BOOST_TEST(differ(after, wiki()) == "- rule \"wiki\" now covers /wiki/** alone\n");
    after = wiki();
    after.methods = {"GET"};
    BOOST_TEST(differ(wiki(), after) == "- rule \"wiki\" now covers GET and HEAD alone\n");
    after = wiki();
    after.from.clear();
    BOOST_TEST(differ(wiki(), after) == "+ rule \"wiki\" now holds for every network\n");
    after = wiki();
    after.subjects = {{RuleSubject::Kind::Role, "editor"}};
    BOOST_TEST(differ(wiki(), after) == "- rule \"wiki\" now lets in holders of editor alone\n");
    BOOST_TEST(differ(after, wiki()) == "+ rule \"wiki\" now lets in everyone who is signed in\n");
    Rule more = after;
    more.subjects.push_back({RuleSubject::Kind::User, "ann@example.org"});
    BOOST_TEST(differ(after, more) ==
               "+ rule \"wiki\" now also lets in the user ann@example.org\n");
    after = wiki();
    after.level = Level::Two;
    after.max_age = seconds{900};
    BOOST_TEST(differ(wiki(), after) ==
               "- rule \"wiki\" now asks for two factors instead of one factor\n"
               "- rule \"wiki\" now asks for a proof within 15 minutes\n");
    BOOST_TEST(differ(after, wiki()) ==
               "+ rule \"wiki\" now asks for one factor instead of two factors\n"
               "+ rule \"wiki\" now takes a proof of any age\n");
}

BOOST_AUTO_TEST_CASE(of_a_rule_that_changes_its_times_are_said) {
    Rule after = wiki();
    after.hours = {{0x1F, 480, 1080, "Europe/Berlin"}};
    BOOST_TEST(differ(wiki(), after) ==
               "- rule \"wiki\" now holds mon-fri 08:00-18:00 Europe/Berlin\n");
    BOOST_TEST(differ(after, wiki()) == "+ rule \"wiki\" now holds at every hour\n");
    Rule later = after;
    later.hours = {{0x1F, 540, 1080, "Europe/Berlin"}};
    BOOST_TEST(differ(after, later) ==
               "~ rule \"wiki\" now holds mon-fri 09:00-18:00 Europe/Berlin\n");
    after = wiki();
    after.not_before = kBegin;
    after.until = kBegin + seconds{86'400};
    BOOST_TEST(differ(wiki(), after) ==
               "- rule \"wiki\" now begins at 2027-01-01T00:00:00Z\n"
               "- rule \"wiki\" now ends at 2027-01-02T00:00:00Z\n");
    BOOST_TEST(differ(after, wiki()) ==
               "+ rule \"wiki\" now holds from the start\n"
               "+ rule \"wiki\" now holds without an end\n");
}

BOOST_AUTO_TEST_CASE(a_rule_that_denies_closes_what_one_that_allows_opens) {
    Rule after = closed();
    after.path = {"/closed", "/more"};
    BOOST_TEST(differ(closed(), after) == "- rule \"closed\" now also covers /more\n");
    after = closed();
    after.subjects = {group("a")};
    SiteRules both = with({after});
    both.told_groups.emplace();
    SiteRules before = with({closed()});
    before.told_groups.emplace();
    BOOST_TEST(differ(before, both) == "+ rule \"closed\" now keeps out members of a alone\n");
}

BOOST_AUTO_TEST_CASE(a_rule_of_the_same_name_with_another_effect_is_another_rule) {
    Rule after = closed();
    after.effect = RuleEffect::Public;
    BOOST_TEST(differ(closed(), after) ==
               "+ no longer closes /closed to everyone\n+ opens /closed to everyone\n");
}

BOOST_AUTO_TEST_CASE(dry_runs_open_and_close_nothing_until_they_are_enforced) {
    Rule dry = closed();
    dry.dry_run = true;
    BOOST_TEST(differ(with({}), with({dry})) == "~ as a dry run: closes /closed to everyone\n");
    BOOST_TEST(differ(with({dry}), with({})) == "~ ends a dry run: closes /closed to everyone\n");
    BOOST_TEST(differ(dry, closed()) ==
               "- rule \"closed\" is enforced: it closes /closed to everyone\n");
    BOOST_TEST(differ(closed(), dry) ==
               "+ rule \"closed\" is now a dry run: it no longer closes /closed to everyone\n");
}

BOOST_AUTO_TEST_CASE(a_rule_that_moves_is_said_once) {
    BOOST_TEST(differ(with({wiki(), closed(), open()}), with({open(), wiki(), closed()})) ==
               "~ moves \"open\" before \"wiki\"\n");
    BOOST_TEST(differ(with({wiki(), closed(), open()}), with({closed(), open(), wiki()})) ==
               "~ moves \"wiki\" to the end\n");
}

BOOST_AUTO_TEST_CASE(a_rule_that_comes_between_others_moves_none_of_them) {
    BOOST_TEST(differ(with({wiki(), closed()}), with({wiki(), open(), closed()})) ==
               "+ opens /open to everyone\n");
    BOOST_TEST(differ(with({wiki(), open(), closed()}), with({wiki(), closed()})) ==
               "- no longer opens /open to everyone\n");
}

BOOST_AUTO_TEST_CASE(a_rule_that_changes_its_place_and_its_words_is_still_known_by_its_name) {
    Rule changed = wiki();
    changed.path = {"/wiki/*"};
    BOOST_TEST(differ(with({wiki(), closed(), open()}), with({closed(), open(), changed})) ==
               "+ rule \"wiki\" now also covers /wiki/*\n"
               "- rule \"wiki\" no longer covers /wiki/**\n"
               "~ moves \"wiki\" to the end\n");
}

BOOST_AUTO_TEST_CASE(two_rules_that_say_the_same_are_two) {
    Rule twin = open();
    twin.name = "twin";
    BOOST_TEST(differ(with({open()}), with({open(), twin})) == "+ opens /open to everyone\n");
    BOOST_TEST(differ(with({open(), twin}), with({open()})) ==
               "- no longer opens /open to everyone\n");
}

BOOST_AUTO_TEST_CASE(a_network_that_changes_opens_or_closes_as_the_rules_that_name_it_do) {
    SiteRules before = with({{.name = "x", .from = {"office"}}});
    before.networks = {{"office", {"192.0.2.0/24"}}, {"unused", {"10.0.0.0/8"}}};
    SiteRules after = before;
    after.networks = {{"office", {"192.0.3.0/24"}}, {"unused", {"10.0.0.0/9"}}};
    BOOST_TEST(differ(before, after) ==
               "+ the network office gains 192.0.3.0/24\n"
               "- the network office loses 192.0.2.0/24\n");
    before.rules.front().effect = after.rules.front().effect = RuleEffect::Deny;
    BOOST_TEST(differ(before, after) ==
               "- the network office gains 192.0.3.0/24\n"
               "+ the network office loses 192.0.2.0/24\n");
    before.rules.push_back({.name = "y", .path = {"/y"}, .from = {"office"}});
    after.rules.push_back(before.rules.back());
    BOOST_TEST(differ(before, after) ==
               "~ the network office gains 192.0.3.0/24\n"
               "~ the network office loses 192.0.2.0/24\n");
}

BOOST_AUTO_TEST_CASE(in_words_says_a_rule_in_one_sentence) {
    const Rule rule{.name = "the admin area",
                    .path = {"/admin/**"},
                    .methods = {"GET", "POST"},
                    .from = {"office"},
                    .subjects = {group("admins")},
                    .level = Level::Two,
                    .max_age = seconds{900}};
    BOOST_TEST(in_words(rule) ==
               "Members of admins may GET and POST /admin/** from office, with two factors, "
               "proven within 15 minutes.");
}

BOOST_AUTO_TEST_CASE(in_words_names_everybody_and_everything) {
    const Rule rule{.name = "x",
                    .path = {"/a", "/b", "/c"},
                    .from = {"office", "192.0.2.7"},
                    .subjects = {group("a"),
                                 {RuleSubject::Kind::User, "ann@example.org"},
                                 group("b"),
                                 {RuleSubject::Kind::Role, "editor"}},
                    .hours = {{0x1F, 480, 1080, "Europe/Berlin"}, {0x60, 0, 1440, "UTC"}},
                    .not_before = kBegin,
                    .until = kBegin + seconds{1},
                    .level = Level::PhishingResistant,
                    .max_age = seconds{86'400}};
    BOOST_TEST(in_words(rule) ==
               "Members of a and b, holders of editor and the user ann@example.org may open /a, "
               "/b and /c from office or 192.0.2.7, mon-fri 08:00-18:00 Europe/Berlin or sat-sun "
               "UTC, not before 2027-01-01T00:00:00Z, until 2027-01-01T00:00:01Z, with a passkey, "
               "proven within 1 day.");
}

BOOST_AUTO_TEST_CASE(in_words_knows_each_effect) {
    BOOST_TEST(in_words({.name = ""}) == "Everyone who is signed in may open every path.");
    BOOST_TEST(in_words({.name = "", .methods = {"GET"}}) ==
               "Everyone who is signed in may GET every path.");
    BOOST_TEST(in_words(closed()) == "Nobody may open /closed.");
    BOOST_TEST(in_words({.name = "", .effect = RuleEffect::Deny, .subjects = {group("a")}}) ==
               "Members of a may not open every path.");
    BOOST_TEST(in_words(open()) == "Everyone may open /open, signed in or not.");
    Rule off = open();
    off.enabled = false;
    off.dry_run = true;
    BOOST_TEST(in_words(off) ==
               "Everyone may open /open, signed in or not. A dry run: not enforced. Disabled.");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace postern::access
