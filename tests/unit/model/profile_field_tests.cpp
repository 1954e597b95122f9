#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/model/email_domains.hpp"
#include "postern/model/profile_field.hpp"
#include "postern/model/terms.hpp"

using namespace postern;

namespace {

ProfileField field(ProfileFieldKind kind) {
    return {
        .name = "field", .kind = kind, .labels = {{"en", "Field"}}, .choices = {"Red", "Green"}};
}

std::string value(ProfileFieldKind kind, std::string_view typed) {
    return parse_profile_value(field(kind), typed).value_or("(none)");
}

bool allows(const std::vector<std::string>& domains, std::string_view address) {
    return is_allowed_domain(EmailAddress::parse(address).value(), domains);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(profile_field_tests)

BOOST_AUTO_TEST_CASE(a_telephone_number_is_stored_without_what_people_put_between_its_digits) {
    using enum ProfileFieldKind;
    BOOST_TEST(value(Phone, " +49 (30) 90 18-20 ") == "+4930901820");
    BOOST_TEST(value(Phone, "0049 30 901820") == "+4930901820");
    for (const char* bad :
         {"030 901820", "+0 30 901820", "+49", "+49 30 90182x", "+1234567890123456"})
        BOOST_TEST(value(Phone, bad) == "(none)");
}

BOOST_AUTO_TEST_CASE(a_date_is_one_of_the_calendar) {
    using enum ProfileFieldKind;
    BOOST_TEST(value(Date, "2024-02-29") == "2024-02-29");
    for (const char* bad : {"2023-02-29", "31.12.1990", "1899-12-31", "1990-1-2", "1990-12-3a"})
        BOOST_TEST(value(Date, bad) == "(none)");
}

BOOST_AUTO_TEST_CASE(a_choice_is_one_of_the_list_and_a_text_one_line) {
    using enum ProfileFieldKind;
    BOOST_TEST(value(Choice, "Green") == "Green");
    BOOST_TEST(value(Choice, "green") == "(none)");
    BOOST_TEST(value(Text, "  two words ") == "two words");
    BOOST_TEST(value(Text, "two\nlines") == "(none)");
    BOOST_TEST(value(Text, std::string(201, 'a')) == "(none)");
}

BOOST_AUTO_TEST_CASE(an_empty_value_fits_every_field_and_is_missing_where_it_is_required) {
    auto phone = field(ProfileFieldKind::Phone);
    BOOST_TEST(value(ProfileFieldKind::Phone, "  ").empty());
    BOOST_TEST(missing_fields({phone}, {}).empty());
    phone.required = true;
    BOOST_TEST(missing_fields({phone}, {}).size() == 1u);
    BOOST_TEST(missing_fields({phone}, {{"field", "no number"}}).size() == 1u);
    BOOST_TEST(missing_fields({phone}, {{"field", "+4930901820"}}).empty());
}

BOOST_AUTO_TEST_CASE(a_label_is_in_the_language_or_in_the_fallback) {
    const ProfileField one{.name = "phone", .labels = {{"de", "Telefon"}, {"en", "Telephone"}}};
    BOOST_TEST(one.label("de", "en") == "Telefon");
    BOOST_TEST(one.label("fr", "en") == "Telephone");
    BOOST_TEST(one.label("fr", "it") == "Telefon");
}

BOOST_AUTO_TEST_CASE(a_domain_allows_itself_and_a_star_only_what_is_below) {
    BOOST_TEST(allows({}, "ann@anywhere.example"));
    BOOST_TEST(allows({"example.org"}, "ann@Example.ORG"));
    BOOST_TEST(!allows({"example.org"}, "ann@sub.example.org"));
    BOOST_TEST(!allows({"example.org"}, "ann@notexample.org"));
    BOOST_TEST(!allows({"example.org"}, "ann@example.org.evil.example"));
    BOOST_TEST(allows({"*.example.org"}, "ann@a.b.example.org"));
    BOOST_TEST(!allows({"*.example.org"}, "ann@example.org"));
    BOOST_TEST(!allows({"*.example.org"}, "ann@evilexample.org"));
    BOOST_TEST(allows({"b\u00fccher.example"}, "ann@xn--bcher-kva.example"));
}

BOOST_AUTO_TEST_CASE(what_is_no_domain_is_no_pattern) {
    BOOST_TEST(is_domain_pattern("example.org"));
    BOOST_TEST(is_domain_pattern("*.example.org"));
    for (const char* bad : {"", "*", "org", "ann@example.org", "*.*.example.org", "exa mple.org"})
        BOOST_TEST(!is_domain_pattern(bad));
}

BOOST_AUTO_TEST_CASE(a_version_of_the_terms_is_a_short_word) {
    BOOST_TEST(is_terms_version("2026-11"));
    for (const char* bad : {"", "-1", "2026 11", "2026/11"}) BOOST_TEST(!is_terms_version(bad));
    BOOST_TEST(!is_terms_version(std::string(41, 'a')));
}

BOOST_AUTO_TEST_SUITE_END()
