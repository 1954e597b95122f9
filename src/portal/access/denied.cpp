// The page that nginx shows at the address of a site to a visitor whom the gate has refused.
#include "portal/access/handlers.hpp"
#include "portal/access/shown_path.hpp"
#include "portal/access/views.hpp"
#include "portal/page/return_to.hpp"
#include "postern/base/bytes.hpp"
#include "postern/model/one_line.hpp"
#include "postern/model/site.hpp"
#include "postern/service/access/access_request_service.hpp"

namespace postern::portal::access {

namespace {

using Why = DeniedView::Why;

constexpr std::size_t kMaxRuleNameCodePoints = 200;

/// `3 the%20admin%20area` -> `the admin area`; empty when the rule has no name.
std::string name_of(std::string_view rule) {
    const auto space = rule.find(' ');
    if (space == std::string_view::npos) return {};
    const auto name = percent_decode(rule.substr(space + 1), false);
    return name ? one_line(*name, kMaxRuleNameCodePoints).value_or("") : std::string{};
}

Why why_of(const http::RefusedVisit& visit) {
    if (visit.reason == "odd_path") return Why::OddPath;
    if (visit.reason == "no_username") return Why::NoUsername;
    if (visit.rule == "default") return Why::Default;
    return visit.rule.empty() ? Why::Unknown : Why::Rule;
}

std::string portal_of(const Context& context) {
    return context.settings.origin + context.settings.base_path;
}

/// To the page again, once somebody else has signed in.
std::string other_sign_in(const Context& context, const Services& services,
                          const http::RefusedVisit& visit, const std::optional<Site>& site,
                          std::string page) {
    const auto back =
        site ? return_to(context, services.sites, site->origin.text() + visit.target) : ReturnTo{};
    return portal_of(context) + with_return(std::move(page), back);
}

/// Where an odd path or a missing username is the reason, access would not help.
bool can_ask(const Services& services, const DeniedView& view, const std::optional<Site>& site) {
    return view.why != Why::OddPath && view.why != Why::NoUsername && site &&
           services.requests.can_be_asked_for(*site);
}

}  // namespace

http::Response get_denied(const Context& context, const Services& services,
                          const http::Request& request) {
    if (!request.refused) return context.error_page(http::PipelineError::NotFound, request);
    const auto& visit = *request.refused;
    const auto visitor = context.find_session(request);
    const auto site = services.requests.find_site(visit.site);

    DeniedView view{.frame = context.frame(request, visitor ? &visitor->user : nullptr),
                    .signed_in = visitor.has_value(),
                    .why = why_of(visit),
                    .request_id = request.request_id};
    view.sign_in_link =
        other_sign_in(context, services, visit, site, visitor ? "/logout" : "/login");
    if (visitor) {
        view.display_name = visitor->user.display_name.text();
        view.email = visitor->user.email.text();
        view.site = site ? title_of(*site) : visit.site;
        view.path = shown_path(visit.target);
        view.rule = name_of(visit.rule);
        if (view.why == Why::NoUsername && context.settings.choose_username)
            view.profile_link = portal_of(context) + "/account/profile#username";
        if (can_ask(services, view, site))
            view.ask_link = portal_of(context) + "/access?site=" + percent_encode(visit.site) +
                            "&path=" + percent_encode(service::quotable_path(visit.target));
    }
    return context.pages.draw(http::Status::Forbidden, view);
}

}  // namespace postern::portal::access
