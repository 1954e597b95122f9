/// SignInService: decides whether an e-mail address or a username, and a password, open a session.
///
/// Does the same work whether or not the account exists; reveals an account's state only to a
/// client that has its password. Every decision is an audit event. Writes no log line that contains
/// the address or the password. Throws store::StoreError; that costs nobody an attempt.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "postern/base/entropy.hpp"
#include "postern/base/result.hpp"
#include "postern/service/password/password_service.hpp"
#include "postern/service/session/session_service.hpp"
#include "postern/service/sign_in/arrival.hpp"
#include "postern/service/throttle/sign_in_throttle.hpp"
#include "postern/shm/metrics.hpp"
#include "postern/store/account_store.hpp"
#include "postern/store/audit_store.hpp"
#include "postern/store/sign_in_step_store.hpp"
#include "postern/store/user_store.hpp"

namespace postern::service {

enum class SignInError {
    BadCredentials,   ///< unknown account or wrong password; deliberately one answer
    TooManyAttempts,  ///< nothing was looked at; see retry_after and blocked
    Busy,             ///< no hashing slot: nothing was checked, nothing counts as an attempt
    // Only after the right password:
    AccountDisabled,       ///< an administrator disabled the user
    EmailNotVerified,      ///< the address has to be confirmed first
    DeletionScheduled,     ///< the account is scheduled for deletion
    AwaitingApproval,      ///< nobody has approved the registration yet
    SecondFactorRequired,  ///< no session yet: see waiting
};

/// How long a sign-in waits for its second factor.
inline constexpr std::chrono::minutes kSignInStepTtl{10};

/// What the visitor gets instead of a session: with it, SecondFactorService goes on.
struct WaitingToken {
    Secret token;  ///< 43 characters of base64url: 256 random bits
    Factors factors;
};

struct SignInRefusal {
    SignInError error;
    std::chrono::seconds retry_after{0};    ///< of TooManyAttempts
    bool blocked = false;                   ///< only a new password helps
    std::optional<WaitingToken> waiting{};  ///< of SecondFactorRequired
};

struct SignInRequest {
    std::string_view email;  ///< or the username
    std::string_view password;
    bool remember = false;
    std::string_view previous_token{};  ///< of the session cookie that was sent; that session ends
};

struct SignInStores {
    store::UserStore& users;
    store::AccountStore& accounts;
    store::AuditStore& audit;
    store::SignInStepStore& steps;
};

struct SignInSettings {
    bool mail_enabled = false;
    bool verify_email = true;           ///< without effect when no e-mail is sent
    std::chrono::seconds trust_ttl{0};  ///< how long a device is trusted; 0: none is
};

class SignInService {
public:
    /// Every reference must outlive *this.
    SignInService(SignInStores stores, const PasswordService& passwords,
                  const SessionService& sessions, const SignInThrottle& throttle,
                  const FactorCheck& factors, const Arrival& arrival, Entropy& entropy,
                  shm::Metrics::Writer metrics, SignInSettings settings);

    /// Checks the password and opens a session with a new token; a session that the visitor had
    /// before ends. One hash of CPU, four to twelve round trips. A hash behind the present cost is
    /// replaced; a password that is changed while it is checked opens nothing. A sign-in on a
    /// new device, when the user has known ones, sends them an e-mail: no session is opened
    /// unless its e-mail is stored. A user who has a second factor gets no session here, except on
    /// a device that they trust.
    Result<SignedIn, SignInRefusal> sign_in(const SignInRequest& request, const Client& client,
                                            TimePoint now) const;

private:
    struct Claim;
    using Attempt = SignInThrottle::Attempt;

    Result<SignedIn, SignInRefusal> decide(const SignInRequest& request, const Client& client,
                                           TimePoint now) const;
    Result<Attempt, Refused> admit(const Claim& claim) const;
    SignInRefusal refuse_throttled(const Claim& claim, const Refused& refused) const;
    SignInRefusal refuse_wrong(const Claim& claim, const Attempt& attempt) const;
    SignInRefusal refuse_known(const Claim& claim, SignInError error) const;

    /// The stored hash, brought up to the present cost.
    std::string checked_hash(const Claim& claim) const;
    Result<OpenedSession, SignInError> open(const Claim& claim,
                                            const Authentication& authentication) const;
    Result<WaitingToken, SignInError> wait_for_factor(const Claim& claim,
                                                      const Factors& factors) const;
    /// Whether the password that was right for the hash `checked` is right no longer.
    std::optional<SignInError> recheck(const Claim& claim, std::string_view checked) const;

    SignInStores stores_;
    const PasswordService& passwords_;
    const SessionService& sessions_;
    const SignInThrottle& throttle_;
    const FactorCheck& factors_;
    const Arrival& arrival_;
    Entropy& entropy_;
    shm::Metrics::Writer metrics_;
    SignInSettings settings_;
};

}  // namespace postern::service
