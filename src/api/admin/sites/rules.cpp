// /api/v1/admin/sites/{name}/rules: the rules of a site.
#include <algorithm>
#include <optional>
#include <utility>

#include "api/admin/guard/refusals.hpp"
#include "api/admin/sites/operations.hpp"
#include "api/admin/sites/rules_form.hpp"
#include "api/body/answers.hpp"
#include "api/body/query.hpp"

namespace postern::api::admin::sites {

namespace {

using http::Status;
using Plans = std::vector<service::SiteRulesPlan>;

/// Whether nothing shall be changed. What cannot be read is never taken for "no".
Result<bool, RequestError> parse_dry_run(const http::Request& request) {
    std::vector<http::FieldProblem> problems;
    const auto value = query_text(request, "dry_run", problems);
    if (value && *value != "1")
        problems.push_back({"dry_run", "invalid", "Use 1, or leave it out."});
    if (!problems.empty()) return fail(validation_failed(std::move(problems)));
    return value.has_value();
}

/// Whether the caller has read the rules that are there now.
bool is_current(const Plans& plans, const std::string& site, std::uint64_t version) {
    const auto of_site = std::ranges::find(plans, site, &service::SiteRulesPlan::site);
    return of_site != plans.end() && of_site->version == version;
}

/// Whether the request would define a network, or make one another.
bool defines_networks(const RuleNetworks& wanted, const RuleNetworks& present) {
    return std::ranges::any_of(wanted, [&](const auto& network) {
        const auto found = present.find(network.first);
        return found == present.end() || found->second != network.second;
    });
}

bool may_define_networks(const Services& services, const http::Request& request,
                         const SessionWithUser& caller) {
    return service::may_administer(services.grants, caller.user.id, service::AdminArea::Rules,
                                   service::AdminAction::Write, request.received);
}

/// All that there are, and those of the request: what it does not name stays.
std::optional<RuleNetworks> with_present(const RuleNetworks& wanted, RuleNetworks present) {
    if (wanted.empty()) return std::nullopt;
    for (const auto& [name, blocks] : wanted) present.insert_or_assign(name, blocks);
    return present;
}

json::Json differences_json(const Plans& plans) {
    json::Json::Array list;
    for (const auto& plan : plans)
        for (const auto& difference : plan.differences)
            list.push_back(json::Json::Object{{"site", plan.site},
                                              {"kind", postern::access::to_text(difference.kind)},
                                              {"words", difference.words}});
    return list;
}

}  // namespace

http::Response get_rules(const Context&, const Services& services, const http::Request& request,
                         const SessionWithUser&) {
    const auto& site = in_path(request, "name");
    const auto current = services.rules.current(site);
    return current ? answer(Status::Ok, to_json(site, *current)) : no_such("site", request);
}

http::Response put_rules(const Context&, const Services& services, const http::Request& request,
                         const SessionWithUser& caller) {
    const auto is_dry_run = parse_dry_run(request);
    if (!is_dry_run) return refuse(is_dry_run.error(), request);
    const auto& site = in_path(request, "name");
    const auto body = RulesRequest::parse(site, request);
    if (!body) return refuse(body.error(), request);
    const auto networks = services.rules.networks();
    const bool may_define = may_define_networks(services, request, caller);
    if (!may_define && defines_networks(body->draft.networks, networks)) return forbidden(request);
    auto plans = services.rules.plan(body->draft, request.received);
    if (!plans) return refuse(plans.error(), request);
    // Others follow a network that is another by now; that is not for who has this site alone.
    if (!may_define) std::erase_if(*plans, [&](const auto& plan) { return plan.site != site; });
    if (!is_current(*plans, site, body->version)) return changed_meanwhile(request);
    auto differences = differences_json(*plans);
    if (*is_dry_run)
        return answer(Status::Ok, json::Json::Object{{"differences", std::move(differences)}});
    const auto applied =
        services.rules.apply(*plans, with_present(body->draft.networks, networks),
                             actor_of(request, caller), request.received, {}, networks);
    if (!applied) return refuse(applied.error(), request);
    const auto current = services.rules.current(site);
    if (!current) return no_such("site", request);
    return answer(Status::Ok, json::Json::Object{{"differences", std::move(differences)},
                                                 {"rules", to_json(site, *current)}});
}

}  // namespace postern::api::admin::sites
