// The lists of administrators read a bounded part of an index, whatever their filters and however
// many rows there are.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <set>

#include "database/explain.hpp"
#include "database/store_types.hpp"
#include "postern/store/audit_store.hpp"
#include "postern/store/directory_store.hpp"
#include "store/mysql/directory/directory_statements.hpp"
#include "store/mysql/directory/statistics_statements.hpp"
#include "store/mysql/directory/user_word_statements.hpp"
#include "store/mysql/log/audit_statements.hpp"

using namespace postern;
using namespace postern::test;
using namespace store::mysql;
using store::UserQuery;
using store::UserState;

namespace {

using Values = std::vector<std::string>;

/// Users 1 to 10000 in the order of their keys. The older half has second factors, the newer one is
/// disabled; one is both. All are called Anna and are in a group.
struct ManyRows : MysqlStores {
    static constexpr std::size_t kUsers = 10'000;
    static constexpr unsigned kBoth = 1000;

    ManyRows() {
        RawSql sql;
        sql.run(
            "INSERT INTO user (public_id, email, display_name, created_at, email_verified_at,"
            " disabled, has_factor, word_version) SELECT CONCAT(LPAD(seq, 21, 'b'), 'A'),"
            " CONCAT('anna', LPAD(seq, 6, '0'), '@example.org'), 'Anna', '2026-11-21',"
            " '2026-11-21', seq > 5000 OR seq = 1000, seq <= 5000, 1 FROM seq_1_to_10000"
            " ORDER BY seq");
        sql.run("INSERT INTO user_word (word, user_id) SELECT email, id FROM user");
        sql.run("INSERT INTO user_word (word, user_id) SELECT '@example.org', id FROM user");
        sql.run("INSERT INTO user_word (word, user_id) SELECT 'anna', id FROM user");
        sql.run("INSERT INTO user_group (name, created_at) VALUES ('staff', '2026-11-21')");
        sql.run(
            "INSERT INTO group_member (user_id, group_id, granted_at, granted_by)"
            " SELECT u.id, g.id, '2026-11-21', 'admin:0' FROM user u JOIN user_group g");
        sql.run(
            "INSERT INTO session (public_id, token_hash, user_id, created_at, last_seen_at,"
            " expires_at, idle_seconds, remember, address, user_agent)"
            " SELECT public_id, UNHEX(SHA2(id, 256)), id, '2026-11-21', '2026-11-21',"
            " '2026-12-21', 3600, 0, '192.0.2.7', '' FROM user");
        sql.run(
            "INSERT INTO audit (created_at, event, result, user, actor, address, user_agent,"
            " request_id, detail)"
            " SELECT '2026-11-01' + INTERVAL seq MINUTE, IF(seq <= 6000, 'sign_in', 'sign_out'),"
            " IF(seq >= 6000, 'refused', 'ok'), NULL, IF(seq % 100 = 0, 'admin:0', 'user'),"
            " '192.0.2.7', '', CONCAT('r-', seq), '' FROM seq_1_to_12000 ORDER BY seq");
        sql.rows("ANALYZE TABLE user, user_word, user_group, group_member, session, audit");
    }
};

/// The statement with these values in place of its question marks.
std::string filled(const Statement& statement, const Values& values) {
    std::string text;
    std::size_t next = 0;
    for (const char c : statement.text) {
        if (c == '?')
            text += values.at(next++);
        else
            text += c;
    }
    BOOST_TEST(next == values.size(), statement.name);
    return text;
}

Values operator+(Values a, const Values& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

/// What derived tables hold is bounded by the limits inside of them.
bool is_derived(const Plan& plan) { return plan.table.starts_with("<"); }

/// Every table by an index, this one among them (empty: any); sorted is at most what a derived
/// table holds.
void check_plan(const Statement& statement, const Values& values, const std::string& key) {
    BOOST_TEST_CONTEXT(statement.name << " " << filled(statement, values)) {
        std::set<std::string> keys;
        for (const Plan& plan : explain(filled(statement, values))) {
            if (plan.extra.starts_with("Impossible WHERE")) return;  // nothing is read
            if (is_derived(plan)) continue;
            keys.insert(plan.key);
            BOOST_TEST(plan.type != "ALL", plan.table);
            BOOST_TEST(plan.type != "index", plan.table);
            BOOST_TEST(plan.extra.find("filesort") == std::string::npos, plan.table);
        }
        BOOST_TEST((key.empty() || keys.contains(key)), key);
    }
}

const std::string kSomeTime = "'2026-11-21 08:50:00'";
const std::string kAll = "18446744073709551615";

/// Those of kUserFits, for every combination of the filters of a page.
std::vector<Values> user_filters() {
    std::vector<Values> all;
    for (const std::string state : {"''", "'active'", "'disabled'", "'unconfirmed'", "'deleting'"})
        for (const std::string factor : {"2", "1", "0"})
            for (const std::string group : {"0", "1"})
                for (const std::string word : {"''", "'anna'"})
                    all.push_back({state, state, factor, factor, group, group, kSomeTime, word,
                                   word, word == "''" ? "''" : "'annaz'"});
    return all;
}

/// Those of kAuditFilter.
std::vector<Values> audit_filters() {
    std::vector<Values> all;
    for (const std::string user : {"''", "'bbbbbbbbbbbbbbbbbbbb1A'"})
        for (const std::string event : {"''", "'sign_in'"})
            for (const std::string result : {"''", "'refused'"})
                for (const std::string address : {"''", "'192.0.2.7'"})
                    for (const std::string request : {"''", "'r-7'"})
                        for (const std::string since : {"'1000-01-01'", "'2026-11-05'"})
                            all.push_back({user, user, event, event, result, result, address,
                                           address, request, request, since, "'9999-12-31'"});
    return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(list_statement_tests)

BOOST_AUTO_TEST_CASE(no_list_of_users_reads_a_whole_table_whatever_its_filters) {
    ManyRows stores;
    const Values span{"9000", "5000"};
    for (const auto& fits : user_filters()) {
        const Values now{kSomeTime}, limit{"101"};
        check_plan(kReadUsers, now + span + fits + limit, "PRIMARY");
        check_plan(kReadDisabledUsers, now + span + fits + limit, "ix_user_disabled");
        check_plan(kReadUsersByFactor, now + Values{"1"} + span + fits + limit,
                   "ix_user_has_factor");
        check_plan(kReadMembers, now + Values{"1"} + span + fits + limit,
                   "ix_group_member_group_id");
        check_plan(kReadUsersByWord, now + Values{"'@example.org'"} + span + fits + limit,
                   "PRIMARY");
        check_plan(kReadEmails, now + Values{"'anna1'", "'anna5'"} + fits + limit, "uq_user_email");
        const Values few{"8000"}, tail{"0", "''", kAll, "0", "101", "0"};
        check_plan(kSortDeletingUsers, now + few + fits + tail, "ix_user_delete_at");
        check_plan(kSortDisabledUsers, now + few + fits + tail, "ix_user_disabled");
        check_plan(kSortWaitingUsers, now + few + fits + tail, "ix_user_waiting_since");
        check_plan(kSortUnconfirmedUsers, now + few + fits + tail, "ix_user_email_verified_at");
        check_plan(kSortUsersByFactor, now + Values{"1"} + few + fits + tail, "ix_user_has_factor");
        check_plan(kSortMembers, now + Values{"1"} + few + fits + tail, "ix_group_member_group_id");
        check_plan(kSortUsersByWords, now + Values{"'anna'", "'annaz'"} + few + fits + tail,
                   "PRIMARY");
        check_plan(kFindFittingUser, now + Values{"'bbbbbbbbbbbbbbbbbbbb1A'"} + fits,
                   "uq_user_public_id");
    }
}

BOOST_AUTO_TEST_CASE(what_decides_how_a_list_of_users_is_read_is_in_an_index) {
    ManyRows stores;
    check_plan(kReachUsers, {"9000", "4000"}, "PRIMARY");
    check_plan(kReachDisabledUsers, {"9000", "4000"}, "ix_user_disabled");
    check_plan(kReachUsersByFactor, {"1", "9000", "4000"}, "ix_user_has_factor");
    check_plan(kReachMembers, {"1", "9000", "4000"}, "ix_group_member_group_id");
    check_plan(kReachUsersByWord, {"'@example.org'", "9000", "4000"}, "PRIMARY");
    check_plan(kReachEmails, {"'anna2'", "4000"}, "uq_user_email");
    check_plan(kCountDeletingUsers, {"4001"}, "ix_user_delete_at");
    check_plan(kCountDisabledUsers, {"4001"}, "ix_user_disabled");
    check_plan(kCountWaitingUsers, {"4001"}, "ix_user_waiting_since");
    check_plan(kCountUnconfirmedUsers, {"4001"}, "ix_user_email_verified_at");
    check_plan(kCountUsersByFactor, {"0", "4001"}, "ix_user_has_factor");
    check_plan(kCountMembers, {"1", "4001"}, "ix_group_member_group_id");
    check_plan(kCountUsersByWords, {"'anna'", "'annaz'", "4001"}, "PRIMARY");
    check_plan(kFindWordless, {"2", "100"}, "ix_user_word_version");
}

BOOST_AUTO_TEST_CASE(no_list_of_sessions_reads_a_whole_table) {
    ManyRows stores;
    check_plan(kReachSessions, {"9000", "4000"}, "PRIMARY");
    check_plan(kReachSessionsOfUser, {"1", "9000", "4000"}, "ix_session_user_id");
    check_plan(kReachSessionsFrom, {"'192.0.2.7'", "9000", "4000"}, "ix_session_address");
    for (const std::string address : {"''", "'192.0.2.7'"}) {
        const Values rest{"9000", "5000", kSomeTime, address, address, "101"};
        check_plan(kReadSessions, rest, "PRIMARY");
        check_plan(kReadSessionsOfUser, Values{"1"} + rest, "ix_session_user_id");
        check_plan(kReadSessionsFrom, Values{"'192.0.2.7'"} + rest, "ix_session_address");
    }
}

BOOST_AUTO_TEST_CASE(no_list_of_the_audit_log_reads_a_whole_table_whatever_its_filters) {
    ManyRows stores;
    const Values span{"11000", "6000"};
    for (const auto& fits : audit_filters()) {
        const Values rest = span + fits + Values{"101"};
        check_plan(kFindAuditBefore, rest, "PRIMARY");
        check_plan(kFindAuditAfter, Values{"6000", "11000"} + fits + Values{"101"}, "PRIMARY");
        check_plan(kFindAuditOfUser, Values{"'bbbbbbbbbbbbbbbbbbbb1A'"} + rest, "ix_audit_user");
        check_plan(kFindAuditOfEvent, Values{"'sign_in'"} + rest, "ix_audit_event");
        check_plan(kFindAuditOfResult, Values{"'refused'"} + rest, "ix_audit_result");
        check_plan(kFindAuditOfAddress, Values{"'192.0.2.7'"} + rest, "ix_audit_address");
        check_plan(kFindAuditOfRequest, Values{"'r-7'"} + rest, "");
    }
    check_plan(kReachAudit, {"11000", "5000"}, "PRIMARY");
    check_plan(kReachAuditAfter, {"6000", "5000"}, "PRIMARY");
    check_plan(kReachAuditOfUser, {"'a'", "11000", "5000"}, "ix_audit_user");
    check_plan(kReachAuditOfEvent, {"'sign_in'", "11000", "5000"}, "ix_audit_event");
    check_plan(kReachAuditOfResult, {"'refused'", "11000", "5000"}, "ix_audit_result");
    check_plan(kReachAuditOfAddress, {"'192.0.2.7'", "11000", "5000"}, "ix_audit_address");
    check_plan(kReachAuditOfRequest, {"'r-7'", "11000", "5000"}, "ix_audit_request_id");
    check_plan(kFindAuditSince, {"'2026-11-05'"}, "ix_audit_created_at");
    check_plan(kFindAuditUntil, {"'2026-11-05'"}, "ix_audit_created_at");
}

BOOST_AUTO_TEST_CASE(no_figure_of_the_overview_reads_a_whole_table) {
    ManyRows stores;
    check_plan(kFindUncounted, {kSomeTime, kSomeTime, "6000", "5000"}, "PRIMARY");
    check_plan(kWalkUsers, {"5000", "5000"}, "PRIMARY");
    check_plan(kWalkSessions, {kSomeTime, "5000", "5000"}, "PRIMARY");
    check_plan(kCountFailedMails, {"1000"}, "ix_outbox_next_attempt_at");
    check_plan(kCountWaiting, {"1000"}, "ix_user_waiting_since");
    check_plan(kCountAdminHolders, {kSomeTime, "100", kSomeTime, kSomeTime, "100", "100"},
               "uq_role_name");
    check_plan(kFindAuditOfActor, {"'admin:0'", "10"}, "ix_audit_actor");
    // Of each administrator one entry of the index is read, and those are sorted.
    for (const Plan& plan : explain(filled(kFindLastActors, {"10"}))) {
        BOOST_TEST(plan.key == "ix_audit_actor");
        BOOST_TEST(plan.extra.find("Using index for group-by") != std::string::npos, plan.extra);
    }
}

BOOST_AUTO_TEST_CASE(a_list_passes_over_many_that_do_not_fit_in_short_parts) {
    ManyRows stores;
    for (const auto order : {UserQuery::Order::Newest, UserQuery::Order::Email}) {
        const UserQuery query{.search = "anna",
                              .state = UserState::Disabled,
                              .second_factor = true,
                              .group = "staff",
                              .order = order};
        std::optional<store::UserMark> mark;
        std::size_t parts = 0;
        std::vector<std::string> found;
        do {
            const auto part = stores.directory().list_users(query, mark, 100, kNow);
            for (const auto& listed : part.found) found.push_back(listed.user.email.text());
            mark = part.last;
        } while (++parts < 20 && mark);
        BOOST_TEST(!mark.has_value());
        BOOST_TEST(parts > 1u);
        BOOST_TEST(found == (std::vector<std::string>{"anna001000@example.org"}));
    }
}

BOOST_AUTO_TEST_CASE(a_long_list_shows_everybody_once) {
    ManyRows stores;
    for (const auto order : {UserQuery::Order::Newest, UserQuery::Order::Email}) {
        for (const UserQuery& query : {UserQuery{.search = "anna", .order = order},
                                       UserQuery{.search = "@example.org", .order = order},
                                       UserQuery{.second_factor = true, .order = order},
                                       UserQuery{.state = UserState::Disabled, .order = order},
                                       UserQuery{.group = "staff", .order = order}}) {
            std::set<std::string> found;
            std::size_t count = 0;
            std::optional<store::UserMark> mark;
            do {
                const auto part = stores.directory().list_users(query, mark, 3000, kNow);
                for (const auto& listed : part.found) found.insert(listed.user.email.text());
                count += part.found.size();
                mark = part.last;
            } while (mark);
            const bool is_half = query.second_factor || query.state;
            const std::size_t expected =
                is_half ? ManyRows::kUsers / 2 + (query.state ? 1 : 0) : ManyRows::kUsers;
            BOOST_TEST(found.size() == expected);
            BOOST_TEST(count == expected);
            BOOST_TEST(stores.directory().count_users(query, 1001, kNow) == 1001u);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_audit_log_is_passed_over_in_short_parts) {
    ManyRows stores;
    // Entry 6000 alone is both, and all have the address.
    const store::AuditFilter filter{
        .event = AuditEvent::SignIn, .result = AuditResult::Refused, .address = "192.0.2.7"};
    std::vector<std::string> found;
    std::uint64_t before = 0;
    std::size_t parts = 0;
    for (bool complete = false; !complete && parts < 10; ++parts) {
        const auto part = stores.audit().list_part(filter, before, 100);
        for (const auto& stored : part.found) found.push_back(stored.entry.request_id);
        before = part.last;
        complete = part.complete;
    }
    BOOST_TEST(parts < 10u);
    BOOST_TEST(found == (std::vector<std::string>{"r-6000"}));

    // A span of time is found without what came after it: 2026-11-02 is 1440 minutes.
    const auto day = stores.audit().list_part(
        {.since = TimePoint{std::chrono::sys_days{std::chrono::year{2026} / 11 / 2}},
         .until = TimePoint{std::chrono::sys_days{std::chrono::year{2026} / 11 / 3}}},
        0, 5000);
    BOOST_TEST(day.complete);
    BOOST_TEST(day.found.size() == 1440u);
}

BOOST_AUTO_TEST_SUITE_END()
