#include "postern/crypto/token/refresh_token.hpp"

#include <utility>

#include "postern/base/bytes.hpp"
#include "postern/base/check.hpp"
#include "postern/crypto/digest.hpp"

namespace postern::crypto {

namespace {

constexpr char kVersion = 1;
constexpr std::size_t kFamilyBytes = 16;
constexpr std::size_t kCounterBytes = 4;
constexpr std::size_t kMacBytes = 16;
constexpr std::size_t kSumBytes = 4;
constexpr std::size_t kPlaceBytes = 1 + kFamilyBytes + kCounterBytes;
constexpr std::size_t kBytes = kPlaceBytes + kMacBytes + kSumBytes;
constexpr std::size_t kSeedBytes = 32;
constexpr std::size_t kLength = kRefreshTokenPrefix.size() + (kBytes * 4 + 2) / 3;

std::string to_bytes(std::uint32_t counter) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes += static_cast<char>(static_cast<unsigned char>(counter >> shift));
    return bytes;
}

std::uint32_t to_counter(std::string_view bytes) noexcept {
    std::uint32_t counter = 0;
    for (const char c : bytes) counter = (counter << 8) | static_cast<unsigned char>(c);
    return counter;
}

/// Version, family and counter: what the MAC is over.
std::string place_of(std::string_view family, std::uint32_t counter) {
    const auto bytes = from_base64url(family);
    POSTERN_CHECK(bytes && bytes->size() == kFamilyBytes);
    return kVersion + *bytes + to_bytes(counter);
}

std::string mac_of(const Secret& seed, std::string_view place) {
    POSTERN_CHECK(seed.size() == kSeedBytes);
    const auto mac = hmac_sha256(seed.reveal(), place);
    return std::string{as_bytes(mac).substr(0, kMacBytes)};
}

std::string sum_of(std::string_view bytes) {
    const auto digest = sha256(bytes);
    return std::string{as_bytes(digest).substr(0, kSumBytes)};
}

}  // namespace

Secret make_refresh_token(const Secret& seed, std::string_view family, std::uint32_t counter) {
    std::string bytes = place_of(family, counter);
    bytes.reserve(kBytes);
    bytes += mac_of(seed, bytes);
    bytes += sum_of(bytes);
    const Secret whole{std::move(bytes)};
    const Secret encoded{to_base64url(whole.reveal())};
    std::string token;
    token.reserve(kLength);
    token.append(kRefreshTokenPrefix).append(encoded.reveal());
    return Secret{std::move(token)};
}

std::optional<RefreshToken> parse_refresh_token(std::string_view text) {
    if (text.size() != kLength || !text.starts_with(kRefreshTokenPrefix)) return std::nullopt;
    const auto bytes = from_base64url(text.substr(kRefreshTokenPrefix.size()));
    if (!bytes || bytes->size() != kBytes || bytes->front() != kVersion) return std::nullopt;
    const std::string_view all = *bytes;
    if (all.substr(kBytes - kSumBytes) != sum_of(all.substr(0, kBytes - kSumBytes)))
        return std::nullopt;
    return RefreshToken{.family = to_base64url(all.substr(1, kFamilyBytes)),
                        .counter = to_counter(all.substr(1 + kFamilyBytes, kCounterBytes)),
                        .mac = std::string{all.substr(kPlaceBytes, kMacBytes)}};
}

bool has_right_mac(const RefreshToken& token, const Secret& seed) {
    return equal_constant_time(token.mac, mac_of(seed, place_of(token.family, token.counter)));
}

}  // namespace postern::crypto
