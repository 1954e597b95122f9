// /api/v1/admin/networks: the networks that rules name.
#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "api/admin/guard/refusals.hpp"
#include "api/admin/sites/operations.hpp"
#include "api/admin/sites/requests.hpp"
#include "api/body/answers.hpp"

namespace postern::api::admin::sites {

namespace {

using http::Status;
using json::Json;

/// The sites whose rules name each network, by name.
std::map<std::string, Json::Array> uses_of_networks(const Services& services) {
    std::map<std::string, Json::Array> uses;
    for (const auto& of_site : services.rules.all())
        for (const auto& [name, blocks] : of_site.rules.networks)
            uses[name].emplace_back(of_site.site);
    return uses;
}

Json to_json(const std::string& name, const std::vector<std::string>& blocks, Json::Array used_by) {
    return Json::Object{{"name", name},
                        {"blocks", Json::Array{blocks.begin(), blocks.end()}},
                        {"used_by", std::move(used_by)}};
}

/// The network as it is now; 404 where it is gone.
http::Response answer_network(const Services& services, const http::Request& request) {
    const auto networks = services.rules.networks();
    const auto found = networks.find(in_path(request, "network"));
    if (found == networks.end()) return no_such("network", request);
    return answer(Status::Ok,
                  to_json(found->first, found->second, uses_of_networks(services)[found->first]));
}

}  // namespace

http::Response get_networks(const Context&, const Services& services, const http::Request&,
                            const SessionWithUser&) {
    auto uses = uses_of_networks(services);
    Json::Array list;
    for (const auto& [name, blocks] : services.rules.networks())
        list.push_back(to_json(name, blocks, std::move(uses[name])));
    return answer(Status::Ok, Json::Object{{"networks", std::move(list)}});
}

http::Response put_network(const Context&, const Services& services, const http::Request& request,
                           const SessionWithUser& caller) {
    auto blocks = parse_blocks(request);
    if (!blocks) return refuse(blocks.error(), request);
    const auto& name = in_path(request, "network");
    const auto present = services.rules.networks();  // before the plans: they are made from these
    const auto plans = services.rules.plan({.networks = {{name, *blocks}}}, request.received);
    if (!plans) return refuse(plans.error(), request);
    auto networks = present;
    networks.insert_or_assign(name, std::move(*blocks));
    const auto applied = services.rules.apply(*plans, networks, actor_of(request, caller),
                                              request.received, {}, present);
    if (!applied) return refuse(applied.error(), request);
    return answer_network(services, request);
}

http::Response delete_network(const Context&, const Services& services,
                              const http::Request& request, const SessionWithUser& caller) {
    const auto& name = in_path(request, "network");
    const auto present = services.rules.networks();
    auto networks = present;
    if (networks.erase(name) == 0) return no_such("network", request);
    if (uses_of_networks(services).contains(name))
        return conflict("in_use", "The rules of a site name it. Change those first, then retry.",
                        request);
    const auto applied = services.rules.apply({}, networks, actor_of(request, caller),
                                              request.received, {}, present);
    if (!applied) return refuse(applied.error(), request);
    return http::Response{Status::NoContent};
}

}  // namespace postern::api::admin::sites
