#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>

#include "postern/base/bytes.hpp"
#include "postern/model/search_words.hpp"

using namespace postern;

namespace {

using Words = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(search_words_tests)

BOOST_AUTO_TEST_CASE(folding_takes_away_case_accents_and_extra_spaces) {
    const std::pair<const char*, const char*> cases[] = {{"Ann", "ann"},
                                                         {"MÜLLER", "muller"},
                                                         {"Mu\u0308ller", "muller"},
                                                         {"Straße", "strasse"},
                                                         {"  Ann \t\u00A0 Example ", "ann example"},
                                                         {"Ａｎｎ", "ann"},
                                                         {"Ζωή", "ζωη"},
                                                         {"李 小龍", "李 小龍"},
                                                         {"\u0301", ""},
                                                         {" ", ""},
                                                         {"", ""}};
    for (const auto& [text, expected] : cases)
        BOOST_TEST_CONTEXT(text) BOOST_TEST(fold_for_search(text) == expected);
    BOOST_TEST(fold_for_search("a\xFF") == "");
}

BOOST_AUTO_TEST_CASE(a_word_is_cut_at_a_character_and_ends_with_no_space) {
    std::string longest;
    for (int i = 0; i < 100; ++i) longest += "ä";
    BOOST_TEST(fold_for_search(longest) == std::string(kMaxSearchWord, 'a'));
    std::string han;
    for (int i = 0; i < 100; ++i) han += "李";
    BOOST_TEST(count_code_points(fold_for_search(han)) == kMaxSearchWord);
    const std::string words = std::string(kMaxSearchWord - 1, 'a') + " b";
    BOOST_TEST(fold_for_search(words) == std::string(kMaxSearchWord - 1, 'a'));
}

BOOST_AUTO_TEST_CASE(a_user_is_found_by_address_domain_username_and_each_word_of_a_name) {
    BOOST_TEST(
        search_words({.email = "ann@example.org",
                      .username = "ann.m",
                      .display_name = "Anna-Lena Müller (staff)",
                      .given_name = "Anna",
                      .family_name = "Müller"}) ==
        (Words{"@example.org", "ann.m", "ann@example.org", "anna", "anna-lena muller (staff)",
               "lena muller (staff)", "muller", "muller (staff)", "staff)"}));
    BOOST_TEST(search_words({.email = "ann@example.org", .display_name = "!?"}) ==
               (Words{"!?", "@example.org", "ann@example.org"}));
}

BOOST_AUTO_TEST_CASE(nobody_has_very_many_words) {
    std::string name;
    for (char c = 'a'; c <= 'z'; ++c) name += std::string{c} + ' ';
    const auto words = search_words({.email = "ann@example.org", .display_name = name});
    BOOST_TEST(words.size() == kMostSearchWords);
    BOOST_TEST(std::ranges::is_sorted(words));
    BOOST_TEST(std::ranges::count(words, "ann@example.org") == 1);
}

BOOST_AUTO_TEST_CASE(a_search_is_for_the_start_of_a_word_or_for_a_domain) {
    BOOST_TEST(parse_search(" Mü ").value().text == "mu");
    BOOST_TEST(!parse_search("mu").value().whole);
    const std::string end = parse_search("mu").value().end();
    BOOST_TEST((end > std::string{"mu李"}));
    BOOST_TEST((end < std::string{"mv"}));

    const auto domain = parse_search("@Example.ORG").value();
    BOOST_TEST(domain.text == "@example.org");
    BOOST_TEST(domain.whole);
    BOOST_TEST(domain.end() == domain.text);
    // As it is stored, whatever script it was typed in.
    BOOST_TEST(parse_search("@müller.example").value().text == "@xn--mller-kva.example");
    BOOST_TEST(parse_search("Ann@müller.example").value().text == "ann@xn--mller-kva.example");
    BOOST_TEST(!parse_search("\xFF").has_value());
    BOOST_TEST(!parse_search("\u0301").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
