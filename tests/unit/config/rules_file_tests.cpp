#include "postern/config/rules_file.hpp"

#include <array>
#include <string>

#include <boost/test/unit_test.hpp>

#include "postern/model/rule_words.hpp"

namespace postern::config {
namespace {

using std::chrono::seconds;

constexpr TimePoint kNewYear{seconds{1'798'761'600}};  // 2027-01-01T00:00:00Z

constexpr std::string_view kWhole = R"([home]
networks = ["2001:db8::/32"]

[office]
networks = ["192.0.2.0/24", "198.51.100.7"]

[site.wiki]
default   = "deny"
odd_paths = "default"
fold_case = true
preflight = true
groups    = ["staff", "editors"]

[[site.wiki.rule]]
name       = "the \"admin\" area \\ no. 1"
comment    = "as agreed with Zoë"
enabled    = false
dry_run    = true
path       = ["/admin/**", "/bücher/*.html"]
methods    = ["GET", "POST"]
from       = ["office", "203.0.113.0/24"]
allow      = ["group:admins", "role:editor", "user:ann@example.org"]
hours      = ["mon-fri 08:00-18:00", "sat-sun"]
zone       = "Europe/Berlin"
not_before = 2027-01-01T00:00:00Z
until      = 2027-06-30T22:00:00Z
level      = 2
max_age    = "15m"
effect     = "allow"

[[site.wiki.rule]]
name   = "not the banned"
deny   = ["group:banned"]
effect = "deny"

[[site.wiki.test]]
as     = "ann@example.org"
level  = 2
age    = "5m"
at     = 2027-01-04T08:00:00Z
path   = "/admin/"
method = "POST"
from   = "192.0.2.7"
expect = "pass"

[[site.wiki.test]]
as     = "anonymous"
path   = "/"
expect = "sign_in"

[site.app]
default = "public"
groups  = []

[[site.app.rule]]
name   = "night"
hours  = ["22:00-06:00 Europe/Berlin", "mon-sun UTC"]
effect = "public"
)";

RulesFile read(std::string_view toml) {
    auto file = parse_rules_file(toml, "rules.toml");
    if (!file)
        for (const Problem& problem : file.error()) BOOST_TEST_MESSAGE(problem.text());
    BOOST_REQUIRE(file.has_value());
    return *std::move(file);
}

/// All problems, one a line; "none" when there are none.
std::string problems_of(std::string_view toml) {
    const auto file = parse_rules_file(toml, "f");
    if (file) return "none";
    std::string text;
    for (const Problem& problem : file.error())
        text.append(text.empty() ? "" : "\n").append(problem.text());
    return text;
}

/// Of a rule with these lines, the first of which is line 4.
std::string problems_of_rule(std::string_view lines) {
    return problems_of("[site.x]\ndefault = \"deny\"\n[[site.x.rule]]\n" + std::string{lines});
}

std::string problems_of_test(std::string_view lines) {
    return problems_of("[site.x]\ndefault = \"deny\"\n[[site.x.test]]\n" + std::string{lines});
}

BOOST_AUTO_TEST_SUITE(rules_file_tests)

BOOST_AUTO_TEST_CASE(every_key_is_read) {
    const RulesFile file = read(kWhole);
    BOOST_TEST((file.networks == RuleNetworks{{"home", {"2001:db8::/32"}},
                                              {"office", {"192.0.2.0/24", "198.51.100.7"}}}));
    BOOST_REQUIRE(file.sites.size() == 2u);
    const SiteRulesEntry& wiki = file.sites[0];
    BOOST_TEST(wiki.name == "wiki");
    const Rule admin{
        .name = "the \"admin\" area \\ no. 1",
        .comment = "as agreed with Zo\xc3\xab",
        .enabled = false,
        .dry_run = true,
        .effect = RuleEffect::Allow,
        .path = {"/admin/**",
                 "/b\xc3\xbc"
                 "cher/*.html"},
        .methods = {"GET", "POST"},
        .from = {"office", "203.0.113.0/24"},
        .subjects = {{RuleSubject::Kind::Group, "admins"},
                     {RuleSubject::Kind::Role, "editor"},
                     {RuleSubject::Kind::User, "ann@example.org"}},
        .hours = {{0x1F, 480, 1080, "Europe/Berlin"}, {0x60, 0, 1440, "Europe/Berlin"}},
        .not_before = kNewYear,
        .until = TimePoint{seconds{1'814'392'800}},
        .level = Level::Two,
        .max_age = seconds{900}};
    const Rule banned{.name = "not the banned",
                      .effect = RuleEffect::Deny,
                      .subjects = {{RuleSubject::Kind::Group, "banned"}}};
    const SiteRules expected{.fallback = RuleDefault::Deny,
                             .odd_paths = OddPaths::Default,
                             .fold_case = true,
                             .preflight = true,
                             .told_groups = {{{RuleSubject::Kind::Group, "staff"},
                                              {RuleSubject::Kind::Group, "editors"}}},
                             .rules = {admin, banned},
                             .networks = {{"office", {"192.0.2.0/24", "198.51.100.7"}}}};
    BOOST_TEST((wiki.rules == expected));
    const SiteRulesEntry& app = file.sites[1];
    BOOST_TEST(app.name == "app");
    BOOST_TEST((app.rules.fallback == RuleDefault::Public));
    BOOST_REQUIRE(app.rules.told_groups.has_value());
    BOOST_TEST(app.rules.told_groups->empty());
    BOOST_REQUIRE(app.rules.rules.size() == 1u);
    const std::vector<RuleHours> hours{{0x7F, 1320, 360, "Europe/Berlin"}, {0x7F, 0, 1440, "UTC"}};
    BOOST_TEST((app.rules.rules[0].hours == hours));
    BOOST_TEST((app.rules.rules[0].effect == RuleEffect::Public));
}

BOOST_AUTO_TEST_CASE(tests_are_read_with_what_they_leave_out) {
    const RulesFile file = read(kWhole);
    BOOST_REQUIRE(file.sites[0].tests.size() == 2u);
    const RuleTest& first = file.sites[0].tests[0];
    BOOST_TEST(first.as == "ann@example.org");
    BOOST_TEST((first.level == Level::Two));
    BOOST_TEST((first.age == seconds{300}));
    BOOST_TEST((first.at == TimePoint{seconds{1'799'049'600}}));
    BOOST_TEST(first.path == "/admin/");
    BOOST_TEST(first.method == "POST");
    BOOST_TEST(first.from == "192.0.2.7");
    BOOST_TEST((first.expect == Expected::Pass));
    const RuleTest& second = file.sites[0].tests[1];
    BOOST_TEST(second.as == "");
    BOOST_TEST((second.level == Level::One));
    BOOST_TEST(!second.at.has_value());
    BOOST_TEST(second.method == "GET");
    BOOST_TEST(second.from == "198.51.100.1");
    BOOST_TEST((second.expect == Expected::SignIn));
}

BOOST_AUTO_TEST_CASE(lines_are_those_on_which_something_begins) {
    const RulesFile file = read(kWhole);
    BOOST_TEST(file.network_lines.at("office") == 4u);
    BOOST_TEST(file.sites[0].line == 7u);
    BOOST_REQUIRE(file.sites[0].rule_lines.size() == 2u);
    BOOST_TEST(file.sites[0].rule_lines[0] == 14u);
    BOOST_TEST(file.sites[0].rule_lines[1] == 31u);
    BOOST_TEST(file.sites[0].tests[0].line == 36u);
    BOOST_TEST(file.sites[1].line == 51u);
}

BOOST_AUTO_TEST_CASE(what_is_written_is_what_is_read) {
    const std::string once = to_rules_file(read(kWhole));
    BOOST_TEST(once == kWhole);
    BOOST_TEST(to_rules_file(read(once)) == once);
}

BOOST_AUTO_TEST_CASE(each_effect_and_each_word_comes_back) {
    RulesFile file;
    for (const auto fallback : {RuleDefault::Deny, RuleDefault::SignedIn, RuleDefault::Public})
        file.sites.push_back({.name = std::string{to_text(fallback)},
                              .rules = {.fallback = fallback,
                                        .rules = {{.name = "a"},
                                                  {.name = "b", .effect = RuleEffect::Deny},
                                                  {.name = "c", .effect = RuleEffect::Public}}}});
    for (const auto expected :
         {Expected::Pass, Expected::SignIn, Expected::StepUp, Expected::Denied, Expected::OddPath})
        file.sites[0].tests.push_back({.path = "/", .expect = expected});
    const std::string text = to_rules_file(file);
    const RulesFile again = read(text);
    BOOST_REQUIRE(again.sites.size() == 3u);
    for (std::size_t i = 0; i < 3; ++i) BOOST_TEST((again.sites[i].rules == file.sites[i].rules));
    BOOST_TEST(to_rules_file(again) == text);
}

BOOST_AUTO_TEST_CASE(networks_that_only_a_site_has_are_written_too) {
    RulesFile file;
    file.sites.push_back({.name = "x",
                          .rules = {.rules = {{.name = "a", .from = {"office"}}},
                                    .networks = {{"office", {"192.0.2.0/24"}}}}});
    BOOST_TEST(to_rules_file(file).starts_with("[office]\nnetworks = [\"192.0.2.0/24\"]\n"));
}

BOOST_AUTO_TEST_CASE(no_text_gets_out_of_its_quotes) {
    for (const std::string text :
         {"\"", "\\", "\"\"\"", "a\"\neffect = \"public", "\x01\x7f\t", "#", "'''", "\\u0041"}) {
        RulesFile file;
        file.sites.push_back(
            {.name = "x", .rules = {.rules = {{.name = text, .comment = text, .path = {text}}}}});
        const RulesFile again = read(to_rules_file(file));
        BOOST_REQUIRE(again.sites.size() == 1u);
        BOOST_TEST((again.sites[0].rules == file.sites[0].rules), text);
    }
}

BOOST_AUTO_TEST_CASE(a_day_is_its_midnight_in_utc_and_an_offset_is_taken_off) {
    const RulesFile file = read(
        "[site.x]\ndefault = \"deny\"\n[[site.x.rule]]\nnot_before = 2027-01-01\n"
        "until = 2027-01-01T02:30:00+02:30\n");
    BOOST_TEST((file.sites[0].rules.rules[0].not_before == kNewYear));
    BOOST_TEST((file.sites[0].rules.rules[0].until == kNewYear));
}

BOOST_AUTO_TEST_CASE(the_effect_follows_from_deny_and_is_else_allow) {
    const RulesFile file = read(
        "[site.x]\ndefault = \"deny\"\n[[site.x.rule]]\nname = \"a\"\n[[site.x.rule]]\n"
        "deny = [\"group:a\"]\n[[site.x.rule]]\nallow = [\"group:a\"]\n");
    BOOST_TEST((file.sites[0].rules.rules[0].effect == RuleEffect::Allow));
    BOOST_TEST((file.sites[0].rules.rules[1].effect == RuleEffect::Deny));
    BOOST_TEST((file.sites[0].rules.rules[2].effect == RuleEffect::Allow));
}

BOOST_AUTO_TEST_CASE(each_mistake_in_a_rule_is_said_with_its_line) {
    struct Row {
        std::string_view lines;
        std::string_view said;
    };
    const std::array rows{
        Row{"paths = [\"/\"]\n",
            "f:4: site.x.rule: \"paths\" is not a known key; did you mean path?"},
        Row{"bananas = 1\n", "f:4: site.x.rule: \"bananas\" is not a known key; remove it"},
        Row{"name = 1\n", "f:4: site.x.rule.name: is a number; write a text: \"the admin area\""},
        Row{"enabled = \"no\"\n",
            "f:4: site.x.rule.enabled: is a text; write true or false, without quotes"},
        Row{"path = \"/\"\n",
            "f:4: site.x.rule.path: is a text; write a list of texts: [\"/admin/**\"]"},
        Row{"path = [1]\n",
            "f:4: site.x.rule.path: is a list of something else than texts; "
            "write a list of texts: [\"/admin/**\"]"},
        Row{"allow = []\n",
            "f:4: site.x.rule.allow: is an empty list; remove the key, or write "
            "a list of texts: [\"group:editors\"]"},
        Row{"allow = [\"admins\"]\n",
            "f:4: site.x.rule.allow: \"admins\" names nobody; write "
            "group:NAME, role:NAME or user:E-MAIL"},
        Row{"effect = \"permit\"\n",
            "f:4: site.x.rule.effect: \"permit\" is none of the words; "
            "write one of: allow deny public"},
        Row{"allow = [\"group:a\"]\ndeny = [\"group:b\"]\n",
            "f:3: site.x.rule: has both allow and deny; write two rules; the first one that fits "
            "decides"},
        Row{"allow = [\"group:a\"]\neffect = \"deny\"\n",
            "f:3: site.x.rule: says who passes, and denies; write deny = [...] instead of allow"},
        Row{"deny = [\"group:a\"]\neffect = \"allow\"\n",
            "f:3: site.x.rule: says who does not pass, and allows; write effect = \"deny\""},
        Row{"allow = [\"group:a\"]\neffect = \"public\"\n",
            "f:3: site.x.rule: is public, and names somebody; remove allow and deny, or write "
            "effect = \"allow\""},
        Row{"level = 4\n", "f:4: site.x.rule.level: is no level; write 1, 2 or 3"},
        Row{"level = -1\n", "f:4: site.x.rule.level: is no level; write 1, 2 or 3"},
        Row{"level = \"2\"\n", "f:4: site.x.rule.level: is a text; write 1, 2 or 3"},
        Row{"max_age = \"15 minutes\"\n",
            "f:4: site.x.rule.max_age: \"15 minutes\" is no duration; write a number of seconds, "
            "or \"15m\", \"12h\" or \"7d\""},
        Row{"max_age = \"1500ms\"\n",
            "f:4: site.x.rule.max_age: \"1500ms\" is no duration; write a number of seconds, or "
            "\"15m\", \"12h\" or \"7d\""},
        Row{"max_age = \"59s\"\n",
            "f:4: site.x.rule.max_age: is out of range; write \"1m\" to \"30d\""},
        Row{"max_age = 9223372036854775807\n",
            "f:4: site.x.rule.max_age: is out of range; write a number of seconds, or \"15m\", "
            "\"12h\" or \"7d\""},
        Row{"zone = \"UTC\"\n",
            "f:3: site.x.rule.zone: has no effect without hours; add hours = "
            "[\"mon-fri 08:00-18:00\"], or remove it"},
        Row{"hours = [\"mon\", \"tue UTC\"]\nzone = \"Europe Berlin\"\n",
            "f:5: site.x.rule.zone: \"Europe Berlin\" is no time zone; write \"UTC\" or "
            "\"Europe/Berlin\""},
        Row{"hours = [\"mon\"]\nzone = \"\"\n",
            "f:5: site.x.rule.zone: \"\" is no time zone; write \"UTC\" or \"Europe/Berlin\""},
        Row{"hours = [\"monday\"]\n",
            "f:4: site.x.rule.hours: \"monday\" is no time of a week; write \"mon-fri "
            "08:00-18:00\", \"sat,sun\" or \"22:00-06:00\""},
    };
    for (const Row& row : rows) BOOST_TEST(problems_of_rule(row.lines) == row.said);
}

BOOST_AUTO_TEST_CASE(a_time_has_a_zone_no_quotes_and_no_fraction) {
    for (const std::string time :
         {"\"2027-01-01\"", "2027-01-01T00:00:00", "12:00:00", "2027", "2027-01-01T00:00:00.5Z"})
        BOOST_TEST(
            problems_of_rule("until = " + time + "\n").starts_with("f:4: site.x.rule.until: "),
            time);
    BOOST_TEST(problems_of_rule("until = 2027-02-30\n") != "none");
    for (const std::string time : {"9999-12-31T23:59:59-00:01", "0000-01-01T00:00:00+00:01"})
        BOOST_TEST(problems_of_rule("until = " + time + "\n")
                       .starts_with("f:4: site.x.rule.until: is not between the years 0000 "),
                   time);
    BOOST_TEST(problems_of_rule("name = \"a\"\nuntil = 9999-12-31T23:59:59Z\n") == "none");
    BOOST_TEST(problems_of_rule("until = 2027-01-01T00:00:00\n")
                   .starts_with("f:4: site.x.rule.until: has no time zone; "));
}

BOOST_AUTO_TEST_CASE(each_mistake_in_a_test_is_said_with_its_line) {
    BOOST_TEST(
        problems_of_test("path = \"/\"\n").starts_with("f:3: site.x.test: expects nothing; "));
    BOOST_TEST(problems_of_test("expect = \"pass\"\n") ==
               "f:3: site.x.test: has no path; add path = \"/\"");
    BOOST_TEST(problems_of_test("path = \"/\"\nexpect = \"204\"\n") ==
               "f:5: site.x.test.expect: \"204\" is none of the words; write one of: pass sign_in "
               "step_up denied odd_path");
    BOOST_TEST(problems_of_test("path = \"/\"\nexpect = \"pass\"\nlevel = 2\n") ==
               "f:3: site.x.test: says what nobody has proven; remove level and age, or add as = "
               "\"E-MAIL\"");
    BOOST_TEST(problems_of_test("path = \"/\"\nexpect = \"pass\"\nas = \"\"\n")
                   .starts_with("f:6: site.x.test.as: names nobody; "));
}

BOOST_AUTO_TEST_CASE(each_mistake_in_a_site_or_a_network_is_said_with_its_line) {
    struct Row {
        std::string_view toml;
        std::string_view said;
    };
    const std::array rows{
        Row{"[site.x]\n",
            "f:1: site.x: has no default; add default = \"deny\", \"signed_in\" or \"public\" "
            "below it: what becomes of requests that no rule decides"},
        Row{"[site.x]\ndefault = \"none\"\n",
            "f:2: site.x.default: \"none\" is none of the words; write one of: deny signed_in "
            "public"},
        Row{"[site.X]\ndefault = \"deny\"\n",
            "f:1: site.X: \"X\" is no name of a site; write [site.NAME] with the name that nginx "
            "sends"},
        Row{"[site]\nx = 1\n", "f:2: site.x: is a number; write [site.x] and its keys below"},
        Row{"site = 1\n", "f:1: site: is a number; write [site.NAME] and its keys below"},
        Row{"[site.x]\ndefault = \"deny\"\n[site.x.rule]\nname = \"a\"\n",
            "f:3: site.x.rule: is a table; begin each with [[site.x.rule]], two brackets"},
        Row{"[site.x]\ndefault = \"deny\"\nrule = [1]\n",
            "f:3: site.x.rule: is a list of something else; begin each with [[site.x.rule]], two "
            "brackets"},
        Row{"[site.x]\ndefault = \"deny\"\ngroups = [\"group:a\"]\n",
            "f:3: site.x.groups: \"group:a\" is no name of a group; write its name alone: "
            "\"staff\""},
        Row{"[office]\n",
            "f:1: office: has no networks; add networks = [\"192.0.2.0/24\"] below; "
            "a site is [site.NAME]"},
        Row{"[office]\nnetworks = []\n",
            "f:2: office.networks: is an empty list; remove the key, or write a list of texts: "
            "[\"192.0.2.0/24\"]"},
        Row{"[office]\nnetworks = [\"192.0.2.1\"]\nname = \"x\"\n",
            "f:3: office: \"name\" is not a known key; remove it"},
        Row{"version = 1\n",
            "f:1: version: is no key of the file; write [NAME] and networks = "
            "[...] below, or [site.NAME]"},
    };
    for (const Row& row : rows) BOOST_TEST(problems_of(row.toml) == row.said);
}

BOOST_AUTO_TEST_CASE(all_problems_are_said_at_once_in_the_order_of_the_lines) {
    BOOST_TEST(problems_of("[site.x]\ndefault = 1\n[[site.x.rule]]\nlevel = 9\n[office]\n") ==
               "f:2: site.x.default: is a number; write a text: \"deny\"\n"
               "f:4: site.x.rule.level: is no level; write 1, 2 or 3\n"
               "f:5: office: has no networks; add networks = [\"192.0.2.0/24\"] below; a site is "
               "[site.NAME]");
}

BOOST_AUTO_TEST_CASE(what_is_no_toml_is_said_with_its_line) {
    BOOST_TEST(problems_of("[site.x]\ndefault = \n").starts_with("f:2: is not TOML: "));
    BOOST_TEST(problems_of("[site.x]\ndefault = \"deny\"\ndefault = \"deny\"\n")
                   .starts_with("f:3: is not TOML: "));
    BOOST_TEST(problems_of("[=]\n").starts_with("f:1: is not TOML: "));
    BOOST_TEST(problems_of(std::string(kMaxRulesFileBytes + 1, '\n')) ==
               "f: is longer than 256 KiB; write key = value lines below [section] lines");
}

BOOST_AUTO_TEST_CASE(an_empty_file_has_nothing_and_no_problem) {
    BOOST_TEST(read("").sites.empty());
    BOOST_TEST(read("# nothing yet\n").networks.empty());
}

BOOST_AUTO_TEST_CASE(keys_that_nest_by_the_thousand_are_refused_unread) {
    std::string deep = "a";
    for (int i = 0; i < 100'000; ++i) deep += ".a";
    for (const std::string& text :
         {deep + " = 1\n", "[" + deep + "]\n", "x = [{" + deep + " = 1}]\n",
          "x = \"\\\"\", " + deep + "\n", "x = '\\', " + deep + "\n"})
        BOOST_TEST(problems_of(text) ==
                   "f:1: has keys within keys within keys; write key = value "
                   "lines below [section] lines");
    BOOST_TEST(problems_of("x = [\"\"\"\n\"\"\", {" + deep + " = 1}]\n")
                   .starts_with("f:1: has a text over several lines; "));
    BOOST_TEST(problems_of("x = ['''\n''', {" + deep + " = 1}]\n")
                   .starts_with("f:1: has a text over several lines; "));
}

BOOST_AUTO_TEST_CASE(dots_in_texts_and_comments_do_not_count) {
    const std::string dots(1000, '.');
    read("# " + dots + "\n[site.x] # " + dots + "\ndefault = \"deny\"\n[[site.x.rule]]\nname = \"" +
         dots + "\"\ncomment = '" + dots + "'\n");
}

BOOST_AUTO_TEST_CASE(hostile_names_are_shown_without_harm) {
    const std::string said =
        problems_of("[site.x]\ndefault = \"deny\"\n\"\\u001b[31m\xe2\x80\xae\" = 1\n");
    for (const char c : said) BOOST_TEST((c >= ' ' && c <= '~'), said);
    for (const std::string name : {"site.\"\\u001b[31m\"", "\"\\u001b[31m\\n\""})
        BOOST_TEST(problems_of("[" + name + "]\n").find_first_of("\x1b\n") == std::string::npos);
    BOOST_TEST(problems_of("[" + std::string(5000, 'k') + "]\n").size() < 300u);
    BOOST_TEST(problems_of_rule("\"" + std::string(5000, 'k') + "\" = 1\n").size() < 300u);
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_read_is_a_problem) {
    const auto file = load_rules_file("/nonexistent/rules.toml");
    BOOST_REQUIRE(!file.has_value());
    BOOST_REQUIRE(file.error().size() == 1u);
    BOOST_TEST(file.error()[0].text().find("/nonexistent/rules.toml") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace postern::config
