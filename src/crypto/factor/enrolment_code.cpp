#include "postern/crypto/factor/enrolment_code.hpp"

#include <string>

#include "crypto/factor/typed_code.hpp"
#include "postern/base/check.hpp"
#include "postern/crypto/digest.hpp"

namespace postern::crypto {

namespace {

constexpr std::size_t kBytes = 5;
constexpr std::size_t kLength = 8;
constexpr std::size_t kMaxTypedBytes = 32;

}  // namespace

Secret make_enrolment_code(Entropy& entropy) {
    const Secret bytes{entropy.bytes(kBytes)};
    return to_typed_code(bytes.reveal());
}

std::optional<Secret> normalize_enrolment_code(std::string_view typed) {
    return normalize_typed_code(typed, kLength, kMaxTypedBytes);
}

Digest hash_enrolment_code(const Secret& normalized, std::string_view user) {
    POSTERN_CHECK(normalized.size() == kLength);
    std::string text;
    text.reserve(64);
    text.append("enrolment-code:").append(user).append(":").append(normalized.reveal());
    const Secret bound{std::move(text)};
    return sha256(bound.reveal());
}

}  // namespace postern::crypto
