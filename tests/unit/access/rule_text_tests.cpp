#include "postern/access/rule_text.hpp"

#include <array>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "postern/base/fnv.hpp"

namespace postern::access {
namespace {

using std::chrono::seconds;
using namespace std::string_literals;

constexpr TimePoint kFriday{seconds{1'795'251'000}};

Rule full_rule() {
    return {.name = "the admin area",
            .comment = "Ann asked for it, 100 %",
            .enabled = false,
            .dry_run = true,
            .effect = RuleEffect::Deny,
            .path = {"/admin/**",
                     "/b\xc3\xbc"
                     "cher/*.html"},
            .methods = {"GET", "POST"},
            .from = {"office", "2001:db8::/32"},
            .subjects = {{RuleSubject::Kind::Group, "admins", 7},
                         {RuleSubject::Kind::Role, "editor", 4'294'967'295},
                         {RuleSubject::Kind::User, "0123456789abcdefghijkA", 0}},
            .hours = {{0x1F, 480, 1080, "Europe/Berlin"}, {}},
            .not_before = TimePoint{seconds{-5}},
            .until = kFriday,
            .level = Level::Two,
            .max_age = seconds{900}};
}

SiteRules full() {
    return {.fallback = RuleDefault::Deny,
            .odd_paths = OddPaths::Default,
            .fold_case = true,
            .preflight = true,
            .told_groups = {{{RuleSubject::Kind::Group, "staff", 3}}},
            .rules = {full_rule(), {.name = "all others"}},
            .networks = {{"office", {"192.0.2.0/24", "2001:db8::/32"}}, {"none", {}}},
            .zones = {{"Europe/Berlin",
                       {{seconds{7200}, TimePoint{seconds{0}}, kFriday},
                        {seconds{3600}, kFriday, TimePoint{seconds{2'000'000'000}}}}},
                      {"Etc/GMT+1", {{seconds{-3600}, TimePoint::min(), TimePoint::max()}}},
                      {"UTC", {}}}};
}

/// `body` with the right checksum below it: what somebody could write by hand.
std::string with_checksum(const std::string& body) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string checksum;
    for (int shift = 60; shift >= 0; shift -= 4) checksum += digits[(fnv1a(body) >> shift) & 15];
    return body + "checksum " + checksum + "\n";
}

std::string without_checksum(const std::string& text) {
    return text.substr(0, text.rfind("checksum "));
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
    const auto at = text.find(what);
    BOOST_REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), with);
}

bool comes_back(const SiteRules& rules) {
    return parse_stored_text(to_stored_text(rules)) == rules;
}

BOOST_AUTO_TEST_SUITE(rule_text_tests)

BOOST_AUTO_TEST_CASE(rules_come_back_as_they_were_stored) {
    BOOST_TEST(comes_back(full()));
    BOOST_TEST(comes_back({}));
}

BOOST_AUTO_TEST_CASE(every_field_of_a_rule_comes_back_by_itself) {
    const Rule full = full_rule();
    const std::vector<Rule> rules{{.name = full.name},
                                  {.name = "x", .comment = full.comment},
                                  {.name = "x", .enabled = false},
                                  {.name = "x", .dry_run = true},
                                  {.name = "x", .effect = RuleEffect::Deny},
                                  {.name = "x", .effect = RuleEffect::Public},
                                  {.name = "x", .path = full.path},
                                  {.name = "x", .methods = full.methods},
                                  {.name = "x", .from = full.from},
                                  {.name = "x", .subjects = full.subjects},
                                  {.name = "x", .hours = full.hours},
                                  {.name = "x", .not_before = full.not_before},
                                  {.name = "x", .until = full.until},
                                  {.name = "x", .level = Level::PhishingResistant},
                                  {.name = "x", .max_age = full.max_age},
                                  {.name = ""}};
    std::string before;
    for (const Rule& rule : rules) {
        const std::string text = to_stored_text({.rules = {rule}});
        BOOST_TEST_CONTEXT(text) {
            const auto read = parse_stored_text(text);
            BOOST_REQUIRE(read.has_value());
            BOOST_REQUIRE(read->rules.size() == 1u);
            BOOST_TEST((read->rules.front() == rule));
            BOOST_TEST(text != before);
        }
        before = text;
    }
}

BOOST_AUTO_TEST_CASE(every_field_of_a_site_comes_back_by_itself) {
    BOOST_TEST(comes_back({.fallback = RuleDefault::Deny}));
    BOOST_TEST(comes_back({.fallback = RuleDefault::Public}));
    BOOST_TEST(comes_back({.odd_paths = OddPaths::Default}));
    BOOST_TEST(comes_back({.fold_case = true}));
    BOOST_TEST(comes_back({.preflight = true}));
    BOOST_TEST(comes_back({.networks = full().networks}));
    BOOST_TEST(comes_back({.zones = full().zones}));
}

BOOST_AUTO_TEST_CASE(a_site_that_is_told_of_no_group_comes_back_as_that) {
    const SiteRules nothing_said{};
    const SiteRules none{.told_groups = std::vector<RuleSubject>{}};
    BOOST_TEST(comes_back(nothing_said));
    BOOST_TEST(comes_back(none));
    BOOST_TEST(to_stored_text(nothing_said) != to_stored_text(none));
}

BOOST_AUTO_TEST_CASE(the_text_is_the_one_that_the_header_describes) {
    const Rule rule{
        .name = "a b", .path = {"/x/*"}, .subjects = {{RuleSubject::Kind::Group, "g", 1}}};
    const std::string text = to_stored_text({.rules = {rule}});
    BOOST_TEST(without_checksum(text) ==
               "postern-rules 1\ndefault signed_in\nodd_paths refuse\nrule a%20b\neffect allow\n"
               "path /x/*\nsubject group:1:g\n");
    BOOST_TEST(text == with_checksum(without_checksum(text)));
}

BOOST_AUTO_TEST_CASE(a_text_that_was_cut_off_anywhere_is_none) {
    const std::string text = to_stored_text(full());
    for (std::size_t length = 0; length < text.size(); ++length)
        BOOST_TEST(!parse_stored_text(std::string_view{text}.substr(0, length)), length);
}

BOOST_AUTO_TEST_CASE(a_text_that_lacks_its_beginning_is_none) {
    const std::string text = to_stored_text(full());
    for (std::size_t start = 1; start <= text.size(); ++start)
        BOOST_TEST(!parse_stored_text(std::string_view{text}.substr(start)), start);
}

BOOST_AUTO_TEST_CASE(a_text_with_one_wrong_byte_anywhere_is_none) {
    const std::string text = to_stored_text(full());
    for (std::size_t i = 0; i < text.size(); ++i)
        for (const int bits : {1, 0x20, 0x80, 0xFF}) {
            std::string wrong = text;
            wrong[i] = static_cast<char>(static_cast<unsigned char>(wrong[i]) ^ bits);
            BOOST_TEST(!parse_stored_text(wrong), i);
        }
}

BOOST_AUTO_TEST_CASE(a_text_that_was_torn_is_none) {
    const std::string before = to_stored_text(full());
    SiteRules changed = full();
    changed.rules.front().name = "THE ADMIN AREA";
    const std::string after = to_stored_text(changed);
    BOOST_REQUIRE(before.size() == after.size());
    for (std::size_t cut = 1; cut < before.size(); ++cut) {
        const std::string torn = after.substr(0, cut) + before.substr(cut);
        if (torn == before || torn == after) continue;
        BOOST_TEST(!parse_stored_text(torn), cut);
    }
}

BOOST_AUTO_TEST_CASE(a_text_with_more_behind_it_is_none) {
    const std::string text = to_stored_text(full());
    BOOST_TEST(!parse_stored_text(text + "\n"));
    BOOST_TEST(!parse_stored_text(text + text));
    BOOST_TEST(!parse_stored_text(text + std::string(1, '\0')));
}

BOOST_AUTO_TEST_CASE(a_newer_version_is_unknown) {
    const std::string body = without_checksum(to_stored_text(full()));
    BOOST_REQUIRE(parse_stored_text(with_checksum(body)).has_value());
    for (const std::string_view version : {"2", "11", "1.1", "01", "", "0", "-1"})
        BOOST_TEST(!parse_stored_text(with_checksum(replaced(
                       body, "postern-rules 1\n", "postern-rules "s.append(version).append("\n")))),
                   version);
}

BOOST_AUTO_TEST_CASE(what_the_writer_would_not_have_written_is_none_whatever_the_checksum_says) {
    const std::string body = without_checksum(to_stored_text(full()));
    struct Row {
        std::string_view what;
        std::string_view with;
    };
    const std::array rows{
        Row{"default deny\n", "default none\n"},
        Row{"default deny\n", ""},
        Row{"default deny\n", "default deny\ndefault deny\n"},
        Row{"default deny\n", "default  deny\n"},
        Row{"default deny\n", "default deny\n\n"},
        Row{"default deny\n", "default deny\nunheard_of yes\n"},
        Row{"default deny\nodd_paths default\n", "odd_paths default\ndefault deny\n"},
        Row{"fold_case yes", "fold_case no"},
        Row{"told yes\n", ""},
        Row{"network none\n", "network none\nnetwork none\n"},
        Row{"block 192.0.2.0/24", "path /x"},
        Row{"network none\nnetwork office\n", ""},
        Row{"zone Etc/GMT%2B1\n", ""},
        Row{"offset 7200:0", "offset 7200:00"},
        Row{"offset 7200:0", "offset 7200"},
        Row{"offset 7200:0", "offset 9223372036854775808:0"},
        Row{"rule the%20admin%20area\n", ""},
        Row{"rule the%20admin%20area", "rule the admin area"},
        Row{"rule the%20admin%20area", "rule %74he%20admin%20area"},
        Row{"rule the%20admin%20area", "rule the%2"},
        Row{"b%C3%BCcher", "b%c3%bccher"},
        Row{"disabled yes", "disabled no"},
        Row{"dry_run yes\n", "dry_run yes\ndry_run yes\n"},
        Row{"effect deny", "effect permit"},
        Row{"effect deny\n", ""},
        Row{"subject group:7", "subject group:07"},
        Row{"subject group:7", "subject group:+7"},
        Row{"subject group:7", "subject group:-7"},
        Row{"subject group:7", "subject groups:7"},
        Row{"subject group:7:admins", "subject group:7"},
        Row{"4294967295", "4294967296"},
        Row{"hours 31:480", "hours 256:480"},
        Row{"hours 31:480", "hours 31:65536"},
        Row{"hours 31:480:1080:Europe/Berlin", "hours 31:480"},
        Row{"not_before -5", "not_before -05"},
        Row{"not_before -5", "not_before 9223372036854775808"},
        Row{"level 2", "level 4"},
        Row{"level 2", "level 0"},
        Row{"level 2", "level 258"},
        Row{"max_age 900", "max_age 900s"},
        Row{"max_age 900", "max_age"},
    };
    for (const Row& row : rows) BOOST_TEST_CONTEXT(row.what << " -> " << row.with)
    BOOST_TEST(!parse_stored_text(with_checksum(replaced(body, row.what, row.with))));
}

BOOST_AUTO_TEST_CASE(no_value_can_end_its_line_or_begin_another) {
    const std::array hostile{"x\neffect public\n"s,
                             "x\r\n"s,
                             "\n"s,
                             " "s,
                             "%0A"s,
                             "a\0b"s,
                             "\xff\xfe"s,
                             "\xe2\x80\xa8"s,
                             "a:b:c"s,
                             std::string{},
                             "checksum 0"s,
                             std::string(10'000, '%')};
    for (const std::string& text : hostile) BOOST_TEST_CONTEXT(text.substr(0, 40)) {
            SiteRules rules = full();
            rules.networks[text] = {text};
            rules.zones[text] = rules.zones["UTC"];
            rules.told_groups = {{RuleSubject::Kind::Group, text, 1}};
            Rule& rule = rules.rules.front();
            rule.name = rule.comment = text;
            rule.path = rule.methods = rule.from = {text, text};
            rule.subjects = {{RuleSubject::Kind::User, text, 2}};
            rule.hours = {{1, 2, 3, text}};
            BOOST_TEST(comes_back(rules));
        }
}

BOOST_AUTO_TEST_CASE(numbers_at_their_bounds_come_back) {
    SiteRules rules{.rules = {{.name = "x",
                               .hours = {{0, 0, 0, ""}, {255, 65'535, 65'535, "UTC"}},
                               .not_before = TimePoint::min(),
                               .until = TimePoint::max(),
                               .max_age = seconds::min()}}};
    BOOST_TEST(comes_back(rules));
    rules.rules.front().max_age = seconds::max();
    BOOST_TEST(comes_back(rules));
}

BOOST_AUTO_TEST_CASE(thousands_of_lines_come_back) {
    SiteRules rules;
    for (std::size_t i = 0; i < 200; ++i)
        rules.rules.push_back({.name = std::to_string(i),
                               .path = std::vector<std::string>(50, "/" + std::to_string(i))});
    BOOST_TEST(comes_back(rules));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace postern::access
