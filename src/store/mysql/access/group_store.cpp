#include "store/mysql/access/group_store.hpp"

#include "postern/base/check.hpp"
#include "store/mysql/access/access_rows.hpp"
#include "store/mysql/access/administrator_rows.hpp"
#include "store/mysql/access/change.hpp"
#include "store/mysql/access/group_statements.hpp"
#include "store/mysql/connection/batches.hpp"
#include "store/mysql/connection/rows.hpp"
#include "store/mysql/log/audit_rows.hpp"
#include "store/mysql/log/outbox_rows.hpp"
#include "store/mysql/log/revocation_rows.hpp"

namespace postern::store::mysql {

namespace {

using enum GroupChangeError;

Group read_group(Columns& columns) {
    const auto id = static_cast<std::uint32_t>(columns.number());
    Group group{.id = GroupId{id},
                .name = columns.text(),
                .description = columns.text(),
                .created_at = columns.time()};
    if (!is_group_name(group.name) || !is_time(group.created_at))
        throw CorruptRow{"user_group", id};
    return group;
}

std::uint32_t number_of(GroupId id) { return static_cast<std::uint32_t>(id); }

}  // namespace

std::vector<GroupOverview> MysqlGroupStore::list(TimePoint now, std::uint64_t most) {
    return connection_.repeatable([&] {
        std::vector<GroupOverview> all;
        auto groups = read_readable<Group>(*connection_.query(kFindGroups), read_group);
        for (auto& group : groups) {
            const auto members = most == 0 ? 0 : count_members(group.id, now, most);
            all.push_back({.group = std::move(group), .members = members});
        }
        return all;
    });
}

std::uint64_t MysqlGroupStore::count_members(GroupId group, TimePoint now, std::uint64_t most) {
    const auto row = connection_.query(kCountMembersUpTo, number_of(group), now, most);
    POSTERN_CHECK(row->next());
    return row->getUInt64(1);
}

std::optional<Group> MysqlGroupStore::find(std::string_view name) {
    if (!is_group_name(name)) return std::nullopt;  // the column is ascii
    return connection_.repeatable([&]() -> std::optional<Group> {
        const auto rows = connection_.query(kFindGroup, name);
        if (!rows->next()) return std::nullopt;
        Columns columns{*rows};
        return read_group(columns);
    });
}

Result<Group, GroupChangeError> MysqlGroupStore::add(std::string_view name,
                                                     std::string_view description, TimePoint now,
                                                     const AuditEntry& audit) {
    using Added = Result<Group, GroupChangeError>;
    return connection_.transaction([&](Transaction& transaction) -> Added {
        try {
            connection_.update(kAddGroup, name, description, now);
        } catch (const sql::SQLException& error) {
            if (!is_duplicate(error, "uq_user_group_name")) throw;
            transaction.rollback();
            return fail(NameTaken);
        }
        const GroupId id{static_cast<std::uint32_t>(connection_.last_insert_id())};
        add_audit(connection_, audit);
        transaction.commit();
        return Group{.id = id,
                     .name = std::string{name},
                     .description = std::string{description},
                     .created_at = now};
    });
}

Result<void, GroupChangeError> MysqlGroupStore::describe(std::string_view name,
                                                         std::string_view description,
                                                         const AuditEntry& audit) {
    return change<GroupChangeError>(connection_, [&]() -> std::optional<GroupChangeError> {
        if (!is_group_name(name) || connection_.update(kDescribeGroup, description, name) == 0)
            return NoSuchGroup;
        add_audit(connection_, audit);
        return std::nullopt;
    });
}

Result<void, GroupChangeError> MysqlGroupStore::remove(std::string_view name,
                                                       const AuditEntry& audit) {
    return change<GroupChangeError>(connection_, [&] { return remove_within(name, audit); });
}

std::optional<GroupChangeError> MysqlGroupStore::remove_within(std::string_view name,
                                                               const AuditEntry& audit) {
    const auto id = lock_group(connection_, name);
    if (!id) return NoSuchGroup;
    if (is_named_by_rule(connection_, *id)) return NamedByRule;
    std::optional<AdministratorGuard> guard;
    if (is_admin_group(connection_, *id)) guard.emplace(connection_);
    connection_.update(kRemoveGroup, number_of(*id));
    if (guard && guard->is_none_left()) return LastAdministrator;
    revoke_everybody(connection_);
    add_audit(connection_, audit);
    return std::nullopt;
}

// --- members

GroupStore::MemberPage MysqlGroupStore::members(std::string_view group, std::uint64_t after,
                                                std::size_t limit) {
    POSTERN_CHECK(limit > 0);
    if (!is_group_name(group)) return {};
    return connection_.repeatable([&] {
        const auto rows = connection_.query(kFindMembers, group, after, limit);
        MemberPage page{.last = after, .complete = rows->rowsCount() < limit};
        while (rows->next()) {
            Columns columns{*rows};
            page.last = rows->getUInt64(1);
            try {
                page.members.push_back(read_membership(columns));
            } catch (const CorruptRow& corrupt) {
                log_corrupt(corrupt);
            }
        }
        return page;
    });
}

std::vector<Membership> MysqlGroupStore::groups_of(UserId user) {
    return connection_.repeatable([&] {
        const auto rows = connection_.query(kFindGroupsOfUser, user);
        return read_readable<Membership>(*rows, read_membership);
    });
}

Result<void, GroupChangeError> MysqlGroupStore::join(std::string_view group, const User& user,
                                                     std::optional<TimePoint> expires_at,
                                                     const AccessRecord& record) {
    return change<GroupChangeError>(connection_,
                                    [&] { return join_within(group, user, expires_at, record); });
}

bool MysqlGroupStore::is_member(GroupId group, UserId user,
                                const std::optional<TimePoint>& expires_at) {
    const auto rows = connection_.query(kFindMemberExpiry, user, number_of(group));
    if (!rows->next()) return false;
    Columns columns{*rows};
    return read_expiry(columns) == expires_at;
}

std::optional<GroupChangeError> MysqlGroupStore::join_within(std::string_view group,
                                                             const User& user,
                                                             std::optional<TimePoint> expires_at,
                                                             const AccessRecord& record) {
    if (!lock_user(connection_, user.id)) return NoSuchUser;
    const auto id = lock_group(connection_, group);
    if (!id) return NoSuchGroup;
    // An expiry may be new to who was in it for good.
    std::optional<AdministratorGuard> guard;
    if (expires_at && is_administrator(connection_, user.id)) guard.emplace(connection_);
    const bool is_news = record.mail && !is_member(*id, user.id, expires_at);
    connection_.update(kJoinGroup, user.id, number_of(*id), record.audit.at, record.audit.actor,
                       expires_at);
    if (guard && guard->is_none_left()) return LastAdministrator;
    if (has_too_many_groups(connection_, user.id) || has_too_many_roles(connection_, user.id))
        return TooMany;
    revoke_user(connection_, user.id);
    add_audit(connection_, record.audit);
    if (is_news) add_mail(connection_, *record.mail);
    return std::nullopt;
}

Result<void, GroupChangeError> MysqlGroupStore::leave(std::string_view group, const User& user,
                                                      const AccessRecord& record) {
    return change<GroupChangeError>(connection_, [&] { return leave_within(group, user, record); });
}

std::optional<GroupChangeError> MysqlGroupStore::leave_within(std::string_view group,
                                                              const User& user,
                                                              const AccessRecord& record) {
    if (!lock_user(connection_, user.id)) return NoSuchUser;
    const auto id = lock_group(connection_, group);
    if (!id) return NoSuchGroup;
    std::optional<AdministratorGuard> guard;
    if (is_administrator(connection_, user.id)) guard.emplace(connection_);
    if (connection_.update(kLeaveGroup, user.id, number_of(*id)) == 0) return NotMember;
    if (guard && guard->is_none_left()) return LastAdministrator;
    revoke_user(connection_, user.id);
    add_audit(connection_, record.audit);
    if (record.mail) add_mail(connection_, *record.mail);
    return std::nullopt;
}

std::size_t MysqlGroupStore::remove_expired(TimePoint before, std::size_t limit) {
    return remove_found(
        connection_, [&] { return connection_.query(kFindExpiredMembers, before, limit); },
        [&](std::size_t there) {
            return connection_.update(kRemoveExpiredMembers, before, there, before);
        });
}

}  // namespace postern::store::mysql
