// Groups, roles and rules that are changed at the same moment.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "database/account_fixture.hpp"
#include "database/at_once.hpp"
#include "postern/store/draft_store.hpp"
#include "postern/store/rules_store.hpp"
#include "support/sample_access.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using store::mysql::MysqlDatabase;

namespace {

/// Two administrators, by the grants sample_id(1) and sample_id(2).
struct TwoAdministrators : MysqlStores {
    User ann = add_user(*this, "ann@example.org", 1);
    User bob = add_user(*this, "bob@example.org", 2);

    TwoAdministrators() {
        unsigned n = 0;
        for (const User& user : {ann, bob})
            grants()
                .grant(sample_grant(holder(user), role_named(kAdminRole), ++n), sample_audit())
                .value();
    }
};

/// What ends one of the two as an administrator, in one way after the other.
bool demote(MysqlDatabase& database, const User& user, unsigned number, unsigned way) {
    switch (way % 4) {
        case 0:
            return database.grants().revoke(sample_id(number), sample_audit()).has_value();
        case 1:
            return apply(database.accounts(), service::user_disabled(user, sample_cause()));
        case 2:
            return apply(database.accounts(),
                         service::deletion_scheduled(user, kNow + 24h, sample_cause()));
        default:
            return database.grants()
                .grant(sample_grant(holder(user), role_named(kAdminRole), 100 + number, kNow + 1h),
                       sample_audit())
                .has_value();
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(access_concurrency_tests)

BOOST_AUTO_TEST_CASE(two_administrators_who_end_each_other_leave_one) {
    for (unsigned round = 0; round < 16; ++round) {
        TwoAdministrators stores;
        const int done = run_at_once(2, [&](MysqlDatabase& database, unsigned number) {
            // Number 1 ends Bob, and number 2 Ann, each in a way of its own.
            const bool is_first = number == 1;
            return demote(database, is_first ? stores.bob : stores.ann, is_first ? 2 : 1,
                          is_first ? round % 4 : round / 4);
        });
        BOOST_TEST_CONTEXT("round " << round) {
            BOOST_TEST(done == 1);
            BOOST_TEST(stores.grants().count_administrators() == 1u);
        }
    }
}

BOOST_AUTO_TEST_CASE(two_members_of_the_only_group_of_administrators_cannot_both_leave) {
    for (int round = 0; round < 10; ++round) {
        MysqlStores stores;
        const User users[] = {add_user(stores, "ann@example.org", 1),
                              add_user(stores, "bob@example.org", 2)};
        add_group(stores.groups(), "admins");
        stores.grants()
            .grant(sample_grant(holder_group("admins"), role_named(kAdminRole)), sample_audit())
            .value();
        for (const User& user : users)
            BOOST_REQUIRE(
                stores.groups().join("admins", user, std::nullopt, sample_audit()).has_value());
        const int done = run_at_once(2, [&](MysqlDatabase& database, unsigned number) {
            return database.groups().leave("admins", users[number - 1], sample_audit()).has_value();
        });
        BOOST_TEST(done == 1);
        BOOST_TEST(stores.grants().count_administrators() == 1u);
    }
}

BOOST_AUTO_TEST_CASE(one_of_many_first_users_becomes_the_administrator) {
    MysqlStores stores;
    const int administrators = run_at_once(16, [](MysqlDatabase& database, unsigned number) {
        return database.accounts()
            .add_first(sample_user("user" + std::to_string(number) + "@example.org", number),
                       {sample_audit()},
                       {.grant = sample_id(100 + number),
                        .granted_by = "admin:0",
                        .audit = sample_audit()})
            .value()
            .is_administrator;
    });
    BOOST_TEST(administrators == 1);
    BOOST_TEST(stores.grants().count_administrators() == 1u);
    BOOST_TEST(stores.users().find_page(UserId{0}, 100).size() == 16u);
}

BOOST_AUTO_TEST_CASE(the_same_grant_by_many_at_once_is_one) {
    MysqlStores stores;
    const User ann = add_user(stores);
    const int done = run_at_once(16, [&](MysqlDatabase& database, unsigned number) {
        return database.grants()
            .grant(sample_grant(holder(ann), role_named(kAdminRole), number), sample_audit())
            .has_value();
    });
    BOOST_TEST(done == 16);
    BOOST_TEST(stores.grants().grants(std::nullopt, 100).size() == 1u);
}

BOOST_AUTO_TEST_CASE(one_of_many_changes_of_the_same_rules_wins) {
    MysqlStores stores;
    stores.sites().add(sample_site("wiki"), sample_audit()).value();
    const int done = run_at_once(8, [](MysqlDatabase& database, unsigned number) {
        return database.rules()
            .replace({{"wiki", "by " + std::to_string(number), 0}}, {}, std::nullopt, kNow,
                     "admin:0", {sample_audit()})
            .has_value();
    });
    BOOST_TEST(done == 1);
}

BOOST_AUTO_TEST_CASE(a_group_is_removed_or_named_by_a_rule_never_both) {
    for (int round = 0; round < 10; ++round) {
        MysqlStores stores;
        stores.sites().add(sample_site("wiki"), sample_audit()).value();
        const auto id = static_cast<std::uint32_t>(add_group(stores.groups(), "staff").id);
        const int done = run_at_once(2, [&](MysqlDatabase& database, unsigned number) {
            if (number == 1) return database.groups().remove("staff", sample_audit()).has_value();
            return database.rules()
                .replace({{"wiki", "one", 0}}, {{"wiki", {id}, {}}}, std::nullopt, kNow, "admin:0",
                         {})
                .has_value();
        });
        BOOST_TEST(done == 1);
        BOOST_TEST(stores.groups().find("staff").has_value() ==
                   stores.rules().find("wiki").has_value());
    }
}

BOOST_AUTO_TEST_CASE(of_two_administrators_who_publish_a_draft_at_once_one_is_refused) {
    for (int round = 0; round < 10; ++round) {
        MysqlStores stores;
        stores.sites().add(sample_site("wiki"), sample_audit()).value();
        const auto revision = stores.drafts().put(
            {.site = "wiki", .text = "draft", .changed_at = kNow, .changed_by = "admin:0"});
        BOOST_REQUIRE(revision.has_value());
        const int done = run_at_once(4, [&](MysqlDatabase& database, unsigned number) {
            const store::RulesChange change{.site = "wiki",
                                            .text = "rules of " + std::to_string(number),
                                            .expected_version = 0,
                                            .draft = *revision};
            return database.rules()
                .replace({change}, {}, std::nullopt, kNow, "admin:0", {sample_audit()})
                .has_value();
        });
        BOOST_TEST(done == 1);
        BOOST_TEST(!stores.drafts().find("wiki").has_value());
        BOOST_TEST(stores.drafts().history("wiki").size() == 1u);
    }
}

BOOST_AUTO_TEST_CASE(a_draft_that_is_saved_while_it_is_published_is_lost_by_nobody) {
    for (int round = 0; round < 10; ++round) {
        MysqlStores stores;
        stores.sites().add(sample_site("wiki"), sample_audit()).value();
        const auto revision = stores.drafts().put(
            {.site = "wiki", .text = "draft", .changed_at = kNow, .changed_by = "admin:0"});
        BOOST_REQUIRE(revision.has_value());
        const int done = run_at_once(2, [&](MysqlDatabase& database, unsigned number) {
            if (number == 1)
                return database.drafts()
                    .put({.site = "wiki",
                          .text = "saved",
                          .revision = *revision,
                          .changed_at = kNow,
                          .changed_by = "admin:0"})
                    .has_value();
            return database.rules()
                .replace({{.site = "wiki", .text = "rules", .draft = *revision}}, {}, std::nullopt,
                         kNow, "admin:0", {sample_audit()})
                .has_value();
        });
        BOOST_TEST(done == 1);
        // Either it is published and gone, or saved and still there.
        const auto draft = stores.drafts().find("wiki");
        BOOST_TEST(draft.has_value() != stores.rules().find("wiki").has_value());
        if (draft) BOOST_TEST(draft->text == "saved");
    }
}

BOOST_AUTO_TEST_SUITE_END()
