#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <regex>

#include "postern/base/file.hpp"
#include "postern/model/brand.hpp"

using namespace postern;

namespace {

/// The value of a variable of the style sheet: in the `nth` :root, where light comes first.
Colour in_style_sheet(const std::string& name, int nth) {
    const std::string css = read_file("src/portal/static/postern.css");
    const std::regex line{"--" + name + ": (#[0-9a-f]{6});"};
    std::sregex_iterator at{css.begin(), css.end(), line};
    for (; nth > 0; --nth) ++at;
    BOOST_REQUIRE(at != std::sregex_iterator{});
    return *parse_colour((*at)[1].str());
}

void check_palette(const Palette& palette, int nth) {
    BOOST_TEST((palette.page == in_style_sheet("page", nth)));
    BOOST_TEST((palette.surface == in_style_sheet("surface", nth)));
    BOOST_TEST((palette.text == in_style_sheet("text", nth)));
    BOOST_TEST((palette.quiet == in_style_sheet("quiet", nth)));
    BOOST_TEST((palette.accent == in_style_sheet("accent", nth)));
    BOOST_TEST((palette.on_accent == in_style_sheet("on-accent", nth)));
    BOOST_TEST(least_contrast(palette.accent, palette.around_accent()) >= kReadable);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(palette_tests)

BOOST_AUTO_TEST_CASE(the_palettes_are_those_of_the_style_sheet_and_can_be_read) {
    check_palette(kLightPalette, 0);
    check_palette(kDarkPalette, 1);
}

BOOST_AUTO_TEST_CASE(a_brand_without_a_name_shows_the_products) {
    BOOST_TEST(Brand{}.shown_name() == "Postern");
    BOOST_TEST(Brand{.name = "Example"}.shown_name() == "Example");
}

BOOST_AUTO_TEST_CASE(an_accent_for_the_dark_scheme_is_made_from_the_light_one) {
    const Brand brand{.name = "x", .accent = parse_colour("#0b5c2e")};
    BOOST_TEST((light_palette(brand).accent == *brand.accent));
    const Palette dark = dark_palette(brand);
    BOOST_TEST(least_contrast(dark.accent, dark.around_accent()) >= kReadable);
    const Brand both{
        .name = "x", .accent = parse_colour("#0b5c2e"), .accent_dark = parse_colour("#8ed6a8")};
    BOOST_TEST((dark_palette(both).accent == *both.accent_dark));
}

BOOST_AUTO_TEST_CASE(sign_in_text_is_english_where_a_language_has_none) {
    Brand brand{.name = "x"};
    BOOST_TEST(brand.sign_in_text_in("en") == "");
    brand.sign_in_text = {{"en", "Welcome"}, {"de", "Willkommen"}};
    BOOST_TEST(brand.sign_in_text_in("de") == "Willkommen");
    BOOST_TEST(brand.sign_in_text_in("fr") == "Welcome");
}

BOOST_AUTO_TEST_SUITE_END()
