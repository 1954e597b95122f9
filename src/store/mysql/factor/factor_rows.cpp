#include "store/mysql/factor/factor_rows.hpp"

#include "postern/base/check.hpp"
#include "store/mysql/connection/rows.hpp"
#include "store/mysql/factor/factor_statements.hpp"
#include "store/mysql/factor/passkey_rows.hpp"

namespace postern::store::mysql {

namespace {

/// Whether there was one that had to go: any, or one that was made too late.
bool remove_factor(Connection& connection, const Statement& remove, const AccountChange& change,
                   bool any) {
    const auto& since = change.remove_factors_since;
    if (!any && !since) return false;
    return connection.update(remove, change.user, any, since.value_or(kLastTime)) > 0;
}

void add_totp(Connection& connection, const AccountChange& change, const NewTotp& totp) {
    connection.update(kAddTotp, change.user, totp.public_id.text(), totp.sealed_secret, totp.key_id,
                      totp.last_step, change.now);
}

void add_recovery_set(Connection& connection, const AccountChange& change,
                      const NewRecoverySet& set) {
    connection.update(kAddRecoverySet, change.user, set.salt, set.cost.memory_kib, set.cost.passes,
                      set.cost.lanes, change.now);
    for (const Digest& hash : set.hashes) connection.update(kAddRecoveryCode, change.user, hash);
}

void write_factor_reset(Connection& connection, const AccountChange& change,
                        const FactorResetDate& reset) {
    if (reset.at)
        connection.update(kPutFactorReset, change.user, *reset.at,
                          reset.next_step_at.value_or(*reset.at));
    else
        connection.update(kRemoveFactorReset, change.user);
}

}  // namespace

std::optional<TotpFactor> read_totp(Connection& connection, UserId user) {
    const auto rows = connection.query(kFindTotp, user);
    if (!rows->next()) return std::nullopt;
    Columns columns{*rows};
    auto public_id = PublicId::parse(columns.text());
    std::string sealed_secret = columns.text();
    const auto key_id = static_cast<std::uint32_t>(columns.number());
    const std::uint64_t last_step = columns.number();
    const TimePoint created_at = columns.time();
    std::optional<TimePoint> last_used_at;
    if (!columns.is_null()) last_used_at = columns.time();
    if (!public_id || !is_time(created_at) || (last_used_at && !is_time(*last_used_at)))
        throw CorruptRow{"user_totp", static_cast<std::uint64_t>(user)};
    return TotpFactor{.user_id = user,
                      .public_id = std::move(*public_id),
                      .sealed_secret = std::move(sealed_secret),
                      .key_id = key_id,
                      .last_step = last_step,
                      .created_at = created_at,
                      .last_used_at = last_used_at};
}

std::optional<FactorEnrolment> read_enrolment(Connection& connection, const Digest& holder_hash) {
    const auto rows = connection.query(kFindEnrolment, holder_hash);
    if (!rows->next()) return std::nullopt;
    Columns columns{*rows};
    const std::uint64_t user = columns.number();
    std::string sealed_secret = columns.text();
    const auto key_id = static_cast<std::uint32_t>(columns.number());
    auto factor_id = PublicId::parse(columns.text());
    const TimePoint expires_at = columns.time();
    if (!factor_id || !is_time(expires_at)) throw CorruptRow{"factor_enrolment", user};
    return FactorEnrolment{.holder_hash = holder_hash,
                           .user_id = UserId{user},
                           .sealed_secret = std::move(sealed_secret),
                           .key_id = key_id,
                           .factor_id = std::move(*factor_id),
                           .expires_at = expires_at};
}

std::optional<TimePoint> read_factor_reset(Connection& connection, UserId user) {
    const auto rows = connection.query(kFindFactorReset, user);
    if (!rows->next()) return std::nullopt;
    Columns columns{*rows};
    const TimePoint due_at = columns.time();
    if (!is_time(due_at)) throw CorruptRow{"factor_reset", static_cast<std::uint64_t>(user)};
    return due_at;
}

bool has_factor(Connection& connection, UserId user) {
    const auto row = connection.query(kHasFactor, user, user);
    POSTERN_CHECK(row->next());
    Columns columns{*row};
    return columns.flag();
}

bool write_factors(Connection& connection, const AccountChange& change, AppliedChange& applied) {
    applied.removed_totp =
        remove_factor(connection, kRemoveTotp, change, change.remove_totp || change.totp);
    applied.removed_passkeys = remove_passkeys(connection, change);
    if (change.totp) add_totp(connection, change, *change.totp);
    if (change.passkey && !add_passkey(connection, change, *change.passkey)) return false;
    const bool has_changed = applied.removed_totp || applied.removed_passkeys > 0 ||
                             change.totp.has_value() || change.passkey.has_value();
    if (has_changed) connection.update(kSetHasFactor, change.user);
    const bool orphaned = change.remove_recovery && !has_factor(connection, change.user);
    applied.removed_recovery = remove_factor(connection, kRemoveRecoverySet, change,
                                             orphaned || change.recovery.has_value());
    if (const auto& reset = change.factor_reset) write_factor_reset(connection, change, *reset);
    if (change.recovery) add_recovery_set(connection, change, *change.recovery);
    return true;
}

}  // namespace postern::store::mysql
