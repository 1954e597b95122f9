#include "postern/model/rule_words.hpp"

#include <array>

#include <boost/test/unit_test.hpp>

namespace postern {
namespace {

BOOST_AUTO_TEST_SUITE(rule_words_tests)

BOOST_AUTO_TEST_CASE(hours_are_read_and_written_alike) {
    struct Row {
        std::string_view text;
        RuleHours hours;
    };
    const std::array rows{
        Row{"mon-fri 08:00-18:00", {0x1F, 480, 1080}}, Row{"mon-sun", {0x7F, 0, 1440}},
        Row{"22:00-06:00", {0x7F, 1320, 360}},         Row{"sat-sun", {0x60, 0, 1440}},
        Row{"mon,wed-fri 00:00-00:01", {0x1D, 0, 1}},  Row{"sun 23:59-24:00", {0x40, 1439, 1440}},
        Row{"08:00-08:00", {0x7F, 480, 480}},          Row{"tue", {0x02, 0, 1440}},
    };
    for (const Row& row : rows) BOOST_TEST_CONTEXT(row.text) {
            BOOST_TEST((parse_rule_hours(row.text, "UTC") == row.hours));
            BOOST_TEST(to_text(row.hours) == row.text);
        }
}

BOOST_AUTO_TEST_CASE(all_hours_that_there_are_come_back) {
    constexpr std::array<std::uint16_t, 5> begins{0, 1, 59, 60, 1439};
    constexpr std::array<std::uint16_t, 5> ends{0, 1, 600, 1439, 1440};
    for (unsigned days = 1; days <= 0x7F; ++days)
        for (const std::uint16_t from : begins)
            for (const std::uint16_t to : ends) {
                const RuleHours hours{static_cast<std::uint8_t>(days), from, to, "Asia/Tokyo"};
                BOOST_TEST((parse_rule_hours(to_text(hours), "Asia/Tokyo") == hours));
                BOOST_TEST((parse_rule_hours(to_text(hours) + " Asia/Tokyo", "UTC") == hours));
            }
}

BOOST_AUTO_TEST_CASE(days_go_over_the_end_of_the_week_and_may_be_named_twice) {
    BOOST_TEST((parse_rule_hours("sat-mon", "UTC")->days == 0x61));
    BOOST_TEST((parse_rule_hours("sun-sat", "UTC")->days == 0x7F));
    BOOST_TEST((parse_rule_hours("mon-tue,tue-wed,mon", "UTC")->days == 0x07));
}

BOOST_AUTO_TEST_CASE(a_text_may_name_a_zone_of_its_own) {
    BOOST_TEST(parse_rule_hours("mon", "UTC")->zone == "UTC");
    BOOST_TEST(parse_rule_hours("mon Europe/Berlin", "UTC")->zone == "Europe/Berlin");
    BOOST_TEST(parse_rule_hours("08:00-09:00 Asia/Tokyo", "UTC")->zone == "Asia/Tokyo");
}

BOOST_AUTO_TEST_CASE(what_is_no_time_of_a_week_is_none) {
    for (const std::string_view text : {"",
                                        " ",
                                        "monday",
                                        "Mon",
                                        "mon,",
                                        ",mon",
                                        "mon,,tue",
                                        "mon-",
                                        "-mon",
                                        "mon-tue-wed",
                                        "mon 8:00-18:00",
                                        "mon 08:00",
                                        "mon 08:00-",
                                        "mon 08:00-18:00 UTC x",
                                        "mon  08:00-18:00",
                                        " mon",
                                        "mon ",
                                        "24:00-06:00",
                                        "25:00-26:00",
                                        "08:60-09:00",
                                        "08:00-24:01",
                                        "08.00-18.00",
                                        "0800-1800",
                                        "08:00-18:00-20:00",
                                        "UTC",
                                        "08:00-18:00 mon UTC",
                                        "+8:00-18:00"})
        BOOST_TEST(!parse_rule_hours(text, "UTC"), text);
}

BOOST_AUTO_TEST_CASE(subjects_are_read_and_written_alike) {
    using enum RuleSubject::Kind;
    struct Row {
        std::string_view text;
        RuleSubject subject;
    };
    const std::array rows{Row{"group:admins", {Group, "admins"}},
                          Row{"role:editor", {Role, "editor"}},
                          Row{"user:ann@example.org", {User, "ann@example.org"}},
                          Row{"user:0123456789abcdefghijkA", {User, "0123456789abcdefghijkA"}},
                          Row{"user:a:b", {User, "a:b"}}};
    for (const Row& row : rows) BOOST_TEST_CONTEXT(row.text) {
            BOOST_TEST((parse_rule_subject(row.text) == row.subject));
            BOOST_TEST(to_text(row.subject) == row.text);
        }
}

BOOST_AUTO_TEST_CASE(what_names_nobody_is_no_subject) {
    for (const std::string_view text :
         {"", "admins", "group:", "group", "role:", "user:", "user", "Group:admins", "group:No",
          "group:a,b", "group: a", "user:a b", "user:a\n", "groups:a", ":a", "*"})
        BOOST_TEST(!parse_rule_subject(text), text);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace postern
