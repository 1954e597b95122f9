// /admin/roles/{name}/grant and /revoke: who has a role.
#include <algorithm>
#include <limits>

#include "portal/admin/access/forms.hpp"
#include "portal/admin/access/handlers.hpp"
#include "portal/admin/access/parts.hpp"
#include "portal/admin/access/views.hpp"
#include "postern/service/account/user_service.hpp"

namespace postern::portal::admin::access {

namespace {

using http::Status;
using service::GrantError;

constexpr std::size_t kAll = std::numeric_limits<std::int32_t>::max();
constexpr std::string_view kGroupPrefix = "group:";

GrantView grant_view(const Context& context, const Services& services, const http::Request& request,
                     const SessionWithUser& visitor, const Role& role, const GrantForm& form) {
    return {.frame = admin_frame(context, services, request, visitor, AdminPage::Roles),
            .role = role.name,
            .who = form.who,
            .until = day_field(form.day, request, visitor),
            .permissions = text_rows(role.permissions),
            .type_name = role.name == kAdminRole};
}

/// The one who is typed. Nothing: the view says why.
std::optional<GrantHolder> holder_of(const Services& services, const std::string& who,
                                     GrantView& view) {
    view.no_who = who.empty();
    if (view.no_who) return std::nullopt;
    if (who.starts_with(kGroupPrefix)) {
        const auto group = services.groups.find(who.substr(kGroupPrefix.size()));
        view.no_such_group = !group;
        if (!group) return std::nullopt;
        return GrantHolder{.kind = GrantHolder::Kind::Group, .name = group->name};
    }
    const auto user = services.users.find(who);
    view.no_such_user = !user;
    if (!user) return std::nullopt;
    return GrantHolder{.kind = GrantHolder::Kind::User, .name = user->public_id.text()};
}

/// A grant that ends sooner than before is taken away, one that ends later is given.
std::optional<TimePoint> latest_end(const Services& services, const GrantHolder& holder,
                                    const Granted& what, const std::optional<TimePoint>& end) {
    std::optional<TimePoint> latest = end;
    for (const Grant& present : services.grants.grants(holder, kAll))
        if (present.what == what) latest = later(latest, present.expires_at);
    return latest;
}

/// The grant, if it gives this role.
std::optional<Grant> grant_of(const Services& services, const std::string& role,
                              const std::optional<PublicId>& id) {
    auto grant = id ? services.grants.find_grant(*id) : std::nullopt;
    if (!grant || !(grant->what == Granted{Granted::Kind::Role, role})) return std::nullopt;
    return grant;
}

RevokeView revoke_view(const Context& context, const Services& services,
                       const http::Request& request, const SessionWithUser& visitor,
                       const Role& role, const Grant& grant) {
    const bool from_group = grant.holder.kind == GrantHolder::Kind::Group;
    return {.frame = admin_frame(context, services, request, visitor, AdminPage::Roles),
            .role = role.name,
            .grant = grant.id.text(),
            .from_group = from_group,
            .holder = from_group ? grant.holder.name : grant.holder.email,
            .permissions = text_rows(role.permissions),
            .type_name = role.name == kAdminRole};
}

bool is_typed(const Role& role, const std::string& typed_name) {
    return role.name != kAdminRole || typed_name == role.name;
}

}  // namespace

http::Response get_grant(const Context& context, const Services& services,
                         const http::Request& request, const SessionWithUser& visitor) {
    const auto role = services.grants.find_role(in_path(request, "name"));
    if (!role) return not_found(context, request);
    const GrantForm form{.who = request.query_value("who").value_or("")};
    return context.pages.draw(Status::Ok,
                              grant_view(context, services, request, visitor, *role, form));
}

http::Response post_grant(const Context& context, const Services& services,
                          const http::Request& request, const SessionWithUser& visitor) {
    const auto form = GrantForm::parse(request);
    if (!form) return bad_form(context, request);
    const auto role = services.grants.find_role(in_path(request, "name"));
    if (!role) return not_found(context, request);
    auto view = grant_view(context, services, request, visitor, *role, *form);
    view.problems.bad_typed_name = !is_typed(*role, form->typed_name);
    const auto holder = holder_of(services, form->who, view);
    if (holder && !view.until.bad && !view.problems.any()) {
        const Granted what{Granted::Kind::Role, role->name};
        const auto end = end_of(view.until, visitor);
        view.problems.more_than_you_have =
            !may_give(services, what, latest_end(services, *holder, what, end), request, visitor);
        if (!view.problems.any()) {
            const auto granted = services.grants.grant(
                *holder, what, end, actor_of(request, visitor), request.received);
            if (granted)
                return context.redirect_to(with_done("/admin/roles/" + role->name, "granted"));
            view.too_many = granted.error() == GrantError::TooMany;
            view.problems = problems_of(granted.error());
        }
    }
    return context.pages.draw(status_of(view.problems), view);
}

http::Response get_revoke(const Context& context, const Services& services,
                          const http::Request& request, const SessionWithUser& visitor) {
    const auto role = services.grants.find_role(in_path(request, "name"));
    if (!role) return not_found(context, request);
    const auto grant =
        grant_of(services, role->name, PublicId::parse(request.query_value("grant").value_or("")));
    if (!grant) return not_found(context, request);
    return context.pages.draw(Status::Ok,
                              revoke_view(context, services, request, visitor, *role, *grant));
}

http::Response post_revoke(const Context& context, const Services& services,
                           const http::Request& request, const SessionWithUser& visitor) {
    const auto form = RevokeForm::parse(request);
    if (!form) return bad_form(context, request);
    const auto role = services.grants.find_role(in_path(request, "name"));
    if (!role) return not_found(context, request);
    const auto grant = grant_of(services, role->name, form->grant);
    if (!grant) return not_found(context, request);
    GrantProblems problems{
        .more_than_you_have = !may_give(services, grant->what, std::nullopt, request, visitor),
        .bad_typed_name = !is_typed(*role, form->typed_name)};
    if (!problems.any()) {
        const auto revoked =
            services.grants.revoke(grant->id, actor_of(request, visitor), request.received);
        if (revoked) return context.redirect_to(with_done("/admin/roles/" + role->name, "revoked"));
        problems = problems_of(revoked.error());
    }
    auto view = revoke_view(context, services, request, visitor, *role, *grant);
    view.problems = problems;
    return context.pages.draw(status_of(problems), view);
}

}  // namespace postern::portal::admin::access
