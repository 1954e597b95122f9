#include "store/mysql/access/administrator_rows.hpp"

#include "postern/base/check.hpp"
#include "store/mysql/access/administrator_statements.hpp"

namespace postern::store::mysql {

std::uint64_t count_administrators(Connection& connection) {
    const auto row = connection.query(kCountAdministrators);
    POSTERN_CHECK(row->next());
    return row->getUInt64(1);
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
    return is_administrator(connection, user) && count_administrators(connection) == 1;
}

AdministratorGuard::AdministratorGuard(Connection& connection) : connection_{connection} {
    connection_.update(kLockAdminRole);
    had_one_ = count_administrators(connection_) > 0;
}

bool AdministratorGuard::is_none_left() const {
    return had_one_ && count_administrators(connection_) == 0;
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
