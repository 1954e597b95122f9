// GET /admin/roles, /admin/roles/{name}, and the forms of a role itself.
#include <algorithm>

#include "portal/admin/access/forms.hpp"
#include "portal/admin/access/handlers.hpp"
#include "portal/admin/access/parts.hpp"
#include "portal/admin/access/views.hpp"
#include "postern/base/bytes.hpp"
#include "postern/base/fnv.hpp"
#include "postern/service/access/giving.hpp"

namespace postern::portal::admin::access {

namespace {

using http::Status;
using service::GrantError;

constexpr std::size_t kGrantsOfPage = 100;

PermissionRow row_of(const Permission& permission) {
    return {.name = permission.name,
            .description = permission.description,
            .resource = permission.resource,
            .action = permission.action};
}

std::vector<PermissionRow> rows_of(const Services& services) {
    std::vector<PermissionRow> rows;
    for (const Permission& permission : services.grants.permissions())
        rows.push_back(row_of(permission));
    return rows;
}

std::vector<PermissionRow> rows_of(const Services& services, const Role& role) {
    std::vector<PermissionRow> rows;
    for (const Permission& permission : services.grants.permissions())
        if (std::ranges::binary_search(role.permissions, permission.name))
            rows.push_back(row_of(permission));
    return rows;
}

std::vector<GrantRow> rows_of(const Context& context, const Services& services, const Frame& frame,
                              const http::Request& request, const std::vector<Grant>& grants) {
    Actors actors{services.users};
    std::vector<GrantRow> rows;
    for (const Grant& grant : grants) {
        const bool to_group = grant.holder.kind == GrantHolder::Kind::Group;
        rows.push_back({.id = grant.id.text(),
                        .to_group = to_group,
                        .holder = to_group ? grant.holder.name : grant.holder.email,
                        .user = to_group ? std::string{} : grant.holder.name,
                        .until = until_of(context, frame, grant.expires_at, request.received),
                        .granted = moment_on(context, frame, grant.granted_at),
                        .by = actors.of(grant.granted_by)});
    }
    return rows;
}

/// One on each line.
std::string lines_of(const std::vector<std::string>& texts) {
    std::string lines;
    for (const auto& text : texts) lines.append(text).append("\n");
    return lines;
}

RoleForm form_of(const Role& role) {
    return {
        .name = role.name, .description = role.description, .typed = lines_of(role.permissions)};
}

/// Changes whenever the description or the permissions do; against accidents.
std::string version_of(const Role& role) {
    return std::to_string(fnv1a(role.description + '\n' + lines_of(role.permissions)));
}

RoleFormView form_view(const Context& context, const Services& services,
                       const http::Request& request, const SessionWithUser& visitor,
                       const RoleForm& form, bool is_new) {
    return {.frame = admin_frame(context, services, request, visitor, AdminPage::Roles),
            .is_new = is_new,
            .name = is_new ? form.name : in_path(request, "name"),
            .description = form.description,
            .permissions = form.typed,
            .all = rows_of(services)};
}

/// Whether the visitor has all these permissions themselves. A name that is no permission's is
/// noted in the view.
bool may_give(const Services& services, const std::vector<std::string>& names,
              const http::Request& request, const SessionWithUser& visitor, RoleFormView& view) {
    const auto gifts = service::gifts_of(services.grants, names);
    if (gifts) return service::may_give(services.grants, visitor.user.id, *gifts, request.received);
    const auto unknown = std::ranges::find_if(names, [&view](const std::string& name) {
        return std::ranges::find(view.all, name, &PermissionRow::name) == view.all.end();
    });
    view.no_such_permission = unknown == names.end() ? names.front() : *unknown;
    return true;
}

http::Response refuse_form(const Context& context, RoleFormView view,
                           std::optional<GrantError> error) {
    view.bad_name = error == GrantError::BadName;
    view.name_taken = error == GrantError::NameTaken;
    view.bad_description = error == GrantError::BadDescription;
    if (error) view.problems = problems_of(*error);
    return context.pages.draw(view.name_taken ? Status::Conflict : status_of(view.problems), view);
}

DeleteRoleView delete_view(const Context& context, const Services& services,
                           const http::Request& request, const SessionWithUser& visitor,
                           const Role& role) {
    const Granted what{Granted::Kind::Role, role.name};
    return {.frame = admin_frame(context, services, request, visitor, AdminPage::Roles),
            .name = role.name,
            .has_grants = !services.grants.grants_of(what, 0, 1).grants.empty(),
            .permissions = text_rows(role.permissions),
            .named_by = naming_rows(services.rules.naming(RuleSubject::Kind::Role, role.name))};
}

}  // namespace

http::Response get_roles(const Context& context, const Services& services,
                         const http::Request& request, const SessionWithUser& visitor) {
    RolesView view{.frame = admin_frame(context, services, request, visitor, AdminPage::Roles)};
    view.frame.command = "postern role list";
    for (const Role& role : services.grants.roles())
        view.roles.push_back({role.name, role.description, joined(role.permissions)});
    return context.pages.draw(Status::Ok, view);
}

http::Response get_new_role(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& visitor) {
    return context.pages.draw(Status::Ok, form_view(context, services, request, visitor, {}, true));
}

http::Response post_new_role(const Context& context, const Services& services,
                             const http::Request& request, const SessionWithUser& visitor) {
    const auto form = RoleForm::parse(request);
    if (!form) return bad_form(context, request);
    auto view = form_view(context, services, request, visitor, *form, true);
    view.problems.more_than_you_have =
        !may_give(services, form->permissions, request, visitor, view);
    if (view.problems.any() || !view.no_such_permission.empty())
        return refuse_form(context, std::move(view), std::nullopt);
    const auto added = services.grants.add_role(form->name, form->description, form->permissions,
                                                actor_of(request, visitor), request.received);
    if (added) return context.redirect_to(with_done("/admin/roles/" + added->name, "role_added"));
    return refuse_form(context, std::move(view), added.error());
}

http::Response get_role(const Context& context, const Services& services,
                        const http::Request& request, const SessionWithUser& visitor) {
    const auto role = services.grants.find_role(in_path(request, "name"));
    if (!role) return not_found(context, request);
    const auto before = to_list_start(request.query_value("after").value_or(""));
    const auto page = services.grants.grants_of({Granted::Kind::Role, role->name},
                                                before.value_or(0), kGrantsOfPage);
    RoleView view{
        .frame = admin_frame(context, services, request, visitor, AdminPage::Roles),
        .name = role->name,
        .description = role->description,
        .permissions = rows_of(services, *role),
        .pager =
            pager_of(context, request, page.complete ? "" : std::to_string(page.last), !before),
        .named_by = naming_rows(services.rules.naming(RuleSubject::Kind::Role, role->name)),
        .built_in = role->name == kAdminRole};
    view.grants = rows_of(context, services, view.frame, request, page.grants);
    view.frame.restarted = !before;
    view.frame.command = "postern role show " + role->name;
    return context.pages.draw(Status::Ok, view);
}

http::Response get_edit_role(const Context& context, const Services& services,
                             const http::Request& request, const SessionWithUser& visitor) {
    const auto role = services.grants.find_role(in_path(request, "name"));
    if (!role) return not_found(context, request);
    auto view = form_view(context, services, request, visitor, form_of(*role), false);
    view.version = version_of(*role);
    return context.pages.draw(Status::Ok, view);
}

http::Response post_edit_role(const Context& context, const Services& services,
                              const http::Request& request, const SessionWithUser& visitor) {
    const auto form = RoleForm::parse(request);
    if (!form) return bad_form(context, request);
    const auto role = services.grants.find_role(in_path(request, "name"));
    if (!role) return not_found(context, request);
    const bool is_current = form->version == version_of(*role);
    // As it is now: what was typed was meant for something else.
    auto view =
        form_view(context, services, request, visitor, is_current ? *form : form_of(*role), false);
    view.version = version_of(*role);
    if (!is_current) return refuse_form(context, std::move(view), GrantError::ChangedMeanwhile);
    // What it had as well: what is taken away has to be had, as over the API.
    view.problems.more_than_you_have =
        !may_give(services, form->permissions, request, visitor, view) ||
        !may_give(services, role->permissions, request, visitor, view);
    if (view.problems.any() || !view.no_such_permission.empty())
        return refuse_form(context, std::move(view), std::nullopt);
    const auto changed =
        services.grants.set_role(role->name, form->description, form->permissions,
                                 actor_of(request, visitor), request.received, role->permissions);
    if (changed)
        return context.redirect_to(with_done("/admin/roles/" + role->name, "role_changed"));
    return refuse_form(context, std::move(view), changed.error());
}

http::Response get_delete_role(const Context& context, const Services& services,
                               const http::Request& request, const SessionWithUser& visitor) {
    const auto role = services.grants.find_role(in_path(request, "name"));
    if (!role) return not_found(context, request);
    return context.pages.draw(Status::Ok, delete_view(context, services, request, visitor, *role));
}

http::Response post_delete_role(const Context& context, const Services& services,
                                const http::Request& request, const SessionWithUser& visitor) {
    const auto form = SureForm::parse(request);
    if (!form) return bad_form(context, request);
    const auto role = services.grants.find_role(in_path(request, "name"));
    if (!role) return not_found(context, request);
    const Granted what{Granted::Kind::Role, role->name};
    GrantProblems problems{
        .more_than_you_have = !access::may_give(services, what, std::nullopt, request, visitor),
        .not_sure = !form->sure};
    if (!problems.any()) {
        const auto removed =
            services.grants.remove_role(role->name, actor_of(request, visitor), request.received);
        if (removed) return context.redirect_to(with_done("/admin/roles", "role_deleted"));
        problems = problems_of(removed.error());
    }
    auto view = delete_view(context, services, request, visitor, *role);
    view.problems = problems;
    return context.pages.draw(status_of(problems), view);
}

}  // namespace postern::portal::admin::access
