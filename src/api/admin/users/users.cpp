// /api/v1/admin/users: finding, adding and changing users.
#include <algorithm>
#include <utility>

#include "api/admin/guard/part.hpp"
#include "api/admin/guard/refusals.hpp"
#include "api/admin/users/operations.hpp"
#include "api/admin/users/refusals.hpp"
#include "api/admin/users/requests.hpp"
#include "api/admin/users/to_json.hpp"
#include "api/body/answers.hpp"
#include "api/body/page_request.hpp"
#include "postern/service/access/administration.hpp"
#include "postern/service/access/giving.hpp"
#include "postern/service/admin/user_directory.hpp"

namespace postern::api::admin::users {

namespace {

using http::Status;

service::AdminScope seen_groups(const Services& services, const http::Request& request,
                                const SessionWithUser& caller) {
    return service::admin_scope(services.grants, caller.user.id, service::AdminArea::Groups,
                                service::AdminAction::Read, request.received);
}

void hide_groups(const service::AdminScope& seen, store::ListedUser& user) {
    std::erase_if(user.groups, [&](const std::string& group) { return !seen.covers(group); });
}

/// The user as they are now, with the groups that the caller may see; 404 where they are gone.
http::Response answer_user(const Services& services, Status status, const PublicId& id,
                           const http::Request& request, const SessionWithUser& caller) {
    auto found = services.directory.find(id, request.received);
    if (found) hide_groups(seen_groups(services, request, caller), *found);
    return found ? answer(status, to_json(*found)) : no_such_user(request);
}

}  // namespace

http::Response get_users(const Context&, const Services& services, const http::Request& request,
                         const SessionWithUser& caller) {
    const auto wanted = UserListQuery::parse(request);
    if (!wanted) return refuse(wanted.error(), request);
    const auto seen = seen_groups(services, request, caller);
    if (!wanted->query.group.empty() && !seen.covers(wanted->query.group))
        return forbidden(request);
    auto part = services.directory.list(wanted->query, wanted->part.cursor, wanted->part.limit,
                                        request.received);
    if (part.restarted) return refuse_cursor(request);
    for (auto& listed : part.items) hide_groups(seen, listed);
    return answer_part("users", to_list(part.items), part.damaged, part.next);
}

http::Response post_user(const Context& context, const Services& services,
                         const http::Request& request, const SessionWithUser& caller) {
    const auto body = NewUserRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    if (!services.mail_enabled) return no_mail(request);
    if (!body->language.empty() &&
        std::ranges::count(context.catalogue.languages(), body->language) == 0)
        return refuse(std::vector{service::EditUserError::BadLanguage}, request);
    const service::Registration typed{.email = body->email,
                                      .display_name = body->display_name,
                                      .password = {},
                                      .username = body->username,
                                      .given_name = body->given_name,
                                      .family_name = body->family_name};
    const auto added = services.registration.add_user_by_mail(
        typed, body->language, actor_of(request, caller), request.received);
    if (!added) return refuse(added.error(), request);
    return answer_user(services, Status::Created, added->public_id, request, caller);
}

http::Response get_user(const Context&, const Services& services, const http::Request& request,
                        const SessionWithUser& caller) {
    const auto id = PublicId::parse(in_path(request, "id"));
    return id ? answer_user(services, Status::Ok, *id, request, caller) : no_such_user(request);
}

http::Response patch_user(const Context&, const Services& services, const http::Request& request,
                          const SessionWithUser& caller) {
    const auto body = UserPatch::parse(request);
    if (!body) return refuse(body.error(), request);
    const auto user = user_in_path(services, request);
    if (!user) return no_such_user(request);
    if (!service::may_act_on(services.grants, caller.user.id, user->id, request.received))
        return more_than_caller(request);
    auto actor = actor_of(request, caller);
    actor.reason = body->reason;
    const auto changed =
        services.users.edit(user->public_id.text(), body->edit(), actor, request.received);
    if (!changed) return refuse(changed.error(), request);
    return answer_user(services, Status::Ok, user->public_id, request, caller);
}

}  // namespace postern::api::admin::users
