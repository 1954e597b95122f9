#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>

#include "postern/model/rules.hpp"

using namespace postern;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(rules_tests)

BOOST_AUTO_TEST_CASE(words_of_rules_are_read_back_as_written) {
    for (const RuleEffect effect : {RuleEffect::Allow, RuleEffect::Deny, RuleEffect::Public})
        BOOST_TEST((parse_rule_effect(to_text(effect)) == effect));
    for (const RuleDefault fallback :
         {RuleDefault::Deny, RuleDefault::SignedIn, RuleDefault::Public})
        BOOST_TEST((parse_rule_default(to_text(fallback)) == fallback));
    for (const OddPaths odd : {OddPaths::Refuse, OddPaths::Default})
        BOOST_TEST((parse_odd_paths(to_text(odd)) == odd));
}

BOOST_AUTO_TEST_CASE(words_of_rules_are_those_of_the_rule_file) {
    BOOST_TEST(to_text(RuleEffect::Allow) == "allow");
    BOOST_TEST(to_text(RuleEffect::Deny) == "deny");
    BOOST_TEST(to_text(RuleEffect::Public) == "public");
    BOOST_TEST(to_text(RuleDefault::Deny) == "deny");
    BOOST_TEST(to_text(RuleDefault::SignedIn) == "signed_in");
    BOOST_TEST(to_text(RuleDefault::Public) == "public");
    BOOST_TEST(to_text(OddPaths::Refuse) == "refuse");
    BOOST_TEST(to_text(OddPaths::Default) == "default");
}

BOOST_AUTO_TEST_CASE(every_other_word_is_refused) {
    for (const std::string& text :
         {""s, "Allow"s, "allow "s, "signed-in"s, "allow\0"s, "none"s, "refused"s})
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(!parse_rule_effect(text).has_value());
            BOOST_TEST(!parse_rule_default(text).has_value());
            BOOST_TEST(!parse_odd_paths(text).has_value());
        }
}

BOOST_AUTO_TEST_SUITE_END()
