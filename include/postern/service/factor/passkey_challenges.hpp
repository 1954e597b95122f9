/// PasskeyChallenges: what passkeys and security keys are asked to sign, each good for one answer.
///
/// Asking writes nothing, so that a page can ask at every view: a challenge is 32 random bytes, the
/// time of its end and an HMAC-SHA256 under a key of the key file, which binds it to a purpose and
/// to a holder. Only the hash of one that was answered is stored. The holder is what the browser
/// has and another one has not: the token of a session or of a waiting sign-in, or a form cookie.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "postern/base/clock.hpp"
#include "postern/base/entropy.hpp"
#include "postern/crypto/key/key_ring.hpp"
#include "postern/store/passkey_store.hpp"

namespace postern::service {

/// What an answer is for. One that was given for another purpose is not taken.
enum class PasskeyPurpose : std::uint8_t {
    SignIn,          ///< without a password
    SecondFactor,    ///< after the password
    StepUp,          ///< in a session that there is
    AddPasskey,      ///< PasskeyKind::Passkey
    AddSecurityKey,  ///< PasskeyKind::SecurityKey
};

/// How long people have to answer (W3C Web Authentication Level 3, section 15.1: 5 to 10 minutes).
inline constexpr std::chrono::minutes kChallengeTtl{10};

class PasskeyChallenges {
public:
    /// Every reference, and `keys`, must outlive *this. Null: there are no challenges.
    PasskeyChallenges(store::PasskeyStore& passkeys, Entropy& entropy, const crypto::KeyRing* keys);

    bool has_keys() const noexcept { return keys_ != nullptr; }

    /// A fresh one, as bytes. REQUIRES: has_keys().
    std::string make(PasskeyPurpose purpose, std::string_view holder, TimePoint now) const;

    /// Whether `challenge` was made for this purpose and holder, has not expired, and this is the
    /// first call with it: of parallel calls one gets true. One round trip; none where the HMAC is
    /// wrong. Throws store::StoreError.
    bool spend(std::string_view challenge, PasskeyPurpose purpose, std::string_view holder,
               TimePoint now) const;

private:
    store::PasskeyStore& passkeys_;
    Entropy& entropy_;
    const crypto::KeyRing* keys_;
};

}  // namespace postern::service
