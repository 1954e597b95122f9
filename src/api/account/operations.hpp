/// operations: one function for each; it parses the request, calls one service and answers.
#pragma once

#include "api/account/routes.hpp"
#include "api/body/caller.hpp"
#include "postern/model/mail.hpp"
#include "postern/model/session.hpp"
#include "postern/service/account/mail_link_service.hpp"

namespace postern::api::account {

// --- registration and sessions (sessions.cpp) ----------------------------------------------------

/// Registers. Does not sign the new user in.
http::Response post_users(const Context& context, const Services& services,
                          const http::Request& request);

/// Signs in. The token is in the cookie only, never in the body.
http::Response post_sessions(const Context& context, const Services& services,
                             const http::Request& request);

http::Response get_sessions(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& caller);

/// Signs out. By an access token, its family ends: all that came of the same grant.
http::Response delete_current_session(const Context& context, const Services& services,
                                      const http::Request& request, const Caller& caller);

/// Signs out when it is the caller's own session; another one needs the current password.
http::Response delete_session(const Context& context, const Services& services,
                              const http::Request& request, const Caller& caller);

/// Ends all sessions but the caller's; needs the current password.
http::Response delete_other_sessions(const Context& context, const Services& services,
                                     const http::Request& request, const SessionWithUser& caller);

// --- the caller's own user (me.cpp) --------------------------------------------------------------

http::Response get_me(const Context& context, const Services& services,
                      const http::Request& request, const SessionWithUser& caller);
/// The newest version, for everybody: who registers must accept it.
http::Response get_terms(const Context& context, const Services& services,
                         const http::Request& request);

/// Accepts the newest version of the terms, which the request names.
http::Response put_terms(const Context& context, const Services& services,
                         const http::Request& request, const SessionWithUser& caller);

/// Changes the profile; members that are absent keep their values.
http::Response patch_me(const Context& context, const Services& services,
                        const http::Request& request, const SessionWithUser& caller);

/// Schedules the account for deletion. Signs out.
http::Response delete_me(const Context& context, const Services& services,
                         const http::Request& request, const SessionWithUser& caller);

http::Response put_password(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& caller);

/// Requests another address. The current one stays until the link in the e-mail is used.
http::Response put_email(const Context& context, const Services& services,
                         const http::Request& request, const SessionWithUser& caller);

/// The caller's own part of the audit log.
http::Response get_events(const Context& context, const Services& services,
                          const http::Request& request, const SessionWithUser& caller);

// --- links from e-mails (links.cpp) --------------------------------------------------------------

/// Requests an e-mail with a link. The answer is the same for every address.
http::Response post_mail_request(const Context& context, const Services& services, MailKind kind,
                                 const http::Request& request);

/// Uses a link that needs nothing but its token.
using UseLink = Result<User, service::LinkError> (service::MailLinkService::*)(
    std::string_view token, const service::Client& client, TimePoint now) const;
http::Response put_link(const Context& context, const Services& services, UseLink use,
                        const http::Request& request);

/// Sets a new password by a link. Does not sign in.
http::Response put_password_resets(const Context& context, const Services& services,
                                   const http::Request& request);

}  // namespace postern::api::account
