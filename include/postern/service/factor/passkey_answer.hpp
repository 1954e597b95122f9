/// passkey_answer: what a browser sends after navigator.credentials.create() and get(), as JSON
/// (PublicKeyCredential.toJSON(): W3C Web Authentication Level 3, section 5.1).
///
/// Reads the form only; whether an answer is right is for crypto/factor/webauthn to say. Members
/// that are not needed are ignored, since browsers add some.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "postern/crypto/factor/webauthn.hpp"
#include "postern/json/json.hpp"

namespace postern::service {

/// The answer to create().
struct PasskeyRegistration {
    crypto::RegistrationResponse response;
    std::vector<std::string> transports;  ///< as the browser says; anything
};

/// Nothing when a member is missing, of another type or not base64url, when `type` is not
/// `public-key`, or when `id` is not `rawId`.
std::optional<PasskeyRegistration> read_passkey_registration(const json::Json& json);

/// The same for the answer to get(). A `userHandle` that is null or missing is none.
std::optional<crypto::AssertionResponse> read_passkey_assertion(const json::Json& json);

}  // namespace postern::service
