#include "portal/admin/invitations/routes.hpp"

#include "portal/admin/invitations/handlers.hpp"
#include "portal/admin/invitations/views.hpp"
#include "portal/page/templates.hpp"

namespace postern::portal::admin::invitations {

std::vector<http::Route> routes(const Context& context, const Services& services) {
    const Area users{context, services, service::AdminArea::Users};
    return {
        users.page("/invitations", get_invitations),
        users.form("/invitations", post_resend),
        users.form_page("/invitations/new", get_invite),
        users.form("/invitations/new", post_invite),
        users.form_page("/invitations/{id}/withdraw", get_withdraw),
        users.form("/invitations/{id}/withdraw", post_withdraw),
        users.page("/approvals", get_approvals),
        users.form("/approvals", post_approve),
        users.form_page("/approvals/{id}/decline", get_decline),
        users.form("/approvals/{id}/decline", post_decline),
    };
}

std::vector<std::string> templates() {
    return templates_of<InvitationsView, InviteView, WithdrawView, ApprovalsView, DeclineView>();
}

}  // namespace postern::portal::admin::invitations
