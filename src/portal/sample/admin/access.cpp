#include "portal/admin/access/views.hpp"

#include "portal/sample/admin/stage.hpp"
#include "portal/sample/sample.hpp"

namespace postern::portal::sample {

namespace {

using namespace admin;
using namespace admin::access;
using namespace std::chrono_literals;

constexpr const char* kGroup = "editors";
constexpr const char* kGroupIs = "They write and correct the pages of the wiki";
constexpr const char* kRole = "editor";
constexpr const char* kRoleIs = "May change every page";
constexpr const char* kNetworks = R"([office]
networks = ["192.0.2.0/24", "2001:db8:1::/48"]

[vpn]
networks = ["198.51.100.0/25"]
)";

std::vector<TextRow> given_to_group() { return {{"editor"}, {"read-files"}}; }
std::vector<TextRow> given_by_role() { return {{"edit-pages"}, {"read-pages"}}; }

std::vector<NamingRow> named_by() {
    return {{.site = "wiki", .rules = "editors write, drafts"}, {.site = "files"}};
}

DayField day_field() { return {.first = "2026-11-21"}; }

// --- groups

GroupsView groups(const Stage& s) {
    GroupsView view{.frame = console(s, AdminPage::Groups, "postern group list")};
    view.groups = {{.name = "board", .members = 5},
                   {.name = kGroup, .description = kGroupIs, .members = 12},
                   {.name = "staff", .description = "Everybody who works here", .members = 180}};
    view.may_add = true;
    return view;
}

GroupView group(const Stage& s) {
    GroupView view{.frame = console(s, AdminPage::Groups, "postern group members editors")};
    view.name = kGroup;
    view.description = kGroupIs;
    view.members = {{.id = kUserId,
                     .email = kUserEmail,
                     .until = {.end = s.moment(-900h)},
                     .added = s.moment(700h),
                     .by = {.email = kEmail}},
                    {.id = "OLBiTnTUbkJQmBrWzPxmCg",
                     .email = "carla@example.org",
                     .until = {.end = s.moment(100h), .expired = true},
                     .added = s.moment(2000h),
                     .by = {.email = kEmail}},
                    {.id = "UMh6ZozshlposDLu5BR-Ig",
                     .email = kEmail,
                     .added = s.moment(9000h),
                     .by = {.system = "1000"}}};
    view.named_by = named_by();
    view.roles = {{"editor"}};
    view.permissions = {{"read-files"}};
    view.may_add = true;
    return view;
}

GroupView empty_group(const Stage& s) {
    GroupView view{.frame = console(s, AdminPage::Groups, "postern group members translators")};
    view.name = "translators";
    view.may_add = true;
    return view;
}

AddMembersView add_members(const Stage& s) {
    AddMembersView view{.frame = console(s, AdminPage::Groups)};
    view.group = kGroup;
    view.until = day_field();
    view.most = "200";
    view.gives = given_to_group();
    return view;
}

AddMembersView wrong_members(const Stage& s) {
    auto view = add_members(s);
    view.addresses = "ben@example.org\nbenn@example.org\n";
    view.until.day = "2026-11-02";
    view.until.bad = true;
    view.unknown = {{"benn@example.org"}};
    return view;
}

RemoveMemberView remove_member(const Stage& s) {
    RemoveMemberView view{.frame = console(s, AdminPage::Groups)};
    view.group = kGroup;
    view.user = kUserId;
    view.email = kUserEmail;
    view.takes = given_to_group();
    return view;
}

DeleteGroupView delete_group(const Stage& s) {
    DeleteGroupView view{.frame = console(s, AdminPage::Groups)};
    view.name = kGroup;
    view.members = 12;
    view.takes = given_to_group();
    return view;
}

/// Rules name it.
DeleteGroupView kept_group(const Stage& s) {
    auto view = delete_group(s);
    view.named_by = named_by();
    return view;
}

std::vector<Sample> of_groups() {
    return {
        sample(groups),
        sample(
            [](const Stage& s) {
                GroupsView view{.frame = console(s, AdminPage::Groups, "postern group list")};
                view.may_add = true;
                return view;
            },
            "empty"),
        sample([](const Stage& s) {
            GroupFormView view{.frame = console(s, AdminPage::Groups)};
            view.name = kGroup;
            view.description = kGroupIs;
            return view;
        }),
        sample(group),
        sample(empty_group, "empty"),
        sample(add_members),
        sample(wrong_members, "wrong"),
        sample(remove_member),
        sample(delete_group),
        sample(kept_group, "named"),
    };
}

// --- roles

std::vector<PermissionRow> permissions() {
    return {
        {.name = "administer", .resource = "*", .action = "*", .roles = "admin", .built_in = true},
        {.name = "edit-pages",
         .description = "Of the wiki, all of them",
         .resource = "wiki/pages",
         .action = "edit",
         .roles = "editor"},
        {.name = "read-files", .resource = "files/*", .action = "read"},
        {.name = "read-pages",
         .resource = "wiki/pages",
         .action = "read",
         .roles = "editor, reader"}};
}

RoleView role(const Stage& s) {
    RoleView view{.frame = console(s, AdminPage::Roles, "postern role show editor")};
    const auto all = permissions();
    view.name = kRole;
    view.description = kRoleIs;
    view.permissions = {all.at(1), all.at(3)};
    view.grants = {{.id = "sircyO5O6LzKEpRQRnbghA",
                    .to_group = true,
                    .holder = kGroup,
                    .granted = s.moment(8000h),
                    .by = {.system = "1000"}},
                   {.id = "5FwO-iCAGu78RMaCeKgStg",
                    .holder = "dora@example.org",
                    .user = "tCzeyvBQ6r7MFJZSSHjihg",
                    .until = {.end = s.moment(-300h)},
                    .granted = s.moment(60h),
                    .by = {.email = kEmail}}};
    view.named_by = {{.site = "wiki", .rules = "editors write"}};
    return view;
}

RoleFormView role_form(const Stage& s) {
    RoleFormView view{.frame = console(s, AdminPage::Roles)};
    view.is_new = false;
    view.name = kRole;
    view.description = kRoleIs;
    view.permissions = "edit-pages\nread-pages\n";
    view.version = "12638153115695167455";
    view.all = permissions();
    return view;
}

GrantView grant(const Stage& s) {
    GrantView view{.frame = console(s, AdminPage::Roles)};
    view.role = kRole;
    view.until = day_field();
    view.permissions = given_by_role();
    return view;
}

/// Of the role that gives everything: its name is missing.
GrantView wrong_grant(const Stage& s) {
    auto view = grant(s);
    view.role = "admin";
    view.who = "benn@example.org";
    view.permissions = {{"administer"}};
    view.type_name = true;
    view.no_such_user = true;
    view.problems.bad_typed_name = true;
    return view;
}

RevokeView revoke(const Stage& s) {
    RevokeView view{.frame = console(s, AdminPage::Roles)};
    view.role = kRole;
    view.grant = "sircyO5O6LzKEpRQRnbghA";
    view.from_group = true;
    view.holder = kGroup;
    view.permissions = given_by_role();
    return view;
}

std::vector<Sample> of_roles() {
    return {
        sample([](const Stage& s) {
            RolesView view{.frame = console(s, AdminPage::Roles, "postern role list")};
            view.roles = {
                {.name = "admin", .permissions = "administer"},
                {.name = kRole, .description = kRoleIs, .permissions = "edit-pages, read-pages"},
                {.name = "reader", .permissions = "read-pages"},
                {.name = "translator"}};
            return view;
        }),
        sample(role_form),
        sample(role),
        sample(grant),
        sample(wrong_grant, "wrong"),
        sample(revoke),
        sample([](const Stage& s) {
            DeleteRoleView view{.frame = console(s, AdminPage::Roles)};
            view.name = kRole;
            view.has_grants = true;
            view.permissions = given_by_role();
            return view;
        }),
    };
}

// --- permissions and networks

std::vector<Sample> of_permissions() {
    return {
        sample([](const Stage& s) {
            PermissionsView view{.frame =
                                     console(s, AdminPage::Permissions, "postern permission list")};
            view.permissions = permissions();
            return view;
        }),
        sample([](const Stage& s) {
            PermissionFormView view{.frame = console(s, AdminPage::Permissions)};
            view.name = "edit-pages";
            view.description = "Of the wiki, all of them";
            view.resource = "wiki/pages";
            view.action = "edit";
            return view;
        }),
        sample([](const Stage& s) {
            DeletePermissionView view{.frame = console(s, AdminPage::Permissions)};
            view.name = "read-files";
            view.resource = "files/*";
            view.action = "read";
            return view;
        }),
    };
}

EditNetworksView edit_networks(const Stage& s) {
    EditNetworksView view{.frame = console(s, AdminPage::Networks)};
    view.text = kNetworks;
    view.seen = "104-9463177305246531724";
    return view;
}

/// The text is right, and the page shows what it changes.
EditNetworksView reviewed_networks(const Stage& s) {
    auto view = edit_networks(s);
    view.reviewed = "104-1181783497276652981";
    view.differences = {{.site = "wiki", .what = "the network office gains 2001:db8:1::/48"}};
    return view;
}

/// The text leaves out a network that rules name.
EditNetworksView wrong_networks(const Stage& s) {
    auto view = edit_networks(s);
    view.text = "[vpn]\nnetworks = [\"198.51.100.0/25\"]\n";
    view.still_used = {{"office"}};
    return view;
}

std::vector<Sample> of_networks() {
    return {
        sample([](const Stage& s) {
            NetworksView view{.frame = console(s, AdminPage::Networks, "postern rules show")};
            view.networks = {{.name = "office",
                              .blocks = "192.0.2.0/24, 2001:db8:1::/48",
                              .named_by = {{.site = "wiki", .rules = "drafts"}}},
                             {.name = "vpn", .blocks = "198.51.100.0/25"}};
            return view;
        }),
        sample(edit_networks),
        sample(reviewed_networks, "reviewed"),
        sample(wrong_networks, "wrong"),
    };
}

}  // namespace

std::vector<Sample> of_admin_access() {
    std::vector<Sample> samples;
    for (auto part : {of_groups, of_roles, of_permissions, of_networks})
        for (auto& one : part()) samples.push_back(std::move(one));
    return samples;
}

}  // namespace postern::portal::sample
