#include "portal/invitation/routes.hpp"

#include "portal/invitation/handlers.hpp"
#include "portal/invitation/views.hpp"
#include "portal/page/rows.hpp"
#include "portal/page/templates.hpp"

namespace postern::portal::invitation {

std::vector<http::Route> routes(const Context& context, const Services& services) {
    const auto& c = context;
    const auto& s = services;
    return {
        page("/invitation", anyone(c, get_invitation, s)),
        open_form("/invitation", anyone(c, post_invitation, s), anyone(c, stale_invitation, s)),
        moved(c, "/invitation/accept", "/account"),
        signed_in_form(c, "/invitation/accept", post_accept, s),
        page("/invitation/accepted", anyone(c, get_accepted)),
    };
}

std::vector<std::string> templates() {
    return templates_of<InvitationView, InvitationAcceptView, InvitationAcceptedView,
                        InvitationGoneView>();
}

}  // namespace postern::portal::invitation
