// Signing in by a passkey alone.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <functional>

#include "postern/store/store_error.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using namespace std::chrono_literals;
using service::PasskeySignInError;

namespace {

constexpr std::string_view kBrowser = "the browser's cookie";

struct PasskeySignInFixture : test::ServiceFixture {
    PasskeySignInFixture() {
        ann = add_user("ann@example.org");
        add_passkey("ann@example.org", passkey);
    }

    std::string challenge() { return passkey_sign_in.ask(kBrowser, now)->challenge; }

    Result<service::SignedIn, service::PasskeySignInRefusal> sign_in_by(
        const crypto::AssertionResponse& answer, std::string_view browser = kBrowser) {
        return passkey_sign_in.sign_in({.holder = browser, .answer = answer}, client, now);
    }
    Result<service::SignedIn, service::PasskeySignInRefusal> sign_in_by(
        const test::SoftPasskey& with) {
        return sign_in_by(with.get(challenge()));
    }
    std::string last_detail() { return stores.state().audit.back().entry.detail; }

    void check_refused(const crypto::AssertionResponse& answer, PasskeySignInError error,
                       std::string_view detail = {}) {
        const auto before = stores.state().sessions.size();
        const auto done = sign_in_by(answer);
        BOOST_REQUIRE(!done.has_value());
        BOOST_TEST((done.error().error == error));
        BOOST_TEST(stores.state().sessions.size() == before);
        if (detail.empty()) return;
        BOOST_TEST(last_detail() == detail);
        BOOST_TEST((stores.state().audit.back().entry.result == AuditResult::Refused));
    }

    test::SoftPasskey passkey;
    std::optional<User> ann;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(passkey_sign_in_service_tests, PasskeySignInFixture)

BOOST_AUTO_TEST_CASE(a_passkey_opens_a_session_of_the_highest_level) {
    const auto question = passkey_sign_in.ask(kBrowser, now);
    BOOST_REQUIRE(question.has_value());
    BOOST_TEST(question->allowed.empty());  // else it would tell which accounts there are
    BOOST_TEST(question->user_verification);
    BOOST_TEST(question->rp_id == "auth.example.org");
    const auto done = sign_in_by(passkey.get(question->challenge));
    BOOST_REQUIRE(done.has_value());
    const auto& session = done->opened.session.session;
    BOOST_TEST((session.user_id == ann->id));
    BOOST_TEST((session.authentication.level == Level::PhishingResistant));
    BOOST_TEST(session.authentication.methods.text() == "passkey");
    BOOST_TEST((session.authentication.factor_at == now));
    BOOST_TEST(!done->device.empty());
    BOOST_TEST(last_detail() == "passkey");
    BOOST_TEST((stores.passkeys().list(ann->id).front().last_used_at == now));
}

BOOST_AUTO_TEST_CASE(an_answer_signs_in_once) {
    const auto answer = passkey.get(challenge());
    BOOST_TEST(sign_in_by(answer).has_value());
    check_refused(answer, PasskeySignInError::Expired);
}

BOOST_AUTO_TEST_CASE(an_answer_belongs_to_the_browser_that_asked) {
    const auto answer = passkey.get(challenge());
    const auto elsewhere = sign_in_by(answer, "another browser");
    BOOST_REQUIRE(!elsewhere.has_value());
    BOOST_TEST((elsewhere.error().error == PasskeySignInError::Expired));
    BOOST_TEST(sign_in_by(answer).has_value());
}

BOOST_AUTO_TEST_CASE(an_answer_to_another_question_is_refused) {
    const auto other = wiring.challenges.make(service::PasskeyPurpose::StepUp, kBrowser, now);
    check_refused(passkey.get(other), PasskeySignInError::Expired);
    check_refused(passkey.get(std::string(76, 'x')), PasskeySignInError::Expired);
    check_refused(passkey.get(""), PasskeySignInError::Expired);
}

BOOST_AUTO_TEST_CASE(an_answer_with_one_thing_wrong_is_refused) {
    using Change = std::function<void(test::SoftPasskey&)>;
    const std::pair<std::string_view, Change> wrong[] = {
        {"origin", [](auto& p) { p.origin = "https://auth.example.org.evil.example"; }},
        {"origin", [](auto& p) { p.origin = "http://auth.example.org"; }},
        {"origin", [](auto& p) { p.origin = "https://auth.example.org:8443"; }},
        {"origin", [](auto& p) { p.origin = "https://wiki.example.org"; }},
        {"cross_origin", [](auto& p) { p.cross_origin = true; }},
        {"rp_id", [](auto& p) { p.rp_id = "example.org"; }},
        {"user_presence", [](auto& p) { p.present = false; }},
        {"user_verification", [](auto& p) { p.verified = false; }},
        {"backup_state", [](auto& p) { p.backed_up = true; }},
        {"user_handle", [](auto& p) { p.user_handle.clear(); }},
        {"user_handle", [](auto& p) { p.user_handle = std::string(32, 'x'); }},
        {"signature", [](auto& p) { p.good_signature = false; }},
    };
    const std::string handle = passkey.user_handle;
    for (const auto& [detail, change] : wrong) {
        now += 1h;
        change(passkey);
        check_refused(passkey.get(challenge()), PasskeySignInError::Refused, detail);
        passkey.origin = "https://auth.example.org";
        passkey.rp_id = "auth.example.org";
        passkey.user_handle = handle;
        passkey.cross_origin = passkey.backed_up = false;
        passkey.present = passkey.verified = passkey.good_signature = true;
    }
    now += 1h;
    BOOST_TEST(sign_in_by(passkey).has_value());
}

BOOST_AUTO_TEST_CASE(wrong_answers_slow_down_their_network_and_nobody_else) {
    passkey.good_signature = false;
    for (unsigned n = 0; n < 100; ++n)
        if (sign_in_by(passkey).error().error == PasskeySignInError::TooManyAttempts) break;
    const auto refused = sign_in_by(passkey);
    BOOST_TEST((refused.error().error == PasskeySignInError::TooManyAttempts));
    BOOST_TEST((refused.error().retry_after > 0s));
    passkey.good_signature = true;
    client.address = "198.51.100.7";
    BOOST_TEST(sign_in_by(passkey).has_value());
}

BOOST_AUTO_TEST_CASE(right_answers_count_for_nothing) {
    for (unsigned n = 0; n < 100; ++n) BOOST_REQUIRE(sign_in_by(passkey).has_value());
}

BOOST_AUTO_TEST_CASE(an_unknown_passkey_is_refused_like_a_wrong_one) {
    test::SoftPasskey stranger{2};
    stranger.user_handle = passkey.user_handle;
    check_refused(stranger.get(challenge()), PasskeySignInError::Refused, "unknown_passkey");
}

BOOST_AUTO_TEST_CASE(an_answer_of_anothers_passkey_for_this_user_is_refused) {
    add_user("bob@example.org");
    test::SoftPasskey bobs{2};
    add_passkey("bob@example.org", bobs);
    bobs.user_handle = passkey.user_handle;
    check_refused(bobs.get(challenge()), PasskeySignInError::Refused, "user_handle");
}

BOOST_AUTO_TEST_CASE(a_security_key_is_no_way_in_by_itself) {
    add_user("bob@example.org");
    test::SoftPasskey key{2};
    add_passkey("bob@example.org", key, PasskeyKind::SecurityKey);
    check_refused(key.get(challenge()), PasskeySignInError::Refused, "kind");
}

BOOST_AUTO_TEST_CASE(those_who_may_not_sign_in_get_the_same_answer) {
    users.set_disabled("ann@example.org", true, admin, now).value();
    check_refused(passkey.get(challenge()), PasskeySignInError::Refused, "disabled");
    users.set_disabled("ann@example.org", false, admin, now).value();
    BOOST_TEST(sign_in_by(passkey).has_value());
    stores.state().users.at(ann->id).user.delete_at = now + 1h;
    check_refused(passkey.get(challenge()), PasskeySignInError::Refused, "asleep");
}

BOOST_AUTO_TEST_CASE(a_counter_must_go_up) {
    passkey.count = 5;
    BOOST_TEST(sign_in_by(passkey).has_value());
    check_refused(passkey.get(challenge()), PasskeySignInError::Refused, "counter");
    passkey.count = 4;
    check_refused(passkey.get(challenge()), PasskeySignInError::Refused, "counter");
    passkey.count = 0;
    check_refused(passkey.get(challenge()), PasskeySignInError::Refused, "counter");
    passkey.count = 6;
    BOOST_TEST(sign_in_by(passkey).has_value());
    BOOST_TEST(stores.passkeys().list(ann->id).front().sign_count == 6u);
}

BOOST_AUTO_TEST_CASE(a_synced_passkey_may_be_used_in_two_places) {
    passkey.eligible = passkey.backed_up = true;
    passkey.count = 5;
    BOOST_TEST(sign_in_by(passkey).has_value());  // BE changed: noted, not refused
    passkey.count = 3;
    BOOST_TEST(sign_in_by(passkey).has_value());
    BOOST_TEST(last_detail() == "passkey_counter");
    const auto stored = stores.passkeys().list(ann->id).front();
    BOOST_TEST(stored.sign_count == 5u);
    BOOST_TEST(stored.backup_eligible);
    BOOST_TEST(stored.backup_state);
}

BOOST_AUTO_TEST_CASE(a_passkey_of_another_host_is_refused) {
    stores.state().passkeys.begin()->second.rp_id = "old.example.org";
    check_refused(passkey.get(challenge()), PasskeySignInError::Refused, "rp_id");
}

BOOST_AUTO_TEST_CASE(an_error_of_the_database_is_no_wrong_passkey) {
    const auto answer = passkey.get(challenge());
    stores.state().unavailable = true;
    BOOST_CHECK_THROW(sign_in_by(answer), store::StoreError);
    stores.state().unavailable = false;
    BOOST_TEST(sign_in_by(answer).has_value());
}

BOOST_AUTO_TEST_CASE(without_https_or_a_name_there_are_no_passkeys) {
    using service::can_use_passkeys;
    BOOST_TEST(can_use_passkeys("https", "auth.example.org"));
    BOOST_TEST(can_use_passkeys("http", "localhost"));
    BOOST_TEST(!can_use_passkeys("http", "auth.example.org"));
    BOOST_TEST(!can_use_passkeys("https", "192.0.2.1"));
    BOOST_TEST(!can_use_passkeys("https", "[2001:db8::1]"));
    BOOST_TEST(!can_use_passkeys("http", "127.0.0.1"));
    const service::PasskeyCheck off{stores.passkeys(), wiring.challenges, {}};
    BOOST_TEST(!off.is_available());
    BOOST_TEST(!off.ask(service::PasskeyPurpose::SignIn, kBrowser, std::nullopt, now).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
