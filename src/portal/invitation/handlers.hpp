/// handlers: one function for each row of invitation; parse, one service call, answer.
#pragma once

#include "portal/invitation/routes.hpp"

namespace postern::portal::invitation {

/// The form for a new account; for an address that has one, the way to sign in, or, signed in, a
/// form that accepts.
http::Response get_invitation(const Context& context, const Services& services,
                              const http::Request& request);
/// Makes the account.
http::Response post_invitation(const Context& context, const Services& services,
                               const http::Request& request);
http::Response stale_invitation(const Context& context, const Services& services,
                                const http::Request& request);

/// Gives the groups and roles to who is signed in.
http::Response post_accept(const Context& context, const Services& services,
                           const http::Request& request, const SessionWithUser& visitor);
http::Response get_accepted(const Context& context, const http::Request& request);

}  // namespace postern::portal::invitation
