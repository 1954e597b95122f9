/// handlers: one function for each row of account; parse, one service call, answer.
#pragma once

#include "portal/account/routes.hpp"

namespace postern::portal::account {

/// The overview: who the user is here, and where they can go.
http::Response get_account(const Context& context, const Services& services,
                           const http::Request& request, const SessionWithUser& visitor);

/// Sends the e-mail with which the user verifies their address again.
http::Response post_verification(const Context& context, const Services& services,
                                 const http::Request& request, const SessionWithUser& visitor);

http::Response get_profile(const Context& context, const http::Request& request,
                           const SessionWithUser& visitor);
http::Response post_profile(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& visitor);

/// The language alone, from the switch below each page of the account; leads back to that page.
http::Response post_language(const Context& context, const Services& services,
                             const http::Request& request, const SessionWithUser& visitor);

/// Requests another e-mail address; it counts once the link in the e-mail to it is used.
http::Response get_change_email(const Context& context, const http::Request& request,
                                const SessionWithUser& visitor);
http::Response post_change_email(const Context& context, const Services& services,
                                 const http::Request& request, const SessionWithUser& visitor);

http::Response get_change_password(const Context& context, const http::Request& request,
                                   const SessionWithUser& visitor);
http::Response post_change_password(const Context& context, const Services& services,
                                    const http::Request& request, const SessionWithUser& visitor);

/// The devices that the user is signed in on, and the programs.
http::Response get_sessions(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& visitor);

/// Asks for the password before it ends one session, all others, or all.
http::Response get_end_sessions(const Context& context, const Services& services,
                                const http::Request& request, const SessionWithUser& visitor);
http::Response post_end_sessions(const Context& context, const Services& services,
                                 const http::Request& request, const SessionWithUser& visitor);

/// What happened to the account, newest first.
http::Response get_history(const Context& context, const Services& services,
                           const http::Request& request, const SessionWithUser& visitor);

/// Schedules the account for deletion at the end of the grace period.
http::Response get_delete_account(const Context& context, const http::Request& request,
                                  const SessionWithUser& visitor);
http::Response post_delete_account(const Context& context, const Services& services,
                                   const http::Request& request, const SessionWithUser& visitor);

}  // namespace postern::portal::account
