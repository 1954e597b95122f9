// Given and family name, as memory keeps them.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>

#include "gate/remembered.hpp"

using namespace postern;
using gate::NameParts;
using gate::to_kept;
using gate::to_name_parts;

BOOST_AUTO_TEST_SUITE(remembered_tests)

BOOST_AUTO_TEST_CASE(parts_of_a_name_are_read_back_as_kept) {
    const std::string long_part(256, 'x');
    const std::string both_long = long_part + " " + long_part;
    const struct {
        NameParts parts;
        std::string display_name;
    } cases[] = {{{"Ann", "Ärmel"}, "Ann Ärmel"},
                 {{"Ann", "Ärmel"}, "Ärmel, Ann"},
                 {{"Ann", ""}, "Ann"},
                 {{"", "Ärmel"}, "Ann"},
                 {{"", ""}, "Ann"},
                 {{"Ann Marie", "von Ärmel"}, "Ann Marie von Ärmel"},
                 {{long_part, long_part}, both_long}};
    for (const auto& [parts, display_name] : cases) {
        const std::string kept = to_kept(parts, display_name);
        const NameParts read = to_name_parts(kept, display_name);
        BOOST_TEST(read.given == parts.given);
        BOOST_TEST(read.family == parts.family);
    }
}

BOOST_AUTO_TEST_CASE(parts_that_make_up_the_display_name_take_two_bytes) {
    BOOST_TEST(to_kept(NameParts{"Ann", "Ärmel"}, "Ann Ärmel").size() == 2u);
    BOOST_TEST(to_kept(NameParts{}, "Ann").empty());
}

BOOST_AUTO_TEST_CASE(damaged_memory_has_no_names) {
    for (const std::string kept : {"\1", "\1\x7f", "\1\xff", "x", "\1\1\1"}) {
        const NameParts read = to_name_parts(kept, "Ann");
        BOOST_TEST(read.given.empty());
        BOOST_TEST(read.family.empty());
    }
}

BOOST_AUTO_TEST_SUITE_END()
