// Devices on which no second factor is asked for at sign-in.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/access/assurance.hpp"
#include "postern/service/factor/fresh_proof.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using namespace std::chrono_literals;
using service::CodeKind;
using test::kGoodPassword;

namespace {

struct TrustFixture : test::ServiceFixture {
    TrustFixture() {
        ann = add_user("ann@example.org");
        app.emplace(add_app("ann@example.org"));
        now += 1min;
    }

    /// The whole sign-in; returns the device's token.
    std::string sign_in_and_trust(bool trust = true, CodeKind kind = CodeKind::Totp) {
        const auto waiting = wait_for_code("ann@example.org");
        const auto code = kind == CodeKind::Totp
                              ? app->code(now)
                              : std::string{app->recovery_codes.at(used_codes++).reveal()};
        const auto done = second_factor.finish(
            {.token = waiting.token.reveal(), .code = {kind, code}, .trust_device = trust}, client,
            now);
        BOOST_REQUIRE(done.has_value());
        now += 1min;
        return done->device;
    }
    /// By the password alone, on this device.
    Result<service::SignedIn, service::SignInRefusal> sign_in_on(
        const std::string& device, std::string_view email = "ann@example.org") {
        auto there = client;
        there.device = device;
        return logins.sign_in({email, kGoodPassword}, there, now);
    }
    bool is_trusted(const std::string& device) { return sign_in_on(device).has_value(); }

    std::optional<User> ann;
    std::optional<test::AuthenticatorApp> app;
    std::size_t used_codes = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(trusted_device_tests, TrustFixture)

BOOST_AUTO_TEST_CASE(a_trusted_device_needs_no_second_factor_for_thirty_days) {
    const auto device = sign_in_and_trust();
    const auto done = sign_in_on(device);
    BOOST_REQUIRE(done.has_value());
    const auto& authentication = done->opened.session.session.authentication;
    BOOST_TEST((authentication.level == Level::Two));
    BOOST_TEST(authentication.methods.text() == "password trusted_device");
    BOOST_TEST(stores.state().audit.back().entry.detail == "trusted_device");
    now += 30 * 24h - 2min;
    BOOST_TEST(is_trusted(device));
    now += 2min;
    BOOST_TEST(!is_trusted(device));
}

BOOST_AUTO_TEST_CASE(trust_is_no_fresh_proof) {
    const auto done = sign_in_on(sign_in_and_trust());
    BOOST_REQUIRE(done.has_value());
    const auto& session = done->opened.session.session;
    BOOST_TEST(!session.authentication.factor_at.has_value());
    BOOST_TEST(!service::has_fresh_proof(session, {.totp = true}, now));
    const auto judged = [&](Demand demand) {
        return access::judge(session.authentication.assurance(), demand, now);
    };
    BOOST_TEST((judged({.level = Level::Two}) == access::Shortfall::None));
    BOOST_TEST((judged({.level = Level::Two, .max_age = 24h}) != access::Shortfall::None));
    BOOST_TEST((judged({.level = Level::PhishingResistant}) != access::Shortfall::None));
}

BOOST_AUTO_TEST_CASE(nothing_is_trusted_unless_asked_for) {
    BOOST_TEST(!is_trusted(sign_in_and_trust(false)));
    BOOST_TEST(!is_trusted(sign_in_and_trust(true, CodeKind::RecoveryCode)));
}

BOOST_AUTO_TEST_CASE(the_password_is_still_needed) {
    auto there = client;
    there.device = sign_in_and_trust();
    BOOST_TEST(!logins.sign_in({"ann@example.org", "wrong password"}, there, now).has_value());
}

BOOST_AUTO_TEST_CASE(a_device_cookie_that_was_planted_is_never_trusted) {
    const std::string planted(43, 'A');
    client.device = planted;
    const auto device = sign_in_and_trust();
    BOOST_TEST(device != planted);
    BOOST_TEST(!is_trusted(planted));
    BOOST_TEST(is_trusted(device));
}

BOOST_AUTO_TEST_CASE(trust_is_of_one_user) {
    add_user("bob@example.org");
    add_app("bob@example.org");
    BOOST_TEST(!sign_in_on(sign_in_and_trust(), "bob@example.org").has_value());
}

BOOST_AUTO_TEST_CASE(a_used_recovery_code_ends_all_trust) {
    const auto device = sign_in_and_trust();
    sign_in_and_trust(false, CodeKind::RecoveryCode);
    BOOST_TEST(!is_trusted(device));
}

BOOST_AUTO_TEST_CASE(what_ends_the_sessions_ends_the_trust) {
    const auto device = sign_in_and_trust();
    sessions.end_all_of(ann->id);
    BOOST_TEST(!is_trusted(device));
}

BOOST_AUTO_TEST_CASE(a_sign_out_keeps_the_trust) {
    const auto device = sign_in_and_trust();
    const auto done = sign_in_on(device);
    BOOST_REQUIRE(done.has_value());
    BOOST_TEST(sessions.end(done->opened.token.reveal()));
    BOOST_TEST(is_trusted(device));
}

BOOST_AUTO_TEST_CASE(a_new_password_ends_the_trust) {
    const auto device = sign_in_and_trust();
    BOOST_REQUIRE(users.set_password("ann@example.org", kGoodPassword, admin, now).has_value());
    BOOST_TEST(!is_trusted(device));
}

BOOST_AUTO_TEST_CASE(another_address_ends_the_trust) {
    const auto device = sign_in_and_trust();
    BOOST_REQUIRE(
        users.edit("ann@example.org", {.email = "ann@example.com"}, admin, now).has_value());
    BOOST_TEST(!sign_in_on(device, "ann@example.com").has_value());
}

BOOST_AUTO_TEST_CASE(a_new_factor_ends_the_trust) {
    const auto device = sign_in_and_trust();
    const auto token = app->session.token.reveal();
    const auto begun =
        passkeys.begin(app->session.session, token, PasskeyKind::Passkey, client, now);
    BOOST_REQUIRE(begun.has_value());
    test::SoftPasskey passkey;
    BOOST_REQUIRE(passkeys
                      .add(app->session.session, token, PasskeyKind::Passkey,
                           {passkey.create(begun->challenge), {}}, {}, client, now)
                      .has_value());
    BOOST_TEST(!is_trusted(device));
}

BOOST_AUTO_TEST_CASE(with_the_setting_off_nothing_is_trusted) {
    const auto device = sign_in_and_trust();
    sign_in_settings.trust_ttl = 0s;
    const auto strict = sign_in_service(passwords);
    auto there = client;
    there.device = device;
    BOOST_TEST(!strict.sign_in({"ann@example.org", kGoodPassword}, there, now).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
