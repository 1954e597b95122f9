// /api/v1/admin/groups: the groups themselves.
#include <utility>
#include <vector>

#include "api/admin/access/operations.hpp"
#include "api/admin/access/requests.hpp"
#include "api/admin/access/to_json.hpp"
#include "api/admin/guard/guard.hpp"
#include "api/admin/guard/refusals.hpp"
#include "api/body/answers.hpp"
#include "postern/service/access/group_service.hpp"

namespace postern::api::admin::access {

namespace {

using http::Status;

/// The group as it is now; 404 where it is gone.
http::Response answer_group(const Services& services, const http::Request& request) {
    const auto& name = in_path(request, "name");
    for (const auto& [group, members] : services.groups.list(request.received))
        if (group.name == name) return answer(Status::Ok, to_json(group, members));
    return no_such("group", request);
}

}  // namespace

http::Response get_groups(const Context&, const Services& services, const http::Request& request,
                          const SessionWithUser& caller) {
    const auto wanted = parse_page_request(request, ByName::parse);
    if (!wanted) return refuse(wanted.error(), request);
    const auto scope =
        service::admin_scope(services.grants, caller.user.id, service::AdminArea::Groups,
                             service::AdminAction::Read, request.received);
    auto groups = services.groups.list(request.received);
    std::erase_if(groups, [&](const auto& one) { return !scope.covers(one.group.name); });
    const auto page = page_of(std::move(groups), *wanted,
                              [](const auto& overview) { return ByName{overview.group.name}; });
    json::Json::Array list;
    for (const auto& [group, members] : page.items) list.push_back(to_json(group, members));
    return answer(Status::Ok, json::Json::Object{{"groups", std::move(list)},
                                                 {"next_cursor", page.next_cursor}});
}

http::Response post_group(const Context&, const Services& services, const http::Request& request,
                          const SessionWithUser& caller) {
    const auto body = NewGroup::parse(request);
    if (!body) return refuse(body.error(), request);
    const auto added = services.groups.add(body->name, body->description, actor_of(request, caller),
                                           request.received);
    if (!added) return refuse(added.error(), request);
    return answer(Status::Created, to_json(*added, 0));
}

http::Response get_group(const Context&, const Services& services, const http::Request& request,
                         const SessionWithUser&) {
    return answer_group(services, request);
}

http::Response patch_group(const Context&, const Services& services, const http::Request& request,
                           const SessionWithUser& caller) {
    const auto body = GroupPatch::parse(request);
    if (!body) return refuse(body.error(), request);
    if (body->description) {
        const auto changed = services.groups.describe(in_path(request, "name"), *body->description,
                                                      actor_of(request, caller), request.received);
        if (!changed) return refuse(changed.error(), request);
    }
    return answer_group(services, request);
}

http::Response delete_group(const Context&, const Services& services, const http::Request& request,
                            const SessionWithUser& caller) {
    if (!may_take_from_group(services, in_path(request, "name"), request, caller))
        return more_than_you_have(request);
    const auto removed = services.groups.remove(in_path(request, "name"), actor_of(request, caller),
                                                request.received);
    if (!removed) return refuse(removed.error(), request);
    return http::Response{Status::NoContent};
}

}  // namespace postern::api::admin::access
