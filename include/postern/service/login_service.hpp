/// LoginService: decides whether an e-mail address and password open a session.
///
/// Takes the same work whether or not the account exists. Writes no log line that contains the
/// address or the password.
#pragma once

#include <optional>
#include <string_view>

#include "postern/base/result.hpp"
#include "postern/service/password_service.hpp"
#include "postern/service/session_service.hpp"
#include "postern/shm/metrics.hpp"
#include "postern/store/user_store.hpp"

namespace postern::service {

enum class LoginError {
    BadCredentials,   ///< unknown address or wrong password; deliberately one answer
    AccountDisabled,  ///< right password, but an administrator switched the account off
    Busy,             ///< no hashing slot: nothing was checked, nothing counts as an attempt
};

struct Login {
    std::string_view email;
    std::string_view password;
    bool remember = false;
    std::string_view
        previous_token{};  ///< of the session cookie that came along; that session ends
};

class LoginService {
public:
    LoginService(store::UserStore& users, const PasswordService& passwords,
                 const SessionService& sessions, shm::Metrics::Writer metrics);

    /// Checks the password and opens a session with a new token; a session that the visitor had
    /// before ends. One hash of CPU, three to five round trips. A hash behind the present cost is
    /// replaced; a password that is changed while it is checked opens nothing.
    Result<OpenedSession, LoginError> log_in(const Login& login, const Client& client,
                                             TimePoint now) const;

private:
    Result<OpenedSession, LoginError> decide(const Login& login, const Client& client,
                                             TimePoint now) const;

    /// Whether the password that was right for the hash `checked` is right no longer.
    std::optional<LoginError> recheck(const EmailAddress& email, std::string_view password,
                                      std::string_view checked) const;

    store::UserStore& users_;
    const PasswordService& passwords_;
    const SessionService& sessions_;
    shm::Metrics::Writer metrics_;
};

}  // namespace postern::service
