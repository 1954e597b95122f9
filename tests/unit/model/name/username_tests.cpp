#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>

#include "postern/model/username.hpp"

using namespace postern;
using namespace std::string_literals;

namespace {

Username name(std::string_view text) { return Username::parse(text).value(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(username_tests)

BOOST_AUTO_TEST_CASE(parse_accepts_short_names_and_folds_them) {
    for (const std::string& text :
         {"ann"s, "a.b"s, "ann-marie_x.2"s, "a00"s, "a" + std::string(31, 'b')})
        BOOST_TEST(name(text).text() == text, text);
    BOOST_TEST(name(" Ann.Marie ").text() == "ann.marie");
}

BOOST_AUTO_TEST_CASE(parse_refuses_what_is_no_username) {
    for (const std::string& text : {""s, "ab"s, "a" + std::string(32, 'b'), "1ann"s, ".ann"s,
                                    "ann."s, "ann-"s, "a..b"s, "a._b"s, "ann@example.org"s, "a b"s,
                                    "änn"s, "ann\n"s + "x", "ann\0x"s, "a/b"s, "<b>"s, "user 17"s})
        BOOST_TEST(!Username::parse(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(names_that_look_alike_have_one_skeleton) {
    const std::pair<const char*, const char*> pairs[] = {
        {"bob", "b0b"},     {"liam", "llam"},           {"mary", "rnary"}, {"willi", "vvilli"},
        {"alice", "a1ice"}, {"ann-marie", "ann.marie"}, {"a_b", "a-b"},    {"www0", "vvwwo"}};
    for (const auto& [one, other] : pairs)
        BOOST_TEST(name(one).skeleton() == name(other).skeleton(), one << " and " << other);
    for (const auto* other : {"bobb", "bab", "bo-b"})
        BOOST_TEST(name("bob").skeleton() != name(other).skeleton(), other);
}

BOOST_AUTO_TEST_CASE(a_skeleton_is_at_most_twice_as_long) {
    BOOST_TEST(name(std::string(Username::kMaxLength, 'w')).skeleton().size() == 64u);
}

BOOST_AUTO_TEST_CASE(is_reserved_knows_offices_and_what_looks_like_one) {
    for (const auto* text : {"admin", "root", "postmaster", "support", "www", "api", "null",
                             "postern", "adrnin", "adm1n", "r00t", "supp0rt", "no.reply"})
        BOOST_TEST(is_reserved(name(text)), text);
    for (const auto* text : {"ann", "administrators", "rooty", "apiary"})
        BOOST_TEST(!is_reserved(name(text)), text);
    BOOST_TEST(is_reserved(name("aaaaaaaaaaaaaaaaaaaaaw")));  // could be a public id
}

BOOST_AUTO_TEST_CASE(parse_part_of_name_takes_one_line_or_nothing) {
    BOOST_TEST(parse_part_of_name("  Zoë ").value() == "Zoë");
    BOOST_TEST(parse_part_of_name("").value().empty());
    BOOST_TEST(parse_part_of_name(" \t ").value().empty());
    BOOST_TEST(parse_part_of_name(std::string(64, 'x')).has_value());
    for (const std::string& text : {std::string(65, 'x'), "a\nb"s, "a\0b"s, "\xff"s})
        BOOST_TEST(!parse_part_of_name(text).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
