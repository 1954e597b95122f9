#include "store/mysql/factor/factor_store.hpp"

#include "store/mysql/connection/batches.hpp"
#include "store/mysql/connection/rows.hpp"
#include "store/mysql/factor/factor_rows.hpp"
#include "store/mysql/factor/factor_statements.hpp"

namespace postern::store::mysql {

namespace {

RecoverySet read_recovery_set(Columns& columns, UserId user) {
    std::string salt = columns.text();
    // Braces evaluate from left to right, so the columns come in their order.
    const RecoveryCost cost{.memory_kib = static_cast<std::uint32_t>(columns.number()),
                            .passes = static_cast<std::uint32_t>(columns.number()),
                            .lanes = static_cast<std::uint32_t>(columns.number())};
    const TimePoint created_at = columns.time();
    const std::size_t left = columns.number();
    std::optional<TimePoint> last_used_at;
    if (!columns.is_null()) last_used_at = columns.time();
    if (!is_time(created_at)) throw CorruptRow{"recovery_set", static_cast<std::uint64_t>(user)};
    return {.salt = std::move(salt),
            .cost = cost,
            .created_at = created_at,
            .left = left,
            .last_used_at = last_used_at};
}

}  // namespace

Factors MysqlFactorStore::count(UserId user) {
    return connection_.repeatable([&]() -> Factors {
        const auto rows = connection_.query(kCountFactors, user);
        if (!rows->next()) return {};
        Columns columns{*rows};
        // Braces evaluate from left to right, so the columns come in their order.
        Factors factors{.totp = columns.flag(),
                        .passkeys = columns.number(),
                        .security_keys = columns.number(),
                        .verifying = columns.number(),
                        .recovery_codes = columns.number()};
        if (!factors.any()) factors.recovery_codes = 0;
        return factors;
    });
}

std::optional<TotpFactor> MysqlFactorStore::find_totp(UserId user) {
    return connection_.repeatable([&] { return read_totp(connection_, user); });
}

std::optional<RecoverySet> MysqlFactorStore::find_recovery_set(UserId user) {
    return connection_.repeatable([&]() -> std::optional<RecoverySet> {
        const auto rows = connection_.query(kFindRecoverySet, user);
        if (!rows->next()) return std::nullopt;
        Columns columns{*rows};
        return read_recovery_set(columns, user);
    });
}

bool MysqlFactorStore::set_totp_last_step(UserId user, std::uint64_t step) {
    return connection_.repeatable(
        [&] { return connection_.update(kSetTotpLastStep, step, user) == 1; });
}

void MysqlFactorStore::put_enrolment(const FactorEnrolment& enrolment) {
    connection_.repeatable([&] {
        return connection_.update(kPutEnrolment, enrolment.holder_hash, enrolment.factor_id.text(),
                                  enrolment.sealed_secret, enrolment.key_id, enrolment.expires_at,
                                  enrolment.user_id);
    });
}

std::optional<FactorEnrolment> MysqlFactorStore::find_enrolment(const Digest& holder_hash) {
    return connection_.repeatable([&] { return read_enrolment(connection_, holder_hash); });
}

std::size_t MysqlFactorStore::remove_expired_enrolments(TimePoint now, std::size_t limit) {
    return remove_found(
        connection_, [&] { return connection_.query(kFindExpiredEnrolments, now, limit); },
        [&](std::size_t there) {
            return connection_.update(kRemoveExpiredEnrolments, now, there, now);
        });
}

}  // namespace postern::store::mysql
