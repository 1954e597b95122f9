/// forms: what the pages about second factors send.
///
/// Each parse() fails only as http::Form does; absent fields are empty. The services say what is
/// wrong with the values.
#pragma once

#include <string>

#include "postern/base/result.hpp"
#include "postern/base/secret.hpp"
#include "postern/http/form.hpp"
#include "postern/model/passkey.hpp"

namespace postern::portal::factor {

/// Of the second step, of a step-up, and of an app that is being set up.
struct ProofForm {
    Secret code;
    Secret password;          ///< of a step-up without a second factor
    bool trust_device;        ///< of the second step of a sign-in
    std::string return_link;  ///< as sent: must not be followed until SiteService allows it

    static Result<ProofForm, http::FormError> parse(const http::Request& request);
};

/// The same by a passkey or security key.
struct PasskeyProofForm {
    std::string answer;       ///< see passkey_answer
    bool trust_device;        ///< as in ProofForm
    std::string return_link;  ///< here, too

    static Result<PasskeyProofForm, http::FormError> parse(const http::Request& request);
};

struct LostFactorForm {
    std::string return_link;  ///< as in ProofForm

    static Result<LostFactorForm, http::FormError> parse(const http::Request& request);
};

struct MailedCodeForm {
    bool send;  ///< a code, or a new one; then `code` is not looked at
    Secret code;
    std::string next;         ///< see to_new_factor()
    std::string return_link;  ///< as in ProofForm

    static Result<MailedCodeForm, http::FormError> parse(const http::Request& request);
};

struct NewPasskeyForm {
    PasskeyKind kind;
    std::string name;         ///< as typed
    std::string answer;       ///< see passkey_answer
    std::string return_link;  ///< as in ProofForm

    static Result<NewPasskeyForm, http::FormError> parse(const http::Request& request);
};

struct PasskeyNameForm {
    std::string name;  ///< as typed

    static Result<PasskeyNameForm, http::FormError> parse(const http::Request& request);
};

}  // namespace postern::portal::factor
