#include "postern/crypto/factor/recovery_code.hpp"

#include <utility>

#include "crypto/factor/five_bits.hpp"
#include "crypto/password/argon2id.hpp"
#include "postern/base/check.hpp"
#include "postern/crypto/crypto_error.hpp"

namespace postern::crypto {

namespace {

constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t kBytes = 10;
constexpr std::size_t kLength = 16;
constexpr std::size_t kGroup = 4;

Secret make_code(Entropy& entropy) {
    const Secret bytes{entropy.bytes(kBytes)};
    const Secret digits = in_five_bits(bytes.reveal(), kAlphabet);
    std::string text;
    text.reserve(kLength + kLength / kGroup);
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && i % kGroup == 0) text += '-';
        text += digits.reveal()[i];
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
    if (!is_affordable(cost)) throw CryptoError{"Argon2id cost is out of range"};
    Digest digest{};
    argon2id(normalized.reveal(),
             {reinterpret_cast<const unsigned char*>(salt.data()), salt.size()}, cost, digest);
    return digest;
}

}  // namespace postern::crypto
