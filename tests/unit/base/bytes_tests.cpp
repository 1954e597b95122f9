#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/bytes.hpp"

using namespace postern;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(bytes_tests)

BOOST_AUTO_TEST_CASE(to_digest_accepts_exactly_32_bytes) {
    BOOST_TEST(to_digest(std::string(32, 'x')).has_value());
    BOOST_TEST(!to_digest(std::string(31, 'x')).has_value());
    BOOST_TEST(!to_digest(std::string(33, 'x')).has_value());
    BOOST_TEST(!to_digest("").has_value());
}

BOOST_AUTO_TEST_CASE(as_bytes_reverses_to_digest) {
    const std::string bytes = "0123456789abcdef\0\xff 123456789abcd"s;
    const auto digest = to_digest(bytes);
    BOOST_REQUIRE(digest.has_value());
    BOOST_TEST(as_bytes(*digest) == bytes);
}

BOOST_AUTO_TEST_CASE(to_hex_writes_two_lowercase_digits_per_byte) {
    BOOST_TEST(to_hex("\x00\x0f\xa5\xff"s) == "000fa5ff");
    BOOST_TEST(to_hex("") == "");
}

// RFC 4648, section 10, without the padding.
BOOST_AUTO_TEST_CASE(base64url_agrees_with_the_vectors_of_rfc_4648) {
    const std::vector<std::pair<std::string, std::string>> vectors{
        {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},         {"foo", "Zm9v"},
        {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}};
    for (const auto& [bytes, text] : vectors) {
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(to_base64url(bytes) == text);
            BOOST_TEST(from_base64url(text).value() == bytes);
        }
    }
}

BOOST_AUTO_TEST_CASE(base64url_uses_the_url_alphabet) {
    BOOST_TEST(to_base64url("\xfb\xff\xfe") == "-__-");
    BOOST_TEST(from_base64url("-__-").value() == "\xfb\xff\xfe");
}

BOOST_AUTO_TEST_CASE(from_base64url_refuses_what_to_base64url_does_not_write) {
    struct Row {
        std::string name;
        std::string text;
    };
    const std::vector<Row> rows{{"padding", "Zg=="},
                                {"classic alphabet plus", "+__-"},
                                {"classic alphabet slash", "-//-"},
                                {"space", "Zm 9v"},
                                {"line end", "Zm9v\n"},
                                {"NUL", "Zm9\0"s},
                                {"impossible length", "Zm9vY"},
                                {"left-over bits of one byte", "Zh"},
                                {"left-over bits of two bytes", "Zm9"},
                                {"non-ASCII", "Zm9\xc3\xa4"}};
    for (const Row& row : rows) BOOST_TEST_CONTEXT(row.name) {
            BOOST_TEST(!from_base64url(row.text).has_value());
        }
}

BOOST_AUTO_TEST_CASE(from_base64url_reverses_to_base64url_for_every_byte) {
    std::string bytes;
    for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
    BOOST_TEST(from_base64url(to_base64url(bytes)).value() == bytes);
}

// Unicode, table 3-7, and Markus Kuhn's UTF-8 stress test, sections 2 to 5.
BOOST_AUTO_TEST_CASE(is_utf8_accepts_only_well_formed_sequences) {
    struct Row {
        std::string name;
        std::string text;
        bool well_formed;
    };
    const std::vector<Row> rows{
        {"empty", "", true},
        {"ASCII with NUL", "a\0b"s, true},
        {"first of two bytes", "\xc2\x80", true},
        {"first of three bytes", "\xe0\xa0\x80", true},
        {"first of four bytes", "\xf0\x90\x80\x80", true},
        {"U+D7FF", "\xed\x9f\xbf", true},
        {"U+E000", "\xee\x80\x80", true},
        {"U+10FFFF", "\xf4\x8f\xbf\xbf", true},
        {"U+110000", "\xf4\x90\x80\x80", false},
        {"lone continuation", "\x80", false},
        {"overlong slash in two bytes", "\xc0\xaf", false},
        {"overlong slash in three bytes", "\xe0\x80\xaf", false},
        {"overlong slash in four bytes", "\xf0\x80\x80\xaf", false},
        {"overlong NUL", "\xc0\x80", false},
        {"overlong U+007F", "\xc1\xbf", false},
        {"high surrogate", "\xed\xa0\x80", false},
        {"low surrogate", "\xed\xbf\xbf", false},
        {"cut after two of three", "\xe2\x82", false},
        {"cut after three of four", "\xf0\x9f\x98", false},
        {"lead byte before ASCII", "\xe2(\xa1", false},
        {"five bytes", "\xf8\x88\x80\x80\x80", false},
        {"0xFE", "\xfe", false},
        {"0xFF", "\xff", false},
        {"good then bad", "ok\xc3\xa9\xff", false},
    };
    for (const Row& row : rows) BOOST_TEST_CONTEXT(row.name) {
            BOOST_TEST(is_utf8(row.text) == row.well_formed);
        }
}

BOOST_AUTO_TEST_CASE(count_code_points_counts_characters_rather_than_bytes) {
    BOOST_TEST(count_code_points("") == 0u);
    BOOST_TEST(count_code_points("abc") == 3u);
    BOOST_TEST(count_code_points("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80") == 3u);
}

BOOST_AUTO_TEST_CASE(take_code_point_walks_through_every_length) {
    std::string_view text = "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80";
    BOOST_TEST((take_code_point(text) == U'a'));
    BOOST_TEST((take_code_point(text) == U'\u00e4'));
    BOOST_TEST((take_code_point(text) == U'\u20ac'));
    BOOST_TEST((take_code_point(text) == U'\U0001F600'));
    BOOST_TEST(text.empty());
}

BOOST_AUTO_TEST_CASE(take_code_point_drops_one_byte_of_what_is_not_utf8) {
    std::string_view text = "\xe2\x82z";
    BOOST_TEST(!take_code_point(text).has_value());
    BOOST_TEST(!take_code_point(text).has_value());
    BOOST_TEST((take_code_point(text) == U'z'));
}

BOOST_AUTO_TEST_CASE(has_control_finds_c0_and_del) {
    for (const std::string& text : {"\0"s, "a\nb"s, "a\rb"s, "\t"s, "\x1f"s, "\x7f"s})
        BOOST_TEST_CONTEXT(to_hex(text)) { BOOST_TEST(has_control(text)); }
    BOOST_TEST(!has_control(" ~\xc3\xa4"));
    BOOST_TEST(!has_control(""));
}

BOOST_AUTO_TEST_CASE(to_ascii_lower_leaves_everything_but_letters) {
    BOOST_TEST(to_ascii_lower("AZ@[`az\xc3\x84") == "az@[`az\xc3\x84");
}

BOOST_AUTO_TEST_CASE(equals_ignoring_ascii_case_compares_whole_texts) {
    BOOST_TEST(equals_ignoring_ascii_case("Basic", "bASIC"));
    BOOST_TEST(!equals_ignoring_ascii_case("Basic", "Basi"));
    BOOST_TEST(!equals_ignoring_ascii_case("[", "{"));
    BOOST_TEST(equals_ignoring_ascii_case("", ""));
}

BOOST_AUTO_TEST_CASE(trim_removes_spaces_and_tabs_at_both_ends_only) {
    BOOST_TEST(trim(" \t a b \t") == "a b");
    BOOST_TEST(trim(" \t ") == "");
    BOOST_TEST(trim("\na\r") == "\na\r");
}

BOOST_AUTO_TEST_CASE(percent_encode_keeps_unreserved_characters_only) {
    BOOST_TEST(percent_encode("aZ09-._~") == "aZ09-._~");
    BOOST_TEST(percent_encode("https://a/?b=c&d #\xc3\xa4\0"s) ==
               "https%3A%2F%2Fa%2F%3Fb%3Dc%26d%20%23%C3%A4%00");
}

BOOST_AUTO_TEST_CASE(percent_encode_link_keeps_a_link_readable_as_one_value) {
    BOOST_TEST(percent_encode_link("https://a:1/x?b=c&d;e+f%20") ==
               "https://a:1/x?b=c%26d%3Be%2Bf%2520");
    BOOST_TEST(percent_encode_link("\"<>'# \\\xc3\xa4\0"s) == "%22%3C%3E%27%23%20%5C%C3%A4%00");
    std::string all;
    for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
    BOOST_TEST(percent_decode(percent_encode_link(all), true).value() == all);
}

BOOST_AUTO_TEST_CASE(percent_decode_decodes_once) {
    BOOST_TEST(percent_decode("%2541", false).value() == "%41");
    BOOST_TEST(percent_decode("a%2fB%2F", false).value() == "a/B/");
    BOOST_TEST(percent_decode("%00", false).value() == "\0"s);
}

BOOST_AUTO_TEST_CASE(percent_decode_reads_plus_as_space_only_when_asked) {
    BOOST_TEST(percent_decode("a+b%2B", true).value() == "a b+");
    BOOST_TEST(percent_decode("a+b", false).value() == "a+b");
}

BOOST_AUTO_TEST_CASE(percent_decode_refuses_broken_escapes) {
    for (const char* text : {"%", "a%", "%2", "%g0", "%0g", "%%20", "% 1", "%+1"})
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(!percent_decode(text, true).has_value()); }
}

BOOST_AUTO_TEST_CASE(percent_decode_reverses_percent_encode) {
    std::string bytes;
    for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
    BOOST_TEST(percent_decode(percent_encode(bytes), true).value() == bytes);
}

BOOST_AUTO_TEST_CASE(to_number_reads_plain_decimals) {
    BOOST_TEST(to_number("0").value() == 0u);
    BOOST_TEST(to_number("42").value() == 42u);
    BOOST_TEST(to_number("18446744073709551615").value() == 18446744073709551615u);
}

BOOST_AUTO_TEST_CASE(to_list_start_takes_the_numbers_of_rows_and_the_start) {
    BOOST_TEST(to_list_start("").value() == 0u);
    BOOST_TEST(to_list_start("1").value() == 1u);
    BOOST_TEST(to_list_start("9223372036854775807").value() == 9223372036854775807u);
    for (const char* text : {"0", "-1", "x", "1 ", "01", "9223372036854775808"})
        BOOST_TEST(!to_list_start(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(to_number_refuses_every_other_spelling) {
    for (const std::string& text : {""s, "-1"s, "+1"s, " 1"s, "1 "s, "01"s, "00"s, "0x1"s, "1e3"s,
                                    "1."s, "1\0"s, "18446744073709551616"s, "\xd9\xa1"s})
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(!to_number(text).has_value()); }
}

BOOST_AUTO_TEST_SUITE_END()
