// What a decision of rules means for the visitor, in words.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "app/commands/access/explain_words.hpp"

using namespace postern;
using namespace postern::app;
using namespace std::chrono_literals;
using access::Decision;
using access::OddPath;
using access::Outcome;

BOOST_AUTO_TEST_SUITE(explain_words_tests)

BOOST_AUTO_TEST_CASE(words_for_a_decision_say_what_is_asked_for) {
    BOOST_TEST(words_for(Decision{.outcome = Outcome::StepUp, .demand = {Level::Two, 15min}}) ==
               "asks the visitor for more: level 2, proven within 15m");
    BOOST_TEST(words_for(Decision{.outcome = Outcome::Odd, .odd = OddPath::EncodedSlash}) ==
               "refuses the path: it has an encoded slash or backslash");
}

BOOST_AUTO_TEST_SUITE_END()
