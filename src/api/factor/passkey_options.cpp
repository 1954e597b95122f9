// What browsers are asked about passkeys, as JSON.
#include <chrono>
#include <string_view>

#include "api/factor/to_json.hpp"
#include "postern/base/bytes.hpp"

namespace postern::api::factor {

namespace {

/// How long a browser shows its dialog. Shorter than a challenge is good for.
constexpr std::chrono::milliseconds kTimeout = std::chrono::minutes{5};

constexpr std::string_view kType = "public-key";

json::Json::Array transports_of(std::string_view text) {
    json::Json::Array words;
    while (!text.empty()) {
        const auto comma = text.find(',');
        words.emplace_back(text.substr(0, comma));
        text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
    }
    return words;
}

json::Json::Array to_json(const std::vector<service::PasskeyDescriptor>& passkeys) {
    json::Json::Array list;
    for (const auto& passkey : passkeys) {
        json::Json::Object one{{"type", kType}, {"id", to_base64url(passkey.credential_id)}};
        // None means any; an empty list means none in some browsers.
        if (!passkey.transports.empty())
            one.emplace_back("transports", transports_of(passkey.transports));
        list.emplace_back(std::move(one));
    }
    return list;
}

json::Json::Array offered_algorithms() {
    json::Json::Array list;
    for (const int algorithm : crypto::kOfferedAlgorithms)
        list.emplace_back(json::Json::Object{{"type", kType}, {"alg", algorithm}});
    return list;
}

json::Json::Object selection_of(PasskeyKind kind) {
    const bool is_passkey = kind == PasskeyKind::Passkey;
    json::Json::Object selection{{"residentKey", is_passkey ? "required" : "discouraged"},
                                 {"requireResidentKey", is_passkey},
                                 {"userVerification", is_passkey ? "required" : "preferred"}};
    // Without it, a browser offers the device itself first, which nobody means by a security key.
    if (!is_passkey) selection.emplace_back("authenticatorAttachment", "cross-platform");
    return selection;
}

json::Json::Array hints_of(PasskeyKind kind) {
    if (kind == PasskeyKind::Passkey) return {};
    return {json::Json{"security-key"}};
}

}  // namespace

json::Json to_json(const service::PasskeyQuestion& question) {
    json::Json::Object options{
        {"challenge", to_base64url(question.challenge)},
        {"timeout", std::int64_t{kTimeout.count()}},
        {"rpId", question.rp_id},
        {"allowCredentials", to_json(question.allowed)},
        {"userVerification", question.user_verification ? "required" : "preferred"}};
    return json::Json::Object{{"publicKey", std::move(options)}};
}

json::Json to_json(const service::PasskeyCreation& creation) {
    json::Json::Object options{
        {"rp", json::Json::Object{{"id", creation.rp_id}, {"name", creation.rp_name}}},
        {"user", json::Json::Object{{"id", to_base64url(creation.user_handle)},
                                    {"name", creation.user_name},
                                    {"displayName", creation.display_name}}},
        {"challenge", to_base64url(creation.challenge)},
        {"pubKeyCredParams", offered_algorithms()},
        {"timeout", std::int64_t{kTimeout.count()}},
        {"excludeCredentials", to_json(creation.excluded)},
        {"authenticatorSelection", selection_of(creation.kind)},
        {"hints", hints_of(creation.kind)},
        {"attestation", "none"}};
    return json::Json::Object{{"publicKey", std::move(options)}};
}

}  // namespace postern::api::factor
