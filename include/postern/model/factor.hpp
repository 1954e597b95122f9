/// factor: what is stored of second factors, and of a sign-in that waits for one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "postern/base/bytes.hpp"
#include "postern/base/clock.hpp"
#include "postern/model/ids.hpp"
#include "postern/model/user.hpp"

namespace postern {

/// An authenticator app.
struct TotpFactor {
    UserId user_id;
    PublicId public_id;         ///< another one for each app that is set up
    std::string sealed_secret;  ///< sealed for this user and this public_id
    std::uint32_t key_id;       ///< the key that the secret is sealed with
    std::uint64_t last_step;    ///< of the newest code that was accepted; older ones are refused
    TimePoint created_at;
    std::optional<TimePoint> last_used_at{};  ///< nothing: never since it was set up
};

/// An authenticator app that is being set up: nobody has shown yet that it gives the right codes.
struct FactorEnrolment {
    Digest holder_hash;  ///< SHA-256 of the token of the session in which this happens
    UserId user_id;
    std::string sealed_secret;  ///< as in TotpFactor
    std::uint32_t key_id;       ///< as in TotpFactor
    PublicId factor_id;         ///< the public_id that it will have
    TimePoint expires_at;
};

/// What one Argon2id hash of a recovery code costs.
struct RecoveryCost {
    std::uint32_t memory_kib;
    std::uint32_t passes;
    std::uint32_t lanes;

    friend bool operator==(const RecoveryCost&, const RecoveryCost&) = default;
};

inline constexpr std::size_t kRecoverySetSaltBytes = 16;

/// A set of recovery codes, without the codes.
struct RecoverySet {
    std::string salt;  ///< kRecoverySetSaltBytes; of all codes of the set
    RecoveryCost cost;
    TimePoint created_at;
    std::size_t left;                         ///< codes that were not used yet
    std::optional<TimePoint> last_used_at{};  ///< nothing: all are left
};

struct NewRecoverySet {
    std::string salt;  ///< as in RecoverySet
    RecoveryCost cost;
    std::vector<Digest> hashes;  ///< of the codes, each another one
};

/// The second factors of a user, counted. Recovery codes are none: they replace one.
struct Factors {
    bool totp = false;
    std::size_t passkeys = 0;        ///< PasskeyKind::Passkey
    std::size_t security_keys = 0;   ///< PasskeyKind::SecurityKey
    std::size_t verifying = 0;       ///< of both, those that verify their user
    std::size_t recovery_codes = 0;  ///< that were not used yet; none without a factor

    /// What WebAuthn can ask for.
    std::size_t keys() const noexcept { return passkeys + security_keys; }
    bool any() const noexcept { return totp || keys() > 0; }
};

/// A sign-in with the right password that waits for the second factor.
struct NewSignInStep {
    Digest token_hash;  ///< SHA-256 of the text of the token that the visitor has
    UserId user_id;
    bool remember = false;   ///< as in Session, which it becomes
    std::string address;     ///< client's network address, as text
    std::string user_agent;  ///< as in Session
    TimePoint created_at;    ///< when the password was given
    TimePoint expires_at;
};

/// The same as it is stored, with whose it is.
struct SignInStep {
    Digest token_hash;
    User user;
    bool remember = false;
    std::string address;
    std::string user_agent;
    TimePoint created_at;
    TimePoint expires_at;
    std::uint32_t wrong_codes = 0;  ///< since the password
};

/// Whether the sign-in may still become a session: not expired, and the user may sign in.
bool is_good(const SignInStep& step, TimePoint now) noexcept;

}  // namespace postern
