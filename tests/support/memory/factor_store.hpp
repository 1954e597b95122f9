/// factor_store: second factors without a database; see stores.hpp.
#pragma once

#include "postern/store/factor_store.hpp"
#include "support/memory/state.hpp"

namespace postern::test {

class MemoryFactorStore final : public store::FactorStore {
public:
    explicit MemoryFactorStore(MemoryState& state) : state_{state} {}
    Factors count(UserId user) override;
    std::optional<TotpFactor> find_totp(UserId user) override;
    std::optional<RecoverySet> find_recovery_set(UserId user) override;
    bool set_totp_last_step(UserId user, std::uint64_t step) override;
    void put_enrolment(const FactorEnrolment& enrolment) override;
    std::optional<FactorEnrolment> find_enrolment(const Digest& holder_hash) override;
    std::size_t remove_expired_enrolments(TimePoint now, std::size_t limit) override;

private:
    MemoryState& state_;
};

}  // namespace postern::test
