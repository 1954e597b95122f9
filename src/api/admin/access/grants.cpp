// /api/v1/admin/grants: who has been granted which role or permission.
#include <limits>

#include "api/admin/access/operations.hpp"
#include "api/admin/access/requests.hpp"
#include "api/admin/access/to_json.hpp"
#include "api/admin/guard/refusals.hpp"
#include "api/body/answers.hpp"
#include "postern/service/access/giving.hpp"

namespace postern::api::admin::access {

namespace {

using http::Status;

constexpr std::size_t kAll = std::numeric_limits<std::int32_t>::max();

http::Response refuse_missing(const Granted& what, const http::Request& request) {
    return unknown(what.kind == Granted::Kind::Role ? "role" : "permission", request);
}

/// As it is stored: one that there was before keeps who granted it, and when.
http::Response answer_granted(const Services& services, const PublicId& id,
                              const http::Request& request) {
    const auto granted = services.grants.find_grant(id);
    return granted ? answer(Status::Created, to_json(*granted)) : changed_meanwhile(request);
}

}  // namespace

http::Response get_grants(const Context&, const Services& services, const http::Request& request,
                          const SessionWithUser&) {
    const auto query = GrantQuery::parse(request);
    if (!query) return refuse(query.error(), request);
    const auto page =
        page_of(services.grants.grants(query->holder, kAll), query->page, [](const Grant& grant) {
            return NewestFirst{grant.granted_at, grant.id.text()};
        });
    json::Json::Array list;
    for (const auto& grant : page.items) list.push_back(to_json(grant));
    return answer(Status::Ok, json::Json::Object{{"grants", std::move(list)},
                                                 {"next_cursor", page.next_cursor}});
}

http::Response post_grant(const Context&, const Services& services, const http::Request& request,
                          const SessionWithUser& caller) {
    const auto body = NewGrant::parse(request);
    if (!body) return refuse(body.error(), request);
    // A grant that ends sooner than before is taken away, one that ends later is given.
    auto until = body->expires_at;
    for (const Grant& present : services.grants.grants(body->holder, kAll))
        if (present.what == body->what) until = later(until, present.expires_at);
    const auto gifts = service::gifts_of(services.grants, body->what, until);
    if (!gifts) return refuse_missing(body->what, request);
    if (!service::may_give(services.grants, caller.user.id, *gifts, request.received))
        return more_than_you_have(request);
    const auto granted = services.grants.grant(body->holder, body->what, body->expires_at,
                                               actor_of(request, caller), request.received);
    if (!granted) return refuse(granted.error(), request);
    return answer_granted(services, *granted, request);
}

http::Response delete_grant(const Context&, const Services& services, const http::Request& request,
                            const SessionWithUser& caller) {
    const auto id = PublicId::parse(in_path(request, "id"));
    const auto grant = id ? services.grants.find_grant(*id) : std::nullopt;
    if (!grant) return no_such("grant with this id", request);
    const auto taken = service::gifts_of(services.grants, grant->what, std::nullopt);
    if (!taken || !service::may_give(services.grants, caller.user.id, *taken, request.received))
        return more_than_you_have(request);
    const auto revoked = services.grants.revoke(*id, actor_of(request, caller), request.received);
    if (!revoked) return refuse(revoked.error(), request);
    return http::Response{Status::NoContent};
}

}  // namespace postern::api::admin::access
