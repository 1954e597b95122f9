// QR codes as SVG: what a phone reads in them, and that a title can't add markup.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <charconv>
#include <cstddef>
#include <string>
#include <vector>

#include "postern/text/qr_code.hpp"

using namespace postern;
using namespace postern::text;

namespace {

std::string svg_of(std::string_view text, std::string_view title = "QR code") {
    const auto svg = qr_svg(Secret{text}, title);
    BOOST_REQUIRE(svg.has_value());
    return std::string{svg->reveal()};
}

std::string between(const std::string& text, std::string_view before, std::string_view after) {
    const auto begin = text.find(before);
    BOOST_REQUIRE(begin != std::string::npos);
    const auto end = text.find(after, begin + before.size());
    BOOST_REQUIRE(end != std::string::npos);
    return text.substr(begin + before.size(), end - begin - before.size());
}

/// A code as rows of modules, without the quiet zone; true is black.
using Modules = std::vector<std::vector<bool>>;

/// Takes `before` and the number behind it off `text`.
std::size_t take_number(std::string_view& text, std::string_view before) {
    BOOST_REQUIRE(text.starts_with(before));
    text.remove_prefix(before.size());
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    BOOST_REQUIRE(error == std::errc{});
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

/// What the path draws. Fails the test if a run leaves the code or draws a module twice.
Modules modules_of(const std::string& svg) {
    const std::string box = between(svg, "viewBox=\"0 0 ", " ");
    const std::size_t side = std::stoul(box) - 8;
    Modules modules(side, std::vector<bool>(side));
    const std::string path = between(svg, " d=\"", "\"");
    std::string_view rest = path;
    while (!rest.empty()) {
        const std::size_t x = take_number(rest, "M");
        const std::size_t y = take_number(rest, " ");
        const std::size_t length = take_number(rest, "h");
        BOOST_TEST(take_number(rest, "v") == 1u);
        BOOST_TEST(take_number(rest, "h-") == length);
        BOOST_REQUIRE(rest.starts_with("z"));
        rest.remove_prefix(1);
        for (std::size_t i = x; i < x + length; ++i) {
            BOOST_REQUIRE(!modules.at(y - 4).at(i - 4));
            modules.at(y - 4).at(i - 4) = true;
        }
    }
    return modules;
}

/// Whether there is a finder pattern whose upper left corner is at (x, y): rings of 7, 5 and 3.
bool has_finder(const Modules& modules, std::size_t x, std::size_t y) {
    for (std::size_t dy = 0; dy < 7; ++dy)
        for (std::size_t dx = 0; dx < 7; ++dx) {
            const bool on_ring = dx == 0 || dx == 6 || dy == 0 || dy == 6;
            const bool in_core = dx >= 2 && dx <= 4 && dy >= 2 && dy <= 4;
            if (modules[y + dy][x + dx] != (on_ring || in_core)) return false;
        }
    return true;
}

bool is_masked(unsigned mask, std::size_t row, std::size_t column) {
    const std::size_t product = row * column;
    switch (mask) {
        case 0:
            return (row + column) % 2 == 0;
        case 1:
            return row % 2 == 0;
        case 2:
            return column % 3 == 0;
        case 3:
            return (row + column) % 3 == 0;
        case 4:
            return (row / 2 + column / 3) % 2 == 0;
        case 5:
            return product % 2 + product % 3 == 0;
        case 6:
            return (product % 2 + product % 3) % 2 == 0;
        default:
            return ((row + column) % 2 + product % 3) % 2 == 0;
    }
}

/// Finder patterns with their margins and the format information, or a timing pattern.
bool is_reserved(std::size_t row, std::size_t column) {
    return row == 6 || column == 6 || (row < 9 && column < 9) || (row < 9 && column > 12) ||
           (row > 12 && column < 9);
}

/// The five bits of format information that say level (2) and mask (3).
unsigned format_of(const Modules& modules) {
    unsigned bits = 0;
    for (std::size_t column = 0; column < 5; ++column)
        bits = bits << 1U | (modules[8][column] ? 1U : 0U);
    return bits ^ 0b10101U;
}

/// The bits of a version 1 code in the order of ISO/IEC 18004, 7.7.3, unmasked.
std::vector<bool> bits_of(const Modules& modules, unsigned mask) {
    std::vector<bool> bits;
    bool upwards = true;
    for (std::size_t right = 20; right <= 20; right -= right == 8 ? 3 : 2, upwards = !upwards)
        for (std::size_t i = 0; i < 21; ++i)
            for (const std::size_t column : {right, right - 1}) {
                const std::size_t row = upwards ? 20 - i : i;
                if (!is_reserved(row, column))
                    bits.push_back(modules[row][column] != is_masked(mask, row, column));
            }
    return bits;
}

unsigned take_bits(const std::vector<bool>& bits, std::size_t& at, std::size_t count) {
    unsigned value = 0;
    for (const std::size_t end = at + count; at < end; ++at)
        value = value << 1U | (bits.at(at) ? 1U : 0U);
    return value;
}

/// The text of a version 1 code in byte mode.
std::string read_back(const Modules& modules) {
    const auto bits = bits_of(modules, format_of(modules) & 0b111U);
    std::size_t at = 0;
    BOOST_TEST(take_bits(bits, at, 4) == 0b0100u);
    std::string text(take_bits(bits, at, 8), ' ');
    for (char& c : text) c = static_cast<char>(take_bits(bits, at, 8));
    return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(qr_code_tests)

BOOST_AUTO_TEST_CASE(qr_svg_holds_the_text) {
    for (const std::string text : {"otpauth://x", "a", "14 bytes: <&>\""}) {
        const auto modules = modules_of(svg_of(text));
        BOOST_REQUIRE(modules.size() == 21u);  // version 1
        BOOST_TEST(read_back(modules) == text);
    }
}

BOOST_AUTO_TEST_CASE(qr_svg_holds_a_nul_byte_too) {
    const std::string text{"a\0b", 3};
    BOOST_TEST(read_back(modules_of(svg_of(text))) == text);
}

BOOST_AUTO_TEST_CASE(qr_svg_corrects_errors_at_level_m) {
    BOOST_TEST(format_of(modules_of(svg_of("otpauth://x"))) >> 3U == 0u);
}

BOOST_AUTO_TEST_CASE(qr_svg_grows_with_the_text_and_has_three_finder_patterns) {
    for (const auto& [length, side] : {std::pair<std::size_t, std::size_t>{14, 21},
                                       {15, 25},
                                       {115, 45},
                                       {196, 57},
                                       {2331, 177}}) {
        const auto modules = modules_of(svg_of(std::string(length, 'a')));
        BOOST_REQUIRE(modules.size() == side);
        BOOST_TEST(has_finder(modules, 0, 0));
        BOOST_TEST(has_finder(modules, side - 7, 0));
        BOOST_TEST(has_finder(modules, 0, side - 7));
        BOOST_TEST(!has_finder(modules, side - 7, side - 7));
    }
}

BOOST_AUTO_TEST_CASE(qr_svg_has_a_white_ground_a_quiet_zone_and_a_name) {
    const std::string svg = svg_of("otpauth://x", "QR code for your app");
    BOOST_TEST(svg.starts_with("<svg "));
    BOOST_TEST(svg.ends_with("</svg>"));
    BOOST_TEST(between(svg, "viewBox=\"", "\"") == "0 0 29 29");
    BOOST_TEST(between(svg, "<rect ", "/>") == "width=\"100%\" height=\"100%\" fill=\"#fff\"");
    BOOST_TEST(between(svg, " d=\"", "v") == "M4 4h7");
    BOOST_TEST(between(svg, "role=\"", "\"") == "img");
    BOOST_TEST(between(svg, "aria-labelledby=\"", "\"") == "qr-title");
    BOOST_TEST(between(svg, "<title id=\"qr-title\">", "</title>") == "QR code for your app");
}

BOOST_AUTO_TEST_CASE(qr_svg_has_nothing_that_a_strict_policy_blocks) {
    const std::string svg = svg_of("otpauth://x");
    for (const auto* blocked : {"style", "script", "href", "data:", "url("})
        BOOST_TEST(svg.find(blocked) == std::string::npos, blocked);
}

BOOST_AUTO_TEST_CASE(qr_svg_escapes_the_title) {
    const std::string svg = svg_of("a", R"(</title><script>alert("1' & 2")</script>)");
    BOOST_TEST(between(svg, "<title id=\"qr-title\">", "</title>") ==
               "&lt;/title&gt;&lt;script&gt;alert(&quot;1&#39; &amp; 2&quot;)&lt;/script&gt;");
    BOOST_TEST(svg.find("<script") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(qr_svg_is_nothing_for_a_text_that_fits_into_no_code) {
    BOOST_TEST(!qr_svg(Secret{}, "QR code").has_value());
    BOOST_TEST(!qr_svg(Secret{std::string(2332, 'a')}, "QR code").has_value());
    BOOST_TEST(!qr_svg(Secret{std::string(1'000'000, 'a')}, "QR code").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
