/// requests: the JSON bodies of the operations, each as one typed value.
#pragma once

#include <optional>

#include "api/body/members.hpp"
#include "postern/base/secret.hpp"
#include "postern/service/factor/factor_check.hpp"

namespace postern::api::factor {

/// POST /api/v1/sessions/second-factor.
struct CodeRequest {
    service::CodeKind kind;
    Secret code;  ///< as typed, not empty

    static Result<CodeRequest, RequestError> parse(const http::Request& request);
};

/// POST /api/v1/sessions/current/step-up.
struct StepUpRequest {
    std::optional<service::CodeKind> kind;  ///< nothing: the password
    Secret proof;                           ///< the code as typed, or the password; not empty

    static Result<StepUpRequest, RequestError> parse(const http::Request& request);
};

/// PUT /api/v1/me/factors/totp.
struct ConfirmRequest {
    Secret code;  ///< as typed, not empty

    static Result<ConfirmRequest, RequestError> parse(const http::Request& request);
};

}  // namespace postern::api::factor
