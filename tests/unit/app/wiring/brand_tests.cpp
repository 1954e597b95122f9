#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "app/wiring/brand.hpp"
#include "app/wiring/mail_settings.hpp"
#include "postern/json/json.hpp"

using namespace postern;
using namespace postern::app;

namespace {

config::Config configuration(const std::string& name) {
    config::Config config;
    config.server.public_url = "https://auth.example.org/portal";
    config.server.share_dir = "/nonexistent";
    config.brand.name = name;
    return config;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(brand_wiring_tests)

BOOST_AUTO_TEST_CASE(programs_list_the_server_by_the_brands_name_or_by_its_host) {
    BOOST_TEST(name_for_programs(configuration("")) == "auth.example.org");
    BOOST_TEST(name_for_programs(configuration("Example")) == "Example");
    // A colon would end the issuer in an otpauth address.
    BOOST_TEST(name_for_programs(configuration("Example: Club")) == "Example  Club");
}

BOOST_AUTO_TEST_CASE(emails_come_from_the_brand_unless_they_have_a_sender_of_their_own) {
    auto config = configuration("Example");
    BOOST_TEST(mail_sender_name(config).name == "Example");
    BOOST_TEST(mail_sender_name(configuration("")).name == "Postern");
    config.mail.from_name = "Accounts";
    BOOST_TEST(mail_sender_name(config).name == "Accounts");
}

BOOST_AUTO_TEST_CASE(brand_of_takes_everything_from_the_configuration) {
    auto config = configuration("Example");
    config.brand.accent = "#0b5c2e";
    config.brand.links = {{"imprint", "https://example.org/imprint"}};
    config.brand.sign_in_text = {{"de", "Willkommen"}};
    config.brand.support_address = "help@example.org";
    config.brand.powered_by = true;
    const Brand brand = brand_of(config);
    BOOST_TEST(brand.name == "Example");
    BOOST_TEST((brand.accent == parse_colour("#0b5c2e")));
    BOOST_TEST(!brand.accent_dark.has_value());
    BOOST_REQUIRE(brand.links.size() == 1u);
    BOOST_TEST(brand.links.front().key == "imprint");
    BOOST_TEST(brand.sign_in_text_in("de") == "Willkommen");
    BOOST_TEST(brand.support_address == "help@example.org");
    BOOST_TEST(brand.powered_by);
}

BOOST_AUTO_TEST_CASE(the_document_of_the_api_says_the_name_and_keeps_the_names_of_programs) {
    const std::string document =
        R"({"title": "Postern", "a": "Postern's header `Postern-Assertion`, X-Postern-CSRF", )"
        R"("b": "`postern user list` in Postern", "__Host-postern": 1})";
    BOOST_TEST(branded_document(document, {}) == document);
    const auto branded = branded_document(document, {.name = "The \"Club\""});
    BOOST_TEST(branded ==
               R"({"title": "The \"Club\"", "a": "The \"Club\"'s header `Postern-Assertion`, )"
               R"(X-Postern-CSRF", "b": "`postern user list` in The \"Club\"", )"
               R"("__Host-postern": 1})");
    BOOST_TEST(json::Json::parse(branded).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
