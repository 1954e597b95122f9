#include "api/account/routes.hpp"

#include "api/account/operations.hpp"
#include "api/account/refusals.hpp"
#include "api/body/rows.hpp"

namespace postern::api::account {

std::vector<http::Route> routes(const Context& context, const Services& services,
                                bool mail_enabled) {
    using enum http::Method;
    using enum ApiScope;
    using Links = service::MailLinkService;
    const auto& c = context;
    const auto& s = services;
    // Without e-mail, what continues with a link would never end.
    const auto by_mail = [mail_enabled](Endpoint endpoint) {
        if (!mail_enabled) endpoint.handler = refuse_without_mail;
        return endpoint;
    };
    const auto mail_request = [&](MailKind kind) {
        return by_mail(anyone(c, post_mail_request, s, kind));
    };
    const auto link = [&](UseLink use) { return anyone(c, put_link, s, use); };
    const std::string v1 = "/api/v1";
    return {
        writing(Post, v1 + "/users", anyone(c, post_users, s)),
        writing(Post, v1 + "/email-verifications", mail_request(MailKind::VerifyEmail)),
        writing(Put, v1 + "/email-verifications", link(&Links::verify_email)),

        writing(Post, v1 + "/sessions", anyone(c, post_sessions, s)),
        reading(v1 + "/sessions", signed_in(c, AccountRead, get_sessions, s)),
        writing(Delete, v1 + "/sessions", in_session(c, delete_other_sessions, s)),
        writing(Delete, v1 + "/sessions/current", any_caller(c, delete_current_session, s)),
        writing(Delete, v1 + "/sessions/{id}", signed_in(c, AccountWrite, delete_session, s)),

        reading(v1 + "/terms", anyone(c, get_terms, s)),

        reading(v1 + "/me", signed_in(c, AccountRead, get_me, s)),
        writing(Patch, v1 + "/me", signed_in(c, AccountWrite, patch_me, s)),
        writing(Delete, v1 + "/me", in_session(c, delete_me, s)),
        writing(Put, v1 + "/me/terms", in_session(c, put_terms, s)),
        writing(Put, v1 + "/me/password", in_session(c, put_password, s)),
        writing(Put, v1 + "/me/email", by_mail(in_session(c, put_email, s))),
        reading(v1 + "/me/events", signed_in(c, AccountRead, get_events, s)),

        writing(Put, v1 + "/email-changes", link(&Links::change_email)),
        writing(Delete, v1 + "/email-changes", link(&Links::undo_email_change)),
        writing(Post, v1 + "/password-resets", mail_request(MailKind::ResetPassword)),
        writing(Put, v1 + "/password-resets", anyone(c, put_password_resets, s)),
        writing(Post, v1 + "/account-restorations", mail_request(MailKind::DeletionScheduled)),
        writing(Put, v1 + "/account-restorations", link(&Links::keep_account)),
        writing(Put, v1 + "/factor-resets", link(&Links::reset_factors)),
        writing(Put, v1 + "/factor-reset-cancellations", link(&Links::keep_factors)),
    };
}

}  // namespace postern::api::account
