/// handlers: one function for each row of token; parse, one service call, answer.
#pragma once

#include "portal/token/routes.hpp"

namespace postern::portal::token {

/// The tokens that the user has made for programs.
http::Response get_tokens(const Context& context, const Services& services,
                          const http::Request& request, const SessionWithUser& visitor);

/// Makes a token, and shows it: the answer to the form is the only page that has it.
http::Response get_make_token(const Context& context, const Services& services,
                              const http::Request& request, const SessionWithUser& visitor);
http::Response post_make_token(const Context& context, const Services& services,
                               const http::Request& request, const SessionWithUser& visitor);

/// Asks before it revokes the token `?which=`; one that is gone leads to /account/tokens.
http::Response get_end_token(const Context& context, const Services& services,
                             const http::Request& request, const SessionWithUser& visitor);
http::Response post_end_token(const Context& context, const Services& services,
                              const http::Request& request, const SessionWithUser& visitor);

/// The same for a program on the page of the devices, and back to that page.
http::Response get_end_program(const Context& context, const Services& services,
                               const http::Request& request, const SessionWithUser& visitor);
http::Response post_end_program(const Context& context, const Services& services,
                                const http::Request& request, const SessionWithUser& visitor);

}  // namespace postern::portal::token
