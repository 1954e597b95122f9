#include "postern/service/factor/passkey_answer.hpp"

#include <string_view>
#include <utility>

#include "postern/base/bytes.hpp"

namespace postern::service {

namespace {

/// Nothing when there is none, or it is no base64url.
std::optional<std::string> bytes_of(const json::Json* json, std::string_view name) {
    const auto* member = json == nullptr ? nullptr : json->find(name);
    const auto* text = member == nullptr ? nullptr : member->string();
    return text == nullptr ? std::nullopt : from_base64url(*text);
}

bool is_public_key(const json::Json& json) {
    const auto* type = json.find("type");
    return type != nullptr && type->string() != nullptr && *type->string() == "public-key";
}

/// Nothing unless `id` is the same.
std::optional<std::string> raw_id_of(const json::Json& json) {
    auto raw_id = bytes_of(&json, "rawId");
    return raw_id && raw_id == bytes_of(&json, "id") ? std::move(raw_id) : std::nullopt;
}

std::vector<std::string> texts_of(const json::Json* json) {
    std::vector<std::string> texts;
    if (json == nullptr || json->array() == nullptr) return texts;
    for (const auto& item : *json->array())
        if (item.string() != nullptr) texts.push_back(*item.string());
    return texts;
}

bool is_given(const json::Json* json) { return json != nullptr && !json->is_null(); }

}  // namespace

std::optional<PasskeyRegistration> read_passkey_registration(const json::Json& json) {
    const auto* response = json.find("response");
    auto raw_id = raw_id_of(json);
    auto client_data = bytes_of(response, "clientDataJSON");
    auto attestation = bytes_of(response, "attestationObject");
    if (!is_public_key(json) || !raw_id || !client_data || !attestation) return std::nullopt;
    return PasskeyRegistration{.response = {.raw_id = std::move(*raw_id),
                                            .client_data_json = std::move(*client_data),
                                            .attestation_object = std::move(*attestation)},
                               .transports = texts_of(response->find("transports"))};
}

std::optional<crypto::AssertionResponse> read_passkey_assertion(const json::Json& json) {
    const auto* response = json.find("response");
    auto raw_id = raw_id_of(json);
    auto client_data = bytes_of(response, "clientDataJSON");
    auto authenticator = bytes_of(response, "authenticatorData");
    auto signature = bytes_of(response, "signature");
    if (!is_public_key(json) || !raw_id || !client_data || !authenticator || !signature)
        return std::nullopt;
    auto user_handle = bytes_of(response, "userHandle");
    if (!user_handle && is_given(response->find("userHandle"))) return std::nullopt;
    return crypto::AssertionResponse{.raw_id = std::move(*raw_id),
                                     .client_data_json = std::move(*client_data),
                                     .authenticator_data = std::move(*authenticator),
                                     .signature = std::move(*signature),
                                     .user_handle = std::move(user_handle)};
}

}  // namespace postern::service
