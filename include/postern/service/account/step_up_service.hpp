/// StepUpService: proving more, or proving it again, in a session that there is.
///
/// A user who has a second factor proves that; the password alone is for those who have none. A
/// success always gives the session a new token (ASVS 7.2.4): no host can answer from what it knew
/// of the old one.
/// Throws store::StoreError.
#pragma once

#include <string_view>

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
                  const SessionService& sessions, store::AccountStore& accounts, bool mail_enabled);

    /// What the user has: one or two round trips.
    Factors factors_of(const User& user) const { return factors_.find(user.id); }

    /// `token`: of the visitor's session. One hash of CPU.
    Result<OpenedSession, StepUpRefusal> by_password(const SessionWithUser& visitor,
                                                     std::string_view token,
                                                     std::string_view password,
                                                     const Client& client, TimePoint now) const;

    /// Raises the session to Level::Two. One hash of CPU for a recovery code.
    Result<OpenedSession, StepUpRefusal> by_code(const SessionWithUser& visitor,
                                                 std::string_view token, const TypedCode& code,
                                                 const Client& client, TimePoint now) const;

private:
    StepUpRefusal refuse(const User& user, const CodeRefusal& refusal, const Client& client,
                         TimePoint now) const;
    void note(const User& user, std::string_view detail, std::vector<NewMail> mails,
              const Client& client, TimePoint now) const;

    const AccountService& account_;
    const FactorCheck& factors_;
    const CodeCheck& codes_;
    const SessionService& sessions_;
    store::AccountStore& accounts_;
    bool mail_enabled_;
};

}  // namespace postern::service
