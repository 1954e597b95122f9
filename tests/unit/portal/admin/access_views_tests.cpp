// What the views of the console about groups, roles, permissions and networks promise, whatever
// somebody has typed.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "portal/admin/access/views.hpp"
#include "support/view_checks.hpp"

using namespace postern;
using namespace postern::portal;
using namespace postern::portal::admin;
using namespace postern::portal::admin::access;
using namespace postern::test;

namespace {

AdminFrame hostile_admin_frame(AdminPage page) {
    AdminFrame frame{hostile_frame()};
    frame.form_token = kHostile;
    frame.page = page;
    for (const auto one : {AdminPage::Groups, AdminPage::Roles, AdminPage::Permissions,
                           AdminPage::Sites, AdminPage::Networks})
        frame.menu.add(one);
    frame.may_write = true;
    frame.notice = kHostile;
    frame.command = kHostile;
    return frame;
}

const Moment kMoment{kHostile, kHostile};
const std::vector<TextRow> kTexts{{kHostile}, {kHostile}};
const std::vector<NamingRow> kNaming{{kHostile, kHostile}, {kHostile, ""}};

std::vector<Until> hostile_untils() { return {{}, {kMoment, false}, {kMoment, true}}; }

std::vector<ActorView> hostile_actors() {
    return {{.email = kHostile}, {.system = kHostile}, {.other = kHostile}};
}

Pager hostile_pager() { return {.newer = kHostile, .older = kHostile}; }

DayField hostile_day() { return {.day = kHostile, .first = kHostile, .bad = true}; }

GrantProblems all_problems() {
    return {.more_than_you_have = true,
            .last_administrator = true,
            .gone = true,
            .not_sure = true,
            .bad_typed_name = true,
            .in_use = true,
            .built_in = true,
            .changed_meanwhile = true};
}

PermissionRow hostile_permission(bool built_in) {
    return {.name = kHostile,
            .description = built_in ? "" : kHostile,
            .resource = kHostile,
            .action = kHostile,
            .roles = built_in ? "" : kHostile,
            .built_in = built_in};
}

const std::vector<PermissionRow> kPermissions{hostile_permission(false), hostile_permission(true)};

template <class View>
View framed(AdminPage page) {
    View view{.frame = hostile_admin_frame(page)};
    return view;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(access_views_tests)

BOOST_AUTO_TEST_CASE(groups_shows_hostile_values_as_text) {
    auto view = framed<GroupsView>(AdminPage::Groups);
    view.groups = {{kHostile, kHostile, 1}, {kHostile, "", 2}};
    view.may_add = true;
    check_view(view);
    view.groups.clear();
    check_text(view);
}

BOOST_AUTO_TEST_CASE(group_form_shows_hostile_values_as_text) {
    auto view = framed<GroupFormView>(AdminPage::Groups);
    view.name = view.description = kHostile;
    view.bad_name = view.name_taken = view.bad_description = true;
    check_view(view);
    view.is_new = false;
    check_text(view);
}

BOOST_AUTO_TEST_CASE(group_shows_hostile_values_as_text) {
    auto view = framed<GroupView>(AdminPage::Groups);
    view.name = view.description = kHostile;
    for (std::size_t i = 0; i < 3; ++i)
        view.members.push_back(
            {kHostile, kHostile, hostile_untils()[i], kMoment, hostile_actors()[i]});
    view.pager = hostile_pager();
    view.named_by = kNaming;
    view.roles = view.permissions = kTexts;
    view.may_add = true;
    check_view(view);
    view.members.clear();
    view.named_by.clear();
    view.roles.clear();
    view.permissions.clear();
    check_text(view);
}

BOOST_AUTO_TEST_CASE(add_members_shows_hostile_values_as_text) {
    auto view = framed<AddMembersView>(AdminPage::Groups);
    view.group = view.addresses = view.most = view.too_many_groups = kHostile;
    view.until = hostile_day();
    view.gives = view.unknown = kTexts;
    view.no_addresses = view.too_many = true;
    view.problems = all_problems();
    check_view(view);
}

BOOST_AUTO_TEST_CASE(what_ends_a_membership_or_a_group_shows_hostile_values_as_text) {
    auto remove = framed<RemoveMemberView>(AdminPage::Groups);
    remove.group = remove.user = remove.email = kHostile;
    remove.takes = kTexts;
    remove.problems = all_problems();
    check_view(remove);

    auto end = framed<DeleteGroupView>(AdminPage::Groups);
    end.name = kHostile;
    end.members = 2;
    end.takes = kTexts;
    end.named_by = kNaming;
    end.problems = all_problems();
    check_view(end);
    end.named_by.clear();
    check_text(end);
}

BOOST_AUTO_TEST_CASE(roles_shows_hostile_values_as_text) {
    auto view = framed<RolesView>(AdminPage::Roles);
    view.roles = {{kHostile, kHostile, kHostile}, {kHostile, "", ""}};
    check_view(view);
}

BOOST_AUTO_TEST_CASE(role_form_shows_hostile_values_as_text) {
    auto view = framed<RoleFormView>(AdminPage::Roles);
    view.name = view.description = view.permissions = view.version = kHostile;
    view.no_such_permission = kHostile;
    view.all = kPermissions;
    view.bad_name = view.name_taken = view.bad_description = true;
    view.problems = all_problems();
    check_view(view);
    view.is_new = false;
    check_text(view);
}

BOOST_AUTO_TEST_CASE(role_shows_hostile_values_as_text) {
    auto view = framed<RoleView>(AdminPage::Roles);
    view.name = view.description = kHostile;
    view.permissions = kPermissions;
    for (std::size_t i = 0; i < 3; ++i)
        view.grants.push_back({kHostile, i == 0, kHostile, kHostile, hostile_untils()[i], kMoment,
                               hostile_actors()[i]});
    view.pager = hostile_pager();
    view.named_by = kNaming;
    check_view(view);
    view.grants.clear();
    view.permissions.clear();
    check_text(view);
}

BOOST_AUTO_TEST_CASE(grant_and_revoke_show_hostile_values_as_text) {
    auto grant = framed<GrantView>(AdminPage::Roles);
    grant.role = grant.who = kHostile;
    grant.until = hostile_day();
    grant.permissions = kTexts;
    grant.type_name = true;
    grant.no_who = grant.no_such_user = grant.no_such_group = grant.too_many = true;
    grant.problems = all_problems();
    check_view(grant);

    auto revoke = framed<RevokeView>(AdminPage::Roles);
    revoke.role = revoke.grant = revoke.holder = kHostile;
    revoke.permissions = kTexts;
    revoke.type_name = true;
    revoke.problems = all_problems();
    check_view(revoke);
    revoke.from_group = true;
    check_text(revoke);
}

BOOST_AUTO_TEST_CASE(delete_role_shows_hostile_values_as_text) {
    auto view = framed<DeleteRoleView>(AdminPage::Roles);
    view.name = kHostile;
    view.has_grants = true;
    view.permissions = kTexts;
    view.named_by = kNaming;
    view.problems = all_problems();
    check_view(view);
    view.named_by.clear();
    check_text(view);
}

BOOST_AUTO_TEST_CASE(permissions_show_hostile_values_as_text) {
    auto list = framed<PermissionsView>(AdminPage::Permissions);
    list.permissions = kPermissions;
    check_view(list);

    auto form = framed<PermissionFormView>(AdminPage::Permissions);
    form.name = form.description = form.resource = form.action = kHostile;
    form.bad_name = form.name_taken = form.bad_description = true;
    form.bad_resource = form.bad_action = true;
    form.problems = all_problems();
    check_view(form);

    auto end = framed<DeletePermissionView>(AdminPage::Permissions);
    end.name = end.resource = end.action = kHostile;
    end.problems = all_problems();
    check_view(end);
}

BOOST_AUTO_TEST_CASE(networks_show_hostile_values_as_text) {
    auto list = framed<NetworksView>(AdminPage::Networks);
    list.networks = {{kHostile, kHostile, kNaming}, {kHostile, kHostile, {}}};
    check_view(list);
    list.networks.clear();
    check_text(list);

    auto edit = framed<EditNetworksView>(AdminPage::Networks);
    edit.text = edit.seen = edit.reviewed = kHostile;
    edit.differences = edit.wrong = {{kHostile, 7, kHostile}, {"", 0, kHostile}};
    edit.still_used = kTexts;
    edit.changed_meanwhile = true;
    check_view(edit);
    edit.reviewed.clear();
    edit.differences.clear();
    check_text(edit);
}

BOOST_AUTO_TEST_CASE(a_role_without_a_description_does_not_give_its_permissions_one) {
    auto view = framed<RoleView>(AdminPage::Roles);
    view.name = "editor";
    view.description = "edits";
    view.permissions = {{.name = "p", .resource = "wiki", .action = "edit"}};
    BOOST_TEST(drawn(view).find("<code>wiki</code></li>") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
