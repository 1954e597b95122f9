/// factor_rows: second factors as a change of an account reads and writes them. For the inside of a
/// transaction.
#pragma once

#include <optional>

#include "postern/store/account_change.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

std::optional<TotpFactor> read_totp(Connection& connection, UserId user);
std::optional<FactorEnrolment> read_enrolment(Connection& connection, const Digest& holder_hash);

/// When the user's lost factors will be removed.
std::optional<TimePoint> read_factor_reset(Connection& connection, UserId user);

/// Whether the user has a second factor of any kind.
bool has_factor(Connection& connection, UserId user);

/// Removes and adds what the change says, and notes in `applied` what is gone. False when the
/// passkey that it adds is stored already.
bool write_factors(Connection& connection, const AccountChange& change, AppliedChange& applied);

}  // namespace postern::store::mysql
