/// FactorService: setting up, replacing and removing second factors.
///
/// Everything but looking needs a proof that is a few minutes old at most: what the user has, the
/// password only where they have nothing more. An app counts only once it has shown a right code,
/// so nobody is locked out by one that was scanned wrongly. Throws store::StoreError.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/entropy.hpp"
#include "postern/base/result.hpp"
#include "postern/base/secret.hpp"
#include "postern/crypto/factor/recovery_code.hpp"
#include "postern/crypto/key/key_ring.hpp"
#include "postern/service/account/enrolment_code_service.hpp"
#include "postern/service/audit/client.hpp"
#include "postern/service/factor/factor_check.hpp"
#include "postern/service/password/password_service.hpp"
#include "postern/service/session/session_service.hpp"
#include "postern/store/account_store.hpp"
#include "postern/store/factor_store.hpp"
#include "postern/store/passkey_store.hpp"

namespace postern::service {

enum class FactorError {
    StepUpRequired,      ///< the proof is too old or too weak
    MailedCodeRequired,  ///< see EnrolmentCodeService: this is the first factor, on a new device
    NoKeys,              ///< this server has no key file: apps can't be set up
    EnrolmentGone,       ///< nothing is being set up here: it took too long, or was used
    MalformedCode,       ///< nothing was compared
    WrongCode,           ///< see clock_off
    Busy,                ///< no hashing slot: nothing was changed
    NoFactor,            ///< there is nothing to remove, or to make recovery codes for
    ChangedMeanwhile,    ///< somebody else changed the same; look again
    Unavailable,         ///< the key with which the secret was sealed is gone
    // Of passkeys and security keys:
    PasskeysOff,      ///< they can't be used at this server's address
    TooManyPasskeys,  ///< the user has kMaxPasskeys
    BadPasskeyName,   ///< not one line of up to kMaxPasskeyNameCodePoints
    PasskeyExpired,   ///< as PasskeyError::Expired
    PasskeyRefused,   ///< the answer is wrong, or not what was asked for
    PasskeyTaken,     ///< it is registered already
    // Of accounts without a password:
    TooFewPasskeys,   ///< one that is on one device only is not enough to do without a password
    PasskeyUnproven,  ///< no passkey was used in this session
    PasswordNeeded,   ///< it is the last passkey of an account that has no password
};

struct FactorRefusal {
    FactorError error;
    /// Of WrongCode: how far the app's clock is ahead of the server's (negative: behind), where
    /// that is what is wrong.
    std::optional<std::chrono::seconds> clock_off{};
};

/// An app that is being set up, as it is shown.
struct TotpSetup {
    Secret key;  ///< base32, for typing
    Secret uri;  ///< `otpauth://...`, for the QR code
};

struct TotpConfirmed {
    OpenedSession session;               ///< the visitor's, with a new token: Level::Two
    std::vector<Secret> recovery_codes;  ///< empty: the user has codes already
};

/// What the user has, for the page about it.
struct FactorOverview {
    std::optional<TotpFactor> totp{};
    std::vector<Passkey> passkeys{};     ///< and security keys, oldest first
    std::optional<RecoverySet> codes{};  ///< only with a factor

    Factors factors() const noexcept;
};

/// As many recovery codes are made at a time.
inline constexpr std::size_t kRecoverySetSize = crypto::kRecoveryCodes;

/// How long setting up may take.
inline constexpr std::chrono::minutes kEnrolmentTtl{15};

struct FactorSettings {
    std::string issuer;  ///< what the app shows: the portal's host name
    crypto::Argon2idCost recovery_cost{};
};

struct FactorStores {
    store::FactorStore& factors;
    store::PasskeyStore& passkeys;
    store::AccountStore& accounts;
};

class FactorService {
public:
    /// Every reference, and `keys`, must outlive *this.
    FactorService(FactorStores stores, const PasswordService& passwords,
                  const SessionService& sessions, const EnrolmentCodeService& mailed_codes,
                  Revoker& revoker, Entropy& entropy, const crypto::KeyRing* keys,
                  FactorSettings settings);

    /// Whether apps can be set up here at all.
    bool has_keys() const noexcept { return keys_ != nullptr; }

    /// Three round trips at most.
    FactorOverview overview(UserId user) const;
    FactorOverview overview(const User& user) const { return overview(user.id); }

    /// Whether the session must show a mailed code before the user, who has this, gets another
    /// factor.
    bool needs_mailed_code(const SessionWithUser& visitor, const FactorOverview& present,
                           const Client& client, TimePoint now) const {
        return mailed_codes_.is_needed(visitor, present.factors(), client, now);
    }

    // `token`: of the visitor's session. What is being set up belongs to that session alone.

    /// Begins with a fresh secret, in place of what was begun before.
    Result<TotpSetup, FactorRefusal> begin_totp(const SessionWithUser& visitor,
                                                std::string_view token, const Client& client,
                                                TimePoint now) const;

    /// What was begun, again: after a wrong code.
    Result<TotpSetup, FactorRefusal> find_setup(const SessionWithUser& visitor,
                                                std::string_view token, TimePoint now) const;

    /// The app has shown a right code: from now on it is asked for. That code is used up. Ten
    /// hashes of CPU where recovery codes are made.
    Result<TotpConfirmed, FactorRefusal> confirm_totp(const SessionWithUser& visitor,
                                                      std::string_view token, std::string_view code,
                                                      const Client& client, TimePoint now) const;

    /// Removes this app, and with the last second factor the recovery codes. Ends all sessions;
    /// returns a new one, of Level::One where no second factor is left.
    Result<OpenedSession, FactorRefusal> remove_totp(const SessionWithUser& visitor,
                                                     const PublicId& id, const Client& client,
                                                     TimePoint now) const;

    /// Fresh codes in place of the old ones. Ten hashes of CPU.
    Result<std::vector<Secret>, FactorRefusal> make_recovery_codes(const SessionWithUser& visitor,
                                                                   const Client& client,
                                                                   TimePoint now) const;

private:
    std::optional<FactorRefusal> refuse_stale(const SessionWithUser& visitor,
                                              const FactorOverview& overview, TimePoint now) const;
    TotpSetup setup_of(const Secret& secret, const User& user) const;
    Result<FactorEnrolment, FactorRefusal> find_enrolment(const SessionWithUser& visitor,
                                                          std::string_view token,
                                                          TimePoint now) const;
    Result<Secret, FactorRefusal> secret_of(const FactorEnrolment& enrolment,
                                            const User& user) const;

    FactorStores stores_;
    const PasswordService& passwords_;
    const SessionService& sessions_;
    const EnrolmentCodeService& mailed_codes_;
    Revoker& revoker_;
    Entropy& entropy_;
    const crypto::KeyRing* keys_;
    FactorSettings settings_;
};

}  // namespace postern::service
