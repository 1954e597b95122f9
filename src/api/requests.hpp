/// requests: the JSON bodies that the API takes, each as one typed value.
#pragma once

#include <string>

#include "api/members.hpp"
#include "postern/base/secret.hpp"

namespace postern::api {

/// POST /api/v1/sessions.
struct LoginRequest {
    std::string email;  ///< as sent, not empty
    Secret password;    ///< not empty
    bool remember = false;

    static Result<LoginRequest, RequestError> parse(const http::Request& request);
};

/// POST /api/v1/users.
struct RegistrationRequest {
    std::string email;         ///< as sent, not empty
    std::string display_name;  ///< as sent, not empty
    Secret password;           ///< not empty

    static Result<RegistrationRequest, RequestError> parse(const http::Request& request);
};

}  // namespace postern::api
