// /api/v1/admin/users/{id}/factors, /groups, /permissions and /tokens: what a user has.
#include <algorithm>
#include <utility>

#include "api/admin/guard/refusals.hpp"
#include "api/admin/users/operations.hpp"
#include "api/admin/users/refusals.hpp"
#include "api/admin/users/to_json.hpp"
#include "api/body/answers.hpp"
#include "postern/service/access/administration.hpp"
#include "postern/service/access/grant_service.hpp"
#include "postern/service/access/group_service.hpp"
#include "postern/service/token/personal_token_service.hpp"
#include "postern/service/token/token_service.hpp"

namespace postern::api::admin::users {

namespace {

using http::Status;
using service::AdminAction;
using service::AdminArea;

http::Response answer_list(const char* name, json::Json::Array list) {
    return answer(Status::Ok, json::Json::Object{{name, std::move(list)}});
}

bool has(const auto& tokens, const PublicId& id) {
    return std::ranges::any_of(tokens, [&](const auto& token) { return token.public_id == id; });
}

}  // namespace

http::Response get_user_factors(const Context&, const Services& services,
                                const http::Request& request, const SessionWithUser&) {
    const auto user = user_in_path(services, request);
    return user ? answer(Status::Ok, to_json(services.factors.overview(*user)))
                : no_such_user(request);
}

http::Response get_user_groups(const Context&, const Services& services,
                               const http::Request& request, const SessionWithUser& caller) {
    const auto seen = service::admin_scope(services.grants, caller.user.id, AdminArea::Groups,
                                           AdminAction::Read, request.received);
    if (!seen.somewhere()) return forbidden(request);
    const auto user = user_in_path(services, request);
    if (!user) return no_such_user(request);
    auto memberships = services.groups.groups_of(user->id);
    std::erase_if(memberships, [&](const Membership& one) { return !seen.covers(one.group); });
    return answer_list("groups", to_list(memberships));
}

http::Response get_user_permissions(const Context&, const Services& services,
                                    const http::Request& request, const SessionWithUser& caller) {
    if (!service::may_administer(services.grants, caller.user.id, AdminArea::Roles,
                                 AdminAction::Read, request.received))
        return forbidden(request);
    const auto user = user_in_path(services, request);
    if (!user) return no_such_user(request);
    return answer_list("permissions", to_list(services.grants.held_by(user->id, request.received)));
}

http::Response get_user_tokens(const Context&, const Services& services,
                               const http::Request& request, const SessionWithUser&) {
    const auto user = user_in_path(services, request);
    if (!user) return no_such_user(request);
    auto list = to_list(services.tokens.list(*user, request.received));
    std::ranges::move(to_list(services.personal_tokens.list(*user, request.received)),
                      std::back_inserter(list));
    return answer_list("tokens", std::move(list));
}

http::Response delete_user_token(const Context&, const Services& services,
                                 const http::Request& request, const SessionWithUser& caller) {
    const auto user = user_in_path(services, request);
    if (!user) return no_such_user(request);
    if (!service::may_act_on(services.grants, caller.user.id, user->id, request.received))
        return more_than_caller(request);
    const auto id = PublicId::parse(in_path(request, "token"));
    const auto actor = actor_of(request, caller);
    // The path names this user: nobody else's token ends.
    const bool ended = id && ((has(services.tokens.list(*user, request.received), *id) &&
                               services.tokens.end_any(*id, actor, request.received)) ||
                              (has(services.personal_tokens.list(*user, request.received), *id) &&
                               services.personal_tokens.end_any(*id, actor, request.received)));
    return ended ? http::Response{Status::NoContent} : no_such("token of this user", request);
}

}  // namespace postern::api::admin::users
