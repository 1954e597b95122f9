/// passkeys: how operations of every room read the answer of a passkey, and refuse one.
#pragma once

#include <optional>

#include "api/body/members.hpp"
#include "postern/http/request.hpp"
#include "postern/http/response.hpp"
#include "postern/service/factor/passkey_answer.hpp"

namespace postern::api {

/// The member `passkey`: what navigator.credentials.get() has answered. Nothing, with a problem
/// noted, when it is something else.
std::optional<crypto::AssertionResponse> required_assertion(Members& members);

/// The same for navigator.credentials.create().
std::optional<service::PasskeyRegistration> required_registration(Members& members);

/// 422 `validation_failed`: the form is right, but a part inside is not what a browser writes.
http::Response malformed_passkey(const http::Request& request);

/// `passkey_refused`, one answer for all that can be wrong. `status`: 401 where it would have
/// opened a session, else 403.
http::Response passkey_refused(http::Status status, const http::Request& request);

/// 409 `passkey_expired`.
http::Response passkey_expired(const http::Request& request);

/// 503 `passkeys_unavailable`.
http::Response passkeys_unavailable(const http::Request& request);

}  // namespace postern::api
