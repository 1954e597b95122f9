/// client_data: what the browser says about a ceremony (W3C Web Authentication Level 3, section
/// 5.8.1). Compares nothing with what was expected.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace postern::crypto {

struct ClientData {
    std::string type;
    std::string challenge;  ///< bytes, decoded from base64url
    std::string origin;
    bool is_cross_origin;  ///< `crossOrigin` is true, or there is a `topOrigin` of any kind
};

/// Nothing when `json` is larger than kMaxClientDataBytes, not a JSON object in valid UTF-8, has a
/// member twice, lacks `type`, `challenge` or `origin`, or has a known member of another type.
/// Ignores unknown members and one byte order mark in front (section 7.1, step 5).
std::optional<ClientData> read_client_data(std::string_view json);

}  // namespace postern::crypto
