// The plural forms of languages; the samples are those of Unicode CLDR 44.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "postern/text/plural.hpp"

using namespace postern::text;

namespace {

/// "one few other": the forms of the language.
std::string forms_of(std::string_view language) {
    std::string all;
    for (const auto form : plural_forms(language)) {
        if (!all.empty()) all += ' ';
        all += name_of(form);
    }
    return all;
}

void check(std::string_view language, std::string_view form,
           const std::vector<std::uint64_t>& counts) {
    for (const auto count : counts)
        BOOST_TEST(name_of(plural_form(language, count)) == form,
                   language << ' ' << count << " is " << name_of(plural_form(language, count)));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(plural_tests)

BOOST_AUTO_TEST_CASE(each_language_has_the_forms_that_cldr_gives_it) {
    BOOST_TEST(forms_of("ja") == "other");
    BOOST_TEST(forms_of("en") == "one other");
    BOOST_TEST(forms_of("fr") == "one other");
    BOOST_TEST(forms_of("he") == "one two other");
    BOOST_TEST(forms_of("lv") == "zero one other");
    BOOST_TEST(forms_of("cs") == "one few other");
    BOOST_TEST(forms_of("ro") == "one few other");
    BOOST_TEST(forms_of("lt") == "one few other");
    BOOST_TEST(forms_of("sr") == "one few other");
    BOOST_TEST(forms_of("ru") == "one few many");
    BOOST_TEST(forms_of("pl") == "one few many");
    BOOST_TEST(forms_of("sl") == "one two few other");
    BOOST_TEST(forms_of("ar") == "zero one two few many other");
    BOOST_TEST(forms_of("cy") == "zero one two few many other");
    BOOST_TEST(forms_of("ga") == "one two few many other");
    BOOST_TEST(forms_of("gd") == "one two few other");
    BOOST_TEST(forms_of("mt") == "one two few many other");
}

BOOST_AUTO_TEST_CASE(numbers_come_in_the_form_that_cldr_gives_them) {
    check("en", "one", {1});
    check("en", "other", {0, 2, 11, 21, 101});
    check("fr", "one", {0, 1});
    check("fr", "other", {2, 17, 100, 1001});
    check("ru", "one", {1, 21, 31, 101, 1001});
    check("ru", "few", {2, 3, 4, 22, 34, 102});
    check("ru", "many", {0, 5, 11, 12, 14, 19, 111, 112, 1000});
    check("pl", "one", {1});
    check("pl", "few", {2, 4, 22, 104});
    check("pl", "many", {0, 5, 12, 14, 21, 101, 112});
    check("hr", "one", {1, 21, 101});
    check("hr", "other", {0, 5, 11, 12, 20});
    check("cs", "few", {2, 3, 4});
    check("cs", "other", {0, 5, 22});
    check("lt", "few", {2, 9, 22, 102});
    check("lt", "other", {0, 10, 11, 19, 111});
    check("lv", "zero", {0, 10, 11, 19, 30, 111});
    check("lv", "one", {1, 21, 101});
    check("ro", "few", {0, 2, 16, 101, 119});
    check("ro", "other", {20, 35, 100, 1000});
    check("sl", "two", {2, 102, 202});
    check("sl", "few", {3, 4, 103});
    check("ar", "zero", {0});
    check("ar", "few", {3, 10, 103, 110});
    check("ar", "many", {11, 26, 111, 199});
    check("ar", "other", {100, 102, 200, 1000});
    check("cy", "few", {3});
    check("cy", "many", {6});
    check("cy", "other", {4, 5, 7, 100});
    check("ga", "many", {7, 10});
    check("mt", "few", {0, 3, 10, 103});
    check("mt", "many", {11, 19, 111});
    check("is", "one", {1, 21, 101});
    check("is", "other", {0, 11, 16, 111});
    check("fil", "one", {1, 3, 5, 7, 10});
    check("fil", "other", {4, 6, 9, 14, 26});
}

BOOST_AUTO_TEST_CASE(a_region_counts_as_its_language_unless_it_has_a_rule_of_its_own) {
    check("pt", "one", {0, 1});
    check("pt-br", "one", {0, 1});
    check("pt-pt", "one", {1});
    check("pt-pt", "other", {0});
    check("de-at", "other", {0});
    check("ru-ua", "few", {22});
}

BOOST_AUTO_TEST_CASE(a_language_that_is_not_known_counts_as_english) {
    for (const auto* language : {"", "tlh", "x", "r", "e", "-", "ru/", "/", "ru/uk"}) {
        check(language, "one", {1});
        check(language, "other", {0, 2, 21});
    }
}

BOOST_AUTO_TEST_SUITE_END()
