#include "postern/model/assurance.hpp"

#include <boost/test/unit_test.hpp>

namespace postern {
namespace {

BOOST_AUTO_TEST_SUITE(assurance_model_tests)

BOOST_AUTO_TEST_CASE(only_one_to_three_are_levels) {
    BOOST_TEST(!to_level(0));
    for (const std::uint64_t number : {1, 2, 3}) {
        const auto level = to_level(number);
        BOOST_REQUIRE(level);
        BOOST_TEST(to_number(*level) == number);
    }
    BOOST_TEST(!to_level(4));
    BOOST_TEST(!to_level(257));
}

BOOST_AUTO_TEST_CASE(methods_keep_their_order_as_text) {
    const ProofMethods both{ProofMethod::Totp, ProofMethod::Password};
    BOOST_TEST(both.text() == "password totp");
    BOOST_TEST((ProofMethods::parse("totp password") == both));
    BOOST_TEST(ProofMethods{}.text().empty());
    BOOST_TEST((ProofMethods::parse("") == ProofMethods{}));
}

BOOST_AUTO_TEST_CASE(words_that_are_no_methods_are_left_out) {
    BOOST_TEST((ProofMethods::parse("password hologram") == ProofMethods{ProofMethod::Password}));
    BOOST_TEST((ProofMethods::parse("hologram  totp ") == ProofMethods{ProofMethod::Totp}));
    for (const auto* text : {"PASSWORD", "password,totp", "pass word", " "})
        BOOST_TEST((ProofMethods::parse(text) == ProofMethods{}), text);
}

BOOST_AUTO_TEST_CASE(all_methods_together_are_read_back_and_fit_their_column) {
    constexpr std::size_t kColumnWidth = 128;  // of methods in session
    using enum ProofMethod;
    const ProofMethods all{Password,    Totp,          RecoveryCode, Passkey,
                           SecurityKey, TrustedDevice, MailedCode};
    BOOST_TEST(all.text() ==
               "password totp recovery_code passkey security_key trusted_device mailed_code");
    BOOST_TEST((ProofMethods::parse(all.text()) == all));
    BOOST_TEST(all.text().size() <= kColumnWidth);
}

BOOST_AUTO_TEST_CASE(a_maximum_age_is_between_a_minute_and_thirty_days) {
    using std::chrono::seconds;
    BOOST_TEST(!is_max_age(seconds{59}));
    BOOST_TEST(is_max_age(seconds{60}));
    BOOST_TEST(is_max_age(std::chrono::days{30}));
    BOOST_TEST(!is_max_age(std::chrono::days{30} + seconds{1}));
}

BOOST_AUTO_TEST_CASE(a_link_cannot_demand_an_age_that_no_site_may_demand) {
    for (const std::string_view text : {"1,0:https://a.example/", "1,59:https://a.example/"}) {
        std::string_view link = text;
        BOOST_TEST(!postern::take_demand_prefix(link).has_value());
        BOOST_TEST(link == text);
    }
    std::string_view link = "1,60:https://a.example/";
    BOOST_TEST(postern::take_demand_prefix(link).has_value());
    BOOST_TEST(link == "https://a.example/");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace postern
