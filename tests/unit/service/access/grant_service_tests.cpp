// Permissions, roles and grants as administrators change them, and what users may do by them.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/service/access/grant_service.hpp"
#include "support/sample_access.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using service::GrantError;
using Reason = service::Permitted::Reason;

namespace {

struct GrantFixture : ServiceFixture {
    const service::GrantService& grants = wiring.grants;
    const service::GroupService& groups = wiring.groups;
    User ann = add_user("ann@example.org");

    const AuditEntry& last_entry() { return stores.state().audit.back().entry; }
    std::size_t entries() { return stores.state().audit.size(); }

    /// The permission `edit`, of wiki/pages, and the role `editor` that has it.
    void add_editor() {
        grants.add_permission({"edit", "", "wiki/pages", "edit"}, admin, now).value();
        grants.add_role("editor", "", {"edit"}, admin, now).value();
    }
    service::Permitted may_edit(TimePoint at) {
        return grants.may(ann.id, "wiki/pages", "edit", at);
    }
};

void check_error(const auto& done, GrantError expected) {
    BOOST_REQUIRE(!done.has_value());
    BOOST_TEST((done.error() == expected));
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(grant_service_tests, GrantFixture)

BOOST_AUTO_TEST_CASE(every_change_is_audited_with_the_names) {
    groups.add("staff", "", admin, now).value();
    const auto check = [&](const auto& done, AuditEvent event, std::string_view detail,
                           bool is_of_ann = false) {
        BOOST_REQUIRE(done.has_value());
        BOOST_TEST((last_entry().event == event));
        BOOST_TEST(last_entry().detail == detail);
        BOOST_TEST(last_entry().actor == admin.name);
        BOOST_TEST(
            (last_entry().user == (is_of_ann ? std::optional{ann.public_id} : std::nullopt)));
    };
    using enum AuditEvent;
    check(grants.add_permission({"edit", "", "wiki/pages", "edit"}, admin, now), PermissionAdded,
          "edit");
    check(grants.add_role("editor", "", {}, admin, now), RoleAdded, "editor");
    check(grants.set_role("editor", "Edits", std::nullopt, admin, now), RoleChanged, "editor");
    const auto id = grants.grant(holder(ann), role_named("editor"), std::nullopt, admin, now);
    check(id, AuditEvent::Granted, "role editor", true);
    check(grants.revoke(*id, admin, now), GrantRevoked, "role editor", true);
    check(grants.grant(holder_group("staff"), permission_named("edit"), std::nullopt, admin, now),
          AuditEvent::Granted, "permission edit to group staff");
    check(grants.revoke(holder_group("staff"), permission_named("edit"), admin, now), GrantRevoked,
          "permission edit to group staff");
    check(grants.remove_role("editor", admin, now), RoleRemoved, "editor");
    check(grants.remove_permission("edit", admin, now), PermissionRemoved, "edit");
}

BOOST_AUTO_TEST_CASE(users_are_told_what_they_were_granted_and_what_was_revoked) {
    add_editor();
    stores.state().outbox.clear();
    const auto last_mail = [&] { return stores.state().outbox.rbegin()->second.mail; };
    const auto id = grants.grant(holder(ann), role_named("editor"), now + 1h, admin, now).value();
    BOOST_TEST((last_mail().kind == MailKind::AccessChanged));
    BOOST_TEST((last_mail().user_id == ann.id));
    BOOST_TEST((last_mail().to == ann.email));
    BOOST_TEST((last_mail().details ==
                MailDetails{{"role_granted", "editor"}, {"until", to_rfc3339(now + 1h)}}));
    grants.revoke(id, admin, now).value();
    BOOST_TEST((last_mail().details == MailDetails{{"role_revoked", "editor"}}));
    grants.grant(holder(ann), permission_named("edit"), std::nullopt, admin, now).value();
    BOOST_TEST((last_mail().details == MailDetails{{"permission_granted", "edit"}}));
    grants.revoke(holder(ann), permission_named("edit"), admin, now).value();
    BOOST_TEST((last_mail().details == MailDetails{{"permission_revoked", "edit"}}));
    BOOST_TEST(stores.state().outbox.size() == 4u);
}

BOOST_AUTO_TEST_CASE(nobody_is_told_of_a_grant_to_a_group_or_of_one_that_was_there) {
    add_editor();
    groups.add("staff", "", admin, now).value();
    groups.join("staff", ann, std::nullopt, admin, now).value();
    grants.grant(holder(ann), role_named("editor"), std::nullopt, admin, now).value();
    stores.state().outbox.clear();
    grants.grant(holder(ann), role_named("editor"), std::nullopt, admin, now).value();
    grants.grant(holder_group("staff"), role_named("editor"), std::nullopt, admin, now).value();
    grants.revoke(holder_group("staff"), role_named("editor"), admin, now).value();
    grants.remove_role("editor", admin, now).value();
    BOOST_TEST(stores.state().outbox.empty());
}

BOOST_AUTO_TEST_CASE(what_hosts_know_of_the_holder_is_dropped) {
    add_editor();
    groups.add("staff", "", admin, now).value();
    BOOST_TEST((revoker.users.empty() && revoker.everybody == 0));
    const auto id =
        grants.grant(holder(ann), role_named("editor"), std::nullopt, admin, now).value();
    BOOST_TEST((revoker.users == std::vector{ann.id}));
    grants.revoke(id, admin, now).value();
    BOOST_TEST((revoker.users == std::vector{ann.id, ann.id}));
    BOOST_TEST(revoker.everybody == 0);
    grants.grant(holder_group("staff"), role_named("editor"), std::nullopt, admin, now).value();
    BOOST_TEST(revoker.everybody == 1);
    grants.set_role("editor", "Edits", std::nullopt, admin, now).value();
    BOOST_TEST(revoker.everybody == 1);
    grants.set_role("editor", std::nullopt, std::vector<std::string>{}, admin, now).value();
    BOOST_TEST(revoker.everybody == 2);
    grants.remove_role("editor", admin, now).value();
    BOOST_TEST(revoker.everybody == 3);
}

BOOST_AUTO_TEST_CASE(set_role_changes_nothing_when_the_role_is_not_as_it_was_seen) {
    add_editor();
    const auto seen = grants.find_role("editor")->permissions;
    grants.set_role("editor", std::nullopt, std::vector<std::string>{}, admin, now, seen).value();
    const auto before = entries();
    check_error(grants.set_role("editor", std::nullopt, seen, admin, now, seen),
                GrantError::ChangedMeanwhile);
    BOOST_TEST(grants.find_role("editor")->permissions.empty());
    BOOST_TEST(entries() == before);
}

BOOST_AUTO_TEST_CASE(what_is_typed_is_checked) {
    const auto before = entries();
    check_error(grants.add_permission({"Edit", "", "wiki", "edit"}, admin, now),
                GrantError::BadName);
    check_error(grants.add_permission({"edit", "two\nlines", "wiki", "edit"}, admin, now),
                GrantError::BadDescription);
    check_error(grants.add_permission({"edit", "", "wiki/*/x", "edit"}, admin, now),
                GrantError::BadResource);
    check_error(grants.add_permission({"edit", "", "wiki", "ed*"}, admin, now),
                GrantError::BadAction);
    check_error(grants.add_role("a,b", "", {}, admin, now), GrantError::BadName);
    check_error(grants.add_role("a", "two\nlines", {}, admin, now), GrantError::BadDescription);
    check_error(grants.set_role("admin", "two\nlines", std::nullopt, admin, now),
                GrantError::BadDescription);
    check_error(grants.grant(holder(ann), role_named("admin"), now, admin, now),
                GrantError::BadExpiry);
    BOOST_TEST(entries() == before);
}

BOOST_AUTO_TEST_CASE(each_refusal_of_the_store_has_its_own_error) {
    add_editor();
    const auto before = entries();
    check_error(grants.add_permission({"edit", "", "other", "edit"}, admin, now),
                GrantError::NameTaken);
    check_error(grants.remove_permission("edit", admin, now), GrantError::InUse);
    check_error(grants.remove_permission("administer", admin, now), GrantError::BuiltIn);
    check_error(grants.remove_permission("none", admin, now), GrantError::NoSuchPermission);
    check_error(grants.remove_role("admin", admin, now), GrantError::BuiltIn);
    check_error(grants.remove_role("none", admin, now), GrantError::NoSuchRole);
    check_error(grants.add_role("other", "", {"none"}, admin, now), GrantError::NoSuchPermission);
    check_error(grants.grant(holder_group("none"), role_named("editor"), std::nullopt, admin, now),
                GrantError::NoSuchGroup);
    check_error(grants.revoke(holder(ann), role_named("editor"), admin, now),
                GrantError::NoSuchGrant);
    check_error(grants.revoke(sample_id(1), admin, now), GrantError::NoSuchGrant);
    BOOST_TEST(entries() == before);
    const auto only =
        grants.grant(holder(ann), role_named("admin"), std::nullopt, admin, now).value();
    check_error(grants.revoke(only, admin, now), GrantError::LastAdministrator);
    BOOST_TEST(grants.find_grant(only).has_value());
}

BOOST_AUTO_TEST_CASE(may_says_until_when_and_by_what) {
    add_editor();
    BOOST_TEST((may_edit(now).reason == Reason::NoGrant));
    BOOST_TEST(!may_edit(now).allowed);
    grants.grant(holder(ann), role_named("editor"), now + 1h, admin, now).value();
    const auto by_role = may_edit(now);
    BOOST_TEST(by_role.allowed);
    BOOST_TEST((by_role.reason == Reason::Granted));
    BOOST_TEST((by_role.until == now + 1h));
    BOOST_TEST(by_role.by->by_role == "editor");
    // The latest end counts.
    grants.grant(holder(ann), permission_named("edit"), now + 2h, admin, now).value();
    BOOST_TEST((may_edit(now).until == now + 2h));
    groups.add("staff", "", admin, now).value();
    groups.join("staff", ann, std::nullopt, admin, now).value();
    grants.grant(holder_group("staff"), role_named("editor"), std::nullopt, admin, now).value();
    BOOST_TEST(!may_edit(now).until.has_value());
    BOOST_TEST(may_edit(now).by->by_group == "staff");
    BOOST_TEST(!grants.may(ann.id, "wiki/pages", "delete", now).allowed);
    BOOST_TEST(!grants.may(ann.id, "wiki", "edit", now).allowed);
}

BOOST_AUTO_TEST_CASE(may_tells_an_expired_grant_from_none) {
    add_editor();
    grants.grant(holder(ann), role_named("editor"), now + 1h, admin, now).value();
    BOOST_TEST(may_edit(now + 1h - 1s).allowed);
    const auto expired = may_edit(now + 1h);
    BOOST_TEST(!expired.allowed);
    BOOST_TEST((expired.reason == Reason::Expired));
    BOOST_TEST((!expired.until && !expired.by));
    BOOST_TEST((grants.may(ann.id, "wiki/pages", "delete", now + 1h).reason == Reason::NoGrant));
    BOOST_TEST(grants.held_by(ann.id, now + 1h).empty());
    BOOST_TEST(grants.held_by(ann.id, now).size() == 1u);
    // Another one that holds.
    grants.grant(holder(ann), permission_named("edit"), std::nullopt, admin, now).value();
    BOOST_TEST(may_edit(now + 1h).allowed);
}

BOOST_AUTO_TEST_CASE(an_administrator_may_do_everything_until_the_role_ends) {
    const auto may_do_anything = [&](TimePoint at) {
        return grants.may(ann.id, "anything/at/all", "whatever", at).allowed;
    };
    BOOST_TEST(!may_do_anything(now));
    grants.grant(holder(ann), role_named("admin"), now + 1h, admin, now).value();
    BOOST_TEST(may_do_anything(now));
    BOOST_TEST(!may_do_anything(now + 1h));
}

BOOST_AUTO_TEST_SUITE_END()
