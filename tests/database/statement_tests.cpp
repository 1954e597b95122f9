// How the server runs the statements: the look-ups go by unique keys, in one round trip.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "database/store_types.hpp"
#include "postern/store/store_error.hpp"
#include "store/mysql/statements.hpp"

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
            sessions().add(sample_session(user.id, n)).value();
            sites().add(sample_site("site" + std::to_string(n))).value();
        }
        RawSql{}.rows("ANALYZE TABLE user, user_password, session, site");
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

struct Plan {
    std::string table, type, key;
};

std::vector<Plan> explain(const std::string& sql) {
    std::vector<Plan> plans;
    for (const auto& row : RawSql{}.rows("EXPLAIN " + sql))
        plans.push_back({row[2], row[3], row[5]});
    return plans;
}

/// Reads at most the rows that were asked for: by a unique key, or by ranges of one.
bool is_direct(const Plan& plan) {
    return plan.type == "const" || plan.type == "eq_ref" || plan.type == "range" ||
           plan.type == "ref";
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
            BOOST_REQUIRE(plans.size() == 3u);
            for (const Plan& plan : plans) BOOST_TEST(is_direct(plan));
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
        {kRemoveSessionsOfUser, "1"},
        {kFindSiteByName, "'site1'"},
        {kFindUserByEmail, "'user1@example.org'"},
        {kFindUserByPublicId, "'a'"},
        {kSetPassword, "1"},
        {kSetUserDisabled, "1"},
        {kSetSessionLastSeen, "1"},
        {kLockEnabledUser, "1"},
        {kRemoveExpiredSessions, "1"}};
    for (const auto& [statement, value] : cases) {
        BOOST_TEST_CONTEXT(statement.name) {
            std::string text{statement.text};
            for (auto at = text.find('?'); at != std::string::npos; at = text.find('?'))
                text.replace(at, 1, value);
            for (const Plan& plan : explain(text)) BOOST_TEST(plan.type != "ALL");
        }
    }
}

BOOST_AUTO_TEST_CASE(a_check_is_one_round_trip_and_two_after_a_change_of_sites) {
    MysqlStores stores;
    stores.sites().add(sample_site("wiki")).value();
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

BOOST_AUTO_TEST_CASE(a_corrupt_user_is_no_session_and_does_not_harm_the_others) {
    MysqlStores stores;
    const User ann = *stores.users().add(sample_user("ann@example.org", 1));
    const User bob = *stores.users().add(sample_user("bob@example.org", 2));
    stores.sessions().add(sample_session(ann.id, 1)).value();
    stores.sessions().add(sample_session(bob.id, 2)).value();
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
    for (const char* const name : {"app", "wiki"}) stores.sites().add(sample_site(name)).value();
    RawSql{}.run("UPDATE site SET policy = 'whatever' WHERE name = 'app'");
    const store::CheckKey keys[] = {{"app", std::nullopt}, {"wiki", std::nullopt}};
    const auto rows = stores.checks().find(keys);
    BOOST_TEST(!rows[0].site.has_value());
    BOOST_TEST(rows[1].site.has_value());
}

BOOST_AUTO_TEST_CASE(a_check_fails_when_the_revision_of_the_sites_is_gone) {
    MysqlStores stores;
    const store::CheckKey keys[] = {{"wiki", sample_hash(1)}};
    stores.checks().find(keys);
    RawSql{}.run("DELETE FROM site_revision");
    BOOST_CHECK_THROW(stores.checks().find(keys), store::StoreError);
    BOOST_CHECK_THROW(stores.sites().add(sample_site("wiki")).value(), store::StoreError);
    RawSql{}.run("INSERT INTO site_revision (id, revision) VALUES (1, 1)");
    BOOST_TEST(stores.sites().find_all().empty());
}

BOOST_AUTO_TEST_SUITE_END()
