/// user_rows: writes to the rows of a user that more than one store makes. For the inside of a
/// transaction.
#pragma once

#include <optional>

#include "postern/model/user.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

/// Writes the user and the password; returns nothing, and writes nothing, if the address is taken.
std::optional<User> add_user_with_password(Connection& connection, const NewUser& user);

/// Ends all sessions of the user, but for `kept` when that is a live one of theirs, and writes one
/// revocation of the user: a few statements, however many they are. Their rows are removed later,
/// by remove_ended_rows. Returns how many ended; from kMostCounted on they are not counted.
std::size_t end_sessions_of(Connection& connection, UserId user,
                            const std::optional<PublicId>& kept = std::nullopt);
inline constexpr std::size_t kMostCounted = 1000;

/// Forgets all devices of the user, in the same way.
void forget_devices_of(Connection& connection, UserId user);

/// The epochs of the user's sessions and devices now; nothing when the user is gone.
struct Epochs {
    std::uint64_t session;
    std::uint64_t device;
};
std::optional<Epochs> find_epochs(Connection& connection, UserId user);

/// Removes at most `limit` ended sessions and forgotten devices of the first account that has any,
/// or of this one. Returns how many; fewer than `limit`: none is left. Nothing: there is no such
/// account.
std::optional<std::size_t> remove_ended_rows(Connection& connection, std::optional<UserId> only,
                                             std::size_t limit);

}  // namespace postern::store::mysql
