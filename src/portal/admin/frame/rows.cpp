#include "portal/admin/frame/rows.hpp"

#include <utility>

#include "portal/admin/frame/factor_needed.hpp"
#include "portal/admin/frame/sight.hpp"
#include "portal/page/return_to.hpp"
#include "portal/page/rows.hpp"
#include "portal/page/templates.hpp"
#include "postern/access/assurance.hpp"
#include "postern/base/check.hpp"
#include "postern/service/account/step_up_service.hpp"

namespace postern::portal::admin {

namespace {

using service::AdminAction;
using service::AdminArea;

http::Response not_found(const Context& context, const http::Request& request) {
    return context.error_page(http::PipelineError::NotFound, request);
}

/// A visitor without a session. One whose session has ended comes back to what they were doing.
http::Response show_to_stranger(const Context& context, const http::Request& request) {
    return context.session_token(request).empty()
               ? not_found(context, request)
               : context.redirect_to(sign_in_page_for(context, request));
}

/// The object of the path, in areas that are delegated for one.
std::string_view object_of(const http::Request& request) {
    const auto found = request.path_values.find("name");
    return found == request.path_values.end() ? std::string_view{} : found->second;
}

/// The page on which the visitor proves as much as the action asks for.
http::Response ask_for_proof(const Context& context, const Services& services,
                             const http::Request& request, const SessionWithUser& visitor) {
    if (!services.step_up.factors_of(visitor.user).any())
        return context.pages.draw(http::Status::Forbidden,
                                  FactorNeededView{context.frame(request, &visitor.user)});
    const bool reads = request.method != http::Method::Post && !request.query.empty();
    return context.redirect_to(
        step_up_page_for(context, reads ? request.path + '?' + request.query : request.path));
}

/// Whether there is something to administer for this visitor.
using Allows = bool(const Services& services, const http::Request& request,
                    const SessionWithUser& visitor, AdminArea area, AdminAction action);

bool allows_area(const Services& services, const http::Request& request,
                 const SessionWithUser& visitor, AdminArea area, AdminAction action) {
    return service::may_administer(services.grants, visitor.user.id, area, action, request.received,
                                   object_of(request));
}

bool allows_list(const Services& services, const http::Request& request,
                 const SessionWithUser& visitor, AdminArea area, AdminAction) {
    const Sight sight{services, visitor, request.received};
    return sight.sees_some(area) || (area == AdminArea::Sites && sight.sees_some(AdminArea::Rules));
}

http::Handler guarded(const Context& context, std::shared_ptr<const Services> kept, AdminArea area,
                      AdminAction action, Page* handler, Allows* allows = allows_area) {
    return [context, kept = std::move(kept), area, action, handler,
            allows](const http::Request& request) {
        const auto& services = *kept;
        if (!service::admin_network_allows(context.settings.admin_networks, request.address))
            return not_found(context, request);
        const auto visitor = context.find_session(request);
        if (!visitor) return show_to_stranger(context, request);
        if (!allows(services, request, *visitor, area, action)) return not_found(context, request);
        const auto shortfall = access::judge(visitor->session.authentication.assurance(),
                                             service::demand_of(action), request.received);
        if (shortfall != access::Shortfall::None)
            return ask_for_proof(context, services, request, *visitor);
        return context.with_language_choice(handler(context, services, request, *visitor), request);
    };
}

/// The token of a form belongs to a session that has ended, or to another browser.
http::Handler on_stale(const Context& context) {
    return [context](const http::Request& request) {
        return context.find_session(request)
                   ? context.error_page(http::PipelineError::StaleForm, request)
                   : show_to_stranger(context, request);
    };
}

}  // namespace

http::Route Area::page(const std::string& path, Page* handler) const {
    return portal::page("/admin" + path,
                        guarded(context_, services_, area_, AdminAction::Read, handler));
}

http::Route Area::list(const std::string& path, Page* handler) const {
    return portal::page("/admin" + path, guarded(context_, services_, area_, AdminAction::Read,
                                                 handler, allows_list));
}

http::Route Area::form_page(const std::string& path, Page* handler) const {
    return portal::page("/admin" + path,
                        guarded(context_, services_, area_, AdminAction::Write, handler));
}

http::Route Area::form(const std::string& path, Page* handler) const {
    auto row = portal::form("/admin" + path,
                            guarded(context_, services_, area_, AdminAction::Write, handler));
    row.on_stale = on_stale(context_);
    return row;
}

Actor actor_of(const http::Request& request, const SessionWithUser& visitor) {
    return Actor::signed_in(visitor.user.public_id, request.address, request.request_id);
}

const std::string& in_path(const http::Request& request, std::string_view name) {
    const auto found = request.path_values.find(name);
    POSTERN_CHECK(found != request.path_values.end());
    return found->second;
}

std::vector<std::string> templates() { return templates_of<FactorNeededView>(); }

}  // namespace postern::portal::admin
