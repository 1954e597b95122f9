// How the server runs the statements: the look-ups go by unique keys, in one round trip.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "database/explain.hpp"
#include "database/store_types.hpp"
#include "postern/store/store_error.hpp"
#include "store/mysql/access/access_event_statements.hpp"
#include "store/mysql/access/administrator_statements.hpp"
#include "store/mysql/access/draft_statements.hpp"
#include "store/mysql/access/grant_statements.hpp"
#include "store/mysql/access/group_statements.hpp"
#include "store/mysql/access/rules_statements.hpp"
#include "store/mysql/access_request_statements.hpp"
#include "store/mysql/account_statements.hpp"
#include "store/mysql/check_statements.hpp"
#include "store/mysql/factor/factor_statements.hpp"
#include "store/mysql/factor/sign_in_step_statements.hpp"
#include "store/mysql/factor/spending_statements.hpp"
#include "store/mysql/log/audit_statements.hpp"
#include "store/mysql/revocation_statements.hpp"
#include "store/mysql/session_statements.hpp"
#include "store/mysql/sign_in_statements.hpp"
#include "store/mysql/site_statements.hpp"
#include "store/mysql/user_statements.hpp"

using namespace postern;
using namespace postern::test;
using store::mysql::Statement;

namespace {

/// Tables large enough that the server does not prefer to scan them.
struct FilledStores : MysqlStores {
    FilledStores() {
        for (unsigned n = 1; n <= 200; ++n) {
            const User user =
                *users().add(sample_user("user" + std::to_string(n) + "@example.org", n));
            sessions().add(sample_session(user.id, n), {}).value();
            sites().add(sample_site("site" + std::to_string(n)), sample_audit()).value();
        }
        RawSql sql;
        sql.run(
            "INSERT INTO sign_in_failure (account_key, failures, last_failed_at)"
            " SELECT UNHEX(SHA2(seq, 256)), seq % 100 + 1, '2026-11-21' - INTERVAL seq MINUTE"
            " FROM seq_1_to_1000");
        sql.run(
            "INSERT INTO known_device (user_id, device_hash, created_at, last_used_at)"
            " SELECT u.id, UNHEX(SHA2(seq, 256)), '2026-11-21', '2026-11-21' - INTERVAL seq HOUR"
            " FROM user u JOIN seq_1_to_5");
        sql.run(
            "INSERT INTO revocation (user_id, created_at)"
            " SELECT seq, UTC_TIMESTAMP() - INTERVAL seq MINUTE FROM seq_1_to_1000");
        sql.run(
            "INSERT INTO mail_token (kind, user_id, token_hash, email, created_at, expires_at)"
            " SELECT 'reset_password', u.id, UNHEX(SHA2(CONCAT(u.id, ' ', seq), 256)), u.email,"
            " '2026-11-21', '2026-11-21' + INTERVAL seq MINUTE FROM user u JOIN seq_1_to_5");
        sql.run(
            "INSERT INTO audit (created_at, event, result, user, actor, address, user_agent,"
            " request_id, detail)"
            " SELECT '2026-11-21' + INTERVAL seq MINUTE, 'sign_in', 'ok', u.public_id, 'user', '',"
            " '', '', '' FROM user u JOIN seq_1_to_5");
        sql.run(
            "INSERT INTO user_totp (user_id, public_id, secret, key_id, last_step, created_at)"
            " SELECT id, public_id, 'sealed', 1, 1, created_at FROM user");
        sql.run(
            "INSERT INTO recovery_set (user_id, salt, memory_kib, passes, lanes, created_at)"
            " SELECT id, 'salt', 8192, 3, 1, created_at FROM user");
        sql.run(
            "INSERT INTO recovery_code (user_id, code_hash)"
            " SELECT u.id, UNHEX(SHA2(seq, 256)) FROM user u JOIN seq_1_to_10");
        sql.run(
            "INSERT INTO sign_in_step (token_hash, user_id, user_epoch, remember, address,"
            " user_agent, created_at, expires_at)"
            " SELECT UNHEX(SHA2(CONCAT(u.id, ' ', seq), 256)), u.id, 0, 0, '', '', '2026-11-21',"
            " '2026-11-21' + INTERVAL seq MINUTE FROM user u JOIN seq_1_to_5");
        sql.run(
            "INSERT INTO factor_enrolment (holder_hash, user_id, factor_id, secret, key_id,"
            " expires_at)"
            " SELECT UNHEX(SHA2(CONCAT(u.id, ' ', seq), 256)), u.id, u.public_id, 'sealed', 1,"
            " '2026-11-21' + INTERVAL seq MINUTE FROM user u JOIN seq_1_to_5");
        sql.run(
            "INSERT INTO user_group (name, created_at)"
            " SELECT CONCAT('group', seq), '2026-11-21' FROM seq_1_to_200");
        sql.run(
            "INSERT INTO group_member (user_id, group_id, granted_at, granted_by, expires_at)"
            " SELECT u.id, g.id, '2026-11-21', 'admin:0', '2026-11-21' + INTERVAL g.id MINUTE"
            " FROM user u JOIN user_group g ON g.name IN ('group1', 'group2', 'group3')");
        sql.run(
            "INSERT INTO permission (name, resource, action)"
            " SELECT CONCAT('permission', seq), CONCAT('r', seq), 'edit' FROM seq_1_to_200");
        sql.run(
            "INSERT INTO role (name, created_at)"
            " SELECT CONCAT('role', seq), '2026-11-21' FROM seq_1_to_200");
        sql.run(
            "INSERT INTO role_permission (role_id, permission_id)"
            " SELECT r.id, p.id FROM role r JOIN permission p"
            " ON p.name = REPLACE(r.name, 'role', 'permission')");
        sql.run(
            "INSERT INTO access_grant (public_id, user_id, role_id, granted_at, granted_by,"
            " expires_at) SELECT u.public_id, u.id, r.id, '2026-11-21', 'admin:0',"
            " '2026-11-21' + INTERVAL u.id MINUTE FROM user u JOIN role r ON r.name = 'role1'");
        sql.run(
            "INSERT INTO access_grant (public_id, group_id, role_id, granted_at, granted_by)"
            " SELECT LPAD(g.id, 22, 'a'), g.id, r.id, '2026-11-21', 'admin:0'"
            " FROM user_group g JOIN role r ON r.name = REPLACE(g.name, 'group', 'role')");
        sql.run(
            "INSERT INTO site_ruleset (site_id, version, document, changed_at, changed_by)"
            " SELECT id, 1, 'text', '2026-11-21', 'admin:0' FROM site");
        sql.run(
            "INSERT INTO site_draft (site_id, revision, base_version, text, changed_at, changed_by)"
            " SELECT id, 1, 1, 'text', '2026-11-21', 'admin:0' FROM site");
        sql.run(
            "INSERT INTO site_ruleset_history (site_id, version, document, changed_at, changed_by,"
            " reason) SELECT s.id, seq, 'text', '2026-11-21', 'admin:0', '' FROM site s"
            " JOIN seq_1_to_10");
        sql.run(
            "INSERT INTO rule_subject (site_id, kind, subject_id) SELECT id, 'group', id FROM "
            "site");
        sql.run(
            "INSERT INTO access_event (hour, site_id, rule_position, holder, user_id, verdict,"
            " count, first_at, last_at)"
            " SELECT '2026-11-21' + INTERVAL seq HOUR, s.id, 0, u.id, u.id, 'denied', 1,"
            " '2026-11-21' + INTERVAL seq HOUR, '2026-11-21' + INTERVAL seq HOUR"
            " FROM user u JOIN (SELECT MIN(id) AS id FROM site) s JOIN seq_1_to_5");
        sql.run(
            "INSERT INTO held_username (username_skeleton, username, user_id, held_until)"
            " SELECT CONCAT('name', id), CONCAT('name', id), id,"
            " '2026-11-21' + INTERVAL id MINUTE FROM user");
        sql.rows(
            "ANALYZE TABLE held_username, user_group, group_member, permission, role, "
            "role_permission,"
            " access_grant, site_ruleset, site_draft, site_ruleset_history, rule_subject,"
            " user_totp, recovery_set, recovery_code, "
            "access_event, sign_in_step, factor_enrolment,"
            " mail_token, audit, user, user_password, session, site, revocation, "
            "sign_in_failure,"
            " known_device");
    }
};

/// The statement with a value in place of each question mark.
std::string filled(const Statement& statement) {
    std::string text;
    int n = 0;
    for (const char c : statement.text) {
        if (c == '?')
            text += "UNHEX(SHA2('" + std::to_string(++n) + "', 256))";
        else
            text += c;
    }
    return text;
}

std::uint64_t commands_so_far(RawSql& sql) {
    return std::stoull(sql.rows("SHOW GLOBAL STATUS LIKE 'Questions'").front()[1]);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(statement_tests)

BOOST_AUTO_TEST_CASE(the_check_looks_sessions_up_by_their_unique_key) {
    FilledStores stores;
    for (const Statement& statement :
         {store::mysql::kCheckSessions1, store::mysql::kCheckSessions4,
          store::mysql::kCheckSessions16, store::mysql::kCheckSessions64}) {
        BOOST_TEST_CONTEXT(statement.name) {
            std::string text = filled(statement);
            // The values of sessions that exist; otherwise the server sees that there are none.
            for (unsigned n = 1; n <= 64; ++n) {
                const std::string from = "UNHEX(SHA2('" + std::to_string(n) + "', 256))";
                if (const auto at = text.find(from); at != std::string::npos)
                    text.replace(at, from.size(), "x'" + to_hex(as_bytes(sample_hash(n))) + "'");
            }
            const auto plans = explain(text);
            // The row, then groups, roles, and roles of groups with the groups: all of one user.
            BOOST_REQUIRE(plans.size() == 7u);
            for (const Plan& plan : plans) BOOST_TEST(is_direct(plan), plan.table << plan.type);
            BOOST_TEST(plans[1].table == "s");
            BOOST_TEST(plans[1].key == "uq_session_token_hash");
            BOOST_TEST(plans[2].key == "PRIMARY");
        }
    }
}

BOOST_AUTO_TEST_CASE(no_statement_of_a_request_scans_a_table) {
    FilledStores stores;
    using namespace store::mysql;
    const std::pair<const Statement&, const char*> cases[] = {
        {kFindSessionByTokenHash, "x'00'"},
        {kRemoveSessionByTokenHash, "x'00'"},
        {kRemoveSessionByPublicId, "'a'"},
        {kRemoveSessionOfUser, "'1'"},
        {kFindEndedSessions, "1"},
        {kRemoveEndedSessions, "1"},
        {kFindForgottenDevices, "x'00'"},
        {kRemoveForgottenDevices, "x'00'"},
        {kFindSessionsOverLimit, "1"},
        {kFindDevicesOverLimit, "1"},
        {kRemoveKnownDevice, "x'00'"},
        {kFindDeviceOwners, "1"},
        {kEndDeviceTrust, "1"},
        {kLockAccountCleanupOf, "1"},
        {kLockSessionByPublicId, "'a'"},
        {kRevokeSessionByTokenHash, "x'00'"},
        {kRevokeSessionByPublicId, "'a'"},
        {kRevokeSessionOfUser, "'1'"},
        {kKeepSession, "1"},
        {kFindRevocations, "1"},
        {kFindOldRevocations, "20260101"},
        {kRemoveOldRevocations, "20260101"},
        {kFindExpiredSessions, "20260101"},
        {kSetLastSeenOf1, "20260101"},
        {kSetLastSeenOf10, "20260101"},
        {kSetLastSeenOf100, "20260101"},
        {kEndSessions, "1"},
        {kFindSiteByName, "'site1'"},
        {kFindUserByEmail, "'user1@example.org'"},
        {kFindUserByPublicId, "'a'"},
        {kFindUserByUsername, "'a'"},
        {kFindUserRowByUsername, "'a'"},
        {kSetUsername, "1"},
        {kCountHeldUsernames, "1"},
        {kTakeHeldUsername, "'a'"},
        {kFindOldUsernames, "20260101"},
        {kRemoveOldUsernames, "20260101"},
        {kSetPassword, "1"},
        {kRehashPassword, "1"},
        {kFindPasswordChangedAt, "1"},
        {kSetUserDisabled, "1"},
        {kSetSessionLastSeen, "1"},
        {kLockEnabledUser, "1"},
        {kRemoveExpiredSessions, "20260101"},
        {kFindFailures, "x'00'"},
        {kClearFailures, "x'00'"},
        {kIsKnownDevice, "x'00'"},
        {kIsDeviceKnownSince, "x'00'"},
        {kHasKnownDevice, "1"},
        {kFindMailToken, "x'00'"},
        {kCountMailTokens, "1"},
        {kRemoveMailToken, "x'00'"},
        {kRemoveMailTokensOfKind, "1"},
        {kEndMailTokensOfKind, "1"},
        {kFindExpiredMailTokens, "20260101"},
        {kRemoveExpiredMailTokens, "20260101"},
        {kLockAndFindUser, "1"},
        {kLockPassword, "1"},
        {kSetEmailVerified, "1"},
        {kSetEmail, "1"},
        {kSetProfile, "1"},
        {kSetDeleteAt, "1"},
        {kFindDueUsers, "20260101"},
        {kFindUnverifiedUsers, "20260101"},
        {kRemoveUser, "1"},
        {kForgetDevices, "1"},
        {kFindEpochs, "1"},
        {kFindSessionsByUser, "1"},
        {kRemoveAccountCleanup, "1"},
        {kForgetFailures, "x'00'"},
        {kFindAuditOfUser, "'1'"},
        {kFindAccessRequest, "'1'"},
        {kFindAuditBefore, "1"},
        {kFindAuditAfter, "1"},
        {kFindOldAudit, "20260101"},
        {kRemoveOldAudit, "20260101"},
        {kFindAccessEvents, "1"},
        {kFindAccessEventsOfUser, "1"},
        {kFindAccessEventsOfSite, "1"},
        {kFindOldAccessEvents, "20260101"},
        {kRemoveOldAccessEvents, "20260101"},
        {kLockLiveSession, "x'00'"},
        {kFindTotp, "1"},
        {kUseTotp, "1"},
        {kSetTotpLastStep, "1"},
        {kRemoveTotp, "1"},
        {kFindRecoverySet, "1"},
        {kRemoveRecoverySet, "1"},
        {kUseRecoveryCode, "1"},
        {kFindEnrolment, "x'00'"},
        {kRemoveEnrolment, "x'00'"},
        {kFindExpiredEnrolments, "20260101"},
        {kRemoveExpiredEnrolments, "20260101"},
        {kFindSignInStep, "x'00'"},
        {kAddWrongCode, "x'00'"},
        {kUseSignInStep, "x'00'"},
        {kRemoveSignInStep, "x'00'"},
        {kFindExpiredSignInSteps, "20260101"},
        {kRemoveExpiredSignInSteps, "20260101"},
        {kLockAdminRole, "1"},
        {kCountAdministrators, "1"},
        {kIsAdministrator, "1"},
        {kHasAdminRoleHolder, "1"},
        {kIsAdminGroup, "1"},
        {kFindGroup, "'group1'"},
        {kLockGroup, "'group1'"},
        {kDescribeGroup, "'group1'"},
        {kRemoveGroup, "1"},
        {kIsNamedByRule, "'1'"},
        {kLockUserOnly, "1"},
        {kLockUserByPublicId, "'a'"},
        {kFindMembers, "'1'"},
        {kFindGroupsOfUser, "1"},
        {kFindMemberExpiry, "1"},
        {kCountMembersUpTo, "1"},
        {kLeaveGroup, "1"},
        {kCountGroupsOfUser, "1"},
        {kCountRolesOfUser, "1"},
        {kFindExpiredMembers, "20260101"},
        {kRemoveExpiredMembers, "20260101"},
        {kLockPermission, "'permission1'"},
        {kIsPermissionUsed, "1"},
        {kRemovePermission, "1"},
        {kFindRole, "'role1'"},
        {kLockRole, "'role1'"},
        {kDescribeRole, "1"},
        {kRemoveRolePermissions, "1"},
        {kRemoveRole, "1"},
        {kFindGrantsOfUser, "'1'"},
        {kFindGrantsOfGroup, "'group1'"},
        {kFindGrant, "'a'"},
        {kFindGrantKey, "'a'"},
        {kFindGrantOf, "1"},
        {kSetGrantExpiry, "1"},
        {kRemoveGrant, "1"},
        {kFindFullMember, "1"},
        {kFindExpiredGrants, "20260101"},
        {kRemoveExpiredGrants, "20260101"},
        {kFindHeldPermissions, "1"},
        {kFindFacts, "1"},
        {kFindRules, "'site1'"},
        {kFindSiteForRules, "'site1'"},
        {kRemoveRules, "1"},
        {kRemoveRuleSubjects, "1"},
        {kFindGrantsOfRole, "'role1'"},
        {kFindGrantsOfPermission, "'permission1'"},
        {kCountHitsOfRules, "1"},
        {kFindDraft, "'site1'"},
        {kLockSiteForDraft, "'site1'"},
        {kFindDraftRevision, "1"},
        {kRemoveDraft, "'site1'"},
        {kRemovePublishedDraft, "1"},
        {kFindPastRules, "'site1'"},
        {kFindPastRulesOfVersion, "'site1'"},
        {kFindVersionsOfRules, "1"},
        {kRemovePastRules, "1"},
        {kShareGroupById, "1"},
        {kShareRoleById, "1"}};
    for (const auto& [statement, value] : cases) {
        BOOST_TEST_CONTEXT(statement.name) {
            std::string text{statement.text};
            if (const auto at = text.find("LIMIT ?, ?"); at != std::string::npos)
                text.replace(at, 10, "LIMIT 5, 10");
            if (const auto at = text.find("LIMIT ?"); at != std::string::npos)
                text.replace(at, 7, "LIMIT 10");
            for (auto at = text.find('?'); at != std::string::npos; at = text.find('?'))
                text.replace(at, 1, value);
            for (const Plan& plan : explain(text))
                BOOST_TEST((plan.type != "ALL" || plan.table.starts_with("<derived") ||
                            plan.table.starts_with("<union")));
        }
    }
}

BOOST_AUTO_TEST_CASE(purging_uses_an_index_and_no_sort_whatever_the_size_of_the_table) {
    FilledStores stores;
    const std::pair<std::string, std::string> cases[] = {
        {std::string{store::mysql::kRemoveExpiredSessions.text}, "ix_session_ends_at"},
        {std::string{store::mysql::kRemoveOldRevocations.text}, "ix_revocation_created_at"},
        {std::string{store::mysql::kRemoveOldFailures.text}, "ix_sign_in_failure_last_failed_at"},
        {std::string{store::mysql::kRemoveOldDevices.text}, "ix_known_device_last_used_at"},
        {std::string{store::mysql::kRemoveExpiredMailTokens.text}, "ix_mail_token_expires_at"},
        {std::string{store::mysql::kRemoveOldAudit.text}, "ix_audit_created_at"},
        {std::string{store::mysql::kRemoveOldUsernames.text}, "ix_held_username_held_until"},
        {std::string{store::mysql::kRemoveOldAccessEvents.text}, "uq_access_event_hour"},
        {std::string{store::mysql::kRemoveExpiredSignInSteps.text}, "ix_sign_in_step_expires_at"},
        {std::string{store::mysql::kRemoveExpiredEnrolments.text},
         "ix_factor_enrolment_expires_at"},
        {std::string{store::mysql::kRemoveExpiredMembers.text}, "ix_group_member_expires_at"},
        {std::string{store::mysql::kRemoveExpiredGrants.text}, "ix_access_grant_expires_at"}};
    for (const auto& [statement, index] : cases) {
        for (const char* const limit : {"5", "500", "50000"}) {
            BOOST_TEST_CONTEXT(index << " limit " << limit) {
                std::string text = statement;
                text.replace(text.find("LIMIT ?"), 7, std::string{"LIMIT "} + limit);
                for (auto at = text.find('?'); at != std::string::npos; at = text.find('?'))
                    text.replace(at, 1, "'2100-01-01 00:00:00'");
                const auto plans = explain(text);
                BOOST_REQUIRE(plans.size() == 3u);
                BOOST_TEST(plans[0].table == "<derived2>");
                BOOST_TEST(plans[1].type == "eq_ref");
                BOOST_TEST(plans[1].key == "PRIMARY");
                BOOST_TEST(plans[2].type == "range");
                BOOST_TEST(plans[2].key == index);
                for (const Plan& plan : plans)
                    BOOST_TEST(plan.extra.find("filesort") == std::string::npos);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(revocations_are_read_from_the_readers_position_in_one_round_trip) {
    FilledStores stores;
    RawSql sql;
    const auto newest = std::stoull(sql.value("SELECT MAX(id) FROM revocation"));
    stores.revocations().find_after(newest, 10);
    const auto before = commands_so_far(sql);
    const auto page = stores.revocations().find_after(newest - 3, 10);
    BOOST_TEST(commands_so_far(sql) - before == 2u);  // with the counting itself
    BOOST_TEST(page.revocations.size() == 3u);

    std::string text{store::mysql::kFindRevocations.text};
    text.replace(text.find("id > ?"), 6, "id > " + std::to_string(newest - 3));
    text.replace(text.find("LIMIT ?"), 7, "LIMIT 10");
    const auto plans = explain(text);
    BOOST_REQUIRE(plans.size() == 3u);
    BOOST_TEST(plans[2].table == "revocation");
    BOOST_TEST(plans[2].type == "range");
    BOOST_TEST(plans[2].key == "PRIMARY");
}

BOOST_AUTO_TEST_CASE(last_use_of_a_hundred_sessions_is_written_in_one_round_trip_by_key) {
    FilledStores stores;
    std::vector<store::LastSeen> seen;
    for (const auto& found : stores.sessions().list(SessionId{0}, 100).found)
        seen.push_back({found.session.id, kNow + std::chrono::seconds{1}});
    BOOST_REQUIRE(seen.size() == 100u);
    stores.revocations().set_last_seen(seen);
    for (auto& one : seen) one.seen_at += std::chrono::seconds{1};
    RawSql sql;
    const auto before = commands_so_far(sql);
    stores.revocations().set_last_seen(seen);
    BOOST_TEST(commands_so_far(sql) - before == 2u);  // with the counting itself

    int of_sessions = 0;
    for (const Plan& plan : explain(filled(store::mysql::kSetLastSeenOf100))) {
        if (plan.table != "s") continue;
        ++of_sessions;
        BOOST_TEST(plan.type == "eq_ref");
        BOOST_TEST(plan.key == "PRIMARY");
    }
    BOOST_TEST(of_sessions == 1);
}

BOOST_AUTO_TEST_CASE(a_check_is_one_round_trip_and_two_after_a_change_of_sites) {
    MysqlStores stores;
    stores.sites().add(sample_site("wiki"), sample_audit()).value();
    const store::CheckKey keys[] = {{"wiki", sample_hash(1)}, {"wiki", std::nullopt}};
    RawSql counter;
    const auto commands_of = [&](const auto& work) {
        const auto before = commands_so_far(counter);
        work();
        return commands_so_far(counter) - before - 1;  // without the counting itself
    };
    const auto check = [&] { stores.checks().find(keys); };
    check();
    BOOST_TEST(commands_of(check) == 1u);
    counter.run("UPDATE site_revision SET revision = revision + 1");
    BOOST_TEST(commands_of(check) == 2u);
    BOOST_TEST(commands_of(check) == 1u);
}

BOOST_AUTO_TEST_CASE(a_corrupt_user_has_no_session_and_does_not_harm_the_others) {
    MysqlStores stores;
    const User ann = *stores.users().add(sample_user("ann@example.org", 1));
    const User bob = *stores.users().add(sample_user("bob@example.org", 2));
    stores.sessions().add(sample_session(ann.id, 1), {}).value();
    stores.sessions().add(sample_session(bob.id, 2), {}).value();
    RawSql{}.run(
        "UPDATE user SET email = 'NOT AN ADDRESS' WHERE display_name = 'Ann Example'"
        " ORDER BY id LIMIT 1");
    const store::CheckKey keys[] = {{"wiki", sample_hash(1)}, {"wiki", sample_hash(2)}};
    const auto rows = stores.checks().find(keys);
    BOOST_TEST(!rows[0].session.has_value());
    BOOST_TEST(rows[1].session.has_value());
    BOOST_CHECK_THROW(stores.sessions().find_by_token_hash(sample_hash(1)), store::StoreError);
}

BOOST_AUTO_TEST_CASE(a_corrupt_site_is_no_site_and_does_not_harm_the_others) {
    MysqlStores stores;
    for (const char* const name : {"app", "wiki"})
        stores.sites().add(sample_site(name), sample_audit()).value();
    for (const char* const damage :
         {"policy = 'whatever'", "policy = 'signed_in', level = 0", "level = 4",
          "level = 2, max_age = 59", "max_age = 2592001", "max_age = 0, credentials = ''",
          "credentials = 'x'", "credentials = 'cookie', basic = 'x'",
          "basic = 'off', token_audience = ''"}) {
        RawSql{}.run("UPDATE site SET " + std::string{damage} + " WHERE name = 'app'");
        RawSql{}.run("UPDATE site_revision SET revision = revision + 1");
        const store::CheckKey keys[] = {{"app", std::nullopt}, {"wiki", std::nullopt}};
        const auto rows = stores.checks().find(keys);
        BOOST_TEST(!rows[0].site.has_value(), damage);
        BOOST_TEST(rows[1].site.has_value());
        // Nor do return links to the others suffer.
        const auto all = stores.sites().find_all();
        BOOST_REQUIRE(all.size() == 1u);
        BOOST_TEST(all.front().name == "wiki");
    }
}

BOOST_AUTO_TEST_CASE(a_session_of_no_known_level_is_none) {
    MysqlStores stores;
    const User ann = *stores.users().add(sample_user("ann@example.org"));
    stores.sessions().add(sample_session(ann.id, 1), {}).value();
    const store::CheckKey key{"wiki", sample_hash(1)};
    for (const char* const damage : {"level = 0", "level = 4", "level = 255"}) {
        RawSql{}.run("UPDATE session SET " + std::string{damage});
        BOOST_TEST(!stores.checks().find({&key, 1})[0].session.has_value(), damage);
    }
    // As the version before stores one.
    RawSql{}.run("UPDATE session SET level = DEFAULT, methods = DEFAULT, authenticated_at = NULL");
    const auto session = stores.checks().find({&key, 1})[0].session;
    BOOST_REQUIRE(session.has_value());
    BOOST_TEST((session->session.authentication ==
                Authentication{Level::One, {ProofMethod::Password}, kNow, std::nullopt}));
}

BOOST_AUTO_TEST_CASE(a_corrupt_user_is_named_in_lists_and_due_like_any_other) {
    MysqlStores stores;
    const User ann = *stores.users().add(sample_user("ann@example.org", 1));
    const User bob = *stores.users().add(sample_user("bob@example.org", 2));
    stores.sessions().add(sample_session(ann.id, 1), {}).value();
    RawSql{}.run("UPDATE user SET delete_at = '2020-01-01'");
    const auto damage = [](const char* column, const char* value) {
        RawSql{}.run("UPDATE user SET " + std::string{column} + " = '" + value +
                     "' WHERE email = 'ann@example.org' OR public_id = 'x' OR email = 'x'");
    };
    const std::string name = "user " + std::to_string(static_cast<std::uint64_t>(ann.id));
    for (const auto& [column, value] : {std::pair{"display_name", ""},
                                        {"display_name",
                                         "a\xE2\x80\xAE"
                                         "b"},
                                        {"public_id", "x"},
                                        {"email", "x"}}) {
        damage(column, value);
        const auto users = stores.users().list({}, UserId{}, 10);
        BOOST_TEST(users.damaged == std::vector{name}, boost::test_tools::per_element());
        BOOST_REQUIRE(users.found.size() == 1u);
        BOOST_TEST((users.found.front().id == bob.id));
        BOOST_TEST(stores.sessions().list(SessionId{}, 10).damaged.size() == 1u);
        BOOST_TEST(stores.transfers().list(UserId{}, 10).damaged.size() == 1u);
        const auto due =
            stores.accounts().find_due(ann.created_at + std::chrono::hours{24 * 3650}, 10);
        BOOST_TEST(due.size() == 2u);
    }
}

BOOST_AUTO_TEST_CASE(a_check_fails_when_the_revision_of_the_sites_is_gone) {
    MysqlStores stores;
    const store::CheckKey keys[] = {{"wiki", sample_hash(1)}};
    stores.checks().find(keys);
    RawSql{}.run("DELETE FROM site_revision");
    BOOST_CHECK_THROW(stores.checks().find(keys), store::StoreError);
    BOOST_CHECK_THROW(stores.sites().add(sample_site("wiki"), sample_audit()).value(),
                      store::StoreError);
    RawSql{}.run("INSERT INTO site_revision (id, revision) VALUES (1, 1)");
    BOOST_TEST(stores.sites().find_all().empty());
}

BOOST_AUTO_TEST_SUITE_END()
