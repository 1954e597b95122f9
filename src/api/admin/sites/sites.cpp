// /api/v1/admin/sites: the sites themselves.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/admin/guard/refusals.hpp"
#include "api/admin/sites/operations.hpp"
#include "api/admin/sites/refusals.hpp"
#include "api/admin/sites/requests.hpp"
#include "api/admin/sites/to_json.hpp"
#include "api/body/answers.hpp"
#include "api/body/page.hpp"
#include "postern/base/bytes.hpp"

namespace postern::api::admin::sites {

namespace {

using http::Status;

/// In the list of sites. Not ByName, which is for the names of groups: a site's may be longer.
struct BySiteName {
    std::string name;

    bool comes_before(const BySiteName& other) const noexcept { return name < other.name; }
    std::string to_cursor() const { return to_base64url(name); }
    static std::optional<BySiteName> parse(std::string_view cursor) {
        auto name = from_base64url(cursor);
        if (!name || !is_site_name(*name)) return std::nullopt;
        return BySiteName{std::move(*name)};
    }
};

/// Who says where a site is decides for whom its assertions are, and where a link may lead.
bool may_move(const Services& services, const http::Request& request,
              const SessionWithUser& caller) {
    return service::may_administer(services.grants, caller.user.id, service::AdminArea::Sites,
                                   service::AdminAction::Write, request.received);
}

}  // namespace

http::Response get_sites(const Context&, const Services& services, const http::Request& request,
                         const SessionWithUser& caller) {
    const auto wanted = parse_page_request(request, BySiteName::parse);
    if (!wanted) return refuse(wanted.error(), request);
    const auto scope =
        service::admin_scope(services.grants, caller.user.id, service::AdminArea::Sites,
                             service::AdminAction::Read, request.received);
    auto sites = services.sites.list();
    std::erase_if(sites, [&](const Site& site) { return !scope.covers(site.name); });
    const auto page =
        page_of(std::move(sites), *wanted, [](const Site& site) { return BySiteName{site.name}; });
    json::Json::Array list;
    for (const auto& site : page.items) list.push_back(to_json(site));
    return answer(Status::Ok, json::Json::Object{{"sites", std::move(list)},
                                                 {"next_cursor", page.next_cursor}});
}

http::Response post_site(const Context&, const Services& services, const http::Request& request,
                         const SessionWithUser& caller) {
    const auto body = NewSiteRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    const service::SiteWords words{.title = body->title,
                                   .description = body->description,
                                   .contact = body->contact,
                                   .registration = body->registration};
    const auto added =
        services.sites.add(body->name, body->origin, body->policy, actor_of(request, caller),
                           request.received, words, body->demand, body->tokens);
    if (!added) return refuse(added.error(), request);
    return answer(Status::Created, to_json(*added));
}

http::Response get_site(const Context&, const Services& services, const http::Request& request,
                        const SessionWithUser&) {
    const auto site = services.sites.find(in_path(request, "name"));
    return site ? answer(Status::Ok, to_json(*site)) : no_such("site", request);
}

http::Response patch_site(const Context&, const Services& services, const http::Request& request,
                          const SessionWithUser& caller) {
    const auto body = SitePatch::parse(request);
    if (!body) return refuse(body.error(), request);
    auto change = body->change();
    if (change.origin && !may_move(services, request, caller)) {
        const auto present = services.sites.find(in_path(request, "name"));
        if (!present) return no_such("site", request);
        if (*change.origin != present->origin.text()) return fixed_origin(request);
        change.origin = std::nullopt;  // as it was read; it may have changed meanwhile
    }
    const auto site = services.sites.set(in_path(request, "name"), change,
                                         actor_of(request, caller), request.received);
    return site ? answer(Status::Ok, to_json(*site)) : refuse(site.error(), request);
}

http::Response delete_site(const Context&, const Services& services, const http::Request& request,
                           const SessionWithUser& caller) {
    return services.sites.remove(in_path(request, "name"), actor_of(request, caller),
                                 request.received)
               ? http::Response{Status::NoContent}
               : no_such("site", request);
}

}  // namespace postern::api::admin::sites
