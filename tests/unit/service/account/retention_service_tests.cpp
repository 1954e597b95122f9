// What is removed because its time has come.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/service/account/retention_service.hpp"
#include "postern/shm/shared_memory.hpp"
#include "support/sample_changes.hpp"
#include "support/sample_factors.hpp"
#include "support/sample_tokens.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;

namespace {

struct RetentionFixture : ServiceFixture {
    shm::Shared<shm::Generations> generations;
    shm::Shared<shm::HostState> host;
    service::RevocationPoller revocations{stores.revocations(), *generations, *host};
    service::RetentionService retention =
        service({.unverified_ttl = 24h, .audit_retention = 48h, .max_failures = 3});

    service::RetentionService service(const service::RetentionSettings& settings) {
        return {{.accounts = stores.accounts(),
                 .sessions = stores.sessions(),
                 .sign_ins = stores.sign_ins(),
                 .sign_in_steps = stores.sign_in_steps(),
                 .factors = stores.factors(),
                 .passkeys = stores.passkeys(),
                 .audit = stores.audit(),
                 .outbox = stores.outbox(),
                 .groups = stores.groups(),
                 .grants = stores.grants(),
                 .access_events = stores.access_events(),
                 .tokens = stores.tokens(),
                 .personal_tokens = stores.personal_tokens(),
                 .invitations = stores.invitations(),
                 .revocations = revocations},
                revoker,
                settings};
    }

    service::Removed remove_accounts(TimePoint at, std::size_t limit = 100) {
        return retention.remove_batch(service::Upkeep::Accounts, at, limit);
    }
    service::Removed remove_records(TimePoint at, std::size_t limit = 100) {
        return retention.remove_batch(service::Upkeep::Records, at, limit);
    }

    User add_unverified(std::string_view email, unsigned n) {
        auto user = sample_user(email, n);
        user.created_at = now;
        return stores.users().add(user).value();
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(retention_service_tests, RetentionFixture)

BOOST_AUTO_TEST_CASE(a_due_account_is_removed_with_an_email_and_an_audit_event) {
    const User ann = add_user("ann@example.org");
    add_user("bob@example.org");
    apply(stores.accounts(), service::deletion_scheduled(ann, now + 24h, sample_cause(now)));
    BOOST_TEST(remove_accounts(now + 24h - 1s).of("due_accounts") == 0u);
    BOOST_TEST(remove_accounts(now + 24h).of("due_accounts") == 1u);
    BOOST_TEST(stores.state().users.size() == 1u);
    BOOST_TEST((revoker.users == std::vector{ann.id}));
    const NewMail& mail = stores.state().outbox.rbegin()->second.mail;
    BOOST_TEST((mail.kind == MailKind::AccountDeleted));
    BOOST_TEST(mail.to.text() == "ann@example.org");
    BOOST_TEST(mail.details.at("name") == "Ann");
    const AuditEntry& entry = stores.state().audit.back().entry;
    BOOST_TEST((entry.event == AuditEvent::Deletion));
    BOOST_TEST((entry.user == ann.public_id));
    BOOST_TEST(entry.actor == "system");
    BOOST_TEST(remove_accounts(now + 24h).of("due_accounts") == 0u);
}

BOOST_AUTO_TEST_CASE(an_unconfirmed_account_is_removed_only_where_configured) {
    add_unverified("ann@example.org", 1);
    add_user("bob@example.org");
    const auto patient = service({});
    BOOST_TEST(patient.remove_batch(service::Upkeep::Accounts, now + 240h, 100)
                   .of("unverified_accounts") == 0u);
    BOOST_TEST(remove_accounts(now + 24h).of("unverified_accounts") == 0u);
    BOOST_TEST(remove_accounts(now + 24h + 1s).of("unverified_accounts") == 1u);
    BOOST_TEST(stores.state().users.size() == 1u);
    const AuditEntry& entry = stores.state().audit.back().entry;
    BOOST_TEST((entry.event == AuditEvent::Deletion));
    BOOST_TEST(entry.actor == "system");
    BOOST_TEST(entry.detail == "never_confirmed");
}

BOOST_AUTO_TEST_CASE(expired_links_and_old_audit_events_are_removed) {
    const User ann = add_user("ann@example.org");
    for (unsigned n = 1; n <= 2; ++n)
        stores.accounts().add_token({.kind = MailTokenKind::ResetPassword,
                                     .user_id = ann.id,
                                     .token_hash = sample_hash(n),
                                     .email = ann.email,
                                     .created_at = now,
                                     .expires_at = now + n * 1h});
    // Not yet: how many were made in the last hour is what limits them.
    BOOST_TEST(remove_accounts(now + 2h - 1s).of("links") == 0u);
    const auto removed = remove_accounts(now + 2h);
    BOOST_TEST(removed.of("links") == 1u);
    BOOST_TEST(removed.of("audit_entries") == 0u);
    BOOST_TEST(remove_accounts(now + 48h + 1s).of("audit_entries") == 1u);  // of the registration
}

BOOST_AUTO_TEST_CASE(counts_of_decisions_are_removed_after_90_days_or_with_the_audit_log) {
    const auto add_count = [&] {
        const AccessCount count{.hour = now,
                                .site = SiteId{1},
                                .rule = 0,
                                .verdict = AccessVerdict::Hit,
                                .count = 1,
                                .first_at = now,
                                .last_at = now};
        stores.access_events().add({&count, 1});
    };
    const auto removed_at = [&](const service::RetentionSettings& settings, TimePoint at) {
        return service(settings)
            .remove_batch(service::Upkeep::Accounts, at, 100)
            .of("access_counts");
    };
    add_count();
    BOOST_TEST(removed_at({}, now + 90 * 24h) == 0u);
    BOOST_TEST(removed_at({}, now + 90 * 24h + 1s) == 1u);
    add_count();
    BOOST_TEST(removed_at({.audit_retention = 48h}, now + 48h) == 0u);
    BOOST_TEST(removed_at({.audit_retention = 48h}, now + 48h + 1s) == 1u);
}

BOOST_AUTO_TEST_CASE(a_full_batch_reports_that_there_is_more) {
    for (unsigned n = 1; n <= 3; ++n)
        add_unverified("user" + std::to_string(n) + "@example.org", n);
    const auto first = remove_accounts(now + 25h, 20);
    BOOST_TEST(first.of("unverified_accounts") == 2u);
    BOOST_TEST(first.is_more);
    const auto second = remove_accounts(now + 25h, 20);
    BOOST_TEST(second.of("unverified_accounts") == 1u);
    BOOST_TEST(!second.is_more);
}

BOOST_AUTO_TEST_CASE(expired_sessions_are_removed_without_a_revocation) {
    add_user("ann@example.org");
    sign_in("ann@example.org");
    BOOST_TEST(remove_records(now + 30min - 1s).of("sessions") == 0u);
    BOOST_TEST(remove_records(now + 30min).of("sessions") == 1u);
    BOOST_TEST(stores.state().sessions.empty());
}

BOOST_AUTO_TEST_CASE(failures_are_removed_sooner_than_blocks) {
    auto& sign_ins_stored = stores.sign_ins();
    sign_ins_stored.add_failure(sample_hash(1), now);
    for (int n = 0; n < 3; ++n) sign_ins_stored.add_failure(sample_hash(2), now);
    const auto first = remove_records(now + 24h * 30 + 1s);
    BOOST_TEST(first.of("failed_sign_ins") == 1u);
    BOOST_TEST(first.of("blocks") == 0u);
    BOOST_TEST(sign_ins_stored.find_failures(sample_hash(2)).consecutive == 3u);
    BOOST_TEST(remove_records(now + 24h * 400 + 1s).of("blocks") == 1u);
}

BOOST_AUTO_TEST_CASE(devices_are_removed_when_their_cookies_have_expired) {
    const User ann = add_user("ann@example.org");
    stores.sign_ins().add_known_device(ann.id, sample_hash(1), now);
    BOOST_TEST(remove_records(now + 24h * 400).of("known_devices") == 0u);
    BOOST_TEST(remove_records(now + 24h * 400 + 1s).of("known_devices") == 1u);
}

BOOST_AUTO_TEST_CASE(sign_ins_that_wait_and_apps_that_are_set_up_are_removed_at_their_end) {
    const User ann = add_user("ann@example.org");
    auto step = sample_step(ann);
    step.expires_at = now + 10min;
    BOOST_REQUIRE(stores.sign_in_steps().add(step));
    auto enrolment = sample_enrolment(ann);
    enrolment.expires_at = now + 15min;
    stores.factors().put_enrolment(enrolment);
    BOOST_TEST(remove_records(now + 10min - 1s).of("pending_sign_ins") == 0u);
    const auto removed = remove_records(now + 10min);
    BOOST_TEST(removed.of("pending_sign_ins") == 1u);
    BOOST_TEST(removed.of("factor_enrolments") == 0u);
    BOOST_TEST(remove_records(now + 15min).of("factor_enrolments") == 1u);
}

BOOST_AUTO_TEST_CASE(revocations_are_removed_by_the_databases_clock_as_of_the_last_poll) {
    add_user("ann@example.org");
    const auto opened = sign_in("ann@example.org");
    sessions.end(opened.token.reveal());
    BOOST_REQUIRE(stores.state().revocations.size() == 1u);
    const TimePoint ended = stores.state().revocations.front().created_at;
    BOOST_TEST(remove_records(now + 24h * 400).of("revocations") == 0u);  // no poll yet
    stores.state().database_time = ended + store::kRevocationsKept;
    revocations.poll(1000);
    BOOST_TEST(remove_records(now + 24h * 400).of("revocations") == 0u);
    stores.state().database_time += 1s;
    revocations.poll(2000);
    BOOST_TEST(remove_records(now).of("revocations") == 1u);
}

BOOST_AUTO_TEST_CASE(waiting_emails_are_dropped_only_where_email_is_off) {
    add_user("ann@example.org");
    users.ask_for_reset("ann@example.org", Actor::command_line(0), now);
    BOOST_REQUIRE(stores.state().outbox.size() == 1u);
    remove_records(now + 1s);
    remove_accounts(now + 1s);
    BOOST_TEST(stores.state().outbox.size() == 1u);
    const auto silent = service({.mail_enabled = false});
    const auto removed = silent.remove_batch(service::Upkeep::Accounts, now + 1s, 100);
    BOOST_TEST(removed.of("waiting_mails") == 1u);
    BOOST_TEST(stores.state().outbox.empty());
}

BOOST_AUTO_TEST_CASE(failed_emails_are_removed_after_a_month) {
    add_user("ann@example.org");
    users.ask_for_reset("ann@example.org", Actor::command_line(0), now);
    const auto mail = stores.outbox().claim(now, 60s);
    BOOST_REQUIRE(mail.has_value());
    stores.outbox().set_failed(*mail, now, "550");
    BOOST_TEST(remove_records(now + 24h * 30).of("failed_mails") == 0u);
    BOOST_TEST(remove_records(now + 24h * 30 + 1s).of("failed_mails") == 1u);
}

BOOST_AUTO_TEST_CASE(expired_memberships_and_grants_are_removed_after_a_month) {
    const User ann = add_user("ann@example.org");
    const Actor actor = Actor::command_line(0);
    wiring.groups.add("staff", "", actor, now).value();
    wiring.groups.join("staff", ann, now + 1s, actor, now).value();
    wiring.grants
        .grant({.kind = GrantHolder::Kind::User, .name = ann.public_id.text()},
               {Granted::Kind::Role, std::string{kAdminRole}}, now + 1s, actor, now)
        .value();
    const auto removed_at = [&](TimePoint at) {
        const auto removed = remove_records(at);
        return std::pair{removed.of("expired_memberships"), removed.of("expired_grants")};
    };
    BOOST_TEST((removed_at(now + 24h * 30 + 1s) == std::pair<std::size_t, std::size_t>{0, 0}));
    BOOST_TEST((removed_at(now + 24h * 30 + 2s) == std::pair<std::size_t, std::size_t>{1, 1}));
}

BOOST_AUTO_TEST_CASE(ended_families_and_denials_are_removed_soon_and_personal_tokens_in_a_month) {
    const User ann = add_user("ann@example.org");
    stores.tokens().add(sample_family(ann), {}, 50, kNow).value();
    BOOST_REQUIRE(stores.tokens().deny(sample_token_id(), ann.id, kNow + 10min, kNow));
    stores.personal_tokens().add(sample_personal_token(ann), sample_hash(1), 50,
                                 {.audit = sample_audit()});
    BOOST_TEST(remove_records(kNow + 11min).of("ended_tokens") == 0u);
    BOOST_TEST(remove_records(kNow + 11min + 1s).of("ended_tokens") == 1u);
    BOOST_TEST(remove_records(kNow + 24h * 15).of("ended_tokens") == 0u);
    BOOST_TEST(remove_records(kNow + 24h * 15 + 1s).of("ended_tokens") == 1u);
    BOOST_TEST(remove_records(kNow + 24h * 120).of("expired_personal_tokens") == 0u);
    BOOST_TEST(remove_records(kNow + 24h * 120 + 1s).of("expired_personal_tokens") == 1u);
    BOOST_TEST(stores.state().families.empty());
    BOOST_TEST(stores.state().personal_tokens.empty());
}

BOOST_AUTO_TEST_SUITE_END()
