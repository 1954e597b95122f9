#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <set>

#include "postern/model/access_event.hpp"

using namespace postern;

BOOST_AUTO_TEST_SUITE(access_event_tests)

BOOST_AUTO_TEST_CASE(each_verdict_has_a_word_and_a_number_of_its_own) {
    std::set<std::string_view> words;
    for (const AccessVerdict verdict : kAccessVerdicts) {
        words.insert(to_text(verdict));
        BOOST_TEST((parse_access_verdict(to_text(verdict)) == verdict));
        BOOST_TEST((to_access_verdict(static_cast<std::uint8_t>(verdict)) == verdict));
    }
    BOOST_TEST(words.size() == 8u);
}

BOOST_AUTO_TEST_CASE(other_words_and_numbers_are_no_verdict) {
    for (const char* const text : {"", "Denied", "denied ", "hits"})
        BOOST_TEST(!parse_access_verdict(text).has_value());
    for (const unsigned number : {8u, 200u, 255u})
        BOOST_TEST(!to_access_verdict(static_cast<std::uint8_t>(number)).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
