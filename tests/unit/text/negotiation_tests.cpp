// Which language a browser gets.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <random>

#include "postern/text/catalogue.hpp"
#include "support/temporary_folder.hpp"

using namespace postern;
using text::Catalogue;

namespace {

/// English, German, Danish and Brazilian Portuguese.
const Catalogue& words() {
    static const Catalogue catalogue = [] {
        const test::TemporaryFolder folder;
        for (const auto* name : {"en", "de", "da", "pt-br"})
            folder.write(std::string{name} + ".properties", "a = a");
        return Catalogue::load(folder.path());
    }();
    return catalogue;
}

std::string chosen(std::string_view header, std::string_view fallback = "en") {
    return words().negotiate(header, fallback);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(negotiation_tests)

BOOST_AUTO_TEST_CASE(the_examples_of_the_standard_get_what_they_ask_for) {
    BOOST_TEST(chosen("da, en-gb;q=0.8, en;q=0.7") == "da");  // RFC 9110, 12.5.4
    BOOST_TEST(chosen("de-DE, de-AT;q=0.9, en;q=0.5") == "de");
    BOOST_TEST(chosen("fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5") == "en");
    BOOST_TEST(chosen("de-CH") == "de");
    BOOST_TEST(chosen("de-Latn-CH-1996") == "de");
}

BOOST_AUTO_TEST_CASE(without_an_available_language_the_fallback_is_used) {
    BOOST_TEST(chosen("") == "en");
    BOOST_TEST(chosen("", "de") == "de");
    BOOST_TEST(chosen("fr, ja;q=0.5", "de") == "de");
    BOOST_TEST(chosen("*", "de") == "de");
    BOOST_TEST(chosen("fr, *;q=0.1", "de") == "de");
    BOOST_TEST(chosen("fr", "xx") == "en");
    BOOST_TEST(chosen("dex, d, en_GB", "da") == "da");
}

BOOST_AUTO_TEST_CASE(the_weight_decides_and_then_the_order) {
    BOOST_TEST(chosen("en;q=0.5, de;q=0.51") == "de");
    BOOST_TEST(chosen("en;q=0.999,de") == "de");
    BOOST_TEST(chosen("de, en") == "de");
    BOOST_TEST(chosen("en, de") == "en");
    BOOST_TEST(chosen("de;q=0.3, da;q=0.3, en;q=0.3") == "de");
    BOOST_TEST(chosen("en, de-AT") == "en");
}

BOOST_AUTO_TEST_CASE(a_weight_of_zero_excludes_a_language) {
    BOOST_TEST(chosen("en;q=0, de;q=0.001") == "de");
    BOOST_TEST(chosen("*;q=0.5, en;q=0") != "en");
    BOOST_TEST(chosen("de;q=0, de-AT", "en") == "en");
    BOOST_TEST(chosen("en;q=0, de;q=0, da;q=0, pt;q=0", "de") == "de");
}

BOOST_AUTO_TEST_CASE(a_region_is_ignored_unless_only_it_is_available) {
    BOOST_TEST(chosen("pt") == "pt-br");
    BOOST_TEST(chosen("PT-BR") == "pt-br");
    BOOST_TEST(chosen("pt-PT") == "en");
    BOOST_TEST(chosen("DE-at;Q=0.9") == "de");
    BOOST_TEST(chosen("de;q=0.1, de-AT;q=0.9, en;q=0.5") == "en");  // `de` itself says more
}

BOOST_AUTO_TEST_CASE(malformed_parts_are_ignored) {
    for (const auto* item : {"de;q=2", "de;q=1.5", "de;q=-1", "de;q=0.1234", "de;q=", "de;q",
                             "de;x=1", "de;q=1;x", "de;;q=1", "d e", "de,;", ";q=1", "de;q=0.5.5",
                             "de;q=1,5", "*-de", "de*", "d\xC3\xA9", "de;q=NaN", "de;q= 1"})
        BOOST_TEST(chosen(std::string{item} + ", da;q=0.001").size() == 2u, item);
    BOOST_TEST(chosen("de;q=2, da;q=0.1") == "da");
    BOOST_TEST(chosen(" ,,, ,da\t;\tq=0.1 , ") == "da");
    BOOST_TEST(chosen(std::string_view{"\0\xFF, da", 6}) == "da");
    BOOST_TEST(chosen("de;q=1., da") == "de");  // RFC 9110, 12.4.2 allows the lone point
}

BOOST_AUTO_TEST_CASE(random_headers_get_an_available_language) {
    const auto seed = std::random_device{}();
    BOOST_TEST_MESSAGE("seed " << seed);
    std::mt19937 random{seed};
    constexpr std::string_view kAlphabet = "den-*;q=0.15, \t\xFF";
    for (int round = 0; round < 20'000; ++round) {
        std::string header(random() % 40, ' ');
        for (auto& c : header) c = kAlphabet[random() % kAlphabet.size()];
        BOOST_REQUIRE_MESSAGE(words().has(chosen(header)), "seed " << seed << ": " << header);
    }
}

BOOST_AUTO_TEST_CASE(a_huge_header_costs_no_more_than_a_long_one) {
    std::string header;
    while (header.size() < 8'000'000) header += "x-y;q=0.1,";
    header += "de";
    const auto begun = std::chrono::steady_clock::now();
    BOOST_TEST(chosen(header) == "en");
    BOOST_TEST((std::chrono::steady_clock::now() - begun < std::chrono::milliseconds{50}));
}

BOOST_AUTO_TEST_SUITE_END()
