/// requests: the JSON bodies of the operations, each as one typed value.
#pragma once

#include <optional>
#include <string>

#include "api/body/members.hpp"
#include "postern/base/secret.hpp"
#include "postern/service/factor/factor_check.hpp"
#include "postern/service/token/personal_token_service.hpp"
#include "postern/service/token/token_service.hpp"

namespace postern::api::token {

/// What proves who asks for tokens, in place of a session.
struct Credentials {
    std::string email;  ///< as sent, not empty
    Secret password;    ///< not empty
    std::optional<service::CodeKind> kind{};
    Secret code{};  ///< as typed; not empty with `kind`
};

/// POST /api/v1/tokens.
struct NewTokensRequest {
    std::optional<Credentials> credentials{};  ///< nothing: the session
    service::GrantRequest grant{};

    static Result<NewTokensRequest, RequestError> parse(const http::Request& request);
};

/// POST /api/v1/tokens/refresh and /api/v1/tokens/revoke.
struct TokenRequest {
    Secret token;  ///< as sent, not empty

    static Result<TokenRequest, RequestError> parse(std::string_view member,
                                                    const http::Request& request);
};

/// POST /api/v1/me/access-tokens.
struct NewAccessTokenRequest {
    service::NewPersonalToken wanted;

    static Result<NewAccessTokenRequest, RequestError> parse(const http::Request& request);
};

}  // namespace postern::api::token
