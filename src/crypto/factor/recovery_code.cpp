#include "postern/crypto/factor/recovery_code.hpp"

#include <utility>

#include "crypto/factor/typed_code.hpp"
#include "crypto/password/argon2id.hpp"
#include "postern/base/check.hpp"
#include "postern/crypto/crypto_error.hpp"

namespace postern::crypto {

namespace {

constexpr std::size_t kBytes = 10;
constexpr std::size_t kLength = 16;

Secret make_code(Entropy& entropy) {
    const Secret bytes{entropy.bytes(kBytes)};
    return to_typed_code(bytes.reveal());
}

bool has(const std::vector<Secret>& codes, const Secret& code) noexcept {
    for (const auto& other : codes)
        if (other.reveal() == code.reveal()) return true;
    return false;
}

}  // namespace

std::vector<Secret> make_recovery_codes(Entropy& entropy) {
    std::vector<Secret> codes;
    codes.reserve(kRecoveryCodes);
    while (codes.size() < kRecoveryCodes) {
        Secret code = make_code(entropy);
        if (!has(codes, code)) codes.push_back(std::move(code));
    }
    return codes;
}

std::optional<Secret> normalize_recovery_code(std::string_view typed) {
    return normalize_typed_code(typed, kLength, kMaxTypedRecoveryCodeBytes);
}

Digest hash_recovery_code(const Secret& normalized, std::string_view salt,
                          const Argon2idCost& cost) {
    POSTERN_CHECK(normalized.size() == kLength && salt.size() == kRecoverySaltBytes);
    if (!is_affordable(cost)) throw CryptoError{"Argon2id cost is out of range"};
    Digest digest{};
    argon2id(normalized.reveal(),
             {reinterpret_cast<const unsigned char*>(salt.data()), salt.size()}, cost, digest);
    return digest;
}

}  // namespace postern::crypto
