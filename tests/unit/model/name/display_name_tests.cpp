#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "postern/model/display_name.hpp"

using namespace postern;
using namespace std::string_literals;

namespace {

std::string parsed(const std::string& text) {
    const auto name = DisplayName::parse(text);
    return name ? name->text() : "(refused)";
}

std::string utf8(char32_t c) {
    const auto unit = [](char32_t bits) {
        return static_cast<char>(static_cast<unsigned char>(bits));
    };
    if (c < 0x80) return {unit(c)};
    if (c < 0x800) return {unit(0xC0 | c >> 6), unit(0x80 | (c & 0x3F))};
    if (c < 0x10000)
        return {unit(0xE0 | c >> 12), unit(0x80 | (c >> 6 & 0x3F)), unit(0x80 | (c & 0x3F))};
    return {unit(0xF0 | c >> 18), unit(0x80 | (c >> 12 & 0x3F)), unit(0x80 | (c >> 6 & 0x3F)),
            unit(0x80 | (c & 0x3F))};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(display_name_tests)

BOOST_AUTO_TEST_CASE(parse_accepts_names_of_any_script) {
    for (const std::string& text :
         {"Ann"s, "Jos\xc3\xa9 da Silva"s, "\xe5\xb1\xb1\xe7\x94\xb0"s,
          "\xd9\x85\xd8\xad\xd9\x85\xd8\xaf"s, "O'Hara <3 & co"s, "\xf0\x9f\x98\x80"s,
          utf8(0x2764) + utf8(0xFE0F) /* a heart, drawn as an emoji */, "Zoe" + utf8(0x308),
          // the flag of Scotland, and a family
          utf8(0x1F3F4) + utf8(0xE0067) + utf8(0xE0062) + utf8(0xE0073) + utf8(0xE0063) +
              utf8(0xE0074) + utf8(0xE007F),
          utf8(0x1F468) + utf8(0x200D) + utf8(0x1F469) + utf8(0x200D) + utf8(0x1F467),
          utf8(0x928) + utf8(0x93F) + utf8(0x924) + utf8(0x93F) /* Devanagari vowel signs */,
          "\xd9\x86\xe2\x80\x8c\xd9\x86"s /* zero-width non-joiner, needed in Persian */})
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(parsed(text) == text); }
}

BOOST_AUTO_TEST_CASE(parse_trims_whitespace_at_both_ends_only) {
    BOOST_TEST(parsed(" \tAnn  Lee\t ") == "Ann  Lee");
    BOOST_TEST(parsed("\xc2\xa0\xe3\x80\x80"
                      "Ann\xe2\x80\x83") == "Ann");
    BOOST_TEST(parsed("\xef\xbb\xbf"
                      "Ann\xe2\x80\x8b") == "Ann");
}

BOOST_AUTO_TEST_CASE(parse_refuses_names_that_show_nothing) {
    for (const std::string& text : {""s, "   "s, "\xc2\xa0"s, "\xe2\x80\x8b\xe2\x81\xa0"s})
        BOOST_TEST(parsed(text) == "(refused)");
    for (const char32_t c : {0xADu, 0x34Fu, 0x115Fu, 0x1160u, 0x17B4u, 0x180Eu, 0x200Cu, 0x200Du,
                             0x2061u, 0x2064u, 0x206Au, 0x2800u, 0x3164u, 0xFE00u, 0xFE0Fu, 0xFFA0u,
                             0x1D173u, 0xE0001u, 0xE0041u, 0xE0100u,
                             // drawn as nothing, or as a mark on nothing
                             0xFFFCu, 0x1D159u, 0x2065u, 0x301u, 0x20DDu, 0x483u, 0x64Bu, 0x1AB0u,
                             0x13430u, 0x110BDu, 0x16FE4u, 0x2D7Fu, 0x1DA00u, 0xE000u})
        for (const std::string& text : {utf8(c), utf8(c) + " " + utf8(c), utf8(c) + utf8(0x200D)})
            BOOST_TEST_CONTEXT("U+" << std::hex << static_cast<unsigned>(c))
    BOOST_TEST(parsed(text) == "(refused)");
}

BOOST_AUTO_TEST_CASE(parse_counts_code_points_rather_than_bytes) {
    std::string hundred;
    for (int i = 0; i < 100; ++i) hundred += "\xe5\xb1\xb1";
    BOOST_TEST(parsed(hundred) == hundred);
    BOOST_TEST(parsed(hundred + "x") == "(refused)");
    BOOST_TEST(parsed(hundred + "   ") == hundred);
}

BOOST_AUTO_TEST_CASE(parse_refuses_characters_that_can_spoof_a_page_or_a_line) {
    struct Row {
        std::string name;
        std::string text;
    };
    const std::vector<Row> rows{
        {"line end", "Ann\nRemote-User: root"},
        {"carriage return", "Ann\rx"},
        {"line end behind", "Ann\n"},
        {"tab inside", "Ann\tLee"},
        {"NUL", "Ann\0x"s},
        {"escape", "\x1b[2JAnn"},
        {"DEL", "Ann\x7fx"},
        {"C1 control", "Ann\xc2\x9bx"},
        {"next line", "Ann\xc2\x85x"},
        {"line separator", "Ann\xe2\x80\xa8x"},
        {"paragraph separator", "Ann\xe2\x80\xa9x"},
        {"right-to-left override", "Ann\xe2\x80\xaex"},
        {"left-to-right embedding", "Ann\xe2\x80\xaax"},
        {"right-to-left isolate", "Ann\xe2\x81\xa7x"},
        {"pop directional isolate", "Ann\xe2\x81\xa9x"},
        {"left-to-right mark", "Ann" + utf8(0x200E) + "x"},
        {"right-to-left mark", "Ann" + utf8(0x200F)},
        {"Arabic letter mark", "Ann" + utf8(0x61C) + "x"},
        {"noncharacter", "Ann" + utf8(0xFFFE)},
        {"noncharacter of the Arabic block", "Ann" + utf8(0xFDD0)},
        {"noncharacter of a high plane", "Ann" + utf8(0x10FFFF)},
        {"annotation mark", "Ann" + utf8(0xFFF9) + "x"},
        {"Hangul filler", "Ann" + utf8(0x3164) + "(admin)"},
        {"blank of Braille", "Ann" + utf8(0x2800) + "x"},
        {"deprecated format character", "Ann" + utf8(0x206A) + "x"},
        {"more marks than any letter has", "A" + utf8(0x301) + utf8(0x301) + utf8(0x301) +
                                               utf8(0x301) + utf8(0x301) + utf8(0x301) +
                                               utf8(0x301) + utf8(0x301) + utf8(0x301)},
        {"invalid UTF-8", "Ann\xff"},
        {"invalid UTF-8 at the start",
         "\x80"
         "Ann"},
        {"overlong line end", "Ann\xc0\x8a"},
        {"surrogate", "Ann\xed\xa0\x80"},
    };
    for (const Row& row : rows) BOOST_TEST_CONTEXT(row.name) {
            BOOST_TEST(parsed(row.text) == "(refused)");
        }
}

BOOST_AUTO_TEST_SUITE_END()
