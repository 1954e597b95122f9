// Prints the W3C's test vectors, and the changes of those that Postern accepts, each with Postern's
// answer: one JSON object in each line. simplewebauthn_agrees_about_passkeys.py asks another
// library the same.
#include <cstdio>
#include <exception>
#include <optional>
#include <string>
#include <utility>

#include "crypto/factor/cose_key.hpp"
#include "postern/base/bytes.hpp"
#include "postern/crypto/factor/webauthn.hpp"
#include "postern/json/json.hpp"
#include "support/webauthn_cases.hpp"

namespace {

using namespace postern;
using json::Json;
using test::WebauthnVector;

void print(const std::string& name, const std::string& challenge, bool user_verification,
           const std::string& raw_id, Json::Object response, Json key,
           std::optional<crypto::WebauthnRefusal> refusal) {
    const auto id = to_base64url(raw_id);
    const bool is_create = key.is_null();
    const Json line{
        Json::Object{{"name", name},
                     {"ceremony", is_create ? "create" : "get"},
                     {"challenge", to_base64url(challenge)},
                     {"user_verification", user_verification},
                     {"response", Json::Object{{"id", id},
                                               {"rawId", id},
                                               {"type", "public-key"},
                                               {"clientExtensionResults", Json::Object{}},
                                               {"response", std::move(response)}}},
                     {"key", std::move(key)},
                     {"refusal", refusal ? Json{crypto::to_text(*refusal)} : Json{}}}};
    std::puts(line.dump().c_str());
}

void print_create(const std::string& name, const WebauthnVector& v, bool user_verification) {
    const auto& response = v.registration;
    const auto result = crypto::verify_registration(
        test::expect_vector(v.create_challenge, user_verification), response);
    print(name, v.create_challenge, user_verification, response.raw_id,
          {{"clientDataJSON", to_base64url(response.client_data_json)},
           {"attestationObject", to_base64url(response.attestation_object)}},
          {}, result ? std::nullopt : std::optional{result.error()});
}

/// With the key of `original`, which no change touches.
void print_get(const std::string& name, const WebauthnVector& original, const WebauthnVector& v,
               bool user_verification) {
    const auto cose = test::cose_key_of(original);
    const auto key = crypto::read_cose_key(cose);
    if (!key) return;  // not offered
    const auto& response = v.assertion;
    const crypto::StoredCredential stored{
        original.assertion.raw_id, key->spki, key->algorithm, 0, false, "handle"};
    const auto result = crypto::verify_assertion(
        test::expect_vector(v.get_challenge, user_verification), stored, false, response);
    print(
        name, v.get_challenge, user_verification, response.raw_id,
        {{"clientDataJSON", to_base64url(response.client_data_json)},
         {"authenticatorData", to_base64url(response.authenticator_data)},
         {"signature", to_base64url(response.signature)},
         {"userHandle", response.user_handle ? Json{to_base64url(*response.user_handle)} : Json{}}},
        to_base64url(cose), result ? std::nullopt : std::optional{result.error()});
}

void print_all(const WebauthnVector& v) {
    for (const bool user_verification : {false, true}) {
        const std::string suffix = user_verification ? "/user verification required" : "/as it is";
        print_create(v.name + "/create" + suffix, v, user_verification);
        print_get(v.name + "/get" + suffix, v, v, user_verification);
    }
    if (test::refusal_of_vector(v.name)) return;
    for (const auto& change : test::registration_changes()) {
        auto changed = v;
        change.apply(changed);
        print_create(v.name + "/create/" + change.name, changed, false);
    }
    for (const auto& change : test::assertion_changes()) {
        auto changed = v;
        change.apply(changed);
        print_get(v.name + "/get/" + change.name, v, changed, false);
    }
}

}  // namespace

int main() {
    try {
        for (const auto& v : test::webauthn_vectors()) print_all(v);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "print_webauthn_cases: %s\n", error.what());
        return 1;
    }
}
