/// LostFactorService: the way out for people who have lost every second factor.
///
/// They know the password, read their e-mails, and wait: the factors are removed after a delay in
/// which the owner is told every day, and in which any proof of a second factor cancels it.
/// MailLinkService carries out what the e-mails' links say, RetentionService what the time says.
/// Throws store::StoreError.
#pragma once

#include <chrono>
#include <string_view>

#include "postern/base/result.hpp"
#include "postern/service/audit/client.hpp"
#include "postern/service/throttle/request_throttle.hpp"
#include "postern/store/account_store.hpp"
#include "postern/store/sign_in_step_store.hpp"

namespace postern::service {

enum class LostFactorError {
    Off,      ///< this server sends no e-mail, does not do it, or the address is not confirmed
    Gone,     ///< no sign-in waits under this token any more
    TooMany,  ///< see retry_after
};

struct LostFactorRefusal {
    LostFactorError error;
    std::chrono::seconds retry_after{0};
};

class LostFactorService {
public:
    /// Every reference must outlive *this. `delay`: 0 turns it off.
    LostFactorService(store::SignInStepStore& steps, store::AccountStore& accounts,
                      const RequestThrottle& requests, bool mail_enabled,
                      std::chrono::seconds delay);

    bool is_available() const noexcept { return mail_enabled_ && delay_.count() > 0; }
    std::chrono::seconds delay() const noexcept { return delay_; }

    /// Asks for the e-mail whose link begins the reset. `token`: of the waiting sign-in.
    Result<void, LostFactorRefusal> ask(std::string_view token, const Client& client,
                                        TimePoint now) const;

private:
    store::SignInStepStore& steps_;
    store::AccountStore& accounts_;
    const RequestThrottle& requests_;
    bool mail_enabled_;
    std::chrono::seconds delay_;
};

}  // namespace postern::service
