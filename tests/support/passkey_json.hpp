/// passkey_json: the answers of a passkey as browsers write them (PublicKeyCredential.toJSON()).
#pragma once

#include <string>
#include <utility>

#include "postern/base/bytes.hpp"
#include "postern/crypto/factor/webauthn.hpp"
#include "postern/json/json.hpp"

namespace postern::test {

inline std::string passkey_json(const std::string& raw_id, json::Json::Object response) {
    return json::Json{json::Json::Object{{"id", to_base64url(raw_id)},
                                         {"rawId", to_base64url(raw_id)},
                                         {"type", "public-key"},
                                         {"response", std::move(response)}}}
        .dump();
}

inline std::string passkey_json(const crypto::RegistrationResponse& answer) {
    return passkey_json(answer.raw_id,
                        {{"clientDataJSON", to_base64url(answer.client_data_json)},
                         {"attestationObject", to_base64url(answer.attestation_object)},
                         {"transports", json::Json::Array{json::Json{"internal"}}}});
}

inline std::string passkey_json(const crypto::AssertionResponse& answer) {
    return passkey_json(
        answer.raw_id,
        {{"clientDataJSON", to_base64url(answer.client_data_json)},
         {"authenticatorData", to_base64url(answer.authenticator_data)},
         {"signature", to_base64url(answer.signature)},
         {"userHandle",
          answer.user_handle ? json::Json{to_base64url(*answer.user_handle)} : json::Json{}}});
}

}  // namespace postern::test
