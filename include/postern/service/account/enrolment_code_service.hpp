/// EnrolmentCodeService: the code that is mailed before an account gets its first second factor.
///
/// An attacker who has nothing but the password could add a factor of their own, and lock the owner
/// out. So a session on a device that is new to the account must first show a code from the owner's
/// mailbox.
/// After a few days a device is no longer new: an e-mail told the owner of the first sign-in on it.
/// The code proves identity and is no factor: the session's level and times stay as they are. Where
/// no e-mail can be sent, no code is asked for. Throws store::StoreError.
#pragma once

#include <chrono>
#include <string_view>

#include "postern/base/result.hpp"
#include "postern/service/audit/client.hpp"
#include "postern/service/factor/factor_check.hpp"
#include "postern/service/session/session_service.hpp"
#include "postern/service/throttle/request_throttle.hpp"
#include "postern/service/throttle/sign_in_throttle.hpp"
#include "postern/store/account_store.hpp"
#include "postern/store/sign_in_store.hpp"

namespace postern::service {

/// How long the account has known a device that needs no code.
inline constexpr std::chrono::days kKnownForEnrolment{3};

enum class EnrolmentCodeError {
    NotNeeded,        ///< nothing was sent or looked at
    Malformed,        ///< cannot be a code: nothing was compared, nothing counts as an attempt
    Wrong,            ///< wrong, expired, used before, or a newer one was sent
    TooManyAttempts,  ///< nothing was compared; see retry_after and blocked
    TooManyMails,     ///< nothing was sent; see retry_after
    SessionGone,      ///< it has ended meanwhile, or the account was changed: sign in again
};

struct EnrolmentCodeRefusal {
    EnrolmentCodeError error;
    std::chrono::seconds retry_after{0};  ///< of TooManyAttempts and TooManyMails
    bool blocked = false;                 ///< of TooManyAttempts: only a new password helps
};

class EnrolmentCodeService {
public:
    /// Every reference must outlive *this.
    EnrolmentCodeService(const FactorCheck& factors, const SessionService& sessions,
                         const SignInThrottle& throttle, const RequestThrottle& requests,
                         store::SignInStore& sign_ins, store::AccountStore& accounts,
                         bool mail_enabled);

    /// Whether the session must show a code before the user, who has these `factors`, gets another.
    /// At most one round trip.
    bool is_needed(const SessionWithUser& visitor, const Factors& factors, const Client& client,
                   TimePoint now) const;
    /// The same for a caller who does not know the factors. At most two round trips.
    bool is_needed(const SessionWithUser& visitor, const Client& client, TimePoint now) const;

    /// Asks for the e-mail with a code. The newest code is the only one that is good.
    Result<void, EnrolmentCodeRefusal> send(const SessionWithUser& visitor, const Client& client,
                                            TimePoint now) const;

    /// Uses the code up, and gives the session a new token. `token`: of the visitor's session.
    Result<OpenedSession, EnrolmentCodeRefusal> confirm(const SessionWithUser& visitor,
                                                        std::string_view token,
                                                        std::string_view typed,
                                                        const Client& client, TimePoint now) const;

private:
    EnrolmentCodeRefusal refuse(const User& user, const Refused& refused, const Client& client,
                                TimePoint now) const;
    void note(const User& user, AuditResult result, std::string_view detail, const Client& client,
              TimePoint now) const;

    const FactorCheck& factors_;
    const SessionService& sessions_;
    const SignInThrottle& throttle_;
    const RequestThrottle& requests_;
    store::SignInStore& sign_ins_;
    store::AccountStore& accounts_;
    bool mail_enabled_;
};

}  // namespace postern::service
