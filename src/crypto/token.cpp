#include "postern/crypto/token.hpp"

#include "postern/base/secret.hpp"
#include "postern/crypto/digest.hpp"

namespace postern::crypto {

std::string make_token(Entropy& entropy) {
    std::string raw = entropy.bytes(kTokenBytes);
    std::string token = to_base64url(raw);
    wipe(raw);
    return token;
}

std::optional<Digest> token_hash(std::string_view token) {
    if (token.size() != kTokenLength) return std::nullopt;
    std::optional<std::string> raw = from_base64url(token);
    if (!raw) return std::nullopt;
    wipe(*raw);
    return sha256(token);
}

}  // namespace postern::crypto
