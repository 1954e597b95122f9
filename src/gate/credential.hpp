/// credential: what the cookies and the header Authorization bring, by their form alone. Pure
/// functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "postern/base/bytes.hpp"
#include "postern/base/secret.hpp"
#include "postern/http/parameters.hpp"
#include "postern/http/session_cookie.hpp"

namespace postern::gate {

/// What stands in the header. Whether a site takes it, and whether it is good, is another question.
struct PresentedCredential {
    enum class Kind {
        None,      ///< no header
        Foreign,   ///< another scheme, or no well-formed header: the application's own
        Bearer,    ///< a token that may be an access token
        Personal,  ///< a personal token
        Mistyped,  ///< what begins as a personal token and is none, or a refresh token
        Password,  ///< HTTP Basic, and no personal token in place of the password
    };
    Kind kind = Kind::None;
    bool is_basic = false;              ///< by HTTP Basic
    Secret text{};                      ///< the token or the password
    std::optional<std::string> name{};  ///< of HTTP Basic, in UTF-8, without a domain in front
};

/// The hash of the session token to look up, if there is exactly one cookie that could be one.
std::optional<Digest> presented_session(const http::Parameters& parameters,
                                        const http::SessionCookies& cookies);

/// Strict. `Bearer` (RFC 6750, section 2.1) or `Basic` (RFC 7617) in any case, exactly one space,
/// and b64token, or padded base64 of at most 1024 bytes with a colon and without control
/// characters. What is not UTF-8 there is read as Latin-1.
PresentedCredential read_credential(std::string_view authorization);

/// Whether the header has the scheme Bearer, in whatever form.
bool has_bearer_scheme(std::string_view authorization) noexcept;

/// Whether a name beside a personal token may be there: an empty one, `token`, and the user's own
/// e-mail address, public id or username. `username`: empty, they have none.
bool fits_user(std::string_view name, std::string_view email, std::string_view public_id,
               std::string_view username = {});

}  // namespace postern::gate
