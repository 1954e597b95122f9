/// caller: who makes a request to the API, and the wrapper for handlers that need somebody.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "postern/api/api.hpp"

namespace postern::api {

/// How to sign in, for the header WWW-Authenticate of a 401.
inline constexpr std::string_view kChallenge = "Bearer realm=\"postern\"";

/// The value of the session cookie; empty when there is none or more than one.
inline std::string_view session_token(const Services& services, const http::Request& request) {
    return request.cookie(services.cookies.session_name()).value.value_or(std::string_view{});
}

/// Who asks. Mails to him are in the language that he has chosen, or else asks for.
service::Client client_of(const Services& services, const http::Request& request,
                          const User* user = nullptr);

/// 401 `not_signed_in`.
http::Response refuse_stranger(const http::Request& request);

/// A handler that needs a signed-in user takes a session; this makes a route handler of it.
/// Without a live session the handler does not run.
template <class SignedInHandler>
http::Handler signed_in(Services services, SignedInHandler handler) {
    return [services, handler = std::move(handler)](const http::Request& request) {
        const auto session =
            services.sessions.find(session_token(services, request), request.received);
        return session ? handler(request, *session) : refuse_stranger(request);
    };
}

}  // namespace postern::api
