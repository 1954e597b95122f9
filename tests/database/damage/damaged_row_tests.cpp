// Rows that were edited by hand and cannot be read: they stop nobody, and none is passed over in
// silence.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include "database/account_fixture.hpp"
#include "postern/store/store_error.hpp"
#include "support/sample_factors.hpp"
#include "support/sample_tokens.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;

namespace {

struct DamagedFixture {
    MysqlStores stores;
    User ann = add_user(stores, "ann@example.org", 1);
    User bob = add_user(stores, "bob@example.org", 2);

    static std::string key(const User& user) {
        return std::to_string(static_cast<std::uint64_t>(user.id));
    }
    static std::string name(const User& user) { return "user " + key(user); }
    /// As on a server that takes every value.
    static void run(const std::string& statement) {
        RawSql sql;
        sql.run("SET sql_mode = ''");
        sql.run(statement);
    }
    static void damage(const User& user, const std::string& assignments) {
        run("UPDATE user SET " + assignments + " WHERE id = " + key(user));
    }
};

struct Damage {
    UserField field;
    const char* assignment;
};
constexpr Damage kDamages[] = {
    {UserField::PublicId, "public_id = 'x'"},
    {UserField::Email, "email = 'x'"},
    {UserField::DisplayName, "display_name = ''"},
    {UserField::CreatedAt, "created_at = 0"},
    {UserField::Language, "language = 'd e'"},
    {UserField::TimeZone, "time_zone = '<b>'"},
    {UserField::EmailVerifiedAt, "email_verified_at = 0"},
    {UserField::DeleteAt, "delete_at = 0"},
    {UserField::Username, "username = 'Ann'"},
    {UserField::GivenName, "given_name = 'a\nb'"},
    {UserField::FamilyName, "family_name = '\t\rx'"},
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(damaged_row_tests, DamagedFixture)

BOOST_AUTO_TEST_CASE(find_row_names_what_is_damaged_and_reads_the_rest) {
    for (const auto& [field, assignment] : kDamages) {
        BOOST_TEST_CONTEXT(assignment) {
            damage(ann, assignment);
            const auto row = stores.users().find_row(name(ann));
            BOOST_REQUIRE(row.has_value());
            BOOST_TEST((row->damaged == std::vector{field}));
            BOOST_TEST((row->id == ann.id));
            BOOST_TEST(
                (stores.users().find_row(row->email ? "ann@example.org" : "x")->id == ann.id));
            const std::string id = row->public_id ? ann.public_id.text() : "x";
            BOOST_TEST((stores.users().find_row(id)->id == ann.id));
            BOOST_TEST(stores.users().list({}, UserId{}, 10).damaged == std::vector{name(ann)},
                       boost::test_tools::per_element());
            damage(ann, "public_id = '" + ann.public_id.text() +
                            "', email = 'ann@example.org', display_name = 'Ann', language = '',"
                            " time_zone = '', created_at = '2026-01-01', delete_at = NULL,"
                            " email_verified_at = NULL, username = NULL, given_name = '',"
                            " family_name = ''");
            BOOST_TEST(stores.users().find_row("ann@example.org")->damaged.empty());
        }
    }
    for (const char* const nobody : {"", "user 0", "user x", "user", "ü", "eve@example.org"})
        BOOST_TEST(!stores.users().find_row(nobody).has_value(), nobody);
}

BOOST_AUTO_TEST_CASE(without_a_readable_language_or_time_zone_pages_work) {
    stores.sessions().add(sample_session(ann.id, 1), {}).value();
    damage(ann, "language = '\\r\\n', time_zone = '\\''");
    const auto found = stores.sessions().find_by_token_hash(sample_hash(1));
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(found->user.language == "");
    BOOST_TEST(found->user.time_zone == "");
    damage(ann, "delete_at = 0");
    BOOST_CHECK_THROW(stores.sessions().find_by_token_hash(sample_hash(1)), store::CorruptRow);
}

BOOST_AUTO_TEST_CASE(a_due_deletion_is_carried_out_whatever_else_is_damaged) {
    for (const auto& [field, assignment] : kDamages) {
        if (field == UserField::DeleteAt) continue;
        const User eve = add_user(stores, "eve@example.org", 3);
        damage(eve, std::string{"delete_at = '2020-01-01', "} + assignment);
        const auto due = stores.accounts().find_due(kNow, 10);
        BOOST_REQUIRE_EQUAL(due.size(), 1u);
        const auto removed =
            stores.accounts().apply(service::due_removed(due.front(), service::by_system(kNow)));
        BOOST_TEST(removed.has_value(), assignment);
        BOOST_TEST(!stores.users().find_row(name(eve)).has_value(), assignment);
    }
    // All were told but the one whose address could not be read.
    BOOST_TEST(stores.outbox().find_page(0, 100).size() == std::size(kDamages) - 2);
}

BOOST_AUTO_TEST_CASE(an_unverified_account_is_removed_whatever_else_is_damaged) {
    for (const auto& [field, assignment] : kDamages) {
        if (field == UserField::EmailVerifiedAt || field == UserField::CreatedAt) continue;
        const User eve = add_user(stores, "eve@example.org", 3);
        damage(eve,
               std::string{"email_verified_at = NULL, created_at = '2020-01-01', "} + assignment);
        const auto old = stores.accounts().find_unverified(kNow - 24h, 10);
        BOOST_REQUIRE_EQUAL(old.size(), 1u);
        const auto change = service::unverified_removed(old.front(), service::by_system(kNow));
        BOOST_TEST(stores.accounts().apply(change).has_value(), assignment);
    }
}

BOOST_AUTO_TEST_CASE(an_account_whose_time_cannot_be_read_is_never_due) {
    damage(ann, "delete_at = 0");
    BOOST_TEST(stores.accounts().find_due(kNow, 10).empty());
    damage(bob, "email_verified_at = NULL, created_at = 0");
    BOOST_TEST(stores.accounts().find_unverified(kNow, 10).empty());
    damage(bob, "email_verified_at = 0, created_at = '2020-01-01'");
    BOOST_TEST(stores.accounts().find_unverified(kNow, 10).empty());
    const auto unverified = service::unverified_removed(bob, service::by_system(kNow));
    BOOST_TEST(!stores.accounts().apply(unverified).has_value());
}

BOOST_AUTO_TEST_CASE(damaged_audit_entries_are_named_and_hide_no_others) {
    for (int i = 0; i < 6; ++i) {
        auto entry = sample_audit();
        entry.user = ann.public_id;
        entry.detail = std::to_string(i);
        stores.audit().add(entry);
    }
    const auto first = std::stoull(RawSql{}.value("SELECT MIN(id) FROM audit"));
    const auto damage_entry = [&](int i, const std::string& assignment) {
        run("UPDATE audit SET " + assignment + " WHERE detail = '" + std::to_string(i) + "'");
        return "audit " +
               RawSql{}.value("SELECT id FROM audit WHERE detail = '" + std::to_string(i) + "'");
    };
    const std::vector damaged{damage_entry(4, "event = 'odd'"), damage_entry(3, "actor = ''"),
                              damage_entry(2, "created_at = 0"), damage_entry(1, "result = 'odd'")};
    const auto all = stores.audit().list_latest({.user = ann.public_id}, 0, 10);
    BOOST_TEST(all.damaged == damaged, boost::test_tools::per_element());
    BOOST_TEST(all.found.size() == 2u);
    BOOST_TEST(all.complete);
    BOOST_TEST(all.last == first);
    BOOST_TEST(stores.audit().list_after({}, 0, 10).damaged.size() == 4u);
    // A page that holds nothing else is not the last one.
    const auto part = stores.audit().list_latest({}, first + 5, 4);
    BOOST_TEST(part.found.empty());
    BOOST_TEST(!part.complete);
    BOOST_TEST(part.last == first + 1);
    // For pages, older entries take their place.
    BOOST_TEST(stores.audit().find_latest({.user = ann.public_id}, 0, 2).size() == 2u);
    BOOST_TEST(stores.audit().find_after({}, 0, 2).size() == 2u);
    // An entry without a time is not taken for an old one.
    stores.audit().remove_old(kNow + 24h, 100);
    BOOST_TEST(RawSql{}.value("SELECT COUNT(*) FROM audit") == "1");
}

BOOST_AUTO_TEST_CASE(damaged_emails_are_named_and_given_up_and_hold_up_no_others) {
    for (int i = 0; i < 4; ++i) stores.accounts().note(sample_effects(ann));
    const auto first = std::stoull(RawSql{}.value("SELECT MIN(id) FROM outbox"));
    const auto damage_mail = [&](std::uint64_t i, const std::string& assignment) {
        run("UPDATE outbox SET " + assignment + " WHERE id = " + std::to_string(first + i));
        return "outbox " + std::to_string(first + i);
    };
    const std::vector damaged{damage_mail(0, "email = 'x'"), damage_mail(1, "created_at = 0"),
                              damage_mail(2, "failed_at = 0")};
    const auto page = stores.outbox().list(0, 2);
    BOOST_TEST(page.found.empty());
    BOOST_TEST(!page.complete);
    BOOST_TEST(stores.outbox().list(0, 10).damaged == damaged, boost::test_tools::per_element());
    BOOST_TEST(stores.outbox().list(page.last, 10).found.size() == 1u);

    const auto mail = stores.outbox().claim(kNow, 60s);
    BOOST_REQUIRE(mail.has_value());
    BOOST_TEST(mail->id == first + 3);
    BOOST_TEST(stores.outbox().count().failed == 3u);
    BOOST_TEST(!stores.outbox().claim(kNow + 1s, 60s).has_value());
    BOOST_TEST(RawSql{}.value("SELECT last_error FROM outbox ORDER BY id LIMIT 1") ==
               "corrupt row: " + damaged.front());
}

BOOST_AUTO_TEST_CASE(a_damaged_session_is_named_and_hides_no_others) {
    for (unsigned n = 1; n <= 3; ++n) stores.sessions().add(sample_session(ann.id, n), {}).value();
    run("UPDATE session SET created_at = 0 WHERE public_id = '" + sample_id(2).text() + "'");
    const auto list = stores.sessions().list_by_user(ann.id, 10);
    BOOST_TEST(list.found.size() == 2u);
    BOOST_TEST(list.damaged.size() == 1u);
    BOOST_TEST(stores.sessions().find_by_user(ann.id, 10).size() == 2u);
    BOOST_TEST(stores.sessions().remove_all_of_user(ann.id, std::nullopt) == 3u);
}

BOOST_AUTO_TEST_CASE(a_damaged_site_is_named_and_can_be_replaced_or_removed) {
    for (const char* const site : {"app", "docs", "wiki"})
        stores.sites().add(sample_site(site), sample_audit()).value();
    const auto key = RawSql{}.value("SELECT id FROM site WHERE name = 'app'");
    for (const char* const assignment : {"policy = 'odd'", "title = 'a\xE2\x80\xAE'",
                                         "created_at = 0", "credentials = ''", "name = 'A p p'"}) {
        run(std::string{"UPDATE site SET "} + assignment + " WHERE id = " + key);
        BOOST_TEST(stores.sites().list().damaged == std::vector{"site " + key},
                   boost::test_tools::per_element());
        BOOST_TEST(stores.sites().list().found.size() == 2u);
        run("UPDATE site SET policy = 'public', title = '', created_at = '2026-01-01',"
            " credentials = DEFAULT WHERE id = " +
            key);
    }
    BOOST_TEST(!stores.sites().remove("A p p", sample_audit()));
    BOOST_TEST(stores.sites().remove("site " + key, sample_audit()));
    BOOST_TEST(stores.sites().list().damaged.empty());
    run("UPDATE site SET policy = 'odd' WHERE name = 'docs'");
    BOOST_TEST(stores.sites().set("docs", {.policy = SitePolicy::Public}, sample_audit()));
    BOOST_TEST(stores.sites().list().damaged.empty());
    run("UPDATE site SET origin = 'odd' WHERE name = 'docs'");
    BOOST_TEST(stores.sites().remove("docs", sample_audit()));
}

BOOST_AUTO_TEST_CASE(a_damaged_factor_lets_nobody_in_and_can_be_removed) {
    const auto remove_all = [&] {
        auto change = change_of(ann);
        change.remove_totp = true;
        change.remove_recovery = true;
        return stores.accounts().apply(change);
    };
    for (const char* const assignment : {"public_id = 'x'", "created_at = 0", "last_used_at = 0"}) {
        BOOST_TEST_CONTEXT(assignment) {
            BOOST_REQUIRE(stores.accounts().apply(totp_added(ann)).has_value());
            run(std::string{"UPDATE user_totp SET "} + assignment);
            BOOST_CHECK_THROW(stores.factors().find_totp(ann.id), store::CorruptRow);
            BOOST_TEST(remove_all().value().removed_totp);
            BOOST_TEST(!stores.factors().find_totp(ann.id).has_value());
        }
    }
    BOOST_REQUIRE(stores.accounts().apply(recovery_made(ann)).has_value());
    run("UPDATE recovery_set SET created_at = 0");
    BOOST_CHECK_THROW(stores.factors().find_recovery_set(ann.id), store::CorruptRow);
    BOOST_TEST(remove_all().value().removed_recovery);
}

BOOST_AUTO_TEST_CASE(a_damaged_step_or_enrolment_is_not_used) {
    BOOST_REQUIRE(stores.sign_in_steps().add(sample_step(ann)));
    stores.factors().put_enrolment(sample_enrolment(ann));
    run("UPDATE sign_in_step SET created_at = 0");
    run("UPDATE factor_enrolment SET factor_id = 'x'");
    BOOST_CHECK_THROW(stores.sign_in_steps().find(sample_hash(1)), store::CorruptRow);
    BOOST_CHECK_THROW(stores.factors().find_enrolment(sample_hash(1)), store::CorruptRow);
    BOOST_CHECK_THROW(apply(stores.accounts(), totp_confirmed(ann)), store::CorruptRow);
    damage(ann, "email = 'x'");
    BOOST_CHECK_THROW(stores.sign_in_steps().find(sample_hash(1)), store::CorruptRow);
}

BOOST_AUTO_TEST_CASE(a_damaged_family_lets_nobody_in_and_hides_no_others) {
    BOOST_REQUIRE(stores.signing_keys().add(sample_signing_key(1), std::nullopt));
    const store::AccessTokenKey access{sample_kid(1), sample_token_id(1), sample_id(1).text()};
    const store::CheckKey key{.site_name = "wiki", .access = &access};
    stores.tokens().add(sample_family(ann, 2), {}, 50, kNow).value();
    for (const char* const assignment :
         {"scopes = 'odd'", "level = 0", "authenticated_at = 0", "expires_at = 0"}) {
        BOOST_TEST_CONTEXT(assignment) {
            run("DELETE FROM token_family WHERE public_id = '" + sample_id(1).text() + "'");
            stores.tokens().add(sample_family(ann, 1), {}, 50, kNow).value();
            BOOST_TEST(stores.checks().find({&key, 1})[0].token.has_value());
            run("UPDATE token_family SET " + std::string{assignment} + " WHERE public_id = '" +
                sample_id(1).text() + "'");
            BOOST_TEST(!stores.checks().find({&key, 1})[0].token.has_value());
            BOOST_CHECK_THROW(stores.tokens().find(sample_id(1)), store::CorruptRow);
            const auto left = stores.tokens().find_by_user(ann.id, kNow, 10);
            BOOST_REQUIRE(left.size() == 1u);
            BOOST_TEST((left[0].public_id == sample_id(2)));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_damaged_personal_token_lets_nobody_in_and_hides_no_others) {
    const auto make = [&](unsigned n) {
        stores.personal_tokens().add(sample_personal_token(ann, n), sample_hash(n), 50,
                                     {.audit = sample_audit()});
    };
    const store::CheckKey key{.site_name = "wiki", .personal = sample_hash(1)};
    make(2);
    for (const char* const assignment : {"scopes = 'odd'", "level = 4", "created_at = 0"}) {
        BOOST_TEST_CONTEXT(assignment) {
            run("DELETE FROM personal_token WHERE public_id = '" + sample_id(1).text() + "'");
            make(1);
            BOOST_TEST(stores.checks().find({&key, 1})[0].token.has_value());
            run("UPDATE personal_token SET " + std::string{assignment} + " WHERE public_id = '" +
                sample_id(1).text() + "'");
            BOOST_TEST(!stores.checks().find({&key, 1})[0].token.has_value());
            BOOST_CHECK_THROW(stores.personal_tokens().find(sample_hash(1)), store::CorruptRow);
            BOOST_TEST(stores.personal_tokens().find_by_user(ann.id, kNow).size() == 1u);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_damaged_key_that_signs_is_left_out) {
    for (unsigned n = 1; n <= 2; ++n)
        BOOST_REQUIRE(stores.signing_keys().add(sample_signing_key(n), std::nullopt));
    for (const char* const assignment :
         {"purpose = 'odd'", "alg = 'none'", "activate_at = 0", "revoked_at = 0"}) {
        run("UPDATE signing_key SET purpose = 'token', alg = 'ES256', activate_at = '2026-11-21',"
            " revoked_at = NULL");
        run(std::string{"UPDATE signing_key SET "} + assignment + " WHERE number = 1");
        const auto all = stores.signing_keys().find_all();
        BOOST_REQUIRE(all.size() == 1u);
        BOOST_TEST(all[0].number == 2u, assignment);
    }
}

BOOST_AUTO_TEST_SUITE_END()
