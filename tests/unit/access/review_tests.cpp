#include <array>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "postern/access/review.hpp"

namespace postern::access {
namespace {

using std::chrono::seconds;

constexpr TimePoint kNow{seconds{1'795'251'000}};

class TwoZones final : public Zones {
public:
    std::optional<ZoneOffset> offset(std::string_view zone, TimePoint) const override {
        if (zone != "UTC" && zone != "Europe/Berlin") return std::nullopt;
        return ZoneOffset{seconds{0}, TimePoint::min(), TimePoint::max()};
    }
};

/// The problems of these rules, one a line; "none" when there are none.
std::string problems_of(const SiteRules& rules) {
    const TwoZones zones;
    std::string text;
    for (const Problem& problem : review(rules, zones, kNow))
        text.append(text.empty() ? "" : "\n").append(problem.what);
    return text.empty() ? "none" : text;
}

std::string problems_of(const Rule& rule) { return problems_of(SiteRules{.rules = {rule}}); }

std::string problems_of(const RuleNetworks& networks) {
    std::string text;
    for (const Problem& problem : review(networks)) text += problem.what + "\n";
    return text.empty() ? "none" : text;
}

RuleSubject group(std::string name) { return {RuleSubject::Kind::Group, std::move(name), 1}; }
RuleSubject role(std::string name) { return {RuleSubject::Kind::Role, std::move(name), 1}; }

/// What review() says of the second of two rules.
std::string said_of_second(Rule first, Rule second, SiteRules site = {}) {
    first.name = "a";
    second.name = "b";
    site.rules = {std::move(first), std::move(second)};
    return problems_of(site);
}

const std::string kCovered = "rule 2 \"b\" can never decide: rule 1 \"a\" covers it";

BOOST_AUTO_TEST_SUITE(review_tests)

BOOST_AUTO_TEST_CASE(rules_in_which_nothing_is_wrong_have_no_problem) {
    const SiteRules rules{
        .told_groups = {{group("staff")}},
        .rules = {{.name = "admin",
                   .comment = "for Ann",
                   .path = {"/admin/**", "/img/*.png"},
                   .methods = {"GET", "PROPFIND"},
                   .from = {"office", "2001:db8::/32", "192.0.2.7"},
                   .subjects = {group("admins"),
                                role("editor"),
                                {RuleSubject::Kind::User, "ann@example.org"}},
                   .hours = {{0x1F, 480, 1080, "Europe/Berlin"}, {0x7F, 1320, 360, "UTC"}},
                   .not_before = kNow,
                   .until = kNow + seconds{1},
                   .level = Level::Two,
                   .max_age = seconds{900}},
                  {.name = "closed", .effect = RuleEffect::Deny, .path = {"/admin/**"}},
                  {.name = "open", .effect = RuleEffect::Public, .path = {"/static/**"}}},
        .networks = {{"office", {"192.0.2.0/24"}}}};
    BOOST_TEST(problems_of(rules) == "none");
    BOOST_TEST(problems_of(SiteRules{}) == "none");
}

BOOST_AUTO_TEST_CASE(each_thing_that_is_wrong_is_said_with_its_rule) {
    struct Row {
        Rule rule;
        std::string_view said;
    };
    const std::array rows{
        Row{{.name = ""}, "rule 1 has no name"},
        Row{{.name = " x"}, "rule 1 has a name that is not one line of at most 80 characters"},
        Row{{.name = "x\ny"}, "rule 1 has a name that is not one line of at most 80 characters"},
        Row{{.name = std::string(81, 'x')},
            "rule 1 has a name that is not one line of at most 80 characters"},
        Row{{.name = "x", .comment = "a\nb"},
            "rule 1 \"x\" has a comment that is not one line of at most 200 characters"},
        Row{{.name = "x", .path = {"admin"}}, "rule 1 \"x\": `admin` does not begin with a slash"},
        Row{{.name = "x", .path = {"/ok", "/a**"}},
            "rule 1 \"x\": `/a**` has `**` as a part of a segment: only `/**/` is possible"},
        Row{{.name = "x", .methods = {"get"}},
            "rule 1 \"x\": `get` is no known method; methods are written as in GET"},
        Row{{.name = "x", .from = {"office"}}, "rule 1 \"x\": there is no network `office`"},
        Row{{.name = "x", .from = {"300.1.1.1"}},
            "rule 1 \"x\": `300.1.1.1` is neither a network's name nor an address nor a CIDR "
            "block"},
        Row{{.name = "x", .subjects = {group("No Group")}},
            "rule 1 \"x\": `No Group` is no name of a group"},
        Row{{.name = "x", .subjects = {role("")}}, "rule 1 \"x\": `` is no name of a role"},
        Row{{.name = "x", .subjects = {{RuleSubject::Kind::User, ""}}},
            "rule 1 \"x\" names a user without saying which"},
        Row{{.name = "x", .hours = {{0, 0, 60, "UTC"}}}, "rule 1 \"x\": the hours are on no day"},
        Row{{.name = "x", .hours = {{0x7F, 0, 60, "Mars/Base"}}},
            "rule 1 \"x\": the time zone `Mars/Base` is unknown; write one such as Europe/Berlin"},
        Row{{.name = "x", .not_before = kNow, .until = kNow}, "rule 1 \"x\" ends before it begins"},
        Row{{.name = "x", .max_age = seconds{59}},
            "rule 1 \"x\" has a maximum age beyond 1m to 30d"},
        Row{{.name = "x", .effect = RuleEffect::Public, .subjects = {group("a")}},
            "rule 1 \"x\" is public, which is for everyone: it can't name users, groups or roles"},
        Row{{.name = "x", .effect = RuleEffect::Public, .level = Level::Two},
            "rule 1 \"x\" can't ask for a level or a maximum age: it allows nobody, or everyone"},
        Row{{.name = "x", .effect = RuleEffect::Public, .max_age = seconds{900}},
            "rule 1 \"x\" can't ask for a level or a maximum age: it allows nobody, or everyone"},
        Row{{.name = "x", .effect = RuleEffect::Deny, .level = Level::Two},
            "rule 1 \"x\" can't ask for a level or a maximum age: it allows nobody, or everyone"},
    };
    for (const Row& row : rows) BOOST_TEST(problems_of(row.rule) == row.said);
}

BOOST_AUTO_TEST_CASE(a_block_with_host_bits_names_the_one_that_was_meant) {
    const std::string said = problems_of(Rule{.name = "x", .from = {"192.0.2.7/24"}});
    BOOST_TEST(said.find("192.0.2.0/24") != std::string::npos, said);
}

BOOST_AUTO_TEST_CASE(everything_that_is_wrong_is_said_in_the_order_of_the_rules) {
    const SiteRules rules{
        .told_groups = {{role("editor")}},
        .rules = {{.name = "x", .path = {"a"}, .methods = {"GOT"}}, {.name = "ok"}, {.name = "x"}}};
    BOOST_TEST(problems_of(rules) ==
               "the site can't be told of `editor`, which is no group\n"
               "rule 1 \"x\": `a` does not begin with a slash\n"
               "rule 1 \"x\": `GOT` is no known method; methods are written as in GET\n"
               "rule 3 \"x\" has the name of rule 1");
    const TwoZones zones;
    const auto problems = review(rules, zones, kNow);
    BOOST_REQUIRE(problems.size() == 4u);
    BOOST_TEST(problems[0].rule == -1);
    BOOST_TEST(problems[1].rule == 0);
    BOOST_TEST(problems[3].rule == 2);
}

BOOST_AUTO_TEST_CASE(more_rules_or_a_longer_text_than_is_kept_are_refused) {
    SiteRules many;
    for (std::size_t i = 0; i < kMaxRulesOfSite; ++i)
        many.rules.push_back({.name = std::to_string(i), .path = {"/" + std::to_string(i)}});
    BOOST_TEST(problems_of(many) == "none");
    many.rules.push_back({.name = "one more", .path = {"/x"}});
    BOOST_TEST(problems_of(many) == "a site has at most 200 rules, not 201");

    const std::string long_path = "/" + std::string(150, 'x');
    const SiteRules large{
        .rules = {{.name = "x", .path = std::vector<std::string>(500, long_path)}}};
    BOOST_TEST(problems_of(large).starts_with("the rules take "));
}

BOOST_AUTO_TEST_CASE(networks_are_looked_at_whether_or_not_a_rule_names_them) {
    BOOST_TEST(problems_of(RuleNetworks{{"office", {"192.0.2.0/24", "2001:db8::1"}}}) == "none");
    BOOST_TEST(problems_of(RuleNetworks{{"office", {}}}) ==
               "the network `office`: has no addresses\n");
    for (const std::string name : {"site", "10.0.0.1", "", "9to5", "Office", "a b", "a.b"})
        BOOST_TEST(problems_of(RuleNetworks{{name, {"192.0.2.0/24"}}}) != "none", name);
    const std::string said = problems_of(RuleNetworks{{"office", {"192.0.2.7/24"}}});
    BOOST_TEST(said.starts_with("the network `office`: "), said);
    BOOST_TEST(problems_of(SiteRules{.networks = {{"office", {"x"}}}}) != "none");
}

BOOST_AUTO_TEST_CASE(a_rule_that_an_earlier_one_covers_is_refused) {
    struct Row {
        Rule first;
        Rule second;
    };
    using enum RuleEffect;
    const RuleSubject a = group("a");
    const RuleSubject b = group("b");
    const std::array rows{
        Row{{}, {}},
        Row{{}, {.name = "", .effect = Deny, .path = {"/x"}}},
        Row{{.name = "", .effect = Public, .path = {"/x/**"}},
            {.name = "", .effect = Deny, .path = {"/x/y"}}},
        Row{{.name = "", .effect = Deny}, {.name = "", .effect = Public, .path = {"/x"}}},
        Row{{.name = "", .path = {"/**"}}, {}},
        Row{{.name = "", .path = {"/a/**", "/b/**"}}, {.name = "", .path = {"/b/x", "/a"}}},
        Row{{.name = "", .methods = {"GET", "POST"}}, {.name = "", .methods = {"HEAD"}}},
        Row{{.name = "", .from = {"192.0.2.0/25", "192.0.2.128/25"}},
            {.name = "", .from = {"192.0.2.0/24"}}},
        Row{{.name = "", .from = {"office"}}, {.name = "", .from = {"192.0.2.9"}}},
        Row{{.name = "", .subjects = {a, b}}, {.name = "", .subjects = {b}}},
        Row{{.name = "", .subjects = {a}}, {.name = "", .subjects = {a}, .level = Level::Two}},
        Row{{.name = "", .subjects = {a}}, {.name = "", .effect = Deny, .subjects = {a}}},
        Row{{.name = "", .effect = Deny, .subjects = {a, b}},
            {.name = "", .effect = Deny, .subjects = {b}}},
        Row{{}, {.name = "", .hours = {{}}, .not_before = kNow, .until = kNow + seconds{9}}},
        Row{{}, {.name = "", .dry_run = true}},
    };
    const SiteRules site{.networks = {{"office", {"192.0.2.0/24"}}}};
    for (const Row& row : rows) BOOST_TEST_CONTEXT(&row - rows.data())
    BOOST_TEST(said_of_second(row.first, row.second, site) == kCovered);
}

BOOST_AUTO_TEST_CASE(a_rule_that_an_earlier_one_leaves_something_for_is_not) {
    struct Row {
        Rule first;
        Rule second;
    };
    using enum RuleEffect;
    const RuleSubject a = group("a");
    const std::array rows{
        Row{{.name = "", .enabled = false}, {}},
        Row{{.name = "", .dry_run = true}, {}},
        Row{{.name = "", .hours = {{}}}, {}},
        Row{{.name = "", .not_before = kNow}, {}},
        Row{{.name = "", .until = kNow}, {}},
        Row{{}, {.name = "", .enabled = false}},
        Row{{.name = "", .path = {"/x/*"}}, {.name = "", .path = {"/x/**"}}},
        Row{{.name = "", .path = {"/x/**"}}, {}},
        Row{{.name = "", .methods = {"GET"}}, {}},
        Row{{.name = "", .methods = {"HEAD"}}, {.name = "", .methods = {"GET"}}},
        Row{{.name = "", .from = {"192.0.2.0/24"}}, {}},
        Row{{.name = "", .from = {"0.0.0.0/0"}}, {.name = "", .from = {"::/0"}}},
        Row{{.name = "", .subjects = {a}}, {}},
        Row{{.name = "", .subjects = {a}}, {.name = "", .effect = Deny}},
        Row{{.name = "", .subjects = {a}}, {.name = "", .effect = Public}},
        Row{{.name = "", .subjects = {a}}, {.name = "", .subjects = {a, group("b")}}},
        Row{{.name = "", .subjects = {a}}, {.name = "", .subjects = {role("a")}}},
        // Of those who are not signed in, only the second decides: it asks them to sign in.
        Row{{.name = "", .effect = Deny, .subjects = {a}}, {.name = "", .subjects = {a}}},
    };
    for (const Row& row : rows) BOOST_TEST_CONTEXT(&row - rows.data())
    BOOST_TEST(said_of_second(row.first, row.second) == "none");
}

BOOST_AUTO_TEST_CASE(case_counts_for_cover_as_it_does_for_the_gate) {
    const Rule upper{.name = "", .path = {"/ADMIN"}};
    const Rule lower{.name = "", .path = {"/admin"}};
    BOOST_TEST(said_of_second(upper, lower) == "none");
    BOOST_TEST(said_of_second(upper, lower, {.fold_case = true}) == kCovered);
}

BOOST_AUTO_TEST_CASE(where_the_default_decides_odd_paths_a_rule_that_denies_still_denies_them) {
    const Rule open{.name = "", .effect = RuleEffect::Public, .path = {"/x/**"}};
    const Rule closed{.name = "", .effect = RuleEffect::Deny, .path = {"/x/y"}};
    BOOST_TEST(said_of_second(open, closed) == kCovered);
    BOOST_TEST(said_of_second(open, closed, {.odd_paths = OddPaths::Default}) == "none");
}

BOOST_AUTO_TEST_CASE(a_bad_rule_covers_nothing_and_the_cover_named_is_the_first) {
    const SiteRules rules{.rules = {{.name = "bad", .methods = {"GOT"}},
                                    {.name = "good"},
                                    {.name = "also"},
                                    {.name = "last"}}};
    BOOST_TEST(problems_of(rules) ==
               "rule 1 \"bad\": `GOT` is no known method; methods are written as in GET\n"
               "rule 3 \"also\" can never decide: rule 2 \"good\" covers it\n"
               "rule 4 \"last\" can never decide: rule 2 \"good\" covers it");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace postern::access
