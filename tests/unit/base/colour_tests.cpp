#define BOOST_TEST_DYN_LINK
#include <array>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "postern/base/colour.hpp"

using namespace postern;

BOOST_AUTO_TEST_SUITE(colour_tests)

BOOST_AUTO_TEST_CASE(parse_colour_reads_long_and_short_ones_in_either_case) {
    BOOST_TEST((parse_colour("#2f5d8c") == Colour{0x2f, 0x5d, 0x8c}));
    BOOST_TEST((parse_colour("#2F5D8C") == Colour{0x2f, 0x5d, 0x8c}));
    BOOST_TEST((parse_colour("#fa0") == Colour{0xff, 0xaa, 0x00}));
    for (const auto* text :
         {"", "#", "2f5d8c", "#2f5d8", "#2f5d8cff", "#2f5d8g", "red", "#ff", " #fff"})
        BOOST_TEST(!parse_colour(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(to_text_is_what_parse_colour_reads) {
    BOOST_TEST(to_text(Colour{0x00, 0x0a, 0xff}) == "#000aff");
}

// WCAG 2.2: black on white is 21:1, and #767676 is the lightest grey that is readable on white.
BOOST_AUTO_TEST_CASE(contrast_is_that_of_wcag) {
    BOOST_TEST(std::abs(contrast(kBlack, kWhite) - 21.0) < 0.001);
    BOOST_TEST(std::abs(contrast(kWhite, kWhite) - 1.0) < 0.001);
    BOOST_TEST(contrast(*parse_colour("#767676"), kWhite) >= kReadable);
    BOOST_TEST(contrast(*parse_colour("#777777"), kWhite) < kReadable);
    BOOST_TEST(std::abs(contrast(*parse_colour("#2f5d8c"), kWhite) -
                        contrast(kWhite, *parse_colour("#2f5d8c"))) < 0.001);
}

BOOST_AUTO_TEST_CASE(readable_keeps_a_colour_that_is) {
    constexpr std::array kGrounds{kWhite};
    BOOST_TEST((readable({0x2f, 0x5d, 0x8c}, kGrounds, kBlack) == Colour{0x2f, 0x5d, 0x8c}));
}

BOOST_AUTO_TEST_CASE(readable_darkens_a_colour_only_as_far_as_it_must) {
    constexpr std::array kGrounds{kWhite, Colour{0xf3, 0xf5, 0xf8}};
    const Colour orange{0xff, 0x8c, 0x00};
    const Colour found = readable(orange, kGrounds, kBlack);
    BOOST_TEST(least_contrast(found, kGrounds) >= kReadable);
    BOOST_TEST(least_contrast(found, kGrounds) < kReadable + 0.1);
    BOOST_TEST(found.red > found.green);  // still an orange
}

BOOST_AUTO_TEST_CASE(readable_lightens_a_colour_on_dark_grounds) {
    constexpr std::array kGrounds{Colour{0x12, 0x17, 0x1e}, Colour{0x1a, 0x21, 0x2b}};
    const Colour found = readable({0x10, 0x20, 0x90}, kGrounds, kWhite);
    BOOST_TEST(least_contrast(found, kGrounds) >= kReadable);
    BOOST_TEST((readable(kBlack, std::array{kBlack}, kBlack) == kBlack));
}

BOOST_AUTO_TEST_SUITE_END()
