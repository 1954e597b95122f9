/// requests: the JSON bodies of the operations, each as one typed value.
#pragma once

#include <optional>
#include <string>

#include "api/body/members.hpp"
#include "postern/base/secret.hpp"
#include "postern/model/profile_field.hpp"
#include "postern/service/factor/passkey_answer.hpp"

namespace postern::api::account {

/// POST /api/v1/sessions.
struct NewSessionRequest {
    std::optional<crypto::AssertionResponse> passkey{};  ///< in place of address and password
    std::string email{};  ///< or the username; as sent, not empty without a passkey
    Secret password{};    ///< not empty without a passkey
    bool remember = false;

    static Result<NewSessionRequest, RequestError> parse(const http::Request& request);
};

/// POST /api/v1/users.
struct RegistrationRequest {
    std::string email;           ///< as sent, not empty
    std::string display_name;    ///< as sent, not empty
    Secret password;             ///< not empty
    std::string accepted_terms;  ///< as sent; empty: none
    ProfileValues profile;       ///< as sent

    static Result<RegistrationRequest, RequestError> parse(const http::Request& request);
};

/// PUT /api/v1/me/terms.
struct AcceptedTerms {
    std::string version;  ///< as sent, not empty

    static Result<AcceptedTerms, RequestError> parse(const http::Request& request);
};

/// POST /api/v1/email-verifications, password-resets and account-restorations: requests an e-mail.
struct MailRequest {
    std::string email;  ///< or the username; as sent, not empty

    static Result<MailRequest, RequestError> parse(const http::Request& request);
};

/// Uses a link from an e-mail: PUT /api/v1/email-verifications and others.
struct LinkRequest {
    Secret token;  ///< as sent, not empty

    static Result<LinkRequest, RequestError> parse(const http::Request& request);
};

/// PUT /api/v1/password-resets.
struct ResetRequest {
    Secret token;     ///< as sent, not empty
    Secret password;  ///< the new one, not empty

    static Result<ResetRequest, RequestError> parse(const http::Request& request);
};

/// PATCH /api/v1/me. Members that are absent keep their values.
struct ProfilePatch {
    std::optional<std::string> display_name;  ///< not empty
    std::optional<std::string> language;      ///< empty: the one that the browser requests
    std::optional<std::string> time_zone;     ///< empty: UTC
    std::optional<std::string> username;      ///< empty: none
    std::optional<std::string> given_name;    ///< here, too
    std::optional<std::string> family_name;   ///< here, too
    ProfileValues profile;                    ///< fields that are absent keep their values

    static Result<ProfilePatch, RequestError> parse(const http::Request& request);
};

/// DELETE /api/v1/me, /api/v1/sessions and /api/v1/sessions/{id}: operations that need a fresh
/// proof.
struct ConfirmedRequest {
    Secret password{};  ///< the current one; empty: the session has the proof

    static Result<ConfirmedRequest, RequestError> parse(const http::Request& request);
};

/// PUT /api/v1/me/password.
struct PasswordChangeRequest {
    Secret current_password;  ///< empty: the session has the proof
    Secret password;          ///< the new one, not empty

    static Result<PasswordChangeRequest, RequestError> parse(const http::Request& request);
};

/// PUT /api/v1/me/email.
struct EmailChangeRequest {
    std::string email;  ///< the new one as sent, not empty
    Secret password;    ///< the current one; empty: the session has the proof

    static Result<EmailChangeRequest, RequestError> parse(const http::Request& request);
};

}  // namespace postern::api::account
