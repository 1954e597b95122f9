/// requests: the JSON bodies of the operations, each as one typed value.
#pragma once

#include <optional>
#include <string>

#include "api/body/members.hpp"
#include "postern/base/secret.hpp"
#include "postern/model/passkey.hpp"
#include "postern/service/factor/factor_check.hpp"
#include "postern/service/factor/passkey_answer.hpp"
#include "postern/service/factor/passkey_challenges.hpp"

namespace postern::api::factor {

/// What is shown to finish a sign-in, or to prove more in a session.
struct ProofRequest {
    std::optional<crypto::AssertionResponse> passkey{};  ///< then there is nothing else
    std::optional<service::CodeKind> kind{};             ///< of the code; nothing: a password
    Secret typed{};                                      ///< the code or the password; not empty
    bool trust_device = false;                           ///< of a second factor only

    /// POST /api/v1/sessions/second-factor: anything but a password.
    static Result<ProofRequest, RequestError> parse_second_factor(const http::Request& request);

    /// POST /api/v1/sessions/current/step-up.
    static Result<ProofRequest, RequestError> parse_step_up(const http::Request& request);
};

/// PUT /api/v1/me/factors/totp and PUT /api/v1/me/factors/mailed-code.
struct ConfirmRequest {
    Secret code;  ///< as typed, not empty

    static Result<ConfirmRequest, RequestError> parse(const http::Request& request);
};

/// POST /api/v1/passkey-challenges.
struct ChallengeRequest {
    service::PasskeyPurpose purpose;  ///< SignIn, SecondFactor or StepUp

    static Result<ChallengeRequest, RequestError> parse(const http::Request& request);
};

/// POST /api/v1/me/factors/passkeys/challenges.
struct CreationRequest {
    PasskeyKind kind;

    static Result<CreationRequest, RequestError> parse(const http::Request& request);
};

/// POST /api/v1/me/factors/passkeys.
struct NewPasskeyRequest {
    PasskeyKind kind;
    std::string name;  ///< as sent; empty: none was sent
    service::PasskeyRegistration answer;

    static Result<NewPasskeyRequest, RequestError> parse(const http::Request& request);
};

/// PATCH /api/v1/me/factors/{id}.
struct RenameRequest {
    std::string name;  ///< as sent, not empty

    static Result<RenameRequest, RequestError> parse(const http::Request& request);
};

}  // namespace postern::api::factor
