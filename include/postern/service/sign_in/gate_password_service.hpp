/// GatePasswordService: decides whether an account's password is good for a site, for HTTP Basic.
///
/// For sites that take it at all. Opens no session. The same work whether or not the account
/// exists; counted and throttled as a sign-in is, but a client that repeats one wrong password is
/// counted once, and failures on the account are forgiven once a day. A right password that gets
/// nobody in counts for the network, and costs one hash a minute. Throws store::StoreError.
///
/// How many checks of one account are under way at a time: one in each portal worker, and over all
/// of them no more than there are hashing slots.
#pragma once

#include <optional>
#include <string_view>

#include "postern/model/ids.hpp"
#include "postern/service/audit/client.hpp"
#include "postern/service/password/password_service.hpp"
#include "postern/service/sign_in/sign_in_service.hpp"
#include "postern/service/throttle/sign_in_throttle.hpp"
#include "postern/store/account_store.hpp"
#include "postern/store/audit_store.hpp"
#include "postern/store/user_store.hpp"

namespace postern::service {

enum class GatePasswordError {
    Wrong,       ///< unknown account or wrong password, or nothing of an account's may pass
    NeedsToken,  ///< right, but this user has a second factor: only a personal token will do
    Busy,        ///< no hashing slot: try again
    Throttled,   ///< nothing was looked at
};

class GatePasswordService {
public:
    /// Every reference must outlive *this.
    GatePasswordService(store::UserStore& users, store::AccountStore& accounts,
                        store::AuditStore& audit, const PasswordService& passwords,
                        const SignInThrottle& throttle, const FactorCheck& factors,
                        SignInSettings settings);

    /// The public id of the user whose password it is. `email`: or the username. `site`: its name,
    /// for the audit log. One
    /// hash of CPU, two to five round trips; a password that was found wrong here before costs one
    /// round trip and no hash, and one that was right and refused within the last minute no hash.
    Result<PublicId, GatePasswordError> check(std::string_view site, std::string_view email,
                                              std::string_view password, const Client& client,
                                              TimePoint now) const;

private:
    struct Claim;
    /// Why somebody who has the password does not get in.
    struct Bar {
        GatePasswordError error;
        std::string_view word;  ///< for the audit log
    };
    using Attempt = SignInThrottle::Attempt;

    Result<Attempt, Refused> admit(const Claim& claim) const;
    GatePasswordError refuse_throttled(const Claim& claim, const Refused& refused) const;
    GatePasswordError refuse_wrong(const Claim& claim, const Attempt& attempt) const;
    std::optional<Bar> find_bar(const User& user) const;
    GatePasswordError refuse_right(const Claim& claim, const Attempt& attempt,
                                   const Bar& bar) const;
    void keep_hash_fresh(const Claim& claim) const;

    store::UserStore& users_;
    store::AccountStore& accounts_;
    store::AuditStore& audit_;
    const PasswordService& passwords_;
    const SignInThrottle& throttle_;
    const FactorCheck& factors_;
    SignInSettings settings_;
};

}  // namespace postern::service
