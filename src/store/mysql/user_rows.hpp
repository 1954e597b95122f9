/// user_rows: writes to the rows of a user that more than one store makes. For the inside of a
/// transaction.
#pragma once

#include <optional>

#include "postern/model/user.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

/// Writes the user and the password; returns nothing, and writes nothing, if the address is taken.
std::optional<User> add_user_with_password(Connection& connection, const NewUser& user);

/// Ends all sessions of the user and writes the revocation; returns how many ended.
std::size_t end_sessions_of(Connection& connection, UserId user);

}  // namespace postern::store::mysql
