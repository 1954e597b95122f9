/// user_words: keeps the table user_word. For the inside of a transaction that has locked, or has
/// just written, the rows of the users.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "postern/model/ids.hpp"
#include "postern/model/user.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

/// Of a user that was just written and has none yet.
void add_words(Connection& connection, UserId user, const NewUser& written);

/// Replaces the words of the user by those of their row.
void write_words(Connection& connection, UserId user);

/// Of users that were just written and have none yet; their keys are not known.
void add_words(Connection& connection, const std::vector<const NewUser*>& written);

/// Those of these users whose words are not those of this version. At most kUsersAtOnce.
void write_words(Connection& connection, const std::vector<UserId>& users);

}  // namespace postern::store::mysql
