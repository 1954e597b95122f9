#include "portal/admin/access/views.hpp"

namespace postern::portal::admin::access {

namespace {

constexpr auto kFillRow = [](Fields& inner, const auto& row) { row.fill(inner); };

void fill_named_by(Fields& fields, const std::vector<NamingRow>& named_by) {
    fields.show("IS_NAMED", !named_by.empty());
    fields.repeat("NAMED_BY", named_by, kFillRow);
}

void fill_takes(Fields& fields, const std::vector<TextRow>& takes) {
    fields.show("HAS_TAKES", !takes.empty());
    fields.repeat("TAKES", takes, kFillRow);
}

}  // namespace

// --- parts

void NamingRow::fill(Fields& fields) const {
    fields.set("NAMING_SITE", site);
    fields.show("HAS_NAMING_RULES", !rules.empty());
    fields.show("IS_ONLY_TOLD", rules.empty());
    fields.set("NAMING_RULES", rules);
}

void Until::fill(Fields& fields) const {
    fields.show("HAS_END", !end.text.empty() && !expired);
    fields.show("HAS_EXPIRED", expired);
    fields.show("FOR_GOOD", end.text.empty());
    fields.set("END", end.text);
    fields.set("END_AT", end.rfc3339);
}

void DayField::fill(Fields& fields) const {
    fields.set("DAY", day);
    fields.set("FIRST_DAY", first);
    fields.show("BAD_DAY", bad);
}

bool GrantProblems::any() const {
    return more_than_you_have || last_administrator || gone || not_sure || bad_typed_name ||
           in_use || built_in || changed_meanwhile;
}

void GrantProblems::fill(Fields& fields) const {
    fields.show("MORE_THAN_YOU_HAVE", more_than_you_have);
    fields.show("LAST_ADMINISTRATOR", last_administrator);
    fields.show("GONE", gone);
    fields.show("NOT_SURE", not_sure);
    fields.show("BAD_TYPED_NAME", bad_typed_name);
    fields.show("IN_USE", in_use);
    fields.show("BUILT_IN", built_in);
    fields.show("CHANGED_MEANWHILE", changed_meanwhile);
}

// --- groups

void GroupRow::fill(Fields& fields) const {
    fields.set("GROUP_NAME", name);
    fields.set("GROUP_DESCRIPTION", description);
    fields.show("HAS_DESCRIPTION", !description.empty());
    fields.show("HAS_MORE", has_more);
    fields.count(members);
}

void GroupsView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.show("MAY_ADD", may_add);
    fields.show("HAS_GROUPS", !groups.empty());
    fields.show("NO_GROUPS", groups.empty());
    fields.repeat("GROUPS", groups, kFillRow);
}

void GroupFormView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.show("IS_NEW", is_new);
    fields.show("IS_OLD", !is_new);
    fields.set("GROUP_NAME", name);
    fields.set("GROUP_DESCRIPTION", description);
    fields.show("HAS_PROBLEM", bad_name || name_taken || bad_description);
    fields.show("NAME_INVALID", bad_name || name_taken);
    fields.show("BAD_NAME", bad_name);
    fields.show("NAME_TAKEN", name_taken);
    fields.show("BAD_DESCRIPTION", bad_description);
}

void MemberRow::fill(Fields& fields) const {
    until.fill(fields);
    by.fill(fields);
    fields.set("MEMBER_ID", id);
    fields.set("MEMBER_EMAIL", email);
    fields.set("ADDED", added.text);
    fields.set("ADDED_AT", added.rfc3339);
}

void GroupView::fill(Fields& fields) const {
    frame.fill(fields);
    pager.fill(fields);
    fill_named_by(fields, named_by);
    fields.show("NOT_NAMED", named_by.empty());
    fields.set("GROUP_NAME", name);
    fields.show("HAS_DESCRIPTION", !description.empty());
    fields.set("GROUP_DESCRIPTION", description);
    fields.show("HAS_MEMBERS", !members.empty());
    fields.show("NO_MEMBERS", members.empty());
    fields.repeat("MEMBERS", members, kFillRow);
    fields.show("HAS_ROLES", !roles.empty());
    fields.repeat("ROLES", roles, kFillRow);
    fields.show("HAS_PERMISSIONS", !permissions.empty());
    fields.repeat("PERMISSIONS", permissions, kFillRow);
    fields.show("GIVES_NOTHING", roles.empty() && permissions.empty());
    fields.show("MAY_ADD", may_add);
}

void AddMembersView::fill(Fields& fields) const {
    frame.fill(fields);
    until.fill(fields);
    problems.fill(fields);
    const bool bad_addresses =
        no_addresses || too_many || !unknown.empty() || !too_many_groups.empty();
    fields.show("HAS_PROBLEM", bad_addresses || until.bad || problems.any());
    fields.show("ADDRESSES_INVALID", bad_addresses);
    fields.set("GROUP_NAME", group);
    fields.set("ADDRESSES", addresses);
    fields.set("MOST_ADDRESSES", most);
    fields.show("NO_ADDRESSES", no_addresses);
    fields.show("TOO_MANY_ADDRESSES", too_many);
    fields.show("HAS_UNKNOWN", !unknown.empty());
    fields.repeat("UNKNOWN", unknown, kFillRow);
    fields.show("TOO_MANY_GROUPS", !too_many_groups.empty());
    fields.set("FULL_EMAIL", too_many_groups);
    fields.show("HAS_GIVES", !gives.empty());
    fields.repeat("GIVES", gives, kFillRow);
}

void RemoveMemberView::fill(Fields& fields) const {
    frame.fill(fields);
    problems.fill(fields);
    fill_takes(fields, takes);
    fields.show("HAS_PROBLEM", problems.any());
    fields.set("GROUP_NAME", group);
    fields.set("MEMBER_ID", user);
    fields.set("MEMBER_EMAIL", email);
}

void DeleteGroupView::fill(Fields& fields) const {
    frame.fill(fields);
    problems.fill(fields);
    fill_takes(fields, takes);
    fill_named_by(fields, named_by);
    fields.show("HAS_PROBLEM", problems.any());
    fields.show("CAN_BE_DELETED", named_by.empty());
    fields.set("GROUP_NAME", name);
    fields.count(members);
}

// --- roles

void RoleRow::fill(Fields& fields) const {
    fields.set("ROLE_NAME", name);
    fields.show("HAS_DESCRIPTION", !description.empty());
    fields.set("ROLE_DESCRIPTION", description);
    fields.show("HAS_PERMISSIONS", !permissions.empty());
    fields.show("NO_PERMISSIONS", permissions.empty());
    fields.set("ROLE_PERMISSIONS", permissions);
}

void RolesView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.show("MAY_WRITE", frame.may_write);
    fields.repeat("ROLES", roles, kFillRow);
}

void PermissionRow::fill(Fields& fields) const {
    fields.set("PERMISSION_NAME", name);
    fields.show("HAS_DESCRIPTION", !description.empty());
    fields.set("PERMISSION_DESCRIPTION", description);
    fields.set("PERMISSION_RESOURCE", resource);
    fields.set("PERMISSION_ACTION", action);
}

void RoleFormView::fill(Fields& fields) const {
    frame.fill(fields);
    problems.fill(fields);
    fields.show("IS_NEW", is_new);
    fields.show("IS_OLD", !is_new);
    fields.set("ROLE_NAME", name);
    fields.set("ROLE_DESCRIPTION", description);
    fields.set("ROLE_PERMISSIONS", permissions);
    fields.set("ROLE_SEEN", version);
    fields.repeat("PERMISSIONS", all, kFillRow);
    fields.show("HAS_PROBLEM", bad_name || name_taken || bad_description ||
                                   !no_such_permission.empty() || problems.any());
    fields.show("NAME_INVALID", bad_name || name_taken);
    fields.show("BAD_NAME", bad_name);
    fields.show("NAME_TAKEN", name_taken);
    fields.show("BAD_DESCRIPTION", bad_description);
    fields.show("NO_SUCH_PERMISSION", !no_such_permission.empty());
    fields.set("UNKNOWN_PERMISSION", no_such_permission);
}

void GrantRow::fill(Fields& fields) const {
    until.fill(fields);
    by.fill(fields);
    fields.set("GRANT_ID", id);
    fields.show("TO_GROUP", to_group);
    fields.show("TO_USER", !to_group);
    fields.set("HOLDER", holder);
    fields.set("HOLDER_ID", user);
    fields.set("GRANTED", granted.text);
    fields.set("GRANTED_AT", granted.rfc3339);
}

void RoleView::fill(Fields& fields) const {
    frame.fill(fields);
    pager.fill(fields);
    fill_named_by(fields, named_by);
    fields.set("ROLE_NAME", name);
    fields.show("HAS_ROLE_DESCRIPTION", !description.empty());
    fields.set("ROLE_DESCRIPTION", description);
    fields.show("HAS_PERMISSIONS", !permissions.empty());
    fields.show("NO_PERMISSIONS", permissions.empty());
    fields.repeat("PERMISSIONS", permissions, kFillRow);
    fields.show("HAS_GRANTS", !grants.empty());
    fields.show("NO_GRANTS", grants.empty());
    fields.repeat("GRANTS", grants, kFillRow);
    fields.show("MAY_GRANT", frame.may_write);
    fields.show("MAY_EDIT", frame.may_write && !built_in);
}

void GrantView::fill(Fields& fields) const {
    frame.fill(fields);
    until.fill(fields);
    problems.fill(fields);
    const bool bad_who = no_who || no_such_user || no_such_group || too_many;
    fields.show("HAS_PROBLEM", bad_who || until.bad || problems.any());
    fields.show("WHO_INVALID", bad_who);
    fields.set("ROLE_NAME", role);
    fields.set("WHO", who);
    fields.show("NO_WHO", no_who);
    fields.show("NO_SUCH_USER", no_such_user);
    fields.show("NO_SUCH_GROUP", no_such_group);
    fields.show("TOO_MANY", too_many);
    fields.show("HAS_GIVES", !permissions.empty());
    fields.repeat("GIVES", permissions, kFillRow);
    fields.show("TYPE_NAME", type_name);
}

void RevokeView::fill(Fields& fields) const {
    frame.fill(fields);
    problems.fill(fields);
    fill_takes(fields, permissions);
    fields.show("HAS_PROBLEM", problems.any());
    fields.set("ROLE_NAME", role);
    fields.set("GRANT_ID", grant);
    fields.show("TO_GROUP", from_group);
    fields.show("TO_USER", !from_group);
    fields.set("HOLDER", holder);
    fields.show("TYPE_NAME", type_name);
}

void DeleteRoleView::fill(Fields& fields) const {
    frame.fill(fields);
    problems.fill(fields);
    fill_takes(fields, permissions);
    fill_named_by(fields, named_by);
    fields.show("HAS_PROBLEM", problems.any());
    fields.show("CAN_BE_DELETED", named_by.empty());
    fields.show("HAS_GRANTS", has_grants);
    fields.set("ROLE_NAME", name);
}

// --- permissions

void PermissionsView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.show("MAY_WRITE", frame.may_write);
    fields.repeat("PERMISSIONS", permissions, [this](Fields& row, const PermissionRow& one) {
        one.fill(row);
        row.show("HAS_ROLES", !one.roles.empty());
        row.set("PERMISSION_ROLES", one.roles);
        row.show("MAY_DELETE", frame.may_write && !one.built_in);
    });
}

void PermissionFormView::fill(Fields& fields) const {
    frame.fill(fields);
    problems.fill(fields);
    fields.set("PERMISSION_NAME", name);
    fields.set("PERMISSION_DESCRIPTION", description);
    fields.set("PERMISSION_RESOURCE", resource);
    fields.set("PERMISSION_ACTION", action);
    fields.show("HAS_PROBLEM", bad_name || name_taken || bad_description || bad_resource ||
                                   bad_action || problems.any());
    fields.show("NAME_INVALID", bad_name || name_taken);
    fields.show("BAD_NAME", bad_name);
    fields.show("NAME_TAKEN", name_taken);
    fields.show("BAD_DESCRIPTION", bad_description);
    fields.show("BAD_RESOURCE", bad_resource);
    fields.show("BAD_ACTION", bad_action);
}

void DeletePermissionView::fill(Fields& fields) const {
    frame.fill(fields);
    problems.fill(fields);
    fields.show("HAS_PROBLEM", problems.any());
    fields.set("PERMISSION_NAME", name);
    fields.set("PERMISSION_RESOURCE", resource);
    fields.set("PERMISSION_ACTION", action);
}

// --- networks

void NetworkRow::fill(Fields& fields) const {
    fill_named_by(fields, named_by);
    fields.show("NOT_NAMED", named_by.empty());
    fields.set("NETWORK_NAME", name);
    fields.set("NETWORK_BLOCKS", blocks);
}

void NetworksView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.show("MAY_WRITE", frame.may_write);
    fields.show("HAS_NETWORKS", !networks.empty());
    fields.show("NO_NETWORKS", networks.empty());
    fields.repeat("NETWORKS", networks, kFillRow);
}

void LineRow::fill(Fields& fields) const {
    fields.show("HAS_LINE_SITE", !site.empty());
    fields.set("LINE_SITE", site);
    fields.show("HAS_LINE", line != 0);
    fields.set("LINE", std::to_string(line));
    fields.set("WHAT", what);
}

void EditNetworksView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.set("TEXT", text);
    fields.set("SEEN", seen);
    fields.set("REVIEWED", reviewed);
    fields.show("IS_REVIEWED", !reviewed.empty());
    fields.show("NOT_REVIEWED", reviewed.empty());
    fields.show("HAS_DIFFERENCES", !differences.empty());
    fields.show("NO_DIFFERENCES", differences.empty());
    fields.repeat("DIFFERENCES", differences, kFillRow);
    fields.show("HAS_PROBLEM", !wrong.empty() || !still_used.empty() || changed_meanwhile);
    fields.show("HAS_WRONG", !wrong.empty());
    fields.repeat("WRONG", wrong, kFillRow);
    fields.show("TEXT_INVALID", !wrong.empty() || !still_used.empty());
    fields.show("HAS_STILL_USED", !still_used.empty());
    fields.repeat("STILL_USED", still_used, kFillRow);
    fields.show("CHANGED_MEANWHILE", changed_meanwhile);
}

}  // namespace postern::portal::admin::access
