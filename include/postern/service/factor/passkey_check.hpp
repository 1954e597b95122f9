/// PasskeyCheck: what a browser is asked to have signed, and whether its answer is right.
///
/// Opens nothing: what it returns is spent where a session is opened. Counts nothing: a signature
/// can't be guessed. Throws store::StoreError, and crypto::CryptoError when a stored key is
/// damaged.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/result.hpp"
#include "postern/crypto/factor/webauthn.hpp"
#include "postern/model/assurance.hpp"
#include "postern/service/factor/passkey_challenges.hpp"
#include "postern/store/session_store.hpp"

namespace postern::service {

/// Where passkeys belong to.
struct PasskeySettings {
    std::string rp_id;   ///< the portal's host; empty: passkeys can't be used at its address
    std::string origin;  ///< of the portal, as browsers write it
    std::string name;    ///< what people call it
};

/// Passkeys need https, and a host with a name; browsers also take http://localhost.
bool can_use_passkeys(std::string_view scheme, std::string_view host) noexcept;

/// A passkey that a browser may, or must not, use.
struct PasskeyDescriptor {
    std::string credential_id;  ///< bytes
    std::string transports;     ///< as in Passkey
};

std::vector<PasskeyDescriptor> describe(const std::vector<Passkey>& passkeys);

/// What a page calls navigator.credentials.get() with.
struct PasskeyQuestion {
    std::string challenge;  ///< bytes
    std::string rp_id;
    bool user_verification;                    ///< required, else preferred
    std::vector<PasskeyDescriptor> allowed{};  ///< empty: whichever the person chooses
};

enum class PasskeyError {
    Unavailable,  ///< passkeys can't be used at this address, or there is no key file
    Malformed,    ///< not what a browser sends
    Expired,      ///< the challenge is too old, was used, or was made for somebody else: ask again
    Refused,      ///< unknown, of another user, or wrong: deliberately one answer
};

struct PasskeyRefusal {
    PasskeyError error;
    std::string_view reason{};        ///< of Refused: a word for the audit log
    std::optional<PublicId> whose{};  ///< the user of the passkey, where there is one
};

/// A right answer.
struct CheckedPasskey {
    Passkey passkey;
    User user;
    store::PasskeyUse use;
    bool user_verified;
    bool is_count_suspicious;  ///< its counter did not grow; the passkey may be synced

    ProofMethod method() const noexcept {
        return user_verified ? ProofMethod::Passkey : ProofMethod::SecurityKey;
    }
    /// What it proves together with what it was asked after.
    Level level() const noexcept { return user_verified ? Level::PhishingResistant : Level::Two; }
};

class PasskeyCheck {
public:
    /// Every reference must outlive *this.
    PasskeyCheck(store::PasskeyStore& passkeys, const PasskeyChallenges& challenges,
                 PasskeySettings settings);

    bool is_available() const noexcept {
        return challenges_.has_keys() && !settings_.rp_id.empty();
    }
    const PasskeySettings& settings() const noexcept { return settings_; }

    // `holder`: see PasskeyChallenges. `user`: whose answer it must be; nothing: anybody's, by a
    // passkey that verifies its user (PasskeyPurpose::SignIn).

    /// Nothing when passkeys are not available. One round trip where there is a user.
    std::optional<PasskeyQuestion> ask(PasskeyPurpose purpose, std::string_view holder,
                                       std::optional<UserId> user, TimePoint now) const;

    /// Uses the challenge up, also where the answer turns out to be wrong. Two round trips.
    Result<CheckedPasskey, PasskeyRefusal> check(PasskeyPurpose purpose, std::string_view holder,
                                                 std::optional<UserId> user,
                                                 const crypto::AssertionResponse& answer,
                                                 TimePoint now) const;

private:
    store::PasskeyStore& passkeys_;
    const PasskeyChallenges& challenges_;
    PasskeySettings settings_;
};

}  // namespace postern::service
