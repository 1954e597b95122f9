#include "portal/admin/users/routes.hpp"

#include "portal/admin/users/act_views.hpp"
#include "portal/admin/users/handlers.hpp"
#include "portal/admin/users/views.hpp"
#include "portal/page/templates.hpp"

namespace postern::portal::admin::users {

std::vector<http::Route> routes(const Context& context, const Services& services) {
    using enum Act;
    const Area users{context, services, service::AdminArea::Users};
    const Area groups{context, services, service::AdminArea::Groups};
    return {
        users.page("/users", get_users),
        users.form_page("/users/new", get_new_user),
        users.form("/users/new", post_new_user),
        users.form_page("/users/bulk", get_bulk),
        users.form("/users/bulk", post_bulk),
        users.page("/users/{id}", get_user),
        users.form_page("/users/{id}/edit", get_edit),
        users.form("/users/{id}/edit", post_edit),
        users.form_page("/users/{id}/verify", get_act<Verify>),
        users.form("/users/{id}/verify", post_act<Verify>),
        users.form_page("/users/{id}/reset-password", get_act<MailReset>),
        users.form("/users/{id}/reset-password", post_act<MailReset>),
        users.form_page("/users/{id}/disable", get_act<Disable>),
        users.form("/users/{id}/disable", post_act<Disable>),
        users.form_page("/users/{id}/enable", get_act<Enable>),
        users.form("/users/{id}/enable", post_act<Enable>),
        users.form_page("/users/{id}/end-sessions", get_act<EndSessions>),
        users.form("/users/{id}/end-sessions", post_act<EndSessions>),
        users.form_page("/users/{id}/reset-factors", get_act<ResetFactors>),
        users.form("/users/{id}/reset-factors", post_act<ResetFactors>),
        users.form_page("/users/{id}/revoke-tokens", get_act<RevokeTokens>),
        users.form("/users/{id}/revoke-tokens", post_act<RevokeTokens>),
        users.form_page("/users/{id}/delete", get_act<ScheduleDeletion>),
        users.form("/users/{id}/delete", post_act<ScheduleDeletion>),
        users.form_page("/users/{id}/keep", get_act<Keep>),
        users.form("/users/{id}/keep", post_act<Keep>),
        users.form_page("/users/{id}/delete-now", get_act<DeleteNow>),
        users.form("/users/{id}/delete-now", post_act<DeleteNow>),
        groups.form_page("/users/{id}/groups", get_join),
        groups.form("/users/{id}/groups", post_join),
        groups.form_page("/users/{id}/groups/{name}/leave", get_leave),
        groups.form("/users/{id}/groups/{name}/leave", post_leave),
    };
}

std::vector<std::string> templates() {
    return templates_of<ListView, UserView, ActView, NewUserView, EditView, JoinView, LeaveView,
                        BulkView>();
}

}  // namespace postern::portal::admin::users
