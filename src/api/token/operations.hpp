/// operations: one function for each; it parses the request, calls one service and answers.
#pragma once

#include "api/body/caller.hpp"
#include "api/token/routes.hpp"
#include "postern/model/signing_key.hpp"

namespace postern::api::token {

// --- families (tokens.cpp) -----------------------------------------------------------------------

/// Grants tokens: for an address, a password and, where one is due, a code; or beside the session
/// whose cookie the request has. Sets no cookie.
http::Response post_tokens(const Context& context, const Services& services,
                           const http::Request& request);

/// Gives a refresh token's successor, and an access token.
http::Response post_refresh(const Context& context, const Services& services,
                            const http::Request& request);

/// Ends what a token of any kind stands for. Anyone who has it may end it; the answer does not tell
/// whether there was one.
http::Response post_revocation(const Context& context, const Services& services,
                               const http::Request& request);

/// The caller's families.
http::Response get_grants(const Context& context, const Services& services,
                          const http::Request& request, const Caller& caller);
http::Response delete_grant(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& caller);

// --- personal tokens (personal_tokens.cpp) -------------------------------------------------------

http::Response get_access_tokens(const Context& context, const Services& services,
                                 const http::Request& request, const Caller& caller);

/// The answer is the only one that has the token. Needs a fresh proof.
http::Response post_access_token(const Context& context, const Services& services,
                                 const http::Request& request, const SessionWithUser& caller);

http::Response delete_access_token(const Context& context, const Services& services,
                                   const http::Request& request, const SessionWithUser& caller);

// --- keys (keys.cpp) -----------------------------------------------------------------------------

/// The key set of one usage (RFC 7517), for everyone.
http::Response get_key_set(const Context& context, const Services& services, KeyUsage usage,
                           const http::Request& request);

}  // namespace postern::api::token
