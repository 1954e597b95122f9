// SipHash-2-4 as libsodium has it.
#include "postern/crypto/short_hash.hpp"

#include <sodium.h>

#include <cstring>

namespace postern::crypto {

static_assert(crypto_shorthash_siphash24_KEYBYTES <= Digest{}.size());
static_assert(crypto_shorthash_siphash24_BYTES == sizeof(std::uint64_t));

std::uint64_t short_hash(const Digest& key, std::string_view message) noexcept {
    unsigned char bytes[sizeof(std::uint64_t)];
    ::crypto_shorthash_siphash24(bytes, reinterpret_cast<const unsigned char*>(message.data()),
                                 message.size(), key.data());
    std::uint64_t hash = 0;
    std::memcpy(&hash, bytes, sizeof hash);
    return hash;
}

}  // namespace postern::crypto
