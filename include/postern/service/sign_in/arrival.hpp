/// Arrival: what belongs to every sign-in once its session is open: the audit log, the e-mail about
/// a new device, the cookie by which the browser is known, the end of the session before.
///
/// The session is stored, and only this process knows its token: when it dies before the end of
/// this, nobody has the session. Throws store::StoreError.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "postern/base/entropy.hpp"
#include "postern/service/session/session_service.hpp"
#include "postern/service/throttle/sign_in_throttle.hpp"
#include "postern/store/account_store.hpp"
#include "postern/store/audit_store.hpp"

namespace postern::service {

struct SignedIn {
    OpenedSession opened;
    std::string device;  ///< for the cookie by which this browser is known from now on
};

/// What was different about a sign-in.
struct ArrivalFacts {
    std::string_view detail{};          ///< for the audit log: how the second factor was proven
    std::optional<NewMail> mail{};      ///< beside the notice of a new device
    std::string_view previous_token{};  ///< of the session cookie that was sent; that session ends
    bool trust_device = false;          ///< the person asked not to be asked here for a while
};

class Arrival {
public:
    /// Every reference must outlive *this.
    /// `trust_ttl`: how long a device is trusted; 0: none is.
    Arrival(store::AccountStore& accounts, store::AuditStore& audit, const SessionService& sessions,
            const SignInThrottle& throttle, Entropy& entropy, bool mail_enabled,
            std::chrono::seconds trust_ttl);

    bool can_trust_devices() const noexcept { return trust_ttl_.count() > 0; }

    /// `attempt`: the last one that was counted for this sign-in.
    SignedIn finish(OpenedSession opened, const SignInThrottle::Attempt& attempt,
                    const ArrivalFacts& facts, const Client& client, TimePoint now) const;

private:
    void record(const User& user, const SignInThrottle::Attempt& attempt, const ArrivalFacts& facts,
                const Client& client, TimePoint now) const;
    std::string remember_device(const User& user, const SignInThrottle::Attempt& attempt,
                                bool trust, const Client& client, TimePoint now) const;
    /// Tells the user that an old session ended because there are too many.
    void tell_of_limit(const User& user, const Client& client, TimePoint now) const;

    store::AccountStore& accounts_;
    store::AuditStore& audit_;
    const SessionService& sessions_;
    const SignInThrottle& throttle_;
    Entropy& entropy_;
    bool mail_enabled_;
    std::chrono::seconds trust_ttl_;
};

}  // namespace postern::service
