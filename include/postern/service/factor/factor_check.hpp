/// FactorCheck: which second factors somebody has, and whether what they typed is right.
///
/// Compares only: that each code works once is up to what it returns, which is spent where a
/// session is opened. Counts nothing: SignInThrottle does. Throws store::StoreError, and
/// crypto::CryptoError when hashing fails.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "postern/base/result.hpp"
#include "postern/crypto/key/key_ring.hpp"
#include "postern/model/assurance.hpp"
#include "postern/service/password/password_service.hpp"
#include "postern/store/factor_store.hpp"
#include "postern/store/session_store.hpp"

namespace postern::service {

using postern::Factors;

/// The most that this user can prove.
inline Level highest_level(const Factors& factors) noexcept {
    if (factors.verifying > 0) return Level::PhishingResistant;
    return factors.any() ? Level::Two : Level::One;
}

/// What a code is of.
enum class CodeKind { Totp, RecoveryCode };

ProofMethod method_of(CodeKind kind) noexcept;

/// Why a code was not accepted.
enum class CodeError {
    Malformed,    ///< cannot be a code: nothing was compared
    Wrong,        ///< wrong, or the user has no such factor
    Busy,         ///< no hashing slot: nothing was compared
    Unavailable,  ///< the key that the secret is sealed with is missing, or the row is damaged
};

class FactorCheck {
public:
    /// Every reference, and `keys`, must outlive *this. Without `keys` no authenticator app can be
    /// checked.
    FactorCheck(store::FactorStore& factors, const PasswordService& passwords,
                const crypto::KeyRing* keys);

    /// One round trip.
    Factors find(UserId user) const { return factors_.count(user); }

    /// The step that the code is of; a code of the past or of a step that was used is right here,
    /// and refused where it is spent. One round trip.
    Result<store::TotpUse, CodeError> check_totp(const User& user, std::string_view typed,
                                                 TimePoint now) const;

    /// The hash under which the code would be stored; whether there is such a code is found where
    /// it is spent. One round trip and one hash of CPU.
    Result<Digest, CodeError> check_recovery_code(const User& user, std::string_view typed) const;

private:
    store::FactorStore& factors_;
    const PasswordService& passwords_;
    const crypto::KeyRing* keys_;
};

}  // namespace postern::service
