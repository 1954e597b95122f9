#include "api/admin/invitations/routes.hpp"

#include "api/admin/guard/area.hpp"
#include "api/admin/invitations/operations.hpp"

namespace postern::api::admin::invitations {

std::vector<http::Route> routes(const Context& context, const Services& services) {
    using enum http::Method;
    const Area users{context, services, service::AdminArea::Users};
    return {
        users.read("/invitations", get_invitations),
        users.write(Post, "/invitations", post_invitation),
        users.read("/invitations/{id}", get_invitation),
        users.write(Delete, "/invitations/{id}", delete_invitation),
        users.write(Post, "/invitations/{id}/resend", post_resend),
        users.write(Post, "/users/{id}/approve", post_approve),
        users.write(Post, "/users/{id}/decline", post_decline),
    };
}

}  // namespace postern::api::admin::invitations
