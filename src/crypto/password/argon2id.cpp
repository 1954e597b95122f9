// Argon2id by libsodium.
#include "crypto/password/argon2id.hpp"

#include <sodium.h>

#include "crypto/password/huge_pages.hpp"
#include "crypto/sodium.hpp"
#include "postern/base/check.hpp"
#include "postern/crypto/crypto_error.hpp"

namespace postern::crypto {

namespace {

constexpr std::uint32_t kMinMemoryKib = 8;  // RFC 9106, 3.1: eight blocks per lane

}  // namespace

bool is_affordable(const Argon2idCost& cost) noexcept {
    return cost.memory_kib >= kMinMemoryKib && cost.memory_kib <= kMaxArgon2MemoryKib &&
           cost.passes >= 1 && cost.passes <= kMaxArgon2Passes;
}

void argon2id(std::string_view password, std::span<const unsigned char> salt,
              const Argon2idCost& cost, std::span<unsigned char> tag) {
    POSTERN_CHECK(is_affordable(cost) && salt.size() == crypto_pwhash_argon2id_SALTBYTES);
    start_sodium();
    const HugePages memory;
    if (::crypto_pwhash_argon2id(tag.data(), tag.size(), password.data(), password.size(),
                                 salt.data(), cost.passes, std::size_t{cost.memory_kib} * 1024,
                                 crypto_pwhash_argon2id_ALG_ARGON2ID13) != 0)
        throw CryptoError{"Argon2id failed; memory may be short"};
}

}  // namespace postern::crypto
