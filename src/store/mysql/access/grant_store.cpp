#include "store/mysql/access/grant_store.hpp"

#include <limits>
#include <set>

#include "postern/base/check.hpp"
#include "store/mysql/access/access_rows.hpp"
#include "store/mysql/access/administrator_rows.hpp"
#include "store/mysql/access/change.hpp"
#include "store/mysql/access/grant_statements.hpp"
#include "store/mysql/connection/batches.hpp"
#include "store/mysql/connection/rows.hpp"
#include "store/mysql/log/audit_rows.hpp"
#include "store/mysql/log/outbox_rows.hpp"
#include "store/mysql/log/revocation_rows.hpp"

namespace postern::store::mysql {

namespace {

using enum GrantChangeError;
using Changed = Result<ChangedGrant, GrantChangeError>;

std::uint32_t number_of(RoleId id) { return static_cast<std::uint32_t>(id); }

std::optional<std::uint64_t> key_of(const std::optional<UserId>& user) {
    if (!user) return std::nullopt;
    return static_cast<std::uint64_t>(*user);
}

bool is_same_set(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    return std::set<std::string>{a.begin(), a.end()} == std::set<std::string>{b.begin(), b.end()};
}

}  // namespace

// --- permissions

std::vector<Permission> MysqlGrantStore::permissions() {
    return connection_.repeatable([&] {
        const auto rows = connection_.query(kFindPermissions);
        return read_readable<Permission>(*rows, read_permission);
    });
}

Result<void, GrantChangeError> MysqlGrantStore::add_permission(const Permission& permission,
                                                               const AuditEntry& audit) {
    return change<GrantChangeError>(connection_, [&]() -> std::optional<GrantChangeError> {
        try {
            connection_.update(kAddPermission, permission.name, permission.description,
                               permission.resource, permission.action);
        } catch (const sql::SQLException& error) {
            if (is_duplicate(error, "uq_permission_name") ||
                is_duplicate(error, "uq_permission_resource_action"))
                return NameTaken;
            throw;
        }
        add_audit(connection_, audit);
        return std::nullopt;
    });
}

Result<void, GrantChangeError> MysqlGrantStore::remove_permission(std::string_view name,
                                                                  const AuditEntry& audit) {
    return change<GrantChangeError>(connection_, [&]() -> std::optional<GrantChangeError> {
        if (name == kAdminPermission) return BuiltIn;
        const auto id = lock_permission(connection_, name);
        if (!id) return NoSuchPermission;
        const auto used = connection_.query(kIsPermissionUsed, *id, *id);
        POSTERN_CHECK(used->next());
        if (used->getInt(1) != 0) return InUse;
        connection_.update(kRemovePermission, *id);
        add_audit(connection_, audit);
        return std::nullopt;
    });
}

// --- roles

std::vector<Role> MysqlGrantStore::read_roles(sql::ResultSet& rows) {
    std::vector<Role> roles;
    while (rows.next()) {
        Columns columns{rows};
        // Braces evaluate from left to right, so the columns come in their order.
        Role role{.id = RoleId{static_cast<std::uint32_t>(columns.number())},
                  .name = columns.text(),
                  .description = columns.text(),
                  .created_at = columns.time()};
        std::string permission = columns.text();
        if (roles.empty() || roles.back().id != role.id) roles.push_back(std::move(role));
        if (!permission.empty()) roles.back().permissions.push_back(std::move(permission));
    }
    return roles;
}

std::vector<Role> MysqlGrantStore::roles() {
    return connection_.repeatable([&] { return read_roles(*connection_.query(kFindRoles)); });
}

std::optional<Role> MysqlGrantStore::find_role(std::string_view name) {
    if (!is_role_name(name)) return std::nullopt;  // the column is ascii
    return connection_.repeatable([&]() -> std::optional<Role> {
        auto found = read_roles(*connection_.query(kFindRole, name));
        if (found.empty()) return std::nullopt;
        return std::move(found.front());
    });
}

std::optional<GrantChangeError> MysqlGrantStore::give_permissions(
    RoleId role, const std::vector<std::string>& permissions) {
    const std::set<std::string> once{permissions.begin(), permissions.end()};
    for (const std::string& name : once)
        if (!is_role_name(name) ||
            connection_.update(kAddRolePermission, number_of(role), name) == 0)
            return NoSuchPermission;
    return std::nullopt;
}

Result<Role, GrantChangeError> MysqlGrantStore::add_role(
    std::string_view name, std::string_view description,
    const std::vector<std::string>& permissions, TimePoint now, const AuditEntry& audit) {
    using Added = Result<Role, GrantChangeError>;
    return connection_.transaction([&](Transaction& transaction) -> Added {
        const auto refuse = [&](GrantChangeError why) {
            transaction.rollback();
            return fail(why);
        };
        try {
            connection_.update(kAddRole, name, description, now);
        } catch (const sql::SQLException& error) {
            if (is_duplicate(error, "uq_role_name")) return refuse(NameTaken);
            throw;
        }
        const RoleId id{static_cast<std::uint32_t>(connection_.last_insert_id())};
        if (const auto refused = give_permissions(id, permissions)) return refuse(*refused);
        add_audit(connection_, audit);
        transaction.commit();
        const std::set<std::string> sorted{permissions.begin(), permissions.end()};
        return Role{.id = id,
                    .name = std::string{name},
                    .description = std::string{description},
                    .created_at = now,
                    .permissions = {sorted.begin(), sorted.end()}};
    });
}

Result<void, GrantChangeError> MysqlGrantStore::set_role(
    std::string_view name, const std::optional<std::string>& description,
    const std::optional<std::vector<std::string>>& permissions,
    const std::optional<std::vector<std::string>>& seen, const AuditEntry& audit) {
    return change<GrantChangeError>(connection_, [&]() -> std::optional<GrantChangeError> {
        if (name == kAdminRole && permissions) return BuiltIn;
        const auto id = lock_role(connection_, name);
        if (!id) return NoSuchRole;
        // Behind the lock: what others have committed until now.
        if (seen &&
            !is_same_set(*seen, read_roles(*connection_.query(kFindRole, name)).at(0).permissions))
            return ChangedMeanwhile;
        if (description) connection_.update(kDescribeRole, *description, number_of(*id));
        if (permissions) {
            connection_.update(kRemoveRolePermissions, number_of(*id));
            if (const auto refused = give_permissions(*id, *permissions)) return refused;
            revoke_everybody(connection_);
        }
        add_audit(connection_, audit);
        return std::nullopt;
    });
}

Result<void, GrantChangeError> MysqlGrantStore::remove_role(std::string_view name,
                                                            const AuditEntry& audit) {
    return change<GrantChangeError>(connection_, [&]() -> std::optional<GrantChangeError> {
        if (name == kAdminRole) return BuiltIn;
        const auto id = lock_role(connection_, name);
        if (!id) return NoSuchRole;
        if (is_named_by_rule(connection_, *id)) return InUse;
        connection_.update(kRemoveRole, number_of(*id));
        revoke_everybody(connection_);
        add_audit(connection_, audit);
        return std::nullopt;
    });
}

// --- grants

std::vector<Grant> MysqlGrantStore::grants(const std::optional<GrantHolder>& holder,
                                           std::size_t limit) {
    POSTERN_CHECK(limit > 0);
    if (holder && !is_group_name(holder->name) && !PublicId::parse(holder->name)) return {};
    return connection_.repeatable([&] {
        const auto rows = !holder ? connection_.query(kFindGrants, limit)
                          : holder->kind == GrantHolder::Kind::User
                              ? connection_.query(kFindGrantsOfUser, holder->name, limit)
                              : connection_.query(kFindGrantsOfGroup, holder->name, limit);
        return read_readable<Grant>(*rows, read_grant);
    });
}

GrantStore::GrantPage MysqlGrantStore::grants_of(const Granted& what, std::uint64_t before,
                                                 std::size_t limit) {
    POSTERN_CHECK(limit > 0);
    if (!is_role_name(what.name)) return {};  // the column is ascii
    const std::uint64_t below = before == 0 ? std::numeric_limits<std::uint64_t>::max() : before;
    const Statement& statement =
        what.kind == Granted::Kind::Role ? kFindGrantsOfRole : kFindGrantsOfPermission;
    return connection_.repeatable([&] {
        const auto rows = connection_.query(statement, what.name, below, limit);
        GrantPage page;
        std::size_t count = 0;
        for (; rows->next(); ++count) {
            Columns columns{*rows};
            page.last = columns.number();
            try {
                page.grants.push_back(read_grant(columns));
            } catch (const CorruptRow& corrupt) {
                log_corrupt(corrupt);
            }
        }
        page.complete = count < limit;
        return page;
    });
}

std::optional<Grant> MysqlGrantStore::find_grant(const PublicId& id) {
    return connection_.repeatable([&]() -> std::optional<Grant> {
        const auto rows = connection_.query(kFindGrant, id.text());
        if (!rows->next()) return std::nullopt;
        Columns columns{*rows};
        return read_grant(columns);
    });
}

Result<MysqlGrantStore::Target, GrantChangeError> MysqlGrantStore::find_target(
    const GrantHolder& holder, const Granted& what) {
    Target target;
    switch (holder.kind) {
        case GrantHolder::Kind::User:
            target.user = lock_user(connection_, holder.name);
            if (!target.user) return fail(NoSuchUser);
            break;
        case GrantHolder::Kind::Group: {
            const auto group = lock_group(connection_, holder.name);
            if (!group) return fail(NoSuchGroup);
            target.group = static_cast<std::uint64_t>(*group);
            break;
        }
    }
    switch (what.kind) {
        case Granted::Kind::Role: {
            const auto role = lock_role(connection_, what.name);
            if (!role) return fail(NoSuchRole);
            target.role = static_cast<std::uint64_t>(*role);
            break;
        }
        case Granted::Kind::Permission: {
            const auto permission = lock_permission(connection_, what.name);
            if (!permission) return fail(NoSuchPermission);
            target.permission = *permission;
            break;
        }
    }
    return target;
}

bool MysqlGrantStore::has_too_many(const Target& target) {
    if (!target.role) return false;
    if (target.user) return has_too_many_roles(connection_, *target.user);
    // With so few grants nobody can have too many, however large the group.
    const std::uint64_t most = kMaxRolesOfUser;
    const auto row = connection_.query(kCountRoleGrants, most + 1);
    POSTERN_CHECK(row->next());
    return row->getUInt64(1) > most &&
           connection_.query(kFindFullMember, *target.group, most)->next();
}

Changed MysqlGrantStore::grant_within(const NewGrant& grant) {
    const auto target = find_target(grant.holder, grant.what);
    if (!target) return fail(target.error());
    const auto user = key_of(target->user);
    const auto present =
        connection_.query(kFindGrantOf, user, target->group, target->role, target->permission);
    if (!present->next()) {
        connection_.update(kAddGrant, grant.id.text(), user, target->group, target->role,
                           target->permission, grant.granted_at, grant.granted_by,
                           grant.expires_at);
        if (has_too_many(*target)) return fail(TooMany);
        return ChangedGrant{grant.id, target->user};
    }
    Columns columns{*present};
    const std::uint64_t key = columns.number();
    auto id = PublicId::parse(columns.text());
    const bool is_as_before = read_expiry(columns) == grant.expires_at;
    if (!id) throw CorruptRow{"access_grant", key};
    // An expiry may be new to who had it for good.
    const bool is_admin = grant.what == Granted{Granted::Kind::Role, std::string{kAdminRole}};
    std::optional<AdministratorGuard> guard;
    if (is_admin && grant.expires_at) guard.emplace(connection_);
    connection_.update(kSetGrantExpiry, grant.expires_at, key);
    if (guard && guard->is_none_left()) return fail(LastAdministrator);
    return ChangedGrant{std::move(*id), target->user, is_as_before};
}

Changed MysqlGrantStore::apply(const AccessRecord& record, auto work) {
    return connection_.transaction([&](Transaction& transaction) -> Changed {
        auto changed = work();
        if (!changed) {
            transaction.rollback();
            return changed;
        }
        if (changed->user)
            revoke_user(connection_, *changed->user);
        else
            revoke_everybody(connection_);
        add_audit(connection_, record.audit);
        if (record.mail && !changed->is_as_before) add_mail(connection_, *record.mail);
        transaction.commit();
        return changed;
    });
}

Changed MysqlGrantStore::grant(const NewGrant& grant, const AccessRecord& record) {
    return apply(record, [&] { return grant_within(grant); });
}

Changed MysqlGrantStore::revoke_within(const PublicId& id) {
    const auto row = connection_.query(kFindGrantKey, id.text());
    if (!row->next()) return fail(NoSuchGrant);
    const std::uint64_t key = row->getUInt64(1);
    std::optional<UserId> user;
    if (!row->isNull(2)) user = UserId{row->getUInt64(2)};
    std::optional<AdministratorGuard> guard;
    if (row->getInt(3) != 0) guard.emplace(connection_);
    if (connection_.update(kRemoveGrant, key) == 0) return fail(NoSuchGrant);
    if (guard && guard->is_none_left()) return fail(LastAdministrator);
    return ChangedGrant{id, user};
}

Changed MysqlGrantStore::revoke(const PublicId& id, const AccessRecord& record) {
    return apply(record, [&] { return revoke_within(id); });
}

Changed MysqlGrantStore::revoke(const GrantHolder& holder, const Granted& what,
                                const AccessRecord& record) {
    return apply(record, [&]() -> Changed {
        const auto target = find_target(holder, what);
        if (!target) return fail(target.error());
        const auto present = connection_.query(kFindGrantOf, key_of(target->user), target->group,
                                               target->role, target->permission);
        if (!present->next()) return fail(NoSuchGrant);
        const auto id = PublicId::parse(std::string{present->getString(2)});
        if (!id) throw CorruptRow{"access_grant", present->getUInt64(1)};
        return revoke_within(*id);
    });
}

// --- what a user has

std::vector<HeldPermission> MysqlGrantStore::held_by(UserId user) {
    return connection_.repeatable([&] {
        const auto rows = connection_.query(kFindHeldPermissions, user, user, user, user);
        return read_readable<HeldPermission>(*rows, read_held_permission);
    });
}

UserFacts MysqlGrantStore::facts_of(UserId user) {
    return connection_.repeatable([&] {
        const auto rows = connection_.query(kFindFacts, user, user, user);
        UserFacts facts;
        while (rows->next()) {
            Columns columns{*rows};
            auto& kind = columns.flag() ? facts.roles : facts.groups;
            const auto id = static_cast<std::uint32_t>(columns.number());
            const auto first = read_expiry(columns);
            kind.push_back({id, earlier(first, read_expiry(columns))});
        }
        return facts;
    });
}

std::uint64_t MysqlGrantStore::count_administrators() {
    return connection_.repeatable([&] { return mysql::count_administrators(connection_).all; });
}

std::size_t MysqlGrantStore::remove_expired(TimePoint before, std::size_t limit) {
    return remove_found(
        connection_, [&] { return connection_.query(kFindExpiredGrants, before, limit); },
        [&](std::size_t there) {
            return connection_.update(kRemoveExpiredGrants, before, there, before);
        });
}

}  // namespace postern::store::mysql
