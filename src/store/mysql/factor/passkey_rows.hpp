/// passkey_rows: the table user_passkey, as changes of accounts and the store of passkeys need it.
#pragma once

#include <cstddef>

#include "postern/store/account_change.hpp"
#include "store/mysql/connection/connection.hpp"
#include "store/mysql/connection/rows.hpp"

namespace postern::store::mysql {

/// The columns kPasskeyColumns.
Passkey read_passkey(Columns& columns);

bool has_passkey(Connection& connection, UserId user, const PublicId& passkey);

/// Those that the change removes; returns how many there were.
std::size_t remove_passkeys(Connection& connection, const AccountChange& change);

/// False when there is one with this credential_id, of whichever user.
bool add_passkey(Connection& connection, const AccountChange& change, const NewPasskey& passkey);

}  // namespace postern::store::mysql
