#include "portal/page/passkey_answer.hpp"

#include "postern/json/json.hpp"

namespace postern::portal {

std::optional<service::PasskeyRegistration> passkey_registration(std::string_view field) {
    const auto json = json::Json::parse(field);
    return json ? service::read_passkey_registration(*json) : std::nullopt;
}

std::optional<crypto::AssertionResponse> passkey_assertion(std::string_view field) {
    const auto json = json::Json::parse(field);
    return json ? service::read_passkey_assertion(*json) : std::nullopt;
}

}  // namespace postern::portal
