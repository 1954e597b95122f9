#include "store/mysql/access/access_rows.hpp"

#include "postern/base/check.hpp"
#include "store/mysql/access/grant_statements.hpp"
#include "store/mysql/access/group_statements.hpp"

namespace postern::store::mysql {

namespace {

/// The key in the first column of the first row.
template <class Key>
std::optional<Key> key_of(sql::ResultSet& rows) {
    if (!rows.next()) return std::nullopt;
    return Key{static_cast<std::underlying_type_t<Key>>(rows.getUInt64(1))};
}

std::uint32_t number_of(auto id) { return static_cast<std::uint32_t>(id); }

bool is_named(Connection& connection, std::string_view kind, std::uint32_t id) {
    return connection.query(kIsNamedByRule, kind, id)->next();
}

std::uint64_t count(const std::unique_ptr<sql::ResultSet>& row) {
    POSTERN_CHECK(row->next());
    return row->getUInt64(1);
}

PublicId read_public_id(Columns& columns, const char* table, std::uint64_t key) {
    auto id = PublicId::parse(columns.text());
    if (!id) throw CorruptRow{table, key};
    return std::move(*id);
}

}  // namespace

// --- reading

std::optional<TimePoint> read_expiry(Columns& columns) {
    if (!columns.is_null()) return columns.time();
    columns.skip();
    return std::nullopt;
}

Membership read_membership(Columns& columns) {
    const std::uint64_t user = columns.number();
    std::string group = columns.text();
    PublicId public_id = read_public_id(columns, "user", user);
    // Braces evaluate from left to right, so the columns come in their order.
    Membership membership{.group = std::move(group),
                          .user = std::move(public_id),
                          .email = columns.text(),
                          .granted_at = columns.time(),
                          .granted_by = columns.text(),
                          .expires_at = read_expiry(columns)};
    if (!is_group_name(membership.group) || !is_time(membership.granted_at))
        throw CorruptRow{"group_member", user};
    return membership;
}

Permission read_permission(Columns& columns) {
    const std::uint64_t id = columns.number();
    Permission permission{.name = columns.text(),
                          .description = columns.text(),
                          .resource = columns.text(),
                          .action = columns.text()};
    if (!is_role_name(permission.name) || !is_resource(permission.resource) ||
        !is_action(permission.action))
        throw CorruptRow{"permission", id};
    return permission;
}

Grant read_grant(Columns& columns) {
    const std::uint64_t id = columns.number();
    PublicId public_id = read_public_id(columns, "access_grant", id);
    const std::string user = columns.text();
    const std::string email = columns.text();
    const std::string group = columns.text();
    const std::string role = columns.text();
    const std::string permission = columns.text();
    Grant grant{.id = std::move(public_id),
                .holder = user.empty()
                              ? GrantHolder{.kind = GrantHolder::Kind::Group, .name = group}
                              : GrantHolder{GrantHolder::Kind::User, user, email},
                .what = role.empty() ? Granted{Granted::Kind::Permission, permission}
                                     : Granted{Granted::Kind::Role, role},
                .granted_at = columns.time(),
                .granted_by = columns.text(),
                .expires_at = read_expiry(columns)};
    if (grant.holder.name.empty() || grant.what.name.empty() || !is_time(grant.granted_at))
        throw CorruptRow{"access_grant", id};
    return grant;
}

HeldPermission read_held_permission(Columns& columns) {
    HeldPermission held{.permission = read_permission(columns),
                        .by_role = columns.text(),
                        .by_group = columns.text()};
    const auto of_grant = read_expiry(columns);
    const auto of_membership = read_expiry(columns);
    held.until = earlier(of_grant, of_membership);
    return held;
}

// --- locks

bool lock_user(Connection& connection, UserId user) {
    return connection.query(kLockUserOnly, user)->next();
}

std::optional<UserId> lock_user(Connection& connection, std::string_view public_id) {
    const auto id = PublicId::parse(public_id);
    if (!id) return std::nullopt;
    return key_of<UserId>(*connection.query(kLockUserByPublicId, id->text()));
}

std::optional<GroupId> lock_group(Connection& connection, std::string_view name) {
    if (!is_group_name(name)) return std::nullopt;  // the column is ascii
    return key_of<GroupId>(*connection.query(kLockGroup, name));
}

std::optional<RoleId> lock_role(Connection& connection, std::string_view name) {
    if (!is_role_name(name)) return std::nullopt;
    return key_of<RoleId>(*connection.query(kLockRole, name));
}

std::optional<std::uint32_t> lock_permission(Connection& connection, std::string_view name) {
    if (!is_role_name(name)) return std::nullopt;
    const auto row = connection.query(kLockPermission, name);
    if (!row->next()) return std::nullopt;
    return static_cast<std::uint32_t>(row->getUInt64(1));
}

bool is_named_by_rule(Connection& connection, GroupId group) {
    return is_named(connection, "group", number_of(group));
}

bool is_named_by_rule(Connection& connection, RoleId role) {
    return is_named(connection, "role", number_of(role));
}

bool has_too_many_groups(Connection& connection, UserId user) {
    return count(connection.query(kCountGroupsOfUser, user)) > kMaxGroupsOfUser;
}

bool has_too_many_roles(Connection& connection, UserId user) {
    return count(connection.query(kCountRolesOfUser, user, user)) > kMaxRolesOfUser;
}

}  // namespace postern::store::mysql
