// Adding, renaming and removing passkeys and security keys; using them as a second factor and for a
// step-up.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "support/service_fixture.hpp"

using namespace postern;
using namespace std::chrono_literals;
using service::CodeProblem;
using service::FactorError;
using service::StepUpError;

namespace {

struct PasskeyFixture : test::ServiceFixture {
    PasskeyFixture() { ann = add_user("ann@example.org"); }

    Result<service::PasskeyAdded, service::FactorRefusal> add(
        const service::OpenedSession& session, test::SoftPasskey& with, std::string_view name = {},
        PasskeyKind kind = PasskeyKind::Passkey) {
        const auto token = session.token.reveal();
        const auto begun = passkeys.begin(session.session, token, kind, client, now);
        if (!begun) return fail(begun.error());
        with.user_handle = begun->user_handle;
        return passkeys.add(session.session, token, kind, {with.create(begun->challenge), {}}, name,
                            client, now);
    }
    void check_error(const auto& result, FactorError error) {
        BOOST_REQUIRE(!result.has_value());
        BOOST_TEST((result.error().error == error));
    }
    Passkey stored() { return stores.passkeys().list(ann->id).at(0); }
    std::size_t count_mails(MailKind kind) {
        return static_cast<std::size_t>(std::ranges::count_if(
            stores.state().outbox,
            [&](const auto& entry) { return entry.second.mail.kind == kind; }));
    }
    Result<service::SignedIn, service::CodeRefusal> finish(const service::WaitingToken& waiting,
                                                           const test::SoftPasskey& with) {
        const auto token = waiting.token.reveal();
        const auto question = second_factor.ask(token, now);
        BOOST_REQUIRE(question.has_value());
        return second_factor.finish_by_passkey(
            {.token = token, .answer = with.get(question->challenge)}, client, now);
    }
    Result<service::OpenedSession, service::StepUpRefusal> prove(
        const service::OpenedSession& session, const test::SoftPasskey& with) {
        const auto token = session.token.reveal();
        const auto question = step_up.ask(session.session, token, now);
        BOOST_REQUIRE(question.has_value());
        return step_up.by_passkey(session.session, token, with.get(question->challenge), client,
                                  now);
    }

    service::OpenedSession sign_in_by_passkey() {
        const auto question = passkey_sign_in.ask("browser", now);
        BOOST_REQUIRE(question.has_value());
        auto done = passkey_sign_in.sign_in(
            {.holder = "browser", .answer = passkey.get(question->challenge)}, client, now);
        BOOST_REQUIRE(done.has_value());
        return std::move(done->opened);
    }

    test::SoftPasskey passkey;
    std::optional<User> ann;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(passkey_service_tests, PasskeyFixture)

BOOST_AUTO_TEST_CASE(the_browser_is_asked_for_what_the_kind_needs) {
    const auto session = sign_in("ann@example.org");
    const auto token = session.token.reveal();
    const auto first =
        passkeys.begin(session.session, token, PasskeyKind::Passkey, client, now).value();
    BOOST_TEST(first.user_handle.size() == kUserHandleBytes);
    BOOST_TEST(first.user_name == "ann@example.org");
    BOOST_TEST(first.rp_id == "auth.example.org");
    BOOST_TEST(first.excluded.empty());
    const auto again =
        passkeys.begin(session.session, token, PasskeyKind::Passkey, client, now).value();
    BOOST_TEST(again.user_handle == first.user_handle);
    BOOST_TEST(again.challenge != first.challenge);
    const auto added = add(session, passkey);
    BOOST_REQUIRE(added.has_value());
    const auto& now_session = added->session;
    const auto next = passkeys.begin(now_session.session, now_session.token.reveal(),
                                     PasskeyKind::SecurityKey, client, now);
    BOOST_REQUIRE(next.has_value());
    BOOST_REQUIRE(next->excluded.size() == 1u);
    BOOST_TEST(next->excluded.front().credential_id == passkey.id());
}

BOOST_AUTO_TEST_CASE(the_first_one_brings_recovery_codes_and_raises_the_session) {
    const auto session = sign_in("ann@example.org");
    passkey.eligible = passkey.backed_up = true;
    const auto added = add(session, passkey, "  My phone ");
    BOOST_REQUIRE(added.has_value());
    BOOST_TEST((revoker.users == std::vector{ann->id}));  // this host forgets their password
    BOOST_TEST(added->recovery_codes.size() == 10u);
    BOOST_TEST(added->name == "My phone");
    BOOST_TEST((added->session.session.session.authentication.level == Level::PhishingResistant));
    BOOST_TEST(!sessions.find(session.token.reveal(), now).has_value());
    BOOST_TEST(stored().name == "My phone");
    BOOST_TEST(stored().backup_state);
    BOOST_TEST(stored().verifies_user);
    BOOST_TEST(factors.overview(*ann).factors().recovery_codes == 10u);
    BOOST_TEST(count_mails(MailKind::PasskeyAdded) == 1u);
    test::SoftPasskey second{2};
    const auto more = add(added->session, second);
    BOOST_REQUIRE(more.has_value());
    BOOST_TEST(more->recovery_codes.empty());
}

BOOST_AUTO_TEST_CASE(one_without_a_name_gets_one) {
    client.user_agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    BOOST_REQUIRE(add(sign_in("ann@example.org"), passkey).has_value());
    BOOST_TEST(stored().name == "Passkey, Firefox, Linux");
}

BOOST_AUTO_TEST_CASE(a_bad_name_adds_nothing) {
    const auto session = sign_in("ann@example.org");
    check_error(add(session, passkey, "two\nlines"), FactorError::BadPasskeyName);
    check_error(add(session, passkey, std::string(61, 'x')), FactorError::BadPasskeyName);
    BOOST_TEST(stores.passkeys().list(ann->id).empty());
}

BOOST_AUTO_TEST_CASE(an_old_proof_asks_for_a_new_one) {
    const auto session = sign_in("ann@example.org");
    now += 6min;
    check_error(add(session, passkey), FactorError::StepUpRequired);
    now -= 6min;
    const auto added = add(session, passkey);
    BOOST_REQUIRE(added.has_value());
    now += 6min;
    check_error(passkeys.remove(added->session.session, added->id, client, now),
                FactorError::StepUpRequired);
    BOOST_TEST(stores.passkeys().list(ann->id).size() == 1u);
}

BOOST_AUTO_TEST_CASE(the_proof_may_grow_old_while_the_browser_asks) {
    const auto session = sign_in("ann@example.org");
    const auto token = session.token.reveal();
    now += 4min + 50s;
    const auto begun = passkeys.begin(session.session, token, PasskeyKind::Passkey, client, now);
    BOOST_REQUIRE(begun.has_value());
    const service::PasskeyRegistration answer{passkey.create(begun->challenge), {}};
    const auto post = [&] {
        return passkeys.add(session.session, token, PasskeyKind::Passkey, answer, {}, client, now);
    };
    now += service::kChallengeTtl;
    check_error(post(), FactorError::PasskeyExpired);
    now -= 1s;
    BOOST_TEST(post().has_value());
}

BOOST_AUTO_TEST_CASE(a_password_alone_adds_no_second_one) {
    const auto old = sign_in("ann@example.org");
    const auto added = add(old, passkey);
    BOOST_REQUIRE(added.has_value());
    test::SoftPasskey second{2};
    check_error(add(old, second), FactorError::StepUpRequired);  // as a session of Level::One
}

BOOST_AUTO_TEST_CASE(an_answer_belongs_to_its_session_its_kind_and_its_challenge) {
    const User bob = add_user("bob@example.org");
    const auto anns = sign_in("ann@example.org");
    const auto bobs = sign_in("bob@example.org");
    const auto begun =
        passkeys.begin(anns.session, anns.token.reveal(), PasskeyKind::Passkey, client, now)
            .value();
    const service::PasskeyRegistration answer{passkey.create(begun.challenge), {}};
    const auto post = [&](const service::OpenedSession& session, PasskeyKind kind) {
        return passkeys.add(session.session, session.token.reveal(), kind, answer, {}, client, now);
    };
    check_error(post(bobs, PasskeyKind::Passkey), FactorError::PasskeyExpired);
    check_error(post(anns, PasskeyKind::SecurityKey), FactorError::PasskeyExpired);
    BOOST_REQUIRE(post(anns, PasskeyKind::Passkey).has_value());
    BOOST_TEST(stores.passkeys().list(bob.id).empty());
    check_error(post(anns, PasskeyKind::Passkey), FactorError::StepUpRequired);
}

BOOST_AUTO_TEST_CASE(a_passkey_must_verify_its_user_and_a_security_key_need_not) {
    const auto session = sign_in("ann@example.org");
    passkey.verified = false;
    check_error(add(session, passkey), FactorError::PasskeyRefused);
    const auto added = add(session, passkey, {}, PasskeyKind::SecurityKey);
    BOOST_REQUIRE(added.has_value());
    BOOST_TEST((added->session.session.session.authentication.level == Level::Two));
    BOOST_TEST((service::highest_level(factors.overview(*ann).factors()) == Level::Two));
}

BOOST_AUTO_TEST_CASE(one_that_is_registered_is_refused_for_everybody) {
    const auto added = add(sign_in("ann@example.org"), passkey);
    BOOST_REQUIRE(added.has_value());
    check_error(add(added->session, passkey), FactorError::PasskeyTaken);
    add_user("bob@example.org");
    check_error(add(sign_in("bob@example.org"), passkey), FactorError::PasskeyTaken);
}

BOOST_AUTO_TEST_CASE(twenty_are_enough) {
    auto session = sign_in("ann@example.org");
    for (unsigned n = 1; n <= kMaxPasskeys; ++n) {
        test::SoftPasskey another{n};
        auto added = add(session, another);
        BOOST_REQUIRE(added.has_value());
        session = std::move(added->session);
    }
    test::SoftPasskey last{99};
    check_error(add(session, last), FactorError::TooManyPasskeys);
}

BOOST_AUTO_TEST_CASE(the_owner_renames_and_nobody_else) {
    const auto added = add(sign_in("ann@example.org"), passkey);
    BOOST_REQUIRE(added.has_value());
    add_user("bob@example.org");
    const auto bobs = sign_in("bob@example.org");
    check_error(passkeys.rename(bobs.session, added->id, "Bob's"), FactorError::NoFactor);
    check_error(passkeys.rename(added->session.session, added->id, " "),
                FactorError::BadPasskeyName);
    BOOST_TEST(passkeys.rename(added->session.session, added->id, "Blue").has_value());
    BOOST_TEST(stored().name == "Blue");
}

BOOST_AUTO_TEST_CASE(removing_one_ends_all_sessions) {
    const auto added = add(sign_in("ann@example.org"), passkey);
    BOOST_REQUIRE(added.has_value());
    add_user("bob@example.org");
    const auto bobs = sign_in("bob@example.org");
    check_error(passkeys.remove(bobs.session, added->id, client, now), FactorError::NoFactor);
    const auto left = passkeys.remove(added->session.session, added->id, client, now);
    BOOST_REQUIRE(left.has_value());
    BOOST_TEST((left->session.session.authentication.level == Level::One));
    BOOST_TEST(!sessions.find(added->session.token.reveal(), now).has_value());
    BOOST_TEST(!factors.overview(*ann).codes.has_value());
    BOOST_TEST(count_mails(MailKind::PasskeyRemoved) == 1u);
    BOOST_TEST(logins.sign_in({"ann@example.org", test::kGoodPassword}, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(with_another_factor_left_the_level_stays) {
    const auto first = add(sign_in("ann@example.org"), passkey);
    BOOST_REQUIRE(first.has_value());
    test::SoftPasskey second{2};
    const auto added = add(first->session, second);
    BOOST_REQUIRE(added.has_value());
    const auto left = passkeys.remove(added->session.session, first->id, client, now);
    BOOST_REQUIRE(left.has_value());
    BOOST_TEST((left->session.session.authentication.level == Level::PhishingResistant));
    BOOST_TEST(factors.overview(*ann).codes.has_value());
}

BOOST_AUTO_TEST_CASE(a_second_step_by_a_passkey_gives_the_highest_level) {
    add_passkey("ann@example.org", passkey);
    const auto waiting = wait_for_code("ann@example.org");
    BOOST_TEST(waiting.factors.passkeys == 1u);
    const auto done = finish(waiting, passkey);
    BOOST_REQUIRE(done.has_value());
    const auto& authentication = done->opened.session.session.authentication;
    BOOST_TEST((authentication.level == Level::PhishingResistant));
    BOOST_TEST(authentication.methods.text() == "password passkey");
    BOOST_TEST(!second_factor.find(waiting.token.reveal(), now).has_value());
}

BOOST_AUTO_TEST_CASE(a_second_step_by_a_key_that_verifies_nobody_gives_two) {
    passkey.verified = false;
    add_passkey("ann@example.org", passkey, PasskeyKind::SecurityKey);
    const auto done = finish(wait_for_code("ann@example.org"), passkey);
    BOOST_REQUIRE(done.has_value());
    BOOST_TEST((done->opened.session.session.authentication.level == Level::Two));
    BOOST_TEST(done->opened.session.session.authentication.methods.text() ==
               "password security_key");
}

BOOST_AUTO_TEST_CASE(a_second_step_takes_only_the_passkeys_of_its_user) {
    add_passkey("ann@example.org", passkey);
    add_user("bob@example.org");
    test::SoftPasskey bobs{2};
    add_passkey("bob@example.org", bobs);
    const auto waiting = wait_for_code("ann@example.org");
    const auto refused = finish(waiting, bobs);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error().problem == CodeProblem::Wrong));
    BOOST_TEST(stores.state().audit.back().entry.detail == "other_user");
    BOOST_TEST(finish(waiting, passkey).has_value());
}

BOOST_AUTO_TEST_CASE(ten_wrong_answers_end_the_waiting_sign_in) {
    add_passkey("ann@example.org", passkey);
    const auto waiting = wait_for_code("ann@example.org");
    passkey.good_signature = false;
    for (unsigned n = 1; n < service::kMaxWrongCodes; ++n)
        BOOST_TEST((finish(waiting, passkey).error().problem == CodeProblem::Wrong));
    BOOST_TEST((finish(waiting, passkey).error().problem == CodeProblem::Gone));
    passkey.good_signature = true;
    BOOST_TEST(!second_factor.ask(waiting.token.reveal(), now).has_value());
}

BOOST_AUTO_TEST_CASE(a_passkey_lifts_the_block_of_codes) {
    const auto app = add_app("ann@example.org");
    const auto token = app.session.token.reveal();
    test::SoftPasskey added;
    const auto begun =
        passkeys.begin(app.session.session, token, PasskeyKind::Passkey, client, now).value();
    added.user_handle = begun.user_handle;
    BOOST_REQUIRE(passkeys
                      .add(app.session.session, token, PasskeyKind::Passkey,
                           {added.create(begun.challenge), {}}, {}, client, now)
                      .has_value());
    for (int n = 0; n < 3; ++n) {
        const auto waiting = wait_for_code("ann@example.org");
        (void)second_factor.finish({waiting.token.reveal(), {service::CodeKind::Totp, "000000"}},
                                   client, now);
    }
    BOOST_TEST(!stores.state().sign_in_failures.empty());
    BOOST_TEST(finish(wait_for_code("ann@example.org"), added).has_value());
    BOOST_TEST(stores.state().sign_in_failures.empty());
}

BOOST_AUTO_TEST_CASE(a_step_up_gives_the_level_that_was_proven) {
    add_passkey("ann@example.org", passkey);
    const auto done = finish(wait_for_code("ann@example.org"), passkey);
    BOOST_REQUIRE(done.has_value());
    now += 10min;
    const auto raised = prove(done->opened, passkey);
    BOOST_REQUIRE(raised.has_value());
    BOOST_TEST((raised->session.session.authentication.level == Level::PhishingResistant));
    BOOST_TEST((raised->session.session.authentication.factor_at == now));
    BOOST_TEST(!sessions.find(done->opened.token.reveal(), now).has_value());
    passkey.verified = false;
    const auto lowered = prove(*raised, passkey);
    BOOST_REQUIRE(lowered.has_value());
    BOOST_TEST((lowered->session.session.authentication.level == Level::Two));
}

BOOST_AUTO_TEST_CASE(a_step_up_takes_an_answer_once) {
    add_passkey("ann@example.org", passkey);
    const auto done = finish(wait_for_code("ann@example.org"), passkey);
    BOOST_REQUIRE(done.has_value());
    const auto token = done->opened.token.reveal();
    const auto question = step_up.ask(done->opened.session, token, now);
    const auto answer = passkey.get(question->challenge);
    BOOST_TEST(step_up.by_passkey(done->opened.session, token, answer, client, now).has_value());
    BOOST_TEST(
        (step_up.by_passkey(done->opened.session, token, answer, client, now).error().error ==
         StepUpError::Expired));
}

BOOST_AUTO_TEST_CASE(a_reset_removes_passkeys_too) {
    add_passkey("ann@example.org", passkey);
    users.reset_factors("ann@example.org", admin, now);
    BOOST_TEST(!factors.overview(*ann).factors().any());
}

// --- accounts without a password

BOOST_AUTO_TEST_CASE(two_passkeys_are_enough_to_do_without_a_password) {
    auto first = add(sign_in("ann@example.org"), passkey);
    BOOST_REQUIRE(first.has_value());
    check_error(passkeys.remove_password(first->session.session, client, now),
                FactorError::TooFewPasskeys);
    test::SoftPasskey second{2};
    const auto added = add(first->session, second);
    BOOST_REQUIRE(added.has_value());
    const auto phone = sign_in_by_passkey();
    BOOST_REQUIRE(passkeys.remove_password(added->session.session, client, now).has_value());
    BOOST_TEST(count_mails(MailKind::PasswordRemoved) == 1u);
    BOOST_TEST(stores.state().audit.back().entry.detail == "removed");
    BOOST_TEST(!sessions.find(phone.token.reveal(), now).has_value());
    BOOST_TEST(sessions.find(added->session.token.reveal(), now).has_value());
    for (const auto& typed : {std::string{test::kGoodPassword}, std::string{}})
        BOOST_TEST((logins.sign_in({"ann@example.org", typed}, client, now).error().error ==
                    service::SignInError::BadCredentials));
    BOOST_TEST((sign_in_by_passkey().session.user.id == ann->id));
    check_error(passkeys.remove_password(added->session.session, client, now),
                FactorError::NoFactor);
}

BOOST_AUTO_TEST_CASE(one_synced_passkey_is_enough_with_recovery_codes) {
    passkey.eligible = passkey.backed_up = true;
    const auto added = add(sign_in("ann@example.org"), passkey);
    BOOST_REQUIRE(added.has_value());
    stores.state().recovery.clear();
    check_error(passkeys.remove_password(added->session.session, client, now),
                FactorError::TooFewPasskeys);
    BOOST_REQUIRE(factors.make_recovery_codes(added->session.session, client, now).has_value());
    BOOST_TEST(passkeys.remove_password(added->session.session, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(security_keys_are_no_reason_to_do_without_a_password) {
    auto first = add(sign_in("ann@example.org"), passkey, {}, PasskeyKind::SecurityKey);
    test::SoftPasskey second{2};
    const auto added = add(first->session, second, {}, PasskeyKind::SecurityKey);
    BOOST_REQUIRE(added.has_value());
    check_error(passkeys.remove_password(added->session.session, client, now),
                FactorError::TooFewPasskeys);
}

BOOST_AUTO_TEST_CASE(a_password_goes_only_in_a_fresh_session_in_which_a_passkey_was_used) {
    const auto first = add(sign_in("ann@example.org"), passkey);
    test::SoftPasskey second{2};
    const auto added = add(first->session, second);
    BOOST_REQUIRE(added.has_value());
    now += 6min;
    check_error(passkeys.remove_password(added->session.session, client, now),
                FactorError::StepUpRequired);
    const auto waiting = wait_for_code("ann@example.org");
    const auto by_code = second_factor.finish(
        {waiting.token.reveal(),
         {service::CodeKind::RecoveryCode, first->recovery_codes.front().reveal()}},
        client, now);
    BOOST_REQUIRE(by_code.has_value());
    check_error(passkeys.remove_password(by_code->opened.session, client, now),
                FactorError::PasskeyUnproven);
    BOOST_TEST(passkeys.remove_password(sign_in_by_passkey().session, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(the_last_passkey_stays_until_there_is_a_password_again) {
    const auto first = add(sign_in("ann@example.org"), passkey);
    test::SoftPasskey second{2};
    const auto added = add(first->session, second);
    BOOST_REQUIRE(added.has_value());
    BOOST_REQUIRE(passkeys.remove_password(added->session.session, client, now).has_value());
    const auto left = passkeys.remove(added->session.session, added->id, client, now);
    BOOST_REQUIRE(left.has_value());
    check_error(passkeys.remove(left->session, first->id, client, now),
                FactorError::PasswordNeeded);
    BOOST_REQUIRE(
        users.set_password("ann@example.org", test::kGoodPassword, admin, now).has_value());
    const auto again = sign_in_by_passkey();
    BOOST_TEST(passkeys.remove(again.session, first->id, client, now).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
