// Whatever could end the last administrator is refused, over memory and over MySQL.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "database/account_fixture.hpp"
#include "support/sample_access.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using store::ChangeError;
using store::GrantChangeError;
using store::GroupChangeError;

namespace {

template <class Stores>
void make_administrator(Stores& stores, const User& user, unsigned grant,
                        std::optional<TimePoint> until = std::nullopt) {
    BOOST_REQUIRE(
        stores.grants()
            .grant(sample_grant(holder(user), role_named(kAdminRole), grant, until), sample_audit())
            .has_value());
}

/// The group `admins`, which has the role.
template <class Stores>
void add_admin_group(Stores& stores, unsigned grant = 50) {
    add_group(stores.groups(), "admins");
    BOOST_REQUIRE(stores.grants()
                      .grant(sample_grant(holder_group("admins"), role_named(kAdminRole), grant),
                             sample_audit())
                      .has_value());
}

store::FirstAdministrator first_administrator(unsigned grant) {
    return {.grant = sample_id(grant), .granted_by = "admin:0", .audit = sample_audit()};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(last_administrator_contract_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(the_first_user_at_the_command_line_gets_the_role_and_no_other_does, S,
                              AllStores) {
    S stores;
    const auto add = [&](std::string_view email, unsigned n) {
        return stores.accounts()
            .add_first(sample_user(email, n), {sample_audit()}, first_administrator(n + 100))
            .value();
    };
    const auto first = add("ann@example.org", 1);
    BOOST_TEST(first.is_administrator);
    BOOST_TEST(stores.audit().find_latest({}, 0, 10).size() == 2u);
    const auto grants = stores.grants().grants(holder(first.user), 10);
    BOOST_REQUIRE(grants.size() == 1u);
    BOOST_TEST((grants[0].id == sample_id(101)));
    BOOST_TEST((grants[0].what == role_named(kAdminRole)));
    BOOST_TEST(!grants[0].expires_at.has_value());
    BOOST_TEST(stores.grants().count_administrators() == 1u);
    BOOST_TEST(!add("bob@example.org", 2).is_administrator);
    BOOST_TEST(stores.audit().find_latest({}, 0, 10).size() == 3u);
    BOOST_TEST(stores.grants().count_administrators() == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_address_that_is_taken_makes_nobody_an_administrator, S,
                              AllStores) {
    S stores;
    add_user(stores);
    const auto again = stores.accounts().add_first(sample_user("ann@example.org", 2),
                                                   {sample_audit()}, first_administrator(100));
    BOOST_TEST(!again.has_value());
    BOOST_TEST(stores.grants().grants(std::nullopt, 10).empty());
    BOOST_TEST(stores.audit().find_latest({}, 0, 10).empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nobody_gets_the_role_while_a_member_of_a_group_has_it, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    add_admin_group(stores);
    const auto add = [&](std::string_view email, unsigned n) {
        return stores.accounts()
            .add_first(sample_user(email, n), {sample_audit()}, first_administrator(n + 100))
            .value()
            .is_administrator;
    };
    // A role that is about to end is had, too.
    BOOST_REQUIRE(stores.groups().join("admins", ann, kNow + 1h, sample_audit()).has_value());
    BOOST_TEST(!add("bob@example.org", 2));
    BOOST_REQUIRE(stores.groups().leave("admins", ann, sample_audit()).has_value());
    BOOST_TEST(add("carl@example.org", 3));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(who_cannot_sign_in_yet_replaces_no_administrator_who_can, S,
                              AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = *stores.users().add(sample_user("bob@example.org", 2));  // not confirmed
    make_administrator(stores, ann, 101);
    make_administrator(stores, bob, 102);
    const auto refused = stores.grants().revoke(sample_id(101), sample_audit());
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error() == GrantChangeError::LastAdministrator));
    const auto disabled = stores.accounts().apply(service::user_disabled(ann, sample_cause()));
    BOOST_REQUIRE(!disabled.has_value());
    BOOST_TEST((disabled.error() == ChangeError::LastAdministrator));
    // Bob may go, and with somebody who is confirmed Ann may, too.
    BOOST_TEST(stores.grants().revoke(sample_id(102), sample_audit()).has_value());
    make_administrator(stores, add_user(stores, "eve@example.org", 3), 103);
    BOOST_TEST(stores.grants().revoke(sample_id(101), sample_audit()).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(only_who_has_the_role_for_good_counts, S, AllStores) {
    S stores;
    const User ann = add_user(stores, "ann@example.org", 1);
    const User bob = add_user(stores, "bob@example.org", 2);
    const User carl = add_user(stores, "carl@example.org", 3);
    const User dora = add_user(stores, "dora@example.org", 4);
    const auto count = [&] { return stores.grants().count_administrators(); };
    make_administrator(stores, ann, 1, kNow + 1h);
    BOOST_TEST(count() == 0u);
    make_administrator(stores, bob, 2);
    BOOST_TEST(count() == 1u);
    add_admin_group(stores);
    BOOST_TEST(count() == 1u);
    BOOST_REQUIRE(stores.groups().join("admins", carl, kNow + 1h, sample_audit()).has_value());
    BOOST_TEST(count() == 1u);
    BOOST_REQUIRE(stores.groups().join("admins", carl, std::nullopt, sample_audit()).has_value());
    BOOST_TEST(count() == 2u);
    // In two ways, and yet one.
    BOOST_REQUIRE(stores.groups().join("admins", bob, std::nullopt, sample_audit()).has_value());
    BOOST_TEST(count() == 2u);
    make_administrator(stores, dora, 4);
    BOOST_REQUIRE(apply(stores.accounts(), service::user_disabled(dora, sample_cause())));
    BOOST_TEST(count() == 2u);
    BOOST_REQUIRE(apply(stores.accounts(), service::user_enabled(dora, sample_cause())));
    BOOST_TEST(count() == 3u);
    BOOST_REQUIRE(
        apply(stores.accounts(), service::deletion_scheduled(dora, kNow + 24h, sample_cause())));
    BOOST_TEST(count() == 2u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_only_administrator_stays_one_whatever_is_tried, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    make_administrator(stores, ann, 1);
    const auto before = stores.audit().find_latest({}, 0, 100).size();
    for (const auto& change : {service::user_disabled(ann, sample_cause()),
                               service::deletion_scheduled(ann, kNow + 24h, sample_cause()),
                               service::deletion_made_due(ann, sample_cause())}) {
        const auto refused = stores.accounts().apply(change);
        BOOST_REQUIRE(!refused.has_value());
        BOOST_TEST((refused.error() == ChangeError::LastAdministrator));
    }
    auto& grants = stores.grants();
    for (const auto& refused :
         {grants.revoke(sample_id(1), sample_audit()),
          grants.revoke(holder(ann), role_named(kAdminRole), sample_audit()),
          grants.grant(sample_grant(holder(ann), role_named(kAdminRole), 2, kNow + 1h),
                       sample_audit())}) {
        BOOST_REQUIRE(!refused.has_value());
        BOOST_TEST((refused.error() == GrantChangeError::LastAdministrator));
    }
    BOOST_TEST(grants.count_administrators() == 1u);
    BOOST_TEST(!find_user(stores, ann).disabled);
    BOOST_TEST(stores.audit().find_latest({}, 0, 100).size() == before);
    // With another one, all of it goes.
    make_administrator(stores, bob, 3);
    BOOST_TEST(grants.revoke(sample_id(1), sample_audit()).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_only_administrator_by_a_group_stays_one, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    add_admin_group(stores, 50);
    BOOST_REQUIRE(stores.groups().join("admins", ann, std::nullopt, sample_audit()).has_value());
    auto& groups = stores.groups();
    for (const auto& refused : {groups.leave("admins", ann, sample_audit()),
                                groups.join("admins", ann, kNow + 1h, sample_audit()),
                                groups.remove("admins", sample_audit())}) {
        BOOST_REQUIRE(!refused.has_value());
        BOOST_TEST((refused.error() == GroupChangeError::LastAdministrator));
    }
    const auto revoked = stores.grants().revoke(sample_id(50), sample_audit());
    BOOST_REQUIRE(!revoked.has_value());
    BOOST_TEST((revoked.error() == GrantChangeError::LastAdministrator));
    BOOST_TEST(stores.grants().count_administrators() == 1u);
    BOOST_TEST(groups.groups_of(ann.id).size() == 1u);
    BOOST_TEST(!groups.groups_of(ann.id).front().expires_at.has_value());
    // Another way to the role, and the group may go.
    make_administrator(stores, ann, 1);
    BOOST_TEST(groups.remove("admins", sample_audit()).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(others_come_and_go_as_before, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    make_administrator(stores, ann, 1);
    make_administrator(stores, bob, 2, kNow + 1h);
    BOOST_TEST(apply(stores.accounts(), service::user_disabled(bob, sample_cause())));
    BOOST_TEST(stores.grants().revoke(sample_id(2), sample_audit()).has_value());
    BOOST_TEST(apply(stores.accounts(), service::deletion_made_due(bob, sample_cause())));
    BOOST_TEST(apply(stores.accounts(), service::due_removed(bob, sample_cause())));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(where_nobody_is_one_nothing_is_refused, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    make_administrator(stores, ann, 1, kNow + 1h);
    BOOST_TEST(
        stores.grants()
            .grant(sample_grant(holder(ann), role_named(kAdminRole), 2, kNow + 2h), sample_audit())
            .has_value());
    BOOST_TEST(stores.grants().revoke(sample_id(1), sample_audit()).has_value());
    BOOST_TEST(apply(stores.accounts(), service::user_disabled(ann, sample_cause())));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_administrator_whose_deletion_is_cancelled_is_one_again, S,
                              AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    make_administrator(stores, ann, 1);
    make_administrator(stores, bob, 2);
    BOOST_REQUIRE(
        apply(stores.accounts(), service::deletion_scheduled(ann, kNow + 24h, sample_cause())));
    BOOST_TEST(!apply(stores.accounts(), service::user_disabled(bob, sample_cause())));
    BOOST_REQUIRE(apply(stores.accounts(), service::deletion_cancelled(ann, sample_cause())));
    BOOST_TEST(apply(stores.accounts(), service::user_disabled(bob, sample_cause())));
}

BOOST_AUTO_TEST_SUITE_END()
