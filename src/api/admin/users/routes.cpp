#include "api/admin/users/routes.hpp"

#include "api/admin/guard/area.hpp"
#include "api/admin/users/operations.hpp"

namespace postern::api::admin::users {

std::vector<http::Route> routes(const Context& context, const Services& services) {
    using enum http::Method;
    const Area users{context, services, service::AdminArea::Users};
    const Area sessions{context, services, service::AdminArea::Sessions};
    return {
        users.read("/users", get_users),
        users.write(Post, "/users", post_user),
        users.read("/users/{id}", get_user),
        users.write(Patch, "/users/{id}", patch_user),
        users.write(Delete, "/users/{id}", delete_user),
        users.write(Post, "/users/{id}/disable", post_disable),
        users.write(Post, "/users/{id}/enable", post_enable),
        users.write(Post, "/users/{id}/verify", post_verify),
        users.write(Post, "/users/{id}/reset-password", post_reset_password),
        users.write(Post, "/users/{id}/reset-factors", post_reset_factors),
        users.write(Put, "/users/{id}/deletion", put_deletion),
        users.write(Delete, "/users/{id}/deletion", delete_deletion),
        users.read("/users/{id}/factors", get_user_factors),
        users.read("/users/{id}/groups", get_user_groups),
        users.read("/users/{id}/permissions", get_user_permissions),
        users.read("/users/{id}/sessions", get_user_sessions),
        users.write(Delete, "/users/{id}/sessions", delete_user_sessions),
        users.read("/users/{id}/tokens", get_user_tokens),
        users.write(Delete, "/users/{id}/tokens/{token}", delete_user_token),

        sessions.read("/sessions", get_sessions),
        sessions.write(Delete, "/sessions/{id}", delete_session),
    };
}

}  // namespace postern::api::admin::users
