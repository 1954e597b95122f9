/// PasskeyService: adding, renaming and removing the passkeys and security keys of a user.
///
/// Adding and removing need a proof that is a few minutes old at most, as FactorService does.
/// Throws store::StoreError.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/entropy.hpp"
#include "postern/base/result.hpp"
#include "postern/base/secret.hpp"
#include "postern/service/account/account_service.hpp"
#include "postern/service/account/factor_service.hpp"
#include "postern/service/factor/passkey_answer.hpp"
#include "postern/service/factor/passkey_check.hpp"

namespace postern::service {

/// What a page calls navigator.credentials.create() with. Attestation is never asked for.
struct PasskeyCreation {
    std::string challenge;  ///< bytes
    std::string rp_id;
    std::string rp_name;
    std::string user_handle;  ///< bytes
    std::string user_name;    ///< the e-mail address
    std::string display_name;
    PasskeyKind kind;                           ///< Passkey: discoverable, and verifies its user
    std::vector<PasskeyDescriptor> excluded{};  ///< those that the user has
};

struct PasskeyAdded {
    OpenedSession session;               ///< the visitor's, with a new token
    std::vector<Secret> recovery_codes;  ///< empty: the user has codes already
    PublicId id;
    std::string name;
};

class PasskeyService {
public:
    /// Every reference must outlive *this.
    PasskeyService(const FactorService& factors, FactorStores stores, const PasskeyCheck& check,
                   const PasskeyChallenges& challenges, const PasswordService& passwords,
                   const SessionService& sessions, const AccountService& account, Revoker& revoker,
                   Entropy& entropy, crypto::Argon2idCost recovery_cost);

    bool is_available() const noexcept { return check_.is_available(); }

    // `token`: of the visitor's session. What is added belongs to the user of that session.

    /// Writes nothing but the user's handle, once. Four to six round trips.
    Result<PasskeyCreation, FactorRefusal> begin(const SessionWithUser& visitor,
                                                 std::string_view token, PasskeyKind kind,
                                                 const Client& client, TimePoint now) const;

    /// The answer to begin() with the same kind, whose proof need not be fresh any more. `name`:
    /// empty for one that is found out. The session proves what the new one proved; other sessions
    /// stay as weak as they are. Ten hashes of CPU where recovery codes are made.
    Result<PasskeyAdded, FactorRefusal> add(const SessionWithUser& visitor, std::string_view token,
                                            PasskeyKind kind, const PasskeyRegistration& answer,
                                            std::string_view name, const Client& client,
                                            TimePoint now) const;

    /// Needs no fresh proof: it changes what the owner reads, and nothing else.
    Result<void, FactorRefusal> rename(const SessionWithUser& visitor, const PublicId& id,
                                       std::string_view name) const;

    /// Whether these are enough to do without a password: two passkeys, or one that is synced and
    /// recovery codes.
    bool are_enough(const FactorOverview& present) const;

    /// Removes the password: from now on only passkeys sign in. Ends all other sessions. NoFactor:
    /// there is none.
    Result<void, FactorRefusal> remove_password(const SessionWithUser& visitor,
                                                const Client& client, TimePoint now) const;

    /// Ends all sessions; returns a new one, of Level::One where no second factor is left.
    Result<OpenedSession, FactorRefusal> remove(const SessionWithUser& visitor, const PublicId& id,
                                                const Client& client, TimePoint now) const;

private:
    std::optional<FactorRefusal> reason_to_refuse(const SessionWithUser& visitor,
                                                  const FactorOverview& present,
                                                  const Demand& demand, const Client& client,
                                                  TimePoint now) const;
    Result<NewPasskey, FactorRefusal> verify(std::string_view token, PasskeyKind kind,
                                             const PasskeyRegistration& answer,
                                             TimePoint now) const;

    const FactorService& factors_;
    FactorStores stores_;
    const PasskeyCheck& check_;
    const PasskeyChallenges& challenges_;
    const PasswordService& passwords_;
    const SessionService& sessions_;
    const AccountService& account_;
    Revoker& revoker_;
    Entropy& entropy_;
    crypto::Argon2idCost recovery_cost_;
};

}  // namespace postern::service
