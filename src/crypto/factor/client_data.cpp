#include "crypto/factor/client_data.hpp"

#include <utility>

#include "postern/base/bytes.hpp"
#include "postern/crypto/factor/webauthn.hpp"
#include "postern/json/json.hpp"

namespace postern::crypto {

std::optional<ClientData> read_client_data(std::string_view json) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (json.size() > kMaxClientDataBytes) return std::nullopt;
    if (json.starts_with(kByteOrderMark)) json.remove_prefix(kByteOrderMark.size());
    const auto parsed = json::Json::parse(json);
    if (!parsed) return std::nullopt;
    const auto* type = parsed->find("type");
    const auto* challenge = parsed->find("challenge");
    const auto* origin = parsed->find("origin");
    const auto* cross_origin = parsed->find("crossOrigin");
    if (type == nullptr || type->string() == nullptr || challenge == nullptr ||
        challenge->string() == nullptr || origin == nullptr || origin->string() == nullptr ||
        (cross_origin != nullptr && cross_origin->boolean() == nullptr))
        return std::nullopt;
    auto decoded = from_base64url(*challenge->string());
    if (!decoded) return std::nullopt;
    return ClientData{.type = *type->string(),
                      .challenge = std::move(*decoded),
                      .origin = *origin->string(),
                      .is_cross_origin = (cross_origin != nullptr && *cross_origin->boolean()) ||
                                         parsed->find("topOrigin") != nullptr};
}

}  // namespace postern::crypto
