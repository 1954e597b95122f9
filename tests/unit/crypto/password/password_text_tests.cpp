#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "postern/crypto/password/password_text.hpp"

using namespace postern;
using namespace std::string_literals;
using crypto::PasswordTextError;

namespace {

std::string repeated(const std::string& text, int times) {
    std::string result;
    for (int i = 0; i < times; ++i) result += text;
    return result;
}

std::string normalized(const std::string& typed) {
    const auto result = crypto::normalize_password(typed);
    return result ? std::string{result->reveal()} : "(refused)";
}

bool fails_with(PasswordTextError error, const std::string& typed) {
    const auto result = crypto::normalize_password(typed);
    return !result && result.error() == error;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(password_text_tests)

// Source, NFC and NFD columns of lines of NormalizationTest.txt, Unicode 14.0 (parts 0, 1 and 2),
// written in UTF-8. All three must come out as the NFC column.
BOOST_AUTO_TEST_CASE(normalize_password_agrees_with_the_unicode_normalization_test) {
    struct Line {
        std::string name;
        std::string source;
        std::string nfc;
        std::string nfd;
    };
    const std::vector<Line> lines{
        {"1E0A", "\u1E0A", "\u1E0A", "D\u0307"},
        {"1E0A 0323", "\u1E0A\u0323", "\u1E0C\u0307", "D\u0323\u0307"},
        {"1E0A 031B 0323", "\u1E0A\u031B\u0323", "\u1E0C\u031B\u0307", "D\u031B\u0323\u0307"},
        {"00C5", "\u00C5", "\u00C5", "A\u030A"},
        {"00E9", "\u00E9", "\u00E9", "e\u0301"},
        {"0344, not composed", "\u0344", "\u0308\u0301", "\u0308\u0301"},
        {"0958, composition exclusion", "\u0958", "\u0915\u093C", "\u0915\u093C"},
        {"0F73, composition exclusion", "\u0F73", "\u0F71\u0F72", "\u0F71\u0F72"},
        {"2126, singleton", "\u2126", "\u03A9", "\u03A9"},
        {"212B, singleton", "\u212B", "\u00C5", "A\u030A"},
        {"2ADC, composition exclusion", "\u2ADC", "\u2ADD\u0338", "\u2ADD\u0338"},
        {"AC00, Hangul LV", "\uAC00", "\uAC00", "\u1100\u1161"},
        {"AC01, Hangul LVT", "\uAC01", "\uAC01", "\u1100\u1161\u11A8"},
        {"1D15E, beyond the BMP", "\U0001D15E", "\U0001D157\U0001D165", "\U0001D157\U0001D165"},
        {"2F800, CJK compatibility", "\U0002F800", "\u4E3D", "\u4E3D"},
    };
    for (const Line& line : lines) {
        BOOST_TEST_CONTEXT(line.name) {
            BOOST_TEST(normalized(line.source) == line.nfc);
            BOOST_TEST(normalized(line.nfc) == line.nfc);
            BOOST_TEST(normalized(line.nfd) == line.nfc);
        }
    }
}

// NFKC would change these; two passwords that differ in them must stay different.
BOOST_AUTO_TEST_CASE(normalize_password_keeps_compatibility_characters) {
    for (const std::string& typed : {"\uFB01"s, "\uFF21"s, "\u00B2"s, "\u2460"s, "\u00A0"s})
        BOOST_TEST(normalized(typed) == typed);
}

BOOST_AUTO_TEST_CASE(normalize_password_trims_folds_and_cuts_nothing) {
    for (const std::string& typed :
         {""s, " "s, "  Secret  "s, "TAB\there"s, "line\r\nend"s, "nul\0inside"s, "\0"s, "\x7f"s})
        BOOST_TEST(normalized(typed) == typed);
}

BOOST_AUTO_TEST_CASE(normalize_password_accepts_64_characters_of_any_script) {
    for (const std::string& character : {"a"s, "\u00E4"s, "\u5C71"s, "\U0001F600"s})
        BOOST_TEST(normalized(repeated(character, 64)) == repeated(character, 64));
}

// The limits are in characters and 1024 bytes: nothing happens at the 72 bytes of bcrypt.
BOOST_AUTO_TEST_CASE(normalize_password_keeps_every_byte_up_to_its_limits) {
    BOOST_TEST(normalized(std::string(72, 'a') + "b") == std::string(72, 'a') + "b");
    BOOST_TEST(normalized(std::string(256, 'a')).size() == 256u);
    BOOST_TEST(normalized(repeated("\U0001F600", 256)).size() == 1024u);
}

BOOST_AUTO_TEST_CASE(normalize_password_refuses_more_than_256_characters) {
    BOOST_TEST(fails_with(PasswordTextError::TooLong, std::string(257, 'a')));
}

BOOST_AUTO_TEST_CASE(normalize_password_counts_characters_after_normalisation) {
    BOOST_TEST(normalized(repeated("e\u0301", 256)) == repeated("\u00E9", 256));
    BOOST_TEST(fails_with(PasswordTextError::TooLong, repeated("\u0958", 129)));  // 258 after it
}

BOOST_AUTO_TEST_CASE(normalize_password_refuses_more_than_1024_bytes_before_reading_them) {
    BOOST_TEST(fails_with(PasswordTextError::TooLong, std::string(1025, '\xff')));
}

BOOST_AUTO_TEST_CASE(normalize_password_refuses_invalid_utf8) {
    for (const std::string& typed :
         {"\xff"s, "abc\x80"s, "\xc0\xaf"s, "\xed\xa0\x80"s, "\xf4\x90\x80\x80"s, "\xe2\x82"s})
        BOOST_TEST(fails_with(PasswordTextError::NotUtf8, typed));
}

BOOST_AUTO_TEST_SUITE_END()
