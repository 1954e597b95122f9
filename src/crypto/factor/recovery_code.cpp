#include "postern/crypto/factor/recovery_code.hpp"

#include <sodium.h>

#include <cstdint>
#include <utility>

#include "crypto/password/huge_pages.hpp"
#include "crypto/sodium.hpp"
#include "postern/base/check.hpp"

namespace postern::crypto {

namespace {

constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t kBytes = 10;
constexpr std::size_t kLength = 16;
constexpr std::size_t kGroup = 4;
static_assert(kRecoverySaltBytes == crypto_pwhash_argon2id_SALTBYTES);

Secret make_code(Entropy& entropy) {
    const Secret bytes{entropy.bytes(kBytes)};
    std::string text;
    text.reserve(kLength + kLength / kGroup);
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : bytes.reveal()) {
        bits = (bits << 8) | static_cast<unsigned char>(c);
        for (count += 8; count >= 5; count -= 5) {
            if (text.size() % (kGroup + 1) == kGroup) text += '-';
            text += kAlphabet[(bits >> (count - 5)) & 0x1F];
        }
    }
    return Secret{std::move(text)};
}

char to_digit(char typed) noexcept {
    const char lower = typed >= 'A' && typed <= 'Z' ? static_cast<char>(typed + 32) : typed;
    return lower == 'o' ? '0' : lower == 'i' || lower == 'l' ? '1' : lower;
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
    if (typed.size() > kMaxTypedRecoveryCodeBytes) return std::nullopt;
    std::string text;
    text.reserve(kMaxTypedRecoveryCodeBytes);
    bool is_code = true;
    for (const char c : typed) {
        if (c == ' ' || c == '-') continue;
        text += to_digit(c);
        is_code = is_code && kAlphabet.find(text.back()) != std::string_view::npos;
    }
    Secret code{std::move(text)};
    if (!is_code || code.size() != kLength) return std::nullopt;
    return code;
}

Digest hash_recovery_code(const Secret& normalized, std::string_view salt,
                          const Argon2idCost& cost) {
    POSTERN_CHECK(normalized.size() == kLength && salt.size() == kRecoverySaltBytes);
    start_sodium();
    if (cost.memory_kib > kMaxArgon2MemoryKib || cost.passes > kMaxArgon2Passes)
        throw CryptoError{"Argon2id cost is out of range"};
    const HugePages memory;
    Digest digest{};
    if (::crypto_pwhash_argon2id(
            digest.data(), digest.size(), normalized.reveal().data(), normalized.size(),
            reinterpret_cast<const unsigned char*>(salt.data()), cost.passes,
            std::size_t{cost.memory_kib} * 1024, crypto_pwhash_argon2id_ALG_ARGON2ID13) != 0)
        throw CryptoError{"Argon2id failed; memory may be short"};
    return digest;
}

}  // namespace postern::crypto
