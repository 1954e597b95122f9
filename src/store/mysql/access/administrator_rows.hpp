/// administrator_rows: that somebody always has the role `admin`. For the inside of a transaction.
///
/// An administrator, here, is a user who is enabled, is not about to be deleted, and has the role
/// without an expiry, directly or by a group. Whatever could end one checks, behind a lock that all
/// such changes take, that another one is left. Who never had one may go on without. Where an
/// address must be confirmed before a sign-in, somebody whose is not does not replace who has one:
/// while some are confirmed, the last of those stays.
#pragma once

#include <cstdint>

#include "postern/store/account_store.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

struct Administrators {
    std::uint64_t all;
    std::uint64_t confirmed;  ///< with an address that is
};

Administrators count_administrators(Connection& connection);
bool is_administrator(Connection& connection, UserId user);

/// Whether members of the group have the role by it, without an expiry of the group's.
bool is_admin_group(Connection& connection, GroupId group);

/// Whether the user is one, and nobody else is. Locks only when the user is one.
bool is_last_administrator(Connection& connection, UserId user);

/// Around a change whose effect on the administrators only the database knows.
class AdministratorGuard {
public:
    /// Waits for every other change that could end an administrator.
    explicit AdministratorGuard(Connection& connection);
    /// Whether there was an administrator before, and is none after what was written since.
    bool is_none_left() const;

private:
    Connection& connection_;
    Administrators before_;
};

/// Gives the role to the user, unless somebody has it in whatever way. Returns whether it did.
bool grant_admin_role_if_nobody_has_it(Connection& connection, UserId user,
                                       const FirstAdministrator& first, TimePoint now);

}  // namespace postern::store::mysql
