// How the server runs the statements about tokens: by unique keys, and the gate's look-up in one
// round trip for each.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "database/account_fixture.hpp"
#include "database/explain.hpp"
#include "store/mysql/check_statements.hpp"
#include "store/mysql/factor/sealed_statements.hpp"
#include "store/mysql/session_statements.hpp"
#include "store/mysql/token/personal_token_statements.hpp"
#include "store/mysql/token/token_statements.hpp"
#include "support/sample_tokens.hpp"

using namespace postern;
using namespace postern::test;
using store::mysql::Statement;

namespace {

/// Tables large enough that the server does not prefer to scan them.
struct FilledStores : MysqlStores {
    FilledStores() {
        for (unsigned n = 1; n <= 200; ++n) {
            const User user = add_user(*this, "user" + std::to_string(n) + "@example.org", n);
            sessions().add(sample_session(user.id, n), {}).value();
        }
        BOOST_REQUIRE(signing_keys().add(sample_signing_key(1), std::nullopt));
        RawSql sql;
        sql.run(
            "INSERT INTO token_family (public_id, user_id, user_epoch, session_public_id, name,"
            " scopes, site, level, methods, authenticated_at, created_at, address, user_agent,"
            " used_at, used_address, expires_at, idle_seconds, counter, counter_at, sealed_seed,"
            " key_id)"
            " SELECT RIGHT(CONCAT(REPEAT('f', 22), u.id, 'x', seq), 22), u.id, 0,"
            " IF(seq = 1, s.public_id, NULL), '', 'site:*', '', 1, 'password', '2026-11-21',"
            " '2026-11-21', '', '', '2026-11-21', '', '2026-11-21' + INTERVAL u.id MINUTE, 1209600,"
            " 0, '2026-11-21', 'sealed', 1"
            " FROM user u JOIN session s ON s.user_id = u.id JOIN seq_1_to_5");
        sql.run(
            "INSERT INTO personal_token (public_id, user_id, hash, name, scopes, level, created_at,"
            " address, expires_at)"
            " SELECT RIGHT(CONCAT(REPEAT('p', 22), u.id, 'x', seq), 22), u.id,"
            " UNHEX(SHA2(CONCAT(u.id, ' ', seq), 256)), '', 'site:*', 1, '2026-11-21', '',"
            " '2026-11-21' + INTERVAL u.id MINUTE FROM user u JOIN seq_1_to_5");
        sql.run(
            "INSERT INTO revoked_token (jti, user_id, expires_at, revoked_at)"
            " SELECT LPAD(seq, 32, 'j'), 1, '2026-11-21' + INTERVAL seq MINUTE, '2026-11-21'"
            " FROM seq_1_to_1000");
        sql.rows(
            "ANALYZE TABLE user, session, token_family, personal_token, revoked_token,"
            " signing_key");
    }
};

/// With the same value in place of each question mark.
std::string filled(const Statement& statement, const std::string& value) {
    std::string text{statement.text};
    if (const auto at = text.find("LIMIT ?, ?"); at != std::string::npos)
        text.replace(at, 10, "LIMIT 5, 10");
    if (const auto at = text.find("LIMIT ?"); at != std::string::npos)
        text.replace(at, 7, "LIMIT 10");
    for (auto at = text.find('?'); at != std::string::npos; at = text.find('?'))
        text.replace(at, 1, value);
    return text;
}

/// The statement with these values in place of its question marks.
std::string filled_in_order(const Statement& statement, const std::vector<std::string>& values) {
    std::string text{statement.text};
    for (const std::string& value : values) text.replace(text.find('?'), 1, value);
    return text;
}

std::string quoted(const std::string& text) { return "'" + text + "'"; }

std::uint64_t commands_so_far(RawSql& sql) {
    return std::stoull(sql.rows("SHOW GLOBAL STATUS LIKE 'Questions'").front()[1]);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(token_statement_tests)

BOOST_AUTO_TEST_CASE(the_check_of_a_token_or_a_password_goes_by_unique_keys) {
    FilledStores stores;
    RawSql sql;
    const auto family =
        sql.value("SELECT public_id FROM token_family WHERE session_public_id IS NOT NULL LIMIT 1");
    const auto hash = sql.value("SELECT HEX(hash) FROM personal_token LIMIT 1");
    const std::string access =
        filled_in_order(store::mysql::kCheckAccessToken,
                        {quoted(sample_kid(1)), quoted(sample_token_id(1)), quoted(family)});
    const std::string personal =
        filled_in_order(store::mysql::kCheckPersonalToken, {"x'" + hash + "'"});
    const std::string user =
        filled_in_order(store::mysql::kCheckUser, {quoted(sample_id(1).text())});
    // What reads groups and roles is the same as in the check of a session.
    for (const auto& [text, tables] :
         {std::pair<std::string, std::string>{access, "fukrs"}, {personal, "pu"}, {user, "u"}}) {
        BOOST_TEST_CONTEXT(text) {
            BOOST_REQUIRE(sql.rows(text).size() == 1u);
            std::size_t looked_up = 0;
            for (const Plan& plan : explain(text)) {
                if (tables.find(plan.table) == std::string::npos) continue;
                ++looked_up;
                BOOST_TEST(plan.type == "const", plan.table);
            }
            BOOST_TEST(looked_up == tables.size());
        }
    }
}

BOOST_AUTO_TEST_CASE(a_check_with_a_token_or_a_password_is_one_round_trip_more_for_each) {
    FilledStores stores;
    stores.sites().add(sample_site("wiki"), sample_audit()).value();
    const store::AccessTokenKey access{sample_kid(1), sample_token_id(1), sample_id(1).text()};
    const store::CheckKey keys[] = {{.site_name = "wiki", .token_hash = sample_hash(1)},
                                    {.site_name = "wiki", .access = &access},
                                    {.site_name = "wiki", .personal = sample_hash(1)},
                                    {.site_name = "wiki", .user = sample_id(1)}};
    stores.checks().find(keys);
    RawSql counter;
    for (std::size_t count = 1; count <= 4; ++count) {
        const auto before = commands_so_far(counter);
        stores.checks().find({keys, count});
        BOOST_TEST(commands_so_far(counter) - before - 1 == count);  // without the counting itself
    }
}

BOOST_AUTO_TEST_CASE(no_statement_about_tokens_scans_a_table) {
    FilledStores stores;
    using namespace store::mysql;
    const std::pair<const Statement&, const char*> cases[] = {
        {kLockGrantee, "1"},
        {kHasLiveSession, "'1'"},
        {kFindFamily, "'a'"},
        {kLockFamily, "'a'"},
        {kFindFamiliesOfUser, "'20260101'"},
        {kFindFamilyPage, "'20260101'"},
        {kFindFamiliesOverLimit, "'20260101'"},
        {kAdvanceFamily, "'20260101'"},
        {kRevokeFamily, "'20260101'"},
        {kFindEndedFamilies, "20260101"},
        {kRemoveEndedFamilies, "20260101"},
        {kIsDeniedToken, "'a'"},
        {kFindOldDenials, "20260101"},
        {kRemoveOldDenials, "20260101"},
        {kLockOwnerOfTokens, "1"},
        {kCountPersonalTokens, "'20260101'"},
        {kFindPersonalToken, "x'00'"},
        {kFindPersonalTokensOfUser, "'20260101'"},
        {kFindPersonalTokenPage, "'20260101'"},
        {kLockPersonalToken, "'a'"},
        {kRemovePersonalToken, "x'00'"},
        {kSetTokensUsed1, "20260101"},
        {kSetTokensUsed10, "20260101"},
        {kSetTokensUsed100, "20260101"},
        {kFindExpiredPersonalTokens, "20260101"},
        {kRemoveExpiredPersonalTokens, "20260101"},
        {kFindFamiliesOfOtherKeys, "1"},
        {kReplaceFamilySeed, "'1'"},
        {kLockSomeFamilies, "1"},
        {kRevokeUsersOfFamilies, "1"},
        {kRemoveFamilies, "1"},
        {kHasEndedFamily, "1"}};
    for (const auto& [statement, value] : cases) {
        BOOST_TEST_CONTEXT(statement.name) {
            for (const Plan& plan : explain(filled(statement, value)))
                BOOST_TEST((plan.type != "ALL" || plan.table.starts_with("<derived") ||
                            plan.table.starts_with("<union")));
        }
    }
}

BOOST_AUTO_TEST_CASE(lists_of_tokens_come_out_of_an_index_in_their_order) {
    FilledStores stores;
    using namespace store::mysql;
    for (const Statement& statement : {kFindFamiliesOfUser, kFindFamilyPage, kFindFamiliesOverLimit,
                                       kFindPersonalTokensOfUser, kFindPersonalTokenPage}) {
        BOOST_TEST_CONTEXT(statement.name) {
            for (const Plan& plan : explain(filled(statement, "'20260101'")))
                BOOST_TEST(plan.extra.find("filesort") == std::string::npos);
        }
    }
}

BOOST_AUTO_TEST_CASE(purging_tokens_uses_an_index_and_no_sort_whatever_the_size_of_the_table) {
    FilledStores stores;
    using namespace store::mysql;
    const std::pair<std::string, std::string> cases[] = {
        {std::string{kRemoveEndedFamilies.text}, "ix_token_family_ends_at"},
        {std::string{kRemoveOldDenials.text}, "ix_revoked_token_expires_at"},
        {std::string{kRemoveExpiredPersonalTokens.text}, "ix_personal_token_expires_at"}};
    for (const auto& [statement, index] : cases) {
        for (const char* const limit : {"5", "500", "50000"}) {
            BOOST_TEST_CONTEXT(index << " limit " << limit) {
                std::string text = statement;
                text.replace(text.find("LIMIT ?"), 7, std::string{"LIMIT "} + limit);
                for (auto at = text.find('?'); at != std::string::npos; at = text.find('?'))
                    text.replace(at, 1, "'2100-01-01 00:00:00'");
                const auto plans = explain(text);
                BOOST_REQUIRE(plans.size() == 3u);
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

BOOST_AUTO_TEST_SUITE_END()
