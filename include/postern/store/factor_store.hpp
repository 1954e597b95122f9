/// FactorStore: where second factors are kept, and those that are being set up.
///
/// What adds or removes a factor is an AccountChange, and what uses one is a Spending: this port
/// reads, and keeps what is not a factor yet. Secrets stay sealed here. Throws StoreError.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "postern/model/factor.hpp"

namespace postern::store {

class FactorStore {
public:
    virtual ~FactorStore() = default;

    /// What this user has. One round trip.
    virtual Factors count(UserId user) = 0;

    /// The authenticator app of this user.
    virtual std::optional<TotpFactor> find_totp(UserId user) = 0;
    /// The recovery codes of this user, also when all were used.
    virtual std::optional<RecoverySet> find_recovery_set(UserId user) = 0;

    /// For the administrator, where a clock that was ahead has locked the user out: from now on
    /// codes of later steps than `step` are accepted. False when the user has no app.
    virtual bool set_totp_last_step(UserId user, std::uint64_t step) = 0;

    /// Replaces the one that the holder has. Does nothing when the user is gone.
    virtual void put_enrolment(const FactorEnrolment& enrolment) = 0;
    /// What is stored under this hash, expired or not.
    virtual std::optional<FactorEnrolment> find_enrolment(const Digest& holder_hash) = 0;
    /// At most `limit`; returns how many went.
    virtual std::size_t remove_expired_enrolments(TimePoint now, std::size_t limit) = 0;
};

}  // namespace postern::store
