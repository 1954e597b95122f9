#include "store/mysql/access/administrator_rows.hpp"

#include "postern/base/check.hpp"
#include "store/mysql/access/administrator_statements.hpp"

namespace postern::store::mysql {

Administrators count_administrators(Connection& connection) {
    const auto row = connection.query(kCountAdministrators);
    POSTERN_CHECK(row->next());
    return {.all = row->getUInt64(1), .confirmed = row->getUInt64(2)};
}

bool is_administrator(Connection& connection, UserId user) {
    return connection.query(kIsAdministrator, user)->next();
}

bool is_admin_group(Connection& connection, GroupId group) {
    return connection.query(kIsAdminGroup, static_cast<std::uint32_t>(group))->next();
}

bool is_last_administrator(Connection& connection, UserId user) {
    if (!is_administrator(connection, user)) return false;
    connection.update(kLockAdminRole);
    const auto row = connection.query(kIsAdministrator, user);
    if (!row->next()) return false;
    const bool is_confirmed = row->getInt(1) != 0;
    const auto [all, confirmed] = count_administrators(connection);
    return is_confirmed ? confirmed == 1 : all == 1;
}

AdministratorGuard::AdministratorGuard(Connection& connection) : connection_{connection} {
    connection_.update(kLockAdminRole);
    before_ = count_administrators(connection_);
}

bool AdministratorGuard::is_none_left() const {
    const auto [all, confirmed] = count_administrators(connection_);
    return (before_.all > 0 && all == 0) || (before_.confirmed > 0 && confirmed == 0);
}

bool grant_admin_role_if_nobody_has_it(Connection& connection, UserId user,
                                       const FirstAdministrator& first, TimePoint now) {
    const auto somebody_has_it = [&] { return connection.query(kHasAdminRoleHolder)->next(); };
    if (somebody_has_it()) return false;
    connection.update(kLockAdminRole);
    if (somebody_has_it()) return false;
    return connection.update(kGrantAdminRole, first.grant.text(), user, now, first.granted_by) == 1;
}

}  // namespace postern::store::mysql
