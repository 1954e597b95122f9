/// caller: who sends a request, by a session cookie or by a bearer token, and what they may do.
///
/// A request with a bearer token is never taken for one of the browser's user: if the token is not
/// good, nobody sent it. The pipeline has taken its cookies away by then.
#pragma once

#include <optional>

#include "api/body/context.hpp"
#include "postern/base/result.hpp"
#include "postern/http/response.hpp"
#include "postern/model/token.hpp"

namespace postern::api {

/// The session of a token is none that a store has: see service::TokenCaller. It has the level of
/// the token, and no proof that is fresh.
struct Caller : SessionWithUser {
    std::optional<TokenKind> token{};  ///< nothing: a session
    Scopes scopes{};                   ///< of the token

    /// A session may do whatever its user may.
    bool may(ApiScope scope) const noexcept { return !token || scopes.has(scope); }
};

/// Whatever the token may do. Fails with 401: `not_signed_in`, or `invalid_token`. At most three
/// round trips.
Result<Caller, http::Response> find_caller(const Context& context, const http::Request& request);

/// Fails also with 403 `insufficient_scope`.
Result<Caller, http::Response> find_caller(const Context& context, ApiScope scope,
                                           const http::Request& request);

/// For what a token never does. Fails also with 403 `session_required`.
Result<Caller, http::Response> find_visitor(const Context& context, const http::Request& request);

}  // namespace postern::api
