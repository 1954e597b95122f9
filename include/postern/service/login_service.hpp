/// LoginService: decides whether an e-mail address and password open a session.
///
/// Takes the same work whether or not the account exists, and tells what is with an account only to
/// who has its password. Every decision is a line in the audit trail. Writes no log line that
/// contains the address or the password. Throws store::StoreError; that costs nobody an attempt.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "postern/base/entropy.hpp"
#include "postern/base/result.hpp"
#include "postern/service/password_service.hpp"
#include "postern/service/session_service.hpp"
#include "postern/service/sign_in_throttle.hpp"
#include "postern/shm/metrics.hpp"
#include "postern/store/account_store.hpp"
#include "postern/store/audit_store.hpp"
#include "postern/store/user_store.hpp"

namespace postern::service {

enum class LoginError {
    BadCredentials,   ///< unknown address or wrong password; deliberately one answer
    TooManyAttempts,  ///< nothing was looked at; see retry_after and blocked
    Busy,             ///< no hashing slot: nothing was checked, nothing counts as an attempt
    // Only after the right password:
    AccountDisabled,    ///< an administrator switched the account off
    EmailNotVerified,   ///< the address has to be confirmed first
    DeletionScheduled,  ///< the account is asleep until it is gone
};

struct LoginRefusal {
    LoginError error;
    std::chrono::seconds retry_after{0};  ///< of TooManyAttempts
    bool blocked = false;                 ///< only a new password helps
};

struct Login {
    std::string_view email;
    std::string_view password;
    bool remember = false;
    std::string_view
        previous_token{};  ///< of the session cookie that came along; that session ends
};

struct SignedIn {
    OpenedSession opened;
    std::string device;  ///< for the cookie by which this browser is known from now on
};

struct LoginStores {
    store::UserStore& users;
    store::AccountStore& accounts;
    store::AuditStore& audit;
};

struct LoginSettings {
    bool mail_enabled = false;
    bool verify_email = true;  ///< without effect when no mail is sent
};

class LoginService {
public:
    /// Every reference must outlive *this.
    LoginService(LoginStores stores, const PasswordService& passwords,
                 const SessionService& sessions, const SignInThrottle& throttle, Entropy& entropy,
                 shm::Metrics::Writer metrics, LoginSettings settings);

    /// Checks the password and opens a session with a new token; a session that the visitor had
    /// before ends. One hash of CPU, four to twelve round trips. A hash behind the present cost is
    /// replaced; a password that is changed while it is checked opens nothing. A sign-in on a
    /// device that is not known, when the user has known ones, causes a mail to him: nobody gets a
    /// session whose mail is not written down.
    Result<SignedIn, LoginRefusal> log_in(const Login& login, const Client& client,
                                          TimePoint now) const;

private:
    struct Attempt;
    using Ticket = SignInThrottle::Ticket;

    Result<SignedIn, LoginRefusal> decide(const Login& login, const Client& client,
                                          TimePoint now) const;
    Result<Ticket, Refused> admit(const Attempt& attempt) const;
    LoginRefusal refuse_unseen(const Attempt& attempt, const Refused& refused) const;
    LoginRefusal refuse_wrong(const Attempt& attempt, const Ticket& ticket) const;
    LoginRefusal refuse_known(const Attempt& attempt, LoginError error) const;

    /// What keeps somebody with the right password out.
    std::optional<LoginError> obstacle(const User& user) const;
    Result<OpenedSession, LoginError> open(const Attempt& attempt) const;
    /// Whether the password that was right for the hash `checked` is right no longer.
    std::optional<LoginError> recheck(const Attempt& attempt, std::string_view checked) const;
    /// Writes down that somebody got in; returns the mark of his device.
    std::string welcome(const Attempt& attempt, const Ticket& ticket) const;

    LoginStores stores_;
    const PasswordService& passwords_;
    const SessionService& sessions_;
    const SignInThrottle& throttle_;
    Entropy& entropy_;
    shm::Metrics::Writer metrics_;
    LoginSettings settings_;
};

}  // namespace postern::service
