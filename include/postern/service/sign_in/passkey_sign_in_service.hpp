/// PasskeySignInService: signs people in by a passkey alone, without a password.
///
/// The answer names its user, and nothing before it does: asking tells nobody which accounts or
/// passkeys there are. Every decision is an audit event. Throws store::StoreError.
#pragma once

#include <optional>
#include <string_view>

#include "postern/base/result.hpp"
#include "postern/service/factor/passkey_check.hpp"
#include "postern/service/sign_in/arrival.hpp"
#include "postern/service/sign_in/sign_in_service.hpp"
#include "postern/shm/metrics.hpp"
#include "postern/store/account_store.hpp"

namespace postern::service {

struct PasskeySignInRequest {
    std::string_view holder;  ///< see PasskeyChallenges: of the browser that was asked
    const crypto::AssertionResponse& answer;
    bool remember = false;
    std::string_view previous_token{};  ///< of the session cookie that was sent; that session ends
};

enum class PasskeySignInError {
    Unavailable,      ///< as PasskeyError::Unavailable
    Malformed,        ///< as PasskeyError::Malformed
    Expired,          ///< as PasskeyError::Expired
    Refused,          ///< as PasskeyError::Refused, and for a user who may not sign in
    TooManyAttempts,  ///< from this network; nothing was looked at; see retry_after
};

struct PasskeySignInRefusal {
    PasskeySignInError error;
    std::chrono::seconds retry_after{0};  ///< of TooManyAttempts
};

class PasskeySignInService {
public:
    /// Every reference must outlive *this.
    PasskeySignInService(store::AccountStore& accounts, const PasskeyCheck& passkeys,
                         const SessionService& sessions, const Arrival& arrival,
                         const SignInThrottle& throttle, shm::Metrics::Writer metrics,
                         SignInSettings settings);

    bool is_available() const noexcept { return passkeys_.is_available(); }

    /// Nothing when passkeys are not available. Writes nothing, and reads nothing.
    std::optional<PasskeyQuestion> ask(std::string_view holder, TimePoint now) const {
        return passkeys_.ask(PasskeyPurpose::SignIn, holder, std::nullopt, now);
    }

    /// Opens a session of Level::PhishingResistant. Of parallel calls with one answer one wins.
    /// Eight to fourteen round trips.
    Result<SignedIn, PasskeySignInRefusal> sign_in(const PasskeySignInRequest& request,
                                                   const Client& client, TimePoint now) const;

private:
    Result<CheckedPasskey, PasskeyRefusal> check(const PasskeySignInRequest& request,
                                                 TimePoint now) const;
    void note_refused(const PasskeyRefusal& refusal, const Client& client, TimePoint now) const;

    store::AccountStore& accounts_;
    const PasskeyCheck& passkeys_;
    const SessionService& sessions_;
    const Arrival& arrival_;
    const SignInThrottle& throttle_;
    shm::Metrics::Writer metrics_;
    SignInSettings settings_;
};

}  // namespace postern::service
