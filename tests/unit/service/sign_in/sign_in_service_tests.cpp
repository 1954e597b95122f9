// How an address and a password open a session, and when they do not.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include "postern/crypto/digest.hpp"
#include "postern/crypto/token.hpp"
#include "postern/store/store_error.hpp"
#include "support/sample_changes.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using service::SignInError;
using test::kGoodPassword;
using namespace std::chrono_literals;

namespace {

// As ServiceFixture sets them.
constexpr std::size_t kMostSessions = 12;
constexpr std::size_t kMostDevices = 15;

constexpr std::string_view kFirefox =
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

struct SignInFixture : test::ServiceFixture {
    service::SignInRefusal refusal(std::string_view email, std::string_view password,
                                   const service::SignInService& by) {
        const auto refused = by.sign_in({email, password}, client, now);
        BOOST_REQUIRE(!refused.has_value());
        const auto& why = refused.error();
        return {.error = why.error, .retry_after = why.retry_after, .blocked = why.blocked};
    }
    service::SignInRefusal refusal(std::string_view email, std::string_view password) {
        return refusal(email, password, logins);
    }
    /// Fails until no more is looked at.
    service::SignInRefusal fail_until_refused(std::string_view email) {
        for (;;) {
            auto refused = refusal(email, "wrong");
            if (refused.error != SignInError::BadCredentials) return refused;
        }
    }
    service::SignInService with_mail(bool verify_email = false) {
        sign_in_settings = {.mail_enabled = true, .verify_email = verify_email};
        return sign_in_service(passwords);
    }
    std::string sign_in_with_device(std::string_view email, const service::SignInService& by) {
        auto signed_in = by.sign_in({email, kGoodPassword}, client, now);
        BOOST_REQUIRE(signed_in.has_value());
        return signed_in->device;
    }
    /// `refused wrong_password` and so on: the entries of the audit log, oldest first.
    std::vector<std::string> trail() {
        std::vector<std::string> lines;
        for (const auto& stored : stores.audit().find_after({}, 0, 1000)) {
            const auto& entry = stored.entry;
            if (entry.event != AuditEvent::SignIn) continue;
            lines.push_back(std::string{to_text(entry.result)} + (entry.detail.empty() ? "" : " ") +
                            entry.detail);
        }
        return lines;
    }
    std::vector<NewMail> mails() {
        std::vector<NewMail> all;
        for (const auto& [id, stored] : stores.state().outbox) all.push_back(stored.mail);
        return all;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sign_in_service_tests, SignInFixture)

BOOST_AUTO_TEST_CASE(sign_in_opens_a_session_for_the_right_password) {
    add_user("ann@example.org");
    const auto signed_in = logins.sign_in({"ann@example.org", kGoodPassword}, client, now);
    BOOST_REQUIRE(signed_in.has_value());
    const auto& token = signed_in->opened.token;
    BOOST_TEST(token.size() == crypto::kTokenLength);
    BOOST_TEST(sessions.find(token.reveal(), now)->user.email.text() == "ann@example.org");
}

BOOST_AUTO_TEST_CASE(sign_in_takes_the_username_as_well) {
    const User ann = add_user("ann@example.org");
    stores.state().users.at(ann.id).user.username = Username::parse("ann.marie");
    for (const auto* typed : {"ann.marie", " Ann.Marie ", "ann@example.org"})
        BOOST_TEST(logins.sign_in({typed, kGoodPassword}, client, now).has_value(), typed);
    for (const auto* typed : {"ann", "ann-marie", "ann.marie@"})
        BOOST_TEST((refusal(typed, kGoodPassword).error == SignInError::BadCredentials), typed);
}

BOOST_AUTO_TEST_CASE(address_and_username_have_one_budget) {
    const User ann = add_user("ann@example.org");
    stores.state().users.at(ann.id).user.username = Username::parse("ann");
    fail_until_refused("ann");
    BOOST_TEST((refusal("ann@example.org", kGoodPassword).error == SignInError::TooManyAttempts));
    fail_until_refused("bob");  // nobody
    BOOST_TEST((refusal("bob", "wrong").error == SignInError::TooManyAttempts));
    BOOST_TEST((refusal("BOB", "wrong").error == SignInError::TooManyAttempts));
    BOOST_TEST((refusal("bobby", "wrong").error == SignInError::BadCredentials));
}

BOOST_AUTO_TEST_CASE(an_unknown_username_costs_what_a_known_one_costs) {
    const User ann = add_user("ann@example.org");
    stores.state().users.at(ann.id).user.username = Username::parse("ann");
    const auto cost_of = [&](std::string_view typed) {
        const auto calls = stores.state().calls;
        const auto hashes = hasher.verified_against.size();
        BOOST_TEST((refusal(typed, "wrong").error == SignInError::BadCredentials));
        return std::pair{stores.state().calls - calls, hasher.verified_against.size() - hashes};
    };
    const auto known = cost_of("ann");
    BOOST_TEST((cost_of("nobody.here") == known));
    BOOST_TEST((cost_of("nobody@example.org") == known));
}

BOOST_AUTO_TEST_CASE(sign_in_accepts_a_password_of_any_age) {
    add_user("ann@example.org");
    now += 24h * 365 * 20;
    BOOST_TEST(logins.sign_in({"ann@example.org", kGoodPassword}, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(sign_in_accepts_the_address_in_any_case_and_with_spaces_around) {
    add_user("ann@example.org");
    BOOST_TEST(logins.sign_in({" Ann@Example.ORG ", kGoodPassword}, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(sign_in_stores_the_hash_of_the_token_and_never_the_token) {
    add_user("ann@example.org");
    const auto opened = sign_in("ann@example.org");
    BOOST_REQUIRE(stores.state().sessions.size() == 1u);
    const auto& stored = stores.state().sessions.begin()->second;
    BOOST_TEST(as_bytes(stored.token_hash) == as_bytes(crypto::sha256(opened.token.reveal())));
}

BOOST_AUTO_TEST_CASE(sign_in_refuses_a_wrong_password) {
    add_user("ann@example.org");
    const auto refused = logins.sign_in({"ann@example.org", "wrong"}, client, now);
    BOOST_TEST((refused.error().error == SignInError::BadCredentials));
    BOOST_TEST(stores.state().sessions.empty());
}

BOOST_AUTO_TEST_CASE(sign_in_does_the_same_work_for_an_unknown_address) {
    const auto refused = logins.sign_in({"nobody@example.org", kGoodPassword}, client, now);
    BOOST_TEST((refused.error().error == SignInError::BadCredentials));
    BOOST_REQUIRE(hasher.verified_against.size() == 1u);
    BOOST_TEST(hasher.verified_against.front() == hasher.decoy());
}

BOOST_AUTO_TEST_CASE(sign_in_does_the_same_work_for_text_that_is_not_an_address) {
    BOOST_TEST((logins.sign_in({"not an address", kGoodPassword}, client, now).error().error ==
                SignInError::BadCredentials));
    BOOST_TEST(hasher.verified_against.size() == 1u);
}

BOOST_AUTO_TEST_CASE(sign_in_does_the_same_work_for_a_password_that_cannot_be_one) {
    add_user("ann@example.org");
    const std::string broken = std::string{kGoodPassword} + "\xFF";
    BOOST_TEST((logins.sign_in({"ann@example.org", broken}, client, now).error().error ==
                SignInError::BadCredentials));
    BOOST_TEST(hasher.verified_against.size() == 1u);
}

BOOST_AUTO_TEST_CASE(sign_in_reveals_a_disabled_user_only_after_the_right_password) {
    add_user("ann@example.org");
    users.set_disabled("ann@example.org", true, admin, now).value();
    BOOST_TEST((logins.sign_in({"ann@example.org", "wrong"}, client, now).error().error ==
                SignInError::BadCredentials));
    BOOST_TEST((logins.sign_in({"ann@example.org", kGoodPassword}, client, now).error().error ==
                SignInError::AccountDisabled));
    BOOST_TEST(stores.state().sessions.empty());
}

BOOST_AUTO_TEST_CASE(sign_in_is_busy_without_touching_the_password_when_no_slot_is_free) {
    add_user("ann@example.org");
    const auto taken = slots.acquire(std::chrono::milliseconds{0});
    BOOST_REQUIRE(taken);
    BOOST_TEST((logins.sign_in({"ann@example.org", kGoodPassword}, client, now).error().error ==
                SignInError::Busy));
    BOOST_TEST(hasher.verified_against.empty());
}

BOOST_AUTO_TEST_CASE(sign_in_is_counted_by_its_outcome) {
    add_user("ann@example.org");
    sign_in("ann@example.org");
    BOOST_TEST(!logins.sign_in({"ann@example.org", "wrong"}, client, now).has_value());
    const auto counted = metrics->read().sign_ins;
    BOOST_TEST(counted[static_cast<std::size_t>(shm::SignInOutcome::Ok)] == 1u);
    BOOST_TEST(counted[static_cast<std::size_t>(shm::SignInOutcome::BadCredentials)] == 1u);
}

BOOST_AUTO_TEST_CASE(sign_in_releases_its_slot) {
    add_user("ann@example.org");
    sign_in("ann@example.org");
    BOOST_TEST(slots.in_use() == 0u);
}

BOOST_AUTO_TEST_CASE(sign_in_ends_the_session_that_came_along) {
    add_user("ann@example.org");
    const auto first = sign_in("ann@example.org");
    const auto second = sign_in("ann@example.org", false, first.token.reveal());
    BOOST_TEST(!sessions.find(first.token.reveal(), now).has_value());
    BOOST_TEST(sessions.find(second.token.reveal(), now).has_value());
}

BOOST_AUTO_TEST_CASE(sign_in_keeps_the_session_that_came_along_when_it_fails) {
    add_user("ann@example.org");
    const auto first = sign_in("ann@example.org");
    const auto refused =
        logins.sign_in({"ann@example.org", "wrong", false, first.token.reveal()}, client, now);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST(sessions.find(first.token.reveal(), now).has_value());
}

BOOST_AUTO_TEST_CASE(sign_in_opens_nothing_for_a_password_that_was_changed_meanwhile) {
    const User ann = add_user("ann@example.org");
    hasher.meanwhile = [&] {
        test::apply(stores.accounts(), service::password_set(ann, "plain$1$another password",
                                                             test::sample_cause(now)));
    };
    const auto refused = logins.sign_in({"ann@example.org", kGoodPassword}, client, now);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error().error == SignInError::BadCredentials));
    BOOST_TEST(stores.state().sessions.empty());
}

BOOST_AUTO_TEST_CASE(sign_in_tolerates_a_concurrent_rehash) {
    const User ann = add_user("ann@example.org");
    hasher.meanwhile = [&] {
        stores.users().set_password_hash(ann.id, "plain$2$" + std::string{kGoodPassword}, now,
                                         std::nullopt);
    };
    BOOST_TEST(logins.sign_in({"ann@example.org", kGoodPassword}, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(sign_in_replaces_a_hash_of_an_earlier_cost) {
    add_user("ann@example.org");
    test::PlainHasher dearer{2};
    const service::PasswordService rehashing{
        dearer, slots, {.patience = std::chrono::milliseconds{0}}};
    const auto later = sign_in_service(rehashing);
    BOOST_REQUIRE(later.sign_in({"ann@example.org", kGoodPassword}, client, now).has_value());
    BOOST_TEST(stores.state().users.begin()->second.password_hash.starts_with("plain$2$"));
}

BOOST_AUTO_TEST_CASE(sign_in_throws_and_never_says_wrong_when_the_database_is_away) {
    add_user("ann@example.org");
    stores.state().unavailable = true;
    BOOST_CHECK_THROW((void)logins.sign_in({"ann@example.org", kGoodPassword}, client, now),
                      store::StoreError);
}

BOOST_AUTO_TEST_CASE(sign_in_throws_and_never_says_wrong_when_hashing_fails) {
    add_user("ann@example.org");
    hasher.broken = true;
    BOOST_CHECK_THROW((void)logins.sign_in({"ann@example.org", kGoodPassword}, client, now),
                      crypto::CryptoError);
    BOOST_TEST(slots.in_use() == 0u);
}

BOOST_AUTO_TEST_CASE(sign_in_refuses_without_checking_after_too_many_failures) {
    add_user("ann@example.org");
    const auto refused = fail_until_refused("ann@example.org");
    BOOST_TEST((refused.error == SignInError::TooManyAttempts));
    BOOST_TEST((refused.retry_after == 1s));
    BOOST_TEST(!refused.blocked);
    const auto looked_at = hasher.verified_against.size();
    BOOST_TEST(looked_at == 5u);
    BOOST_TEST((refusal("ann@example.org", kGoodPassword).error == SignInError::TooManyAttempts));
    BOOST_TEST(hasher.verified_against.size() == looked_at);
    now += 1s;
    BOOST_TEST(logins.sign_in({"ann@example.org", kGoodPassword}, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(sign_in_counts_all_spellings_of_an_address_as_one) {
    for (const char* const email : {"ann@example.org", "ANN@example.org", " Ann@Example.Org",
                                    "ann@EXAMPLE.org ", "aNN@example.org"})
        BOOST_TEST((refusal(email, "wrong").error == SignInError::BadCredentials));
    BOOST_TEST((refusal("anN@example.org", "wrong").error == SignInError::TooManyAttempts));
}

BOOST_AUTO_TEST_CASE(sign_in_refuses_unknown_and_invalid_addresses_alike) {
    add_user("ann@example.org");
    for (const char* const email : {"ann@example.org", "nobody@example.org", "no address"}) {
        const auto refused = fail_until_refused(email);
        BOOST_TEST((refused.error == SignInError::TooManyAttempts));
        BOOST_TEST((refused.retry_after == 1s));
    }
}

BOOST_AUTO_TEST_CASE(sign_in_makes_the_same_calls_for_known_and_unknown_addresses) {
    add_user("ann@example.org");
    const auto by = with_mail();
    const auto calls = [&](std::string_view email) {
        const auto before = stores.state().calls;
        (void)by.sign_in({email, "wrong"}, client, now);
        return stores.state().calls - before;
    };
    for (int i = 0; i < 200; ++i, now += 1s)
        BOOST_REQUIRE(calls("ann@example.org") == calls("nobody@example.org"));
}

BOOST_AUTO_TEST_CASE(sign_in_counts_no_attempt_when_busy_or_failing) {
    add_user("ann@example.org");
    for (int i = 0; i < 20; ++i) {
        {
            const auto taken = slots.acquire(0ms);
            BOOST_TEST((refusal("ann@example.org", "wrong").error == SignInError::Busy));
        }
        hasher.broken = true;
        BOOST_CHECK_THROW((void)logins.sign_in({"ann@example.org", "wrong"}, client, now),
                          crypto::CryptoError);
        hasher.broken = false;
        stores.state().unavailable = true;
        BOOST_CHECK_THROW((void)logins.sign_in({"ann@example.org", kGoodPassword}, client, now),
                          store::StoreError);
        stores.state().unavailable = false;
        // Away in the middle: after the account and its failures were read.
        hasher.meanwhile = [&] { stores.state().unavailable = true; };
        BOOST_CHECK_THROW((void)logins.sign_in({"ann@example.org", kGoodPassword}, client, now),
                          store::StoreError);
        stores.state().unavailable = false;
    }
    for (int i = 0; i < 5; ++i)
        BOOST_TEST((refusal("ann@example.org", "wrong").error == SignInError::BadCredentials));
}

BOOST_AUTO_TEST_CASE(sign_in_on_a_known_device_passes_while_the_account_is_under_attack) {
    add_user("ann@example.org");
    client.device = sign_in_with_device("ann@example.org", logins);
    const auto attacker = service::Client{.address = "198.51.100.1"};
    for (int i = 0; i < 10'000; ++i, now += 1s)
        (void)logins.sign_in({"ann@example.org", "wrong"}, attacker, now);
    const auto refused = logins.sign_in({"ann@example.org", kGoodPassword}, attacker, now);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST(refused.error().blocked);
    BOOST_TEST(logins.sign_in({"ann@example.org", kGoodPassword}, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(sign_in_keeps_the_device_cookie_or_makes_one) {
    add_user("ann@example.org");
    add_user("bob@example.org");
    const auto first = sign_in_with_device("ann@example.org", logins);
    BOOST_TEST(first.size() == crypto::kTokenLength);
    client.device = first;
    BOOST_TEST(sign_in_with_device("ann@example.org", logins) == first);
    BOOST_TEST(sign_in_with_device("bob@example.org", logins) == first);
    client.device = "rubbish";
    const auto second = sign_in_with_device("ann@example.org", logins);
    BOOST_TEST(second.size() == crypto::kTokenLength);
    BOOST_TEST(second != first);
    for (const auto& [device, used_at] : stores.state().known_devices)
        BOOST_TEST(
            (device.second == crypto::sha256(first) || device.second == crypto::sha256(second)));
}

BOOST_AUTO_TEST_CASE(sign_in_on_a_new_device_sends_an_email_but_not_on_the_first_and_known_ones) {
    add_user("ann@example.org");
    const auto by = with_mail();
    client.user_agent = kFirefox;
    client.device = sign_in_with_device("ann@example.org", by);
    sign_in_with_device("ann@example.org", by);
    BOOST_TEST(mails().empty());
    client.device.clear();
    sign_in_with_device("ann@example.org", by);
    BOOST_REQUIRE(mails().size() == 1u);
    const auto mail = mails().front();
    BOOST_TEST((mail.kind == MailKind::NewSignIn));
    BOOST_TEST(mail.to.text() == "ann@example.org");
    BOOST_TEST(mail.user_id.has_value());
    BOOST_TEST(mail.details.at("device") == "Firefox, Linux");
    BOOST_TEST(mail.details.at("address") == client.address);
}

BOOST_AUTO_TEST_CASE(sign_in_opens_no_session_without_its_notice) {
    add_user("ann@example.org");
    const auto by = with_mail();
    sign_in_with_device("ann@example.org", by);
    // Wherever it breaks off, the mail is there or nobody has the token of the session.
    for (std::size_t calls = 0; calls < 20; ++calls) {
        const auto before = mails().size();
        stores.state().works_for = calls;
        try {
            const auto signed_in = by.sign_in({"ann@example.org", kGoodPassword}, client, now);
            BOOST_TEST(mails().size() > before);  // one more if the oldest session has ended
        } catch (const store::StoreError&) {
        }
        stores.state().works_for.reset();
    }
    BOOST_TEST(!mails().empty());
}

BOOST_AUTO_TEST_CASE(
    sign_in_beyond_the_limit_ends_the_oldest_session_and_tells_the_user_once_a_day) {
    const User ann = add_user("ann@example.org");
    const auto by = with_mail();
    const auto sign_in = [&](const std::string& previous = {}) {
        now += 1s;
        auto signed_in =
            by.sign_in({"ann@example.org", kGoodPassword, true, previous}, client, now);
        BOOST_REQUIRE(signed_in.has_value());
        client.device = signed_in->device;
        return std::string{signed_in->opened.token.reveal()};
    };
    const auto ended_by_limit = [&] {
        const auto entries =
            stores.audit().find_after({.event = AuditEvent::SessionEnded}, 0, 1000);
        for (const auto& stored : entries) BOOST_TEST(stored.entry.detail == "limit");
        return entries.size();
    };
    std::vector<std::string> tokens;
    for (std::size_t n = 0; n < kMostSessions; ++n) tokens.push_back(sign_in());
    tokens.back() = sign_in(tokens.back());  // in place of the one before
    BOOST_TEST(sessions.find(tokens.front(), now).has_value());
    BOOST_TEST(ended_by_limit() == 0u);

    tokens.push_back(sign_in());
    BOOST_TEST(!sessions.find(tokens.at(0), now).has_value());
    BOOST_TEST(sessions.find(tokens.at(1), now).has_value());
    BOOST_TEST(sessions.find(tokens.back(), now).has_value());
    BOOST_TEST(ended_by_limit() == 1u);
    BOOST_REQUIRE(mails().size() == 1u);
    BOOST_TEST((mails().front().kind == MailKind::SessionLimit));
    BOOST_TEST((mails().front().user_id == ann.id));
    tokens.push_back(sign_in());
    BOOST_TEST(ended_by_limit() == 2u);
    BOOST_TEST(mails().size() == 1u);
    now += 25h;
    sign_in();
    BOOST_TEST(mails().size() == 2u);
}

BOOST_AUTO_TEST_CASE(devices_beyond_the_limit_are_forgotten) {
    add_user("ann@example.org");
    for (unsigned n = 0; n < kMostDevices + 3; ++n, now += 1s) {
        client.device.clear();
        sign_in_with_device("ann@example.org", logins);
    }
    BOOST_TEST(stores.state().known_devices.size() == kMostDevices);
}

BOOST_AUTO_TEST_CASE(sign_in_sends_no_email_when_email_is_off) {
    add_user("ann@example.org");
    sign_in_with_device("ann@example.org", logins);
    sign_in_with_device("ann@example.org", logins);
    BOOST_TEST(mails().empty());
}

BOOST_AUTO_TEST_CASE(sign_in_sends_one_email_when_an_account_becomes_blocked) {
    add_user("ann@example.org");
    const auto by = with_mail();
    for (int i = 0; i < 10'000; ++i, now += 1s)
        (void)by.sign_in({"ann@example.org", "wrong"}, client, now);
    BOOST_REQUIRE(mails().size() == 1u);
    BOOST_TEST((mails().front().kind == MailKind::SignInBlocked));
    BOOST_TEST(!mails().front().user_id.has_value());  // as for an address without an account
}

BOOST_AUTO_TEST_CASE(sign_in_reveals_an_unconfirmed_address_only_after_the_right_password) {
    const User ann = add_user("ann@example.org");
    stores.state().users.at(ann.id).user.email_verified_at.reset();
    const auto by = with_mail(true);
    BOOST_TEST((refusal("ann@example.org", "wrong", by).error == SignInError::BadCredentials));
    BOOST_TEST(
        (refusal("ann@example.org", kGoodPassword, by).error == SignInError::EmailNotVerified));
    BOOST_TEST(stores.state().sessions.empty());
    stores.state().users.at(ann.id).user.email_verified_at = now;
    BOOST_TEST(by.sign_in({"ann@example.org", kGoodPassword}, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(sign_in_requires_no_confirmation_when_off_or_without_email) {
    const User ann = add_user("ann@example.org");
    stores.state().users.at(ann.id).user.email_verified_at.reset();
    BOOST_TEST(
        with_mail(false).sign_in({"ann@example.org", kGoodPassword}, client, now).has_value());
    sign_in_settings = {.mail_enabled = false, .verify_email = true};
    BOOST_TEST(sign_in_service(passwords)
                   .sign_in({"ann@example.org", kGoodPassword}, client, now)
                   .has_value());
}

BOOST_AUTO_TEST_CASE(sign_in_reveals_a_scheduled_deletion_only_after_the_right_password) {
    const User ann = add_user("ann@example.org");
    stores.state().users.at(ann.id).user.delete_at = now + 24h;
    BOOST_TEST((refusal("ann@example.org", "wrong").error == SignInError::BadCredentials));
    BOOST_TEST((refusal("ann@example.org", kGoodPassword).error == SignInError::DeletionScheduled));
    BOOST_TEST(stores.state().sessions.empty());
}

BOOST_AUTO_TEST_CASE(sign_in_writes_an_audit_event_for_each_decision) {
    const User ann = add_user("ann@example.org");
    sign_in("ann@example.org");
    refusal("nobody@example.org", "wrong");
    refusal("no address", "wrong");
    fail_until_refused("ann@example.org");
    now += 2s;
    users.set_disabled("ann@example.org", true, admin, now).value();
    refusal("ann@example.org", kGoodPassword);
    const std::vector<std::string> expected{"ok",
                                            "refused unknown_account",
                                            "refused unknown_account",
                                            "refused wrong_password",
                                            "refused wrong_password",
                                            "refused wrong_password",
                                            "refused wrong_password",
                                            "refused wrong_password",
                                            "throttled too_many_attempts",
                                            "refused disabled"};
    BOOST_TEST(trail() == expected, boost::test_tools::per_element());
    for (const auto& stored : stores.audit().find_after({}, 0, 1000)) {
        const auto& entry = stored.entry;
        if (entry.event != AuditEvent::SignIn) continue;
        BOOST_TEST(entry.user.has_value() == (entry.detail != "unknown_account"));
        BOOST_TEST(entry.actor == (entry.result == AuditResult::Ok ? "user" : "visitor"));
        BOOST_TEST(entry.address == client.address);
    }
}

BOOST_AUTO_TEST_CASE(sign_in_refused_repeatedly_does_not_fill_the_audit_log) {
    fail_until_refused("ann@example.org");
    const auto before = trail().size();
    for (int i = 0; i < 1000; ++i) fail_until_refused("ann@example.org");
    BOOST_TEST(trail().size() == before);
    BOOST_TEST(trail().back() == "throttled too_many_attempts");
}

BOOST_AUTO_TEST_CASE(sign_in_counts_throttled_attempts) {
    fail_until_refused("ann@example.org");
    const auto counted = metrics->read().sign_ins;
    BOOST_TEST(counted[static_cast<std::size_t>(shm::SignInOutcome::Throttled)] == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
