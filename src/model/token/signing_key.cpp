// The words of signing keys, and their states out of their times.
#include "postern/model/signing_key.hpp"

#include <array>
#include <cstdlib>
#include <tuple>

#include "postern/base/find_by_text.hpp"

namespace postern {

namespace {

constexpr std::array kUsages{KeyUsage::Token, KeyUsage::Assertion};
constexpr std::array kAlgorithms{JwsAlgorithm::Es256, JwsAlgorithm::EdDsa, JwsAlgorithm::Rs256};

/// By age: of two keys that begin to sign in the same second, all hosts take the same one.
bool is_newer(const SigningKeyRow& key, const SigningKeyRow& other) noexcept {
    return std::tie(key.activate_at, key.number, key.kid) >
           std::tie(other.activate_at, other.number, other.kid);
}

/// Whether `key` signs in place of `other` when both may.
bool goes_before(const SigningKeyRow& key, const SigningKeyRow& other,
                 JwsAlgorithm wanted) noexcept {
    const bool is_wanted = key.algorithm == wanted;
    if (is_wanted != (other.algorithm == wanted)) return is_wanted;
    return is_newer(key, other);
}

/// Revoked before its turn: it has taken over from nobody. One that was revoked later has, and what
/// had gone by then does not come back.
bool never_signed(const SigningKeyRow& key) noexcept {
    return key.revoked_at && *key.revoked_at < key.activate_at;
}

}  // namespace

std::string_view to_text(KeyUsage usage) noexcept {
    switch (usage) {
        case KeyUsage::Token:
            return "token";
        case KeyUsage::Assertion:
            return "assertion";
    }
    std::abort();  // a value outside the enum is a bug
}

std::optional<KeyUsage> parse_key_usage(std::string_view text) noexcept {
    return find_by_text(kUsages, text);
}

std::string_view to_text(JwsAlgorithm algorithm) noexcept {
    switch (algorithm) {
        case JwsAlgorithm::Es256:
            return "ES256";
        case JwsAlgorithm::EdDsa:
            return "EdDSA";
        case JwsAlgorithm::Rs256:
            return "RS256";
    }
    std::abort();  // a value outside the enum is a bug
}

std::optional<JwsAlgorithm> parse_jws_algorithm(std::string_view text) noexcept {
    return find_by_text(kAlgorithms, text);
}

std::string_view to_text(KeyState state) noexcept {
    switch (state) {
        case KeyState::Published:
            return "published";
        case KeyState::Active:
            return "active";
        case KeyState::Retired:
            return "retired";
        case KeyState::Removed:
            return "removed";
        case KeyState::Revoked:
            return "revoked";
    }
    std::abort();  // a value outside the enum is a bug
}

KeyState state_of(const SigningKeyRow& key, std::span<const SigningKeyRow> all, JwsAlgorithm wanted,
                  TimePoint now) noexcept {
    if (key.revoked_at) return KeyState::Revoked;
    if (key.activate_at > now) return KeyState::Published;
    const SigningKeyRow* active = active_key(all, key.usage, wanted, now);
    if (active != nullptr && active->kid == key.kid) return KeyState::Active;
    const auto retired = retired_at(key, all, wanted);
    return retired && *retired + kRetiredFor <= now ? KeyState::Removed : KeyState::Retired;
}

std::optional<TimePoint> retired_at(const SigningKeyRow& key, std::span<const SigningKeyRow> all,
                                    JwsAlgorithm wanted) noexcept {
    std::optional<TimePoint> first;
    for (const auto& other : all) {
        // Newer, too: an older key may go before this one since the algorithm is wanted, and since
        // when that is, nobody knows. What this one has signed stays good then.
        if (other.usage != key.usage || never_signed(other) || !is_newer(other, key) ||
            !goes_before(other, key, wanted))
            continue;
        if (!first || other.activate_at < *first) first = other.activate_at;
    }
    return first;
}

const SigningKeyRow* active_key(std::span<const SigningKeyRow> all, KeyUsage usage,
                                JwsAlgorithm wanted, TimePoint now) noexcept {
    const SigningKeyRow* active = nullptr;
    for (const auto& key : all) {
        if (key.usage != usage || key.revoked_at || key.activate_at > now) continue;
        if (active == nullptr || goes_before(key, *active, wanted)) active = &key;
    }
    return active;
}

}  // namespace postern
