// /api/v1/admin/groups/{name}/members: who is in a group.
#include "api/admin/access/operations.hpp"
#include "api/admin/access/requests.hpp"
#include "api/admin/access/to_json.hpp"
#include "api/admin/guard/guard.hpp"
#include "api/admin/guard/refusals.hpp"
#include "api/body/answers.hpp"
#include "postern/service/access/giving.hpp"
#include "postern/service/access/group_service.hpp"

namespace postern::api::admin::access {

namespace {

using http::Status;

}  // namespace

http::Response get_members(const Context&, const Services& services, const http::Request& request,
                           const SessionWithUser&) {
    const auto wanted = parse_page_request(request, parse_key);
    if (!wanted) return refuse(wanted.error(), request);
    const auto& group = in_path(request, "name");
    if (!services.groups.find(group)) return no_such("group", request);
    const auto page = services.groups.members(group, wanted->after.value_or(0), wanted->limit);
    json::Json::Array list;
    for (const auto& membership : page.members) list.push_back(to_json(membership));
    const auto next = page.complete ? json::Json{} : json::Json{to_cursor(page.last)};
    return answer(Status::Ok,
                  json::Json::Object{{"members", std::move(list)}, {"next_cursor", next}});
}

http::Response put_member(const Context&, const Services& services, const http::Request& request,
                          const SessionWithUser& caller) {
    const auto body = NewMembership::parse(request);
    if (!body) return refuse(body.error(), request);
    const auto& group = in_path(request, "name");
    if (!services.groups.find(group)) return no_such("group", request);
    const auto user = user_in_path(services, request);
    if (!user) return no_such("user", request);
    // A membership that ends sooner than before is taken away, one that ends later is given.
    auto until = body->expires_at;
    for (const Membership& present : services.groups.groups_of(user->id))
        if (present.group == group) until = later(until, present.expires_at);
    const auto gifts = service::gifts_of_group(services.grants, group, until, request.received);
    if (!service::may_give(services.grants, caller.user.id, gifts, request.received))
        return more_than_you_have(request);
    const auto joined = services.groups.join(group, *user, body->expires_at,
                                             actor_of(request, caller), request.received);
    if (!joined) return refuse(joined.error(), request);
    return http::Response{Status::NoContent};
}

http::Response delete_member(const Context&, const Services& services, const http::Request& request,
                             const SessionWithUser& caller) {
    const auto user = user_in_path(services, request);
    if (!user) return no_such("user", request);
    if (!may_take_from_group(services, in_path(request, "name"), request, caller))
        return more_than_you_have(request);
    const auto left = services.groups.leave(in_path(request, "name"), *user,
                                            actor_of(request, caller), request.received);
    if (!left) return refuse(left.error(), request);
    return http::Response{Status::NoContent};
}

}  // namespace postern::api::admin::access
