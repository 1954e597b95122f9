// What access tokens say about how somebody signed in.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "service/token/access_tokens.hpp"
#include "support/sample_data.hpp"

using namespace postern;
using namespace postern::service;
using namespace postern::test;
using namespace std::chrono_literals;

namespace {

using enum ProofMethod;

std::string amr(Level level, ProofMethods methods) {
    std::string text;
    for (const auto& value : amr_of({.level = level,
                             .methods = methods,
                             .authenticated_at = kNow,
                             .factor_at = std::nullopt}))
        text.append(text.empty() ? "" : " ").append(value);
    return text;
}

/// Refreshed last an hour ago; ends in a day.
TokenFamily sample_family() {
    return {.id = FamilyId{1},
            .public_id = sample_id(1),
            .user_id = UserId{1},
            .name = "Backup",
            .scopes = Scopes{ApiScope::AccountRead},
            .authentication = {.level = Level::One,
                               .methods = {Password},
                               .authenticated_at = kNow - 1h,
                               .factor_at = std::nullopt},
            .created_at = kNow - 1h,
            .address = "192.0.2.7",
            .user_agent = "Test/1.0",
            .used_at = kNow - 1h,
            .expires_at = kNow + 24h,
            .idle_ttl = 2h,
            .counter = 0,
            .counter_at = kNow - 1h,
            .sealed_seed = {}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(access_tokens_tests)

BOOST_AUTO_TEST_CASE(amr_has_the_values_of_rfc_8176) {
    BOOST_TEST(amr(Level::One, {Password}) == "pwd");
    BOOST_TEST(amr(Level::Two, {Password, Totp}) == "pwd otp mfa");
    BOOST_TEST(amr(Level::Two, {Password, RecoveryCode}) == "pwd otp mfa");
    BOOST_TEST(amr(Level::Two, {Password, SecurityKey}) == "pwd hwk user mfa");
    BOOST_TEST(amr(Level::PhishingResistant, {Passkey}) == "hwk user mfa");
    BOOST_TEST(amr(Level::PhishingResistant, {Password, Totp, Passkey}) == "pwd otp hwk user mfa");
    // There is no value for these.
    BOOST_TEST(amr(Level::Two, {Password, TrustedDevice}) == "pwd mfa");
    BOOST_TEST(amr(Level::One, {Password, MailedCode}) == "pwd");
    BOOST_TEST(amr(Level::One, {}) == "");
}

BOOST_AUTO_TEST_CASE(an_access_token_never_outlives_its_family) {
    const TokenSettings settings{.issuer = "https://auth.example.org", .access_ttl = 600s};
    auto family = sample_family();
    BOOST_TEST((access_life(settings, family, kNow) == 600s));
    family.expires_at = kNow + 90s;
    BOOST_TEST((access_life(settings, family, kNow) == 90s));
    family.idle_ttl = 1h + 30s;
    BOOST_TEST((access_life(settings, family, kNow) == 30s));
}

BOOST_AUTO_TEST_SUITE_END()
