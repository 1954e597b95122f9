/// user_rows: writes to the rows of a user that more than one store makes. For the inside of a
/// transaction.
#pragma once

#include <optional>

#include "postern/base/result.hpp"
#include "postern/model/user.hpp"
#include "postern/store/user_store.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

/// Writes the user and the password; writes nothing if the address or the username is taken.
Result<User, AddUserError> add_user_with_password(Connection& connection, const NewUser& user);

/// The user's row alone; an id that is in use throws.
Result<UserId, AddUserError> add_user(Connection& connection, const NewUser& user);

/// Whether somebody else than `user` may have the name back at `now`. REQUIRES: it was written for
/// the user in this transaction already.
bool is_held(Connection& connection, const Username& name, UserId user, TimePoint now);

/// Gives the user the name, or takes theirs away. Nobody else gets the old one until then. False,
/// and some of it is written, when the name is taken.
bool set_username(Connection& connection, UserId user, const std::optional<Username>& name,
                  TimePoint now, TimePoint old_held_until);
/// Keeps the name that the user has for them until then.
void hold_username(Connection& connection, UserId user, TimePoint now, TimePoint until);

bool is_username_taken(const sql::SQLException& error) noexcept;

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
