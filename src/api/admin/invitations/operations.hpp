/// operations: one function for each row of invitations; parse, one service call, answer.
#pragma once

#include "api/admin/guard/guard.hpp"

namespace postern::api::admin::invitations {

http::Response get_invitations(const Context& context, const Services& services,
                               const http::Request& request, const SessionWithUser& caller);
http::Response post_invitation(const Context& context, const Services& services,
                               const http::Request& request, const SessionWithUser& caller);
http::Response get_invitation(const Context& context, const Services& services,
                              const http::Request& request, const SessionWithUser& caller);
http::Response delete_invitation(const Context& context, const Services& services,
                                 const http::Request& request, const SessionWithUser& caller);
http::Response post_resend(const Context& context, const Services& services,
                           const http::Request& request, const SessionWithUser& caller);

http::Response post_approve(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& caller);
http::Response post_decline(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& caller);

}  // namespace postern::api::admin::invitations
