/// handlers: one function for each row of invitations; parse, one service call, answer.
#pragma once

#include "portal/admin/invitations/routes.hpp"

namespace postern::portal::admin::invitations {

http::Response get_invitations(const Context& context, const Services& services,
                               const http::Request& request, const SessionWithUser& visitor);
/// Sends one again.
http::Response post_resend(const Context& context, const Services& services,
                           const http::Request& request, const SessionWithUser& visitor);

http::Response get_invite(const Context& context, const Services& services,
                          const http::Request& request, const SessionWithUser& visitor);
http::Response post_invite(const Context& context, const Services& services,
                           const http::Request& request, const SessionWithUser& visitor);

http::Response get_withdraw(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& visitor);
http::Response post_withdraw(const Context& context, const Services& services,
                             const http::Request& request, const SessionWithUser& visitor);

/// Registrations that wait, newest first.
http::Response get_approvals(const Context& context, const Services& services,
                             const http::Request& request, const SessionWithUser& visitor);
/// Approves one of them.
http::Response post_approve(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& visitor);

http::Response get_decline(const Context& context, const Services& services,
                           const http::Request& request, const SessionWithUser& visitor);
http::Response post_decline(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& visitor);

}  // namespace postern::portal::admin::invitations
