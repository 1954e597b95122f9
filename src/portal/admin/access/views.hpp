/// views: what the pages about access show.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "portal/admin/frame/actor_view.hpp"
#include "portal/admin/frame/admin_frame.hpp"
#include "portal/page/moment.hpp"

namespace postern::portal::admin::access {

// --- parts

/// A site whose rules name something.
struct NamingRow {
    std::string site;
    std::string rules{};  ///< their names; empty: the site is told of the group, no more

    void fill(Fields& fields) const;
};

/// One text of a list: `{{ITEM}}`.
struct TextRow {
    std::string text;

    void fill(Fields& fields) const { fields.set("ITEM", text); }
};

/// Until when something holds.
struct Until {
    Moment end{};          ///< empty: for good
    bool expired = false;  ///< it has come

    void fill(Fields& fields) const;
};

/// The field of a day until which something holds.
struct DayField {
    std::string day{};    ///< as typed
    std::string first{};  ///< `2027-01-15`
    bool bad = false;

    void fill(Fields& fields) const;
};

/// What the forms of these pages have in common.
struct GrantProblems {
    bool more_than_you_have = false;
    bool last_administrator = false;
    bool gone = false;      ///< what the form is about, meanwhile
    bool not_sure = false;  ///< the box is not ticked
    bool bad_typed_name = false;
    bool in_use = false;
    bool built_in = false;
    bool changed_meanwhile = false;  ///< it is not as the form showed it

    bool any() const;
    void fill(Fields& fields) const;
};

// --- groups

struct GroupRow {
    std::string name;
    std::string description{};
    std::uint64_t members = 0;
    bool has_more = false;  ///< members than that

    void fill(Fields& fields) const;
};

struct GroupsView {
    static constexpr std::string_view kTemplate = "admin_groups";

    AdminFrame frame;
    std::vector<GroupRow> groups{};
    bool may_add = false;

    void fill(Fields& fields) const;
};

/// Of a new group, or of one that is described anew.
struct GroupFormView {
    static constexpr std::string_view kTemplate = "admin_group_form";

    AdminFrame frame;
    bool is_new = true;
    std::string name{};
    std::string description{};
    bool bad_name = false;
    bool name_taken = false;
    bool bad_description = false;

    void fill(Fields& fields) const;
};

struct MemberRow {
    std::string id;
    std::string email{};
    Until until{};
    Moment added{};
    ActorView by{};

    void fill(Fields& fields) const;
};

struct GroupView {
    static constexpr std::string_view kTemplate = "admin_group";

    AdminFrame frame;
    std::string name{};
    std::string description{};
    std::vector<MemberRow> members{};
    Pager pager{};
    std::vector<NamingRow> named_by{};
    std::vector<TextRow> roles{};
    std::vector<TextRow> permissions{};
    bool may_add = false;  ///< members, and change the group

    void fill(Fields& fields) const;
};

struct AddMembersView {
    static constexpr std::string_view kTemplate = "admin_add_members";

    AdminFrame frame;
    std::string group{};
    std::string addresses{};  ///< as typed
    DayField until{};
    std::string most{};  ///< `200`
    std::vector<TextRow> gives{};
    bool no_addresses = false;
    bool too_many = false;
    std::vector<TextRow> unknown{};  ///< addresses that nobody has
    std::string too_many_groups{};   ///< the address of one who is in too many; empty: nobody
    GrantProblems problems{};

    void fill(Fields& fields) const;
};

struct RemoveMemberView {
    static constexpr std::string_view kTemplate = "admin_remove_member";

    AdminFrame frame;
    std::string group{};
    std::string user{};  ///< id
    std::string email{};
    std::vector<TextRow> takes{};  ///< roles and permissions that the group gives
    GrantProblems problems{};

    void fill(Fields& fields) const;
};

struct DeleteGroupView {
    static constexpr std::string_view kTemplate = "admin_delete_group";

    AdminFrame frame;
    std::string name{};
    std::uint64_t members = 0;
    std::vector<TextRow> takes{};
    std::vector<NamingRow> named_by{};  ///< then it cannot be deleted
    GrantProblems problems{};

    void fill(Fields& fields) const;
};

// --- roles

struct RoleRow {
    std::string name;
    std::string description{};
    std::string permissions{};  ///< `edit, read`

    void fill(Fields& fields) const;
};

struct RolesView {
    static constexpr std::string_view kTemplate = "admin_roles";

    AdminFrame frame;
    std::vector<RoleRow> roles{};

    void fill(Fields& fields) const;
};

struct PermissionRow {
    std::string name;
    std::string description{};
    std::string resource{};
    std::string action{};
    std::string roles{};  ///< that have it; of this and the next one, PermissionsView alone tells
    bool built_in = false;

    void fill(Fields& fields) const;
};

struct RoleFormView {
    static constexpr std::string_view kTemplate = "admin_role_form";

    AdminFrame frame;
    bool is_new = true;
    std::string name{};
    std::string description{};
    std::string permissions{};  ///< one on each line
    std::string version{};      ///< of what the form shows
    std::vector<PermissionRow> all{};
    bool bad_name = false;
    bool name_taken = false;
    bool bad_description = false;
    std::string no_such_permission{};  ///< the first that is none; empty: all are
    GrantProblems problems{};

    void fill(Fields& fields) const;
};

struct GrantRow {
    std::string id;
    bool to_group = false;
    std::string holder{};  ///< e-mail address, or the group's name
    std::string user{};    ///< id
    Until until{};
    Moment granted{};
    ActorView by{};

    void fill(Fields& fields) const;
};

struct RoleView {
    static constexpr std::string_view kTemplate = "admin_role";

    AdminFrame frame;
    std::string name{};
    std::string description{};
    std::vector<PermissionRow> permissions{};
    std::vector<GrantRow> grants{};
    Pager pager{};
    std::vector<NamingRow> named_by{};
    bool built_in = false;

    void fill(Fields& fields) const;
};

struct GrantView {
    static constexpr std::string_view kTemplate = "admin_grant";

    AdminFrame frame;
    std::string role{};
    std::string who{};  ///< as typed
    DayField until{};
    std::vector<TextRow> permissions{};
    bool type_name = false;  ///< the role's name has to be typed
    bool no_who = false;
    bool no_such_user = false;
    bool no_such_group = false;
    bool too_many = false;
    GrantProblems problems{};

    void fill(Fields& fields) const;
};

struct RevokeView {
    static constexpr std::string_view kTemplate = "admin_revoke";

    AdminFrame frame;
    std::string role{};
    std::string grant{};  ///< id
    bool from_group = false;
    std::string holder{};
    std::vector<TextRow> permissions{};
    bool type_name = false;
    GrantProblems problems{};

    void fill(Fields& fields) const;
};

struct DeleteRoleView {
    static constexpr std::string_view kTemplate = "admin_delete_role";

    AdminFrame frame;
    std::string name{};
    bool has_grants = false;
    std::vector<TextRow> permissions{};
    std::vector<NamingRow> named_by{};
    GrantProblems problems{};

    void fill(Fields& fields) const;
};

// --- permissions

struct PermissionsView {
    static constexpr std::string_view kTemplate = "admin_permissions";

    AdminFrame frame;
    std::vector<PermissionRow> permissions{};

    void fill(Fields& fields) const;
};

struct PermissionFormView {
    static constexpr std::string_view kTemplate = "admin_permission_form";

    AdminFrame frame;
    std::string name{};
    std::string description{};
    std::string resource{};
    std::string action{};
    bool bad_name = false;
    bool name_taken = false;
    bool bad_description = false;
    bool bad_resource = false;
    bool bad_action = false;
    GrantProblems problems{};

    void fill(Fields& fields) const;
};

struct DeletePermissionView {
    static constexpr std::string_view kTemplate = "admin_delete_permission";

    AdminFrame frame;
    std::string name{};
    std::string resource{};
    std::string action{};
    GrantProblems problems{};

    void fill(Fields& fields) const;
};

// --- networks

struct NetworkRow {
    std::string name;
    std::string blocks{};
    std::vector<NamingRow> named_by{};

    void fill(Fields& fields) const;
};

struct NetworksView {
    static constexpr std::string_view kTemplate = "admin_networks";

    AdminFrame frame;
    std::vector<NetworkRow> networks{};

    void fill(Fields& fields) const;
};

/// Something that is wrong with the text, or that it changes.
struct LineRow {
    std::string site{};  ///< empty: it is about the text as a whole
    unsigned line = 0;   ///< 0: none
    std::string what{};

    void fill(Fields& fields) const;
};

struct EditNetworksView {
    static constexpr std::string_view kTemplate = "admin_edit_networks";

    AdminFrame frame;
    std::string text{};
    std::string seen{};
    std::string reviewed{};  ///< empty: its changes are not shown
    std::vector<LineRow> differences{};
    std::vector<LineRow> wrong{};
    std::vector<TextRow> still_used{};  ///< networks that the text leaves out, and rules name
    bool changed_meanwhile = false;

    void fill(Fields& fields) const;
};

}  // namespace postern::portal::admin::access
