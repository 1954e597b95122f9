/// MysqlFactorStore: the tables user_totp, recovery_set, recovery_code and factor_enrolment.
#pragma once

#include "postern/store/factor_store.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

class MysqlFactorStore final : public FactorStore {
public:
    explicit MysqlFactorStore(Connection& connection) : connection_{connection} {}
    Factors count(UserId user) override;
    std::optional<TotpFactor> find_totp(UserId user) override;
    std::optional<RecoverySet> find_recovery_set(UserId user) override;
    bool set_totp_last_step(UserId user, std::uint64_t step) override;
    void put_enrolment(const FactorEnrolment& enrolment) override;
    std::optional<FactorEnrolment> find_enrolment(const Digest& holder_hash) override;
    std::size_t remove_expired_enrolments(TimePoint now, std::size_t limit) override;

private:
    Connection& connection_;
};

}  // namespace postern::store::mysql
