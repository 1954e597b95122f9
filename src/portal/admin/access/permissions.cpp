// /admin/permissions: the permissions, new ones, and their end.
#include <algorithm>

#include "portal/admin/access/forms.hpp"
#include "portal/admin/access/handlers.hpp"
#include "portal/admin/access/parts.hpp"
#include "portal/admin/access/views.hpp"
#include "postern/service/access/giving.hpp"

namespace postern::portal::admin::access {

namespace {

using http::Status;
using service::GrantError;

std::optional<Permission> find(const Services& services, std::string_view name) {
    for (auto& permission : services.grants.permissions())
        if (permission.name == name) return permission;
    return std::nullopt;
}

PermissionFormView form_view(const Context& context, const Services& services,
                             const http::Request& request, const SessionWithUser& visitor,
                             const PermissionForm& form) {
    return {.frame = admin_frame(context, services, request, visitor, AdminPage::Permissions),
            .name = form.name,
            .description = form.description,
            .resource = form.resource,
            .action = form.action};
}

DeletePermissionView delete_view(const Context& context, const Services& services,
                                 const http::Request& request, const SessionWithUser& visitor,
                                 const Permission& permission) {
    return {.frame = admin_frame(context, services, request, visitor, AdminPage::Permissions),
            .name = permission.name,
            .resource = permission.resource,
            .action = permission.action};
}

}  // namespace

http::Response get_permissions(const Context& context, const Services& services,
                               const http::Request& request, const SessionWithUser& visitor) {
    PermissionsView view{
        .frame = admin_frame(context, services, request, visitor, AdminPage::Permissions)};
    view.frame.command = "postern permission list";
    const auto roles = services.grants.roles();
    for (const Permission& permission : services.grants.permissions()) {
        std::vector<std::string> with_it;
        for (const Role& role : roles)
            if (std::ranges::binary_search(role.permissions, permission.name))
                with_it.push_back(role.name);
        view.permissions.push_back({.name = permission.name,
                                    .description = permission.description,
                                    .resource = permission.resource,
                                    .action = permission.action,
                                    .roles = joined(with_it),
                                    .built_in = permission.name == kAdminPermission});
    }
    return context.pages.draw(Status::Ok, view);
}

http::Response get_new_permission(const Context& context, const Services& services,
                                  const http::Request& request, const SessionWithUser& visitor) {
    return context.pages.draw(Status::Ok, form_view(context, services, request, visitor, {}));
}

http::Response post_new_permission(const Context& context, const Services& services,
                                   const http::Request& request, const SessionWithUser& visitor) {
    const auto form = PermissionForm::parse(request);
    if (!form) return bad_form(context, request);
    auto view = form_view(context, services, request, visitor, *form);
    const Permission permission{form->name, form->description, form->resource, form->action};
    if (!service::may_give(services.grants, visitor.user.id, {{permission}}, request.received)) {
        view.problems.more_than_you_have = true;
        return context.pages.draw(Status::Forbidden, view);
    }
    const auto added =
        services.grants.add_permission(permission, actor_of(request, visitor), request.received);
    if (added) return context.redirect_to(with_done("/admin/permissions", "permission_added"));
    const auto error = added.error();
    view.bad_name = error == GrantError::BadName;
    view.name_taken = error == GrantError::NameTaken;
    view.bad_description = error == GrantError::BadDescription;
    view.bad_resource = error == GrantError::BadResource;
    view.bad_action = error == GrantError::BadAction;
    view.problems = problems_of(error);
    return context.pages.draw(view.name_taken ? Status::Conflict : status_of(view.problems), view);
}

http::Response get_delete_permission(const Context& context, const Services& services,
                                     const http::Request& request, const SessionWithUser& visitor) {
    const auto permission = find(services, in_path(request, "name"));
    if (!permission) return not_found(context, request);
    return context.pages.draw(Status::Ok,
                              delete_view(context, services, request, visitor, *permission));
}

http::Response post_delete_permission(const Context& context, const Services& services,
                                      const http::Request& request,
                                      const SessionWithUser& visitor) {
    const auto form = SureForm::parse(request);
    if (!form) return bad_form(context, request);
    const auto permission = find(services, in_path(request, "name"));
    if (!permission) return not_found(context, request);
    GrantProblems problems{.not_sure = !form->sure};
    if (!problems.any()) {
        const auto removed = services.grants.remove_permission(
            permission->name, actor_of(request, visitor), request.received);
        if (removed)
            return context.redirect_to(with_done("/admin/permissions", "permission_deleted"));
        problems = problems_of(removed.error());
    }
    auto view = delete_view(context, services, request, visitor, *permission);
    view.problems = problems;
    return context.pages.draw(status_of(problems), view);
}

}  // namespace postern::portal::admin::access
