// Scores of zxcvbn, and the text functions that the rules for passwords need.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/crypto/password/password_strength.hpp"
#include "postern/crypto/password/password_text.hpp"

using namespace postern;
using namespace std::string_literals;
using crypto::count_classes;
using crypto::password_strength;

BOOST_AUTO_TEST_SUITE(password_strength_tests)

BOOST_AUTO_TEST_CASE(password_strength_distinguishes_guessable_passwords_from_good_ones) {
    BOOST_TEST(password_strength("", {}) == 0);
    BOOST_TEST(password_strength("password", {}) == 0);
    BOOST_TEST(password_strength("Passwordpassword1", {}) == 0);
    BOOST_TEST(password_strength("aaaaaaaaaaaaaaaaaaaaaaaa", {}) <= 1);
    BOOST_TEST(password_strength("correct horse battery staple", {}) == 4);
    BOOST_TEST(password_strength("zmV7!kqP3#xa", {}) == 4);
}

BOOST_AUTO_TEST_CASE(password_strength_uses_the_words_it_is_given) {
    const std::string text = "xiomaraquetzal";
    BOOST_TEST(password_strength(text, {}) > password_strength(text, {"xiomara", "quetzal"}));
    const std::vector<std::string> many(1000, "xiomara");
    BOOST_TEST(password_strength(text, many) >= 0);
}

BOOST_AUTO_TEST_CASE(password_strength_includes_bytes_after_a_nul) {
    BOOST_TEST(password_strength("a\0zmV7!kqP3#xa"s, {}) == 4);
}

BOOST_AUTO_TEST_CASE(password_strength_accepts_any_length_and_any_bytes) {
    for (const char* pattern : {"1", "a", "@", "password", "\xC3\xA4", "\xFF"}) {
        std::string text;
        while (text.size() < 1024) text += pattern;
        BOOST_TEST(password_strength(text, {"a", "1"}) >= 0);
    }
}

BOOST_AUTO_TEST_CASE(fold_case_removes_all_differences_of_case) {
    BOOST_TEST(crypto::fold_case("STRASSE").reveal() == crypto::fold_case("stra\u00dfe").reveal());
    BOOST_TEST(crypto::fold_case("A\u0308").reveal() == "\u00e4");
    BOOST_TEST(crypto::fold_case("\xFF").reveal() == "");
    BOOST_TEST(crypto::fold_case("").reveal() == "");
}

BOOST_AUTO_TEST_CASE(count_classes_counts_kinds_of_characters) {
    BOOST_TEST(count_classes("") == 0u);
    BOOST_TEST(count_classes("abc") == 1u);
    BOOST_TEST(count_classes("aB") == 2u);
    BOOST_TEST(count_classes("aB1") == 3u);
    BOOST_TEST(count_classes("aB1 ") == 4u);
    BOOST_TEST(count_classes("\u00e4\u00c4\u0663") == 3u);  // Arabic-Indic digit three
    BOOST_TEST(count_classes("\u6f22\u5b57") == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
