/// form_tokens: proofs that a form was drawn for this very browser (synchroniser tokens).
///
/// A token is a random nonce and an HMAC-SHA256 under the browser's own cookie value: the session
/// token when signed in, else the value of a form cookie. A client that does not know the cookie
/// cannot make one; a new session revokes all old ones. No server key, so they outlive restarts and
/// work on every host.
#pragma once

#include <string>
#include <string_view>

#include "postern/base/entropy.hpp"
#include "postern/base/secret.hpp"
#include "postern/crypto/token.hpp"

namespace postern::service {

/// The length of a token: 16 bytes and 32 in base64url.
inline constexpr std::size_t kFormTokenLength = 64;

/// The token for a form. REQUIRES: `cookie_value` is not empty.
std::string make_form_token(std::string_view cookie_value, Entropy& entropy);

/// True when `token` was made for this cookie value. An empty cookie value fits nothing.
bool form_token_fits(std::string_view token, std::string_view cookie_value);

/// The length of what a form is bound to: a session token or the value of a form cookie.
inline constexpr std::size_t kFormCookieLength = crypto::kTokenLength;

/// A fresh value for a form cookie: a token of crypto::make_token.
std::string make_form_cookie_value(Entropy& entropy);

}  // namespace postern::service
