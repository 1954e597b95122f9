/// StepUpService: proving more, or proving it again, in a session that there is.
///
/// A user who has a second factor proves that; the password alone is for those who have none. A
/// success always gives the session a new token (ASVS 7.2.4): no host can answer from what it knew
/// of the old one.
/// Throws store::StoreError.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "postern/base/result.hpp"
#include "postern/service/account/account_service.hpp"
#include "postern/service/session/session_service.hpp"
#include "postern/service/throttle/code_check.hpp"

namespace postern::service {

enum class StepUpError {
    WrongPassword,
    NeedsFactor,      ///< a password was typed, but this user has a second factor
    MalformedCode,    ///< nothing was compared, nothing counts as an attempt
    WrongCode,        ///< wrong, used before, or the user has no such factor
    TooManyAttempts,  ///< nothing was looked at; see retry_after and blocked
    Busy,             ///< no hashing slot: nothing was checked, nothing counts as an attempt
    Unavailable,      ///< the server cannot check the code; nothing counts as an attempt
    Expired,          ///< of a passkey: PasskeyError::Expired
    SessionGone,      ///< it has ended meanwhile, or the account was changed: sign in again
};

struct StepUpRefusal {
    StepUpError error;
    std::chrono::seconds retry_after{0};  ///< of TooManyAttempts
    bool blocked = false;                 ///< of TooManyAttempts: waiting does not help
};

class StepUpService {
public:
    /// Every reference must outlive *this.
    StepUpService(const AccountService& account, const FactorCheck& factors, const CodeCheck& codes,
                  const PasskeyCheck& passkeys, const SessionService& sessions,
                  const SignInThrottle& throttle, store::AccountStore& accounts, bool mail_enabled);

    /// What the user has: one round trip.
    Factors factors_of(const User& user) const { return factors_.find(user.id); }

    /// `token`: of the visitor's session. One hash of CPU.
    Result<OpenedSession, StepUpRefusal> by_password(const SessionWithUser& visitor,
                                                     std::string_view token,
                                                     std::string_view password,
                                                     const Client& client, TimePoint now) const;

    /// The session is of Level::Two from now on. One hash of CPU for a recovery code.
    Result<OpenedSession, StepUpRefusal> by_code(const SessionWithUser& visitor,
                                                 std::string_view token, const TypedCode& code,
                                                 const Client& client, TimePoint now) const;

    /// What the passkeys and security keys of this user are asked. Nothing when they have none, or
    /// passkeys are not available.
    std::optional<PasskeyQuestion> ask(const SessionWithUser& visitor, std::string_view token,
                                       TimePoint now) const;

    /// The session is of the level that the answer proves from now on.
    Result<OpenedSession, StepUpRefusal> by_passkey(const SessionWithUser& visitor,
                                                    std::string_view token,
                                                    const crypto::AssertionResponse& answer,
                                                    const Client& client, TimePoint now) const;

private:
    /// `reason`: of CodeProblem::Wrong, for the audit log.
    StepUpRefusal refuse(const User& user, const CodeRefusal& refusal, std::string_view reason,
                         const Client& client, TimePoint now) const;
    void note(const User& user, std::string_view detail, std::vector<NewMail> mails,
              const Client& client, TimePoint now) const;

    const AccountService& account_;
    const FactorCheck& factors_;
    const CodeCheck& codes_;
    const PasskeyCheck& passkeys_;
    const SessionService& sessions_;
    const SignInThrottle& throttle_;
    store::AccountStore& accounts_;
    bool mail_enabled_;
};

}  // namespace postern::service
