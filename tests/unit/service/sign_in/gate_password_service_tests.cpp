// The account's password for HTTP Basic: whom it lets in, what is counted and what is written down.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>
#include <vector>

#include "postern/service/sign_in/gate_password_service.hpp"
#include "postern/store/store_error.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using service::GatePasswordError;
using test::kGoodPassword;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view kAnn = "ann@example.org";

struct GatePasswordFixture : test::ServiceFixture {
    const service::GatePasswordService& gate_passwords = wiring.gate_passwords;

    Result<PublicId, GatePasswordError> check(std::string_view email, std::string_view password) {
        return gate_passwords.check("wiki", email, password, client, now);
    }
    GatePasswordError refusal(std::string_view email, std::string_view password) {
        const auto checked = check(email, password);
        BOOST_REQUIRE(!checked.has_value());
        return checked.error();
    }
    /// Wrong passwords, a new one each time, until no more is looked at; returns how many were.
    int guess_until_throttled(std::string_view email) {
        for (int guesses = 0;; ++guesses)
            if (refusal(email, "guess " + std::to_string(next_guess++)) ==
                GatePasswordError::Throttled)
                return guesses;
    }
    service::GatePasswordService with_mail() {
        return {stores.users(), stores.accounts(),   stores.audit(),        passwords,
                sign_ins,       wiring.factor_check, {.mail_enabled = true}};
    }
    /// `refused wrong_password` and so on: the entries of the audit log, oldest first.
    std::vector<std::string> trail() {
        std::vector<std::string> lines;
        for (const auto& stored : stores.audit().find_after({}, 0, 1000)) {
            const auto& entry = stored.entry;
            if (entry.event != AuditEvent::PasswordAtGate) continue;
            lines.push_back(std::string{to_text(entry.result)} + ' ' + entry.detail);
        }
        return lines;
    }
    using Trail = std::vector<std::string>;

    /// Right passwords, of new accounts that are disabled, until no more is looked at; returns how
    /// many were.
    std::uint32_t refuse_until_throttled() {
        for (std::uint32_t accounts = 0;; ++accounts) {
            const auto email = "user" + std::to_string(accounts) + "@example.org";
            add_user(email);
            users.set_disabled(email, true, admin, now).value();
            if (refusal(email, kGoodPassword) == GatePasswordError::Throttled) return accounts;
        }
    }
    std::size_t hashes() const { return hasher.verified_against.size(); }

    int next_guess = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(gate_password_service_tests, GatePasswordFixture)

BOOST_AUTO_TEST_CASE(the_right_password_names_its_user_and_opens_no_session) {
    const User ann = add_user(kAnn);
    const auto checked = check(kAnn, kGoodPassword);
    BOOST_REQUIRE(checked.has_value());
    BOOST_TEST(checked->text() == ann.public_id.text());
    BOOST_TEST(stores.state().sessions.empty());
    BOOST_TEST(slots.in_use() == 0u);
}

BOOST_AUTO_TEST_CASE(the_address_may_be_in_any_case) {
    add_user(kAnn);
    BOOST_TEST(check("Ann@Example.ORG", kGoodPassword).has_value());
}

BOOST_AUTO_TEST_CASE(a_success_is_written_down_with_the_site) {
    const User ann = add_user(kAnn);
    BOOST_REQUIRE(check(kAnn, kGoodPassword).has_value());
    BOOST_TEST((trail() == Trail{"ok wiki"}));
    const auto entry = stores.audit().find_after({}, 0, 1000).back().entry;
    BOOST_REQUIRE(entry.user.has_value());
    BOOST_TEST(entry.user->text() == ann.public_id.text());
    BOOST_TEST(entry.address == client.address);
}

BOOST_AUTO_TEST_CASE(a_success_is_written_down_once_an_hour_for_each_site_and_network) {
    add_user(kAnn);
    const auto check_at = [&](std::string_view site) {
        BOOST_REQUIRE(gate_passwords.check(site, kAnn, kGoodPassword, client, now).has_value());
    };
    for (int i = 0; i < 12; ++i, now += 5min) check_at("wiki");
    BOOST_TEST((trail() == Trail{"ok wiki"}));
    check_at("wiki");
    BOOST_TEST((trail() == Trail{"ok wiki", "ok wiki"}));
    check_at("blog");
    check_at("blog");
    BOOST_TEST((trail() == Trail{"ok wiki", "ok wiki", "ok blog"}));
    client.address = "198.51.100.9";
    check_at("wiki");
    BOOST_TEST(trail().size() == 4u);
}

BOOST_AUTO_TEST_CASE(a_wrong_password_an_unknown_account_and_no_address_get_one_answer) {
    add_user(kAnn);
    BOOST_TEST((refusal(kAnn, "wrong") == GatePasswordError::Wrong));
    BOOST_TEST((refusal("nobody@example.org", kGoodPassword) == GatePasswordError::Wrong));
    BOOST_TEST((refusal("not an address", kGoodPassword) == GatePasswordError::Wrong));
    BOOST_TEST(hasher.verified_against.size() == 3u);
    BOOST_TEST(hasher.verified_against[1] == hasher.decoy());
    BOOST_TEST(hasher.verified_against[2] == hasher.decoy());
    BOOST_TEST((trail() == Trail{"refused wrong_password", "refused unknown_account",
                                 "refused unknown_account"}));
}

BOOST_AUTO_TEST_CASE(nothing_of_what_was_typed_is_written_down) {
    BOOST_TEST((refusal("secret-name@example.org", "secret-word") == GatePasswordError::Wrong));
    for (const auto& stored : stores.audit().find_after({}, 0, 1000)) {
        const auto& entry = stored.entry;
        for (const auto& text : {entry.actor, entry.detail, entry.user_agent})
            BOOST_TEST(text.find("secret") == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(the_same_wrong_password_is_neither_hashed_nor_counted_again) {
    for (const auto* email : {"ann@example.org", "nobody@example.org", "not an address"}) {
        BOOST_TEST_CONTEXT(email) {
            if (email == kAnn) add_user(kAnn);
            hasher.verified_against.clear();
            for (int i = 0; i < 200; ++i, now += 5min)
                BOOST_TEST((refusal(email, "an old password") == GatePasswordError::Wrong));
            BOOST_TEST(hasher.verified_against.size() == 1u);
        }
    }
    BOOST_TEST(trail().size() == 3u);
    BOOST_TEST(check(kAnn, kGoodPassword).has_value());
}

BOOST_AUTO_TEST_CASE(a_wrong_password_that_was_not_sent_for_a_day_is_looked_at_again) {
    add_user(kAnn);
    BOOST_TEST((refusal(kAnn, "wrong") == GatePasswordError::Wrong));
    now += 24h;
    BOOST_TEST((refusal(kAnn, "wrong") == GatePasswordError::Wrong));
    BOOST_TEST(hasher.verified_against.size() == 1u);
    now += 24h + 1s;
    BOOST_TEST((refusal(kAnn, "wrong") == GatePasswordError::Wrong));
    BOOST_TEST(hasher.verified_against.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_password_that_was_wrong_is_right_once_it_is_set) {
    const User ann = add_user(kAnn);
    BOOST_TEST((refusal(kAnn, "the new password") == GatePasswordError::Wrong));
    stores.users().set_password_hash(ann.id, "plain$1$the new password", now, std::nullopt);
    BOOST_TEST(check(kAnn, "the new password").has_value());
}

BOOST_AUTO_TEST_CASE(a_password_that_is_wrong_for_one_account_is_looked_at_for_another) {
    add_user(kAnn);
    BOOST_TEST((refusal(kAnn, "wrong") == GatePasswordError::Wrong));
    BOOST_TEST((refusal("ben@example.org", "wrong") == GatePasswordError::Wrong));
    BOOST_TEST(hasher.verified_against.size() == 2u);
}

BOOST_AUTO_TEST_CASE(guesses_are_throttled_with_those_of_the_sign_in_form) {
    add_user(kAnn);
    BOOST_TEST(guess_until_throttled(kAnn) == 5);
    hasher.verified_against.clear();
    BOOST_TEST((refusal(kAnn, kGoodPassword) == GatePasswordError::Throttled));
    BOOST_TEST(hasher.verified_against.empty());
    const auto at_form = logins.sign_in({kAnn, kGoodPassword}, client, now);
    BOOST_REQUIRE(!at_form.has_value());
    BOOST_TEST((at_form.error().error == service::SignInError::TooManyAttempts));
}

BOOST_AUTO_TEST_CASE(being_throttled_is_written_down_once_a_minute) {
    add_user(kAnn);
    guess_until_throttled(kAnn);
    for (int i = 0; i < 5; ++i) (void)check(kAnn, kGoodPassword);
    auto lines = trail();
    BOOST_REQUIRE(lines.size() == 6u);
    BOOST_TEST(lines.back() == "throttled too_many_attempts");
}

BOOST_AUTO_TEST_CASE(the_failure_that_blocks_an_account_sends_its_owner_an_email) {
    add_user(kAnn);
    const auto mailing = with_mail();
    const auto blocked = [&] { return !stores.state().outbox.empty(); };
    for (int i = 0; i < 1000 && !blocked(); ++i, now += 61s)
        (void)mailing.check("wiki", kAnn, "guess " + std::to_string(i), client, now);
    BOOST_REQUIRE(stores.state().outbox.size() == 1u);
    const auto& mail = stores.state().outbox.begin()->second.mail;
    BOOST_TEST((mail.kind == MailKind::SignInBlocked));
    BOOST_TEST(hasher.verified_against.size() == 100u);
    BOOST_TEST((mailing.check("wiki", kAnn, kGoodPassword, client, now).error() ==
                GatePasswordError::Throttled));
}

BOOST_AUTO_TEST_CASE(a_success_forgives_the_failures_of_the_account_once_a_day) {
    add_user(kAnn);
    const auto guess = [&](int count) {
        for (int i = 0; i < count; ++i)
            BOOST_TEST((refusal(kAnn, "guess " + std::to_string(next_guess++)) ==
                        GatePasswordError::Wrong));
    };
    guess(4);
    BOOST_TEST(check(kAnn, kGoodPassword).has_value());
    guess(4);
    BOOST_TEST(check(kAnn, kGoodPassword).has_value());
    // A guesser elsewhere has one chance left, and not five.
    client.address = "198.51.100.9";
    BOOST_TEST(guess_until_throttled(kAnn) == 1);
    client.address = "192.0.2.7";
    now += 24h;
    BOOST_TEST(check(kAnn, kGoodPassword).has_value());
    guess(5);
}

BOOST_AUTO_TEST_CASE(a_success_counts_as_no_attempt) {
    add_user(kAnn);
    for (int i = 0; i < 500; ++i) BOOST_REQUIRE(check(kAnn, kGoodPassword).has_value());
    BOOST_TEST(guess_until_throttled(kAnn) == 5);
}

BOOST_AUTO_TEST_CASE(a_second_factor_leaves_only_tokens) {
    add_user(kAnn);
    add_app(kAnn);
    BOOST_TEST((refusal(kAnn, kGoodPassword) == GatePasswordError::NeedsToken));
    BOOST_TEST((refusal(kAnn, "wrong") == GatePasswordError::Wrong));
    BOOST_TEST((trail() == Trail{"refused needs_token", "refused wrong_password"}));
}

BOOST_AUTO_TEST_CASE(a_right_password_that_gets_nobody_in_is_hashed_once_a_minute) {
    add_user(kAnn);
    add_app(kAnn);
    hasher.verified_against.clear();
    for (int i = 0; i < 200; ++i) {
        const auto* spelling = i % 2 == 0 ? "ann@example.org" : " Ann@Example.ORG";
        BOOST_TEST((refusal(spelling, kGoodPassword) == GatePasswordError::NeedsToken));
    }
    BOOST_TEST(hashes() == 1u);
    now += 59s;  // asking has not made it last longer
    BOOST_TEST((refusal(kAnn, kGoodPassword) == GatePasswordError::NeedsToken));
    BOOST_TEST(hashes() == 1u);
    now += 1s;
    BOOST_TEST((refusal(kAnn, kGoodPassword) == GatePasswordError::NeedsToken));
    BOOST_TEST(hashes() == 2u);
}

BOOST_AUTO_TEST_CASE(a_disabled_users_right_password_is_hashed_once_a_minute) {
    add_user(kAnn);
    users.set_disabled(kAnn, true, admin, now).value();
    for (int i = 0; i < 200; ++i)
        BOOST_TEST((refusal(kAnn, kGoodPassword) == GatePasswordError::Wrong));
    BOOST_TEST(hashes() == 1u);
    BOOST_TEST((trail() == Trail{"refused disabled"}));
}

BOOST_AUTO_TEST_CASE(a_hash_for_nothing_counts_for_the_network_and_not_for_the_account) {
    const service::ThrottleSettings settings;
    BOOST_TEST(refuse_until_throttled() ==
               settings.attempts_per_address + settings.parallel_attempts);
    client.address = "198.51.100.9";
    BOOST_TEST((refusal("user0@example.org", kGoodPassword) == GatePasswordError::Wrong));
    BOOST_TEST(guess_until_throttled("user0@example.org") == 5);
}

BOOST_AUTO_TEST_CASE(a_remembered_password_never_lets_anybody_in_and_bars_nobody_for_a_minute) {
    const User ann = add_user(kAnn);
    users.set_disabled(kAnn, true, admin, now).value();
    BOOST_TEST((refusal(kAnn, kGoodPassword) == GatePasswordError::Wrong));
    users.set_disabled(kAnn, false, admin, now).value();
    hasher.verified_against.clear();
    BOOST_TEST(check(kAnn, kGoodPassword).has_value());
    BOOST_TEST(hashes() == 1u);
    stores.users().set_password_hash(ann.id, "plain$1$another", now, std::nullopt);
    users.set_disabled(kAnn, true, admin, now).value();
    BOOST_TEST((refusal(kAnn, kGoodPassword) == GatePasswordError::Wrong));
    BOOST_TEST(hashes() == 2u);
    BOOST_TEST(trail().back() == "refused wrong_password");
}

BOOST_AUTO_TEST_CASE(who_has_to_wait_does_not_learn_which_password_is_right) {
    add_user(kAnn);
    add_app(kAnn);
    BOOST_TEST((refusal(kAnn, kGoodPassword) == GatePasswordError::NeedsToken));
    BOOST_TEST(guess_until_throttled(kAnn) == 5);
    BOOST_TEST((refusal(kAnn, kGoodPassword) == GatePasswordError::Throttled));
}

BOOST_AUTO_TEST_CASE(a_trusted_device_makes_no_difference) {
    add_user(kAnn);
    const auto app = add_app(kAnn);
    now += 1min;
    const auto waiting = wait_for_code(kAnn);
    const auto done = second_factor.finish({.token = waiting.token.reveal(),
                                            .code = {service::CodeKind::Totp, app.code(now)},
                                            .trust_device = true},
                                           client, now);
    BOOST_REQUIRE(done.has_value());
    client.device = done->device;
    BOOST_TEST((refusal(kAnn, kGoodPassword) == GatePasswordError::NeedsToken));
}

BOOST_AUTO_TEST_CASE(what_a_program_asks_again_and_again_is_written_down_once_an_hour) {
    add_user(kAnn);
    add_app(kAnn);
    for (int i = 0; i < 24; ++i, now += 5min)
        BOOST_TEST((refusal(kAnn, kGoodPassword) == GatePasswordError::NeedsToken));
    BOOST_TEST((trail() == Trail{"refused needs_token", "refused needs_token"}));
}

BOOST_AUTO_TEST_CASE(a_disabled_user_is_refused_as_if_the_password_were_wrong) {
    add_user(kAnn);
    users.set_disabled(kAnn, true, admin, now).value();
    BOOST_TEST((refusal(kAnn, kGoodPassword) == GatePasswordError::Wrong));
    BOOST_TEST((trail() == Trail{"refused disabled"}));
    users.set_disabled(kAnn, false, admin, now).value();
    BOOST_TEST(check(kAnn, kGoodPassword).has_value());
}

BOOST_AUTO_TEST_CASE(an_account_that_is_scheduled_for_deletion_is_refused) {
    const User ann = add_user(kAnn);
    stores.state().users.at(ann.id).user.delete_at = now + 24h;
    BOOST_TEST((refusal(kAnn, kGoodPassword) == GatePasswordError::Wrong));
    BOOST_TEST((trail() == Trail{"refused asleep"}));
}

BOOST_AUTO_TEST_CASE(without_a_free_slot_nothing_is_looked_at_and_nothing_counts) {
    add_user(kAnn);
    {
        const auto taken = slots.acquire(0ms);
        BOOST_REQUIRE(taken);
        for (int i = 0; i < 20; ++i)
            BOOST_TEST((refusal(kAnn, kGoodPassword) == GatePasswordError::Busy));
        BOOST_TEST(hasher.verified_against.empty());
    }
    BOOST_TEST(trail().empty());
    BOOST_TEST(check(kAnn, kGoodPassword).has_value());
}

BOOST_AUTO_TEST_CASE(an_outage_is_no_wrong_password) {
    add_user(kAnn);
    stores.state().unavailable = true;
    BOOST_CHECK_THROW((void)check(kAnn, kGoodPassword), store::StoreError);
    stores.state().unavailable = false;
    hasher.broken = true;
    BOOST_CHECK_THROW((void)check(kAnn, "guess"), crypto::CryptoError);
    hasher.broken = false;
    BOOST_TEST(guess_until_throttled(kAnn) == 5);
}

BOOST_AUTO_TEST_CASE(a_hash_behind_the_present_cost_is_replaced) {
    const User ann = add_user(kAnn);
    stores.users().set_password_hash(ann.id, "plain$0$" + std::string{kGoodPassword}, now,
                                     std::nullopt);
    BOOST_REQUIRE(check(kAnn, kGoodPassword).has_value());
    const auto found = stores.users().find_by_email(*EmailAddress::parse(kAnn));
    BOOST_TEST(found->password_hash == "plain$1$" + std::string{kGoodPassword});
}

BOOST_AUTO_TEST_CASE(the_username_is_as_good_as_the_address) {
    const User ann = add_user(kAnn);
    stores.state().users.at(ann.id).user.username = Username::parse("ann");
    BOOST_TEST((check("Ann", kGoodPassword).value() == ann.public_id));
    guess_until_throttled("ann");
    BOOST_TEST((refusal(kAnn, kGoodPassword) == GatePasswordError::Throttled));
}

BOOST_AUTO_TEST_SUITE_END()
