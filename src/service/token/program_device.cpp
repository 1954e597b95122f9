#include "postern/service/token/program_device.hpp"

#include <string_view>

#include "postern/base/bytes.hpp"
#include "postern/crypto/digest.hpp"

namespace postern::service {

std::string program_device(const Secret& key, const Client& client) {
    constexpr std::string_view kDomain{"postern.program\0", 16};
    std::string text{kDomain};
    text.append(client.address).append(1, '\0').append(client.user_agent);
    return to_base64url(as_bytes(crypto::hmac_sha256(key.reveal(), text)));
}

}  // namespace postern::service
