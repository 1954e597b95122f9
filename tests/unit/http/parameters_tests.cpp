#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/http/parameters.hpp"

using namespace postern::http;

BOOST_AUTO_TEST_SUITE(parameters_tests)

BOOST_AUTO_TEST_CASE(find_distinguishes_an_empty_value_from_an_absent_one) {
    Parameters parameters;
    parameters.add("A", "");
    BOOST_TEST(parameters.find("A").has_value());
    BOOST_TEST(!parameters.find("B").has_value());
    BOOST_TEST(!parameters.find("a").has_value());
    BOOST_TEST(parameters.get("B") == "");
}

BOOST_AUTO_TEST_CASE(the_values_are_copies) {
    Parameters parameters;
    std::string value = "before";
    parameters.add("A", value);
    value = "after!";
    BOOST_TEST(parameters.get("A") == "before");
}

BOOST_AUTO_TEST_CASE(a_name_sent_twice_is_a_duplicate_even_with_equal_values) {
    for (const int others : {0, 1, 46, 47, 48, 1000}) {
        Parameters parameters;
        parameters.add("A", "1");
        for (int i = 0; i < others; ++i) parameters.add("P" + std::to_string(i), "x");
        BOOST_TEST(!parameters.has_duplicates());
        parameters.add("A", "1");
        BOOST_TEST(parameters.has_duplicates());
    }
}

BOOST_AUTO_TEST_CASE(clear_removes_everything) {
    Parameters parameters;
    parameters.add("A", "1");
    parameters.add("A", "2");
    parameters.clear();
    BOOST_TEST(parameters.size() == 0u);
    BOOST_TEST(!parameters.has_duplicates());
}

BOOST_AUTO_TEST_SUITE_END()
