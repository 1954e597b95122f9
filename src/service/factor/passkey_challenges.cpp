#include "postern/service/factor/passkey_challenges.hpp"

#include <optional>

#include "postern/base/bytes.hpp"
#include "postern/base/check.hpp"
#include "postern/crypto/digest.hpp"

namespace postern::service {

namespace {

constexpr std::size_t kRandomBytes = 32;
constexpr std::size_t kEndBytes = 8;
constexpr std::size_t kKeyBytes = 4;
constexpr std::size_t kMacBytes = 32;
constexpr std::size_t kHeadBytes = kRandomBytes + kEndBytes + kKeyBytes;

/// Big-endian.
template <std::size_t Size>
std::string to_bytes(std::uint64_t number) {
    std::string bytes(Size, '\0');
    for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte, number >>= 8)
        *byte = static_cast<char>(number & 0xFF);
    return bytes;
}

std::uint64_t to_number(std::string_view bytes) {
    std::uint64_t number = 0;
    for (const char byte : bytes) number = number << 8 | static_cast<unsigned char>(byte);
    return number;
}

std::uint64_t seconds_of(TimePoint time) {
    return static_cast<std::uint64_t>(time.time_since_epoch().count());
}

/// Nothing when the key is not in the key file.
std::optional<Digest> mac_of(const crypto::KeyRing& keys, std::string_view head,
                             PasskeyPurpose purpose, std::string_view holder) {
    const auto id = static_cast<crypto::KeyId>(to_number(head.substr(kRandomBytes + kEndBytes)));
    const auto key = keys.derive(crypto::kPasskeyChallenges, id);
    if (!key) return std::nullopt;
    std::string message{head};
    message += static_cast<char>(purpose);
    message += as_bytes(crypto::sha256(holder));
    return crypto::hmac_sha256(key->reveal(), message);
}

}  // namespace

PasskeyChallenges::PasskeyChallenges(store::PasskeyStore& passkeys, Entropy& entropy,
                                     const crypto::KeyRing* keys)
    : passkeys_{passkeys}, entropy_{entropy}, keys_{keys} {}

std::string PasskeyChallenges::make(PasskeyPurpose purpose, std::string_view holder,
                                    TimePoint now) const {
    POSTERN_CHECK(keys_ != nullptr);
    std::string challenge = entropy_.bytes(kRandomBytes) +
                            to_bytes<kEndBytes>(seconds_of(now + kChallengeTtl)) +
                            to_bytes<kKeyBytes>(keys_->first());
    const auto mac = mac_of(*keys_, challenge, purpose, holder);
    return challenge.append(as_bytes(mac.value()));
}

bool PasskeyChallenges::spend(std::string_view challenge, PasskeyPurpose purpose,
                              std::string_view holder, TimePoint now) const {
    if (keys_ == nullptr || challenge.size() != kHeadBytes + kMacBytes) return false;
    const auto head = challenge.substr(0, kHeadBytes);
    const auto mac = mac_of(*keys_, head, purpose, holder);
    if (!mac || !crypto::equal_constant_time(as_bytes(*mac), challenge.substr(kHeadBytes)))
        return false;
    const std::uint64_t end = to_number(head.substr(kRandomBytes, kEndBytes));
    if (end <= seconds_of(now)) return false;
    return passkeys_.use_challenge(crypto::sha256(challenge), TimePoint{std::chrono::seconds{end}});
}

}  // namespace postern::service
