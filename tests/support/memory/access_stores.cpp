#include "support/memory/access_stores.hpp"

#include <algorithm>
#include <set>

#include "postern/base/check.hpp"

namespace postern::test {

using store::GrantChangeError;
using store::GroupChangeError;
using Changed = Result<store::ChangedGrant, GrantChangeError>;

namespace {

/// A copy to go back to when a change turns out to end the last administrator.
struct AccessState {
    explicit AccessState(const MemoryState& state)
        : groups{state.groups}, memberships{state.memberships}, grants{state.grants} {}

    void restore(MemoryState& state) const {
        state.groups = groups;
        state.memberships = memberships;
        state.grants = grants;
    }

    std::map<std::string, Group, std::less<>> groups;
    std::map<std::pair<UserId, GroupId>, StoredMembership> memberships;
    std::vector<Grant> grants;
};

std::size_t count_roles(const MemoryState& state, UserId user) {
    return static_cast<std::size_t>(
        std::ranges::count_if(state.grants_of(user), [](const MemoryState::HeldGrant& held) {
            return held.grant->what.kind == Granted::Kind::Role;
        }));
}

std::vector<std::string> sorted_once(const std::vector<std::string>& names) {
    const std::set<std::string> once{names.begin(), names.end()};
    return {once.begin(), once.end()};
}

bool same_holder(const GrantHolder& a, const GrantHolder& b) {
    return a.kind == b.kind && a.name == b.name;
}

}  // namespace

// --- groups

std::vector<store::GroupOverview> MemoryGroupStore::list(TimePoint now, std::uint64_t most) {
    state_.begin_call();
    std::vector<store::GroupOverview> all;
    for (const auto& [name, group] : state_.groups) {
        const auto members = std::ranges::count_if(state_.memberships, [&](const auto& entry) {
            const auto& end = entry.second.expires_at;
            return entry.first.second == group.id && (!end || *end > now);
        });
        all.push_back({group, std::min(static_cast<std::uint64_t>(members), most)});
    }
    return all;
}

std::optional<Group> MemoryGroupStore::find(std::string_view name) {
    state_.begin_call();
    const auto found = state_.groups.find(name);
    return found == state_.groups.end() ? std::nullopt : std::optional{found->second};
}

Result<Group, GroupChangeError> MemoryGroupStore::add(std::string_view name,
                                                      std::string_view description, TimePoint now,
                                                      const AuditEntry& audit) {
    state_.begin_call();
    if (state_.groups.contains(name)) return fail(GroupChangeError::NameTaken);
    const Group group{.id = GroupId{static_cast<std::uint32_t>(state_.next_key())},
                      .name = std::string{name},
                      .description = std::string{description},
                      .created_at = now};
    state_.groups.emplace(name, group);
    state_.add_audit(audit);
    return group;
}

Result<void, GroupChangeError> MemoryGroupStore::describe(std::string_view name,
                                                          std::string_view description,
                                                          const AuditEntry& audit) {
    state_.begin_call();
    const auto found = state_.groups.find(name);
    if (found == state_.groups.end()) return fail(GroupChangeError::NoSuchGroup);
    found->second.description = description;
    state_.add_audit(audit);
    return {};
}

Result<void, GroupChangeError> MemoryGroupStore::remove(std::string_view name,
                                                        const AuditEntry& audit) {
    state_.begin_call();
    const auto found = state_.groups.find(name);
    if (found == state_.groups.end()) return fail(GroupChangeError::NoSuchGroup);
    const GroupId id = found->second.id;
    for (const auto& [site, named] : state_.rule_subjects)
        if (named.groups.contains(static_cast<std::uint32_t>(id)))
            return fail(GroupChangeError::NamedByRule);
    const AccessState before{state_};
    const auto had = state_.administrators();
    std::erase_if(state_.memberships, [&](const auto& entry) { return entry.first.second == id; });
    std::erase_if(state_.grants, [&](const Grant& grant) {
        return grant.holder.kind == GrantHolder::Kind::Group && grant.holder.name == name;
    });
    state_.groups.erase(found);
    if (state_.administrators().is_none_left_of(had)) {
        before.restore(state_);
        return fail(GroupChangeError::LastAdministrator);
    }
    state_.revoke(std::nullopt, std::nullopt);
    state_.add_audit(audit);
    return {};
}

// --- members of groups

Membership MemoryGroupStore::membership_of(UserId user, GroupId group,
                                           const StoredMembership& stored) const {
    const User& member = state_.users.at(user).user;
    return {.group = state_.name_of(group),
            .user = member.public_id,
            .email = member.email.text(),
            .granted_at = stored.granted_at,
            .granted_by = stored.granted_by,
            .expires_at = stored.expires_at};
}

store::GroupStore::MemberPage MemoryGroupStore::members(std::string_view group, std::uint64_t after,
                                                        std::size_t limit) {
    state_.begin_call();
    POSTERN_CHECK(limit > 0);
    const auto found = state_.groups.find(group);
    if (found == state_.groups.end()) return {};
    MemberPage page{.last = after};
    for (const auto& [key, stored] : state_.memberships) {
        const auto number = static_cast<std::uint64_t>(key.first);
        if (key.second != found->second.id || number <= after || page.members.size() == limit)
            continue;
        page.members.push_back(membership_of(key.first, key.second, stored));
        page.last = number;
    }
    page.complete = page.members.size() < limit;
    return page;
}

std::vector<Membership> MemoryGroupStore::groups_of(UserId user) {
    state_.begin_call();
    std::vector<Membership> all;
    for (const auto& [key, stored] : state_.memberships)
        if (key.first == user) all.push_back(membership_of(user, key.second, stored));
    std::ranges::sort(all, {}, &Membership::group);
    return all;
}

Result<void, GroupChangeError> MemoryGroupStore::join(std::string_view group, const User& user,
                                                      std::optional<TimePoint> expires_at,
                                                      const store::AccessRecord& record) {
    state_.begin_call();
    if (!state_.users.contains(user.id)) return fail(GroupChangeError::NoSuchUser);
    const auto found = state_.groups.find(group);
    if (found == state_.groups.end()) return fail(GroupChangeError::NoSuchGroup);
    const AccessState before{state_};
    const auto had = state_.administrators();
    const auto [entry, is_new] = state_.memberships.try_emplace(
        {user.id, found->second.id}, StoredMembership{record.audit.at, record.audit.actor, {}});
    const bool is_news = is_new || entry->second.expires_at != expires_at;
    entry->second.expires_at = expires_at;
    const auto groups = std::ranges::count_if(
        state_.memberships, [&](const auto& one) { return one.first.first == user.id; });
    const bool too_many = static_cast<std::size_t>(groups) > kMaxGroupsOfUser ||
                          count_roles(state_, user.id) > kMaxRolesOfUser;
    const bool none_left = state_.administrators().is_none_left_of(had);
    if (none_left || too_many) {
        before.restore(state_);
        return fail(none_left ? GroupChangeError::LastAdministrator : GroupChangeError::TooMany);
    }
    state_.revoke(std::nullopt, user.id);
    state_.add_audit(record.audit);
    if (record.mail && is_news) state_.add_mail(*record.mail);
    return {};
}

Result<void, GroupChangeError> MemoryGroupStore::leave(std::string_view group, const User& user,
                                                       const store::AccessRecord& record) {
    state_.begin_call();
    if (!state_.users.contains(user.id)) return fail(GroupChangeError::NoSuchUser);
    const auto found = state_.groups.find(group);
    if (found == state_.groups.end()) return fail(GroupChangeError::NoSuchGroup);
    const AccessState before{state_};
    const auto had = state_.administrators();
    if (state_.memberships.erase({user.id, found->second.id}) == 0)
        return fail(GroupChangeError::NotMember);
    if (state_.administrators().is_none_left_of(had)) {
        before.restore(state_);
        return fail(GroupChangeError::LastAdministrator);
    }
    state_.revoke(std::nullopt, user.id);
    state_.add_audit(record.audit);
    if (record.mail) state_.add_mail(*record.mail);
    return {};
}

std::size_t MemoryGroupStore::remove_expired(TimePoint before, std::size_t limit) {
    state_.begin_call();
    std::size_t removed = 0;
    std::erase_if(state_.memberships, [&](const auto& entry) {
        const auto& end = entry.second.expires_at;
        return end && *end < before && removed < limit && ++removed > 0;
    });
    return removed;
}

// --- permissions

std::vector<Permission> MemoryGrantStore::permissions() {
    state_.begin_call();
    std::vector<Permission> all;
    for (const auto& [name, permission] : state_.permissions) all.push_back(permission);
    return all;
}

Result<void, GrantChangeError> MemoryGrantStore::add_permission(const Permission& permission,
                                                                const AuditEntry& audit) {
    state_.begin_call();
    for (const auto& [name, present] : state_.permissions)
        if (name == permission.name ||
            (present.resource == permission.resource && present.action == permission.action))
            return fail(GrantChangeError::NameTaken);
    state_.permissions.emplace(permission.name, permission);
    state_.add_audit(audit);
    return {};
}

Result<void, GrantChangeError> MemoryGrantStore::remove_permission(std::string_view name,
                                                                   const AuditEntry& audit) {
    state_.begin_call();
    if (name == kAdminPermission) return fail(GrantChangeError::BuiltIn);
    const auto found = state_.permissions.find(name);
    if (found == state_.permissions.end()) return fail(GrantChangeError::NoSuchPermission);
    const bool in_role = std::ranges::any_of(state_.roles, [&](const auto& entry) {
        return std::ranges::count(entry.second.permissions, name) > 0;
    });
    const bool granted = std::ranges::any_of(state_.grants, [&](const Grant& grant) {
        return grant.what.kind == Granted::Kind::Permission && grant.what.name == name;
    });
    if (in_role || granted) return fail(GrantChangeError::InUse);
    state_.permissions.erase(found);
    state_.add_audit(audit);
    return {};
}

// --- roles

std::vector<Role> MemoryGrantStore::roles() {
    state_.begin_call();
    std::vector<Role> all;
    for (const auto& [name, role] : state_.roles) all.push_back(role);
    return all;
}

std::optional<Role> MemoryGrantStore::find_role(std::string_view name) {
    state_.begin_call();
    const auto found = state_.roles.find(name);
    return found == state_.roles.end() ? std::nullopt : std::optional{found->second};
}

Result<Role, GrantChangeError> MemoryGrantStore::add_role(
    std::string_view name, std::string_view description,
    const std::vector<std::string>& permissions, TimePoint now, const AuditEntry& audit) {
    state_.begin_call();
    if (state_.roles.contains(name)) return fail(GrantChangeError::NameTaken);
    for (const std::string& permission : permissions)
        if (!state_.permissions.contains(permission))
            return fail(GrantChangeError::NoSuchPermission);
    // The role `admin` has the first number.
    const Role role{.id = RoleId{static_cast<std::uint32_t>(state_.next_key() + 1)},
                    .name = std::string{name},
                    .description = std::string{description},
                    .created_at = now,
                    .permissions = sorted_once(permissions)};
    state_.roles.emplace(name, role);
    state_.add_audit(audit);
    return role;
}

Result<void, GrantChangeError> MemoryGrantStore::set_role(
    std::string_view name, const std::optional<std::string>& description,
    const std::optional<std::vector<std::string>>& permissions,
    const std::optional<std::vector<std::string>>& seen, const AuditEntry& audit) {
    state_.begin_call();
    if (name == kAdminRole && permissions) return fail(GrantChangeError::BuiltIn);
    const auto found = state_.roles.find(name);
    if (found == state_.roles.end()) return fail(GrantChangeError::NoSuchRole);
    if (seen && sorted_once(*seen) != found->second.permissions)
        return fail(GrantChangeError::ChangedMeanwhile);
    if (permissions) {
        for (const std::string& permission : *permissions)
            if (!state_.permissions.contains(permission))
                return fail(GrantChangeError::NoSuchPermission);
        found->second.permissions = sorted_once(*permissions);
        state_.revoke(std::nullopt, std::nullopt);
    }
    if (description) found->second.description = *description;
    state_.add_audit(audit);
    return {};
}

Result<void, GrantChangeError> MemoryGrantStore::remove_role(std::string_view name,
                                                             const AuditEntry& audit) {
    state_.begin_call();
    if (name == kAdminRole) return fail(GrantChangeError::BuiltIn);
    const auto found = state_.roles.find(name);
    if (found == state_.roles.end()) return fail(GrantChangeError::NoSuchRole);
    for (const auto& [site, named] : state_.rule_subjects)
        if (named.roles.contains(static_cast<std::uint32_t>(found->second.id)))
            return fail(GrantChangeError::InUse);
    std::erase_if(state_.grants, [&](const Grant& grant) {
        return grant.what.kind == Granted::Kind::Role && grant.what.name == name;
    });
    state_.roles.erase(found);
    state_.revoke(std::nullopt, std::nullopt);
    state_.add_audit(audit);
    return {};
}

// --- grants

Grant MemoryGrantStore::with_email(Grant grant) const {
    if (grant.holder.kind == GrantHolder::Kind::Group) return grant;
    const User* const user = state_.find_user(*PublicId::parse(grant.holder.name));
    POSTERN_CHECK(user != nullptr);
    grant.holder.email = user->email.text();
    return grant;
}

std::vector<Grant> MemoryGrantStore::grants(const std::optional<GrantHolder>& holder,
                                            std::size_t limit) {
    state_.begin_call();
    POSTERN_CHECK(limit > 0);
    std::vector<Grant> found;
    for (auto grant = state_.grants.rbegin(); grant != state_.grants.rend(); ++grant)
        if (found.size() < limit && (!holder || same_holder(grant->holder, *holder)))
            found.push_back(with_email(*grant));
    return found;
}

store::GrantStore::GrantPage MemoryGrantStore::grants_of(const Granted& what, std::uint64_t before,
                                                         std::size_t limit) {
    state_.begin_call();
    POSTERN_CHECK(limit > 0);
    GrantPage page;
    for (std::size_t key = state_.grants.size(); key > 0; --key) {
        const Grant& grant = state_.grants[key - 1];
        if ((before != 0 && key >= before) || !(grant.what == what)) continue;
        page.grants.push_back(with_email(grant));
        page.last = key;
        page.complete = page.grants.size() < limit;
        if (!page.complete) break;
    }
    return page;
}

std::optional<Grant> MemoryGrantStore::find_grant(const PublicId& id) {
    state_.begin_call();
    for (const Grant& grant : state_.grants)
        if (grant.id == id) return with_email(grant);
    return std::nullopt;
}

std::optional<UserId> MemoryGrantStore::user_of(const GrantHolder& holder) const {
    if (holder.kind == GrantHolder::Kind::Group) return std::nullopt;
    const auto id = PublicId::parse(holder.name);
    const User* const user = id ? state_.find_user(*id) : nullptr;
    return user ? std::optional{user->id} : std::nullopt;
}

std::optional<GrantChangeError> MemoryGrantStore::missing(const GrantHolder& holder,
                                                          const Granted& what) const {
    const bool is_user = holder.kind == GrantHolder::Kind::User;
    if (is_user && !user_of(holder)) return GrantChangeError::NoSuchUser;
    if (!is_user && !state_.groups.contains(holder.name)) return GrantChangeError::NoSuchGroup;
    const bool is_role = what.kind == Granted::Kind::Role;
    if (is_role && !state_.roles.contains(what.name)) return GrantChangeError::NoSuchRole;
    if (!is_role && !state_.permissions.contains(what.name))
        return GrantChangeError::NoSuchPermission;
    return std::nullopt;
}

bool MemoryGrantStore::has_too_many(const GrantHolder& holder) const {
    const auto only = user_of(holder);
    return std::ranges::any_of(state_.users, [&](const auto& entry) {
        if (only && entry.first != *only) return false;
        const auto held = state_.grants_of(entry.first);
        return static_cast<std::size_t>(
                   std::ranges::count_if(held, [](const MemoryState::HeldGrant& one) {
                       return one.grant->what.kind == Granted::Kind::Role;
                   })) > kMaxRolesOfUser;
    });
}

void MemoryGrantStore::finish(const store::ChangedGrant& changed,
                              const store::AccessRecord& record) {
    state_.revoke(std::nullopt, changed.user);
    state_.add_audit(record.audit);
    if (record.mail && !changed.is_as_before) state_.add_mail(*record.mail);
}

Changed MemoryGrantStore::grant(const store::NewGrant& grant, const store::AccessRecord& record) {
    state_.begin_call();
    if (const auto what = missing(grant.holder, grant.what)) return fail(*what);
    const auto had = state_.administrators();
    const auto present = std::ranges::find_if(state_.grants, [&](const Grant& one) {
        return same_holder(one.holder, grant.holder) && one.what == grant.what;
    });
    store::ChangedGrant changed{grant.id, user_of(grant.holder)};
    if (present != state_.grants.end()) {
        changed.id = present->id;
        const auto before = present->expires_at;
        changed.is_as_before = before == grant.expires_at;
        present->expires_at = grant.expires_at;
        if (state_.administrators().is_none_left_of(had)) {
            present->expires_at = before;
            return fail(GrantChangeError::LastAdministrator);
        }
    } else {
        state_.grants.push_back({.id = grant.id,
                                 .holder = {.kind = grant.holder.kind, .name = grant.holder.name},
                                 .what = grant.what,
                                 .granted_at = grant.granted_at,
                                 .granted_by = grant.granted_by,
                                 .expires_at = grant.expires_at});
        if (has_too_many(grant.holder)) {
            state_.grants.pop_back();
            return fail(GrantChangeError::TooMany);
        }
    }
    finish(changed, record);
    return changed;
}

Changed MemoryGrantStore::remove_grant(std::size_t index, const store::AccessRecord& record) {
    const auto all = state_.grants;
    const auto had = state_.administrators();
    const store::ChangedGrant changed{all[index].id, user_of(all[index].holder)};
    state_.grants.erase(state_.grants.begin() + static_cast<long>(index));
    if (state_.administrators().is_none_left_of(had)) {
        state_.grants = all;
        return fail(GrantChangeError::LastAdministrator);
    }
    finish(changed, record);
    return changed;
}

Changed MemoryGrantStore::revoke(const PublicId& id, const store::AccessRecord& record) {
    state_.begin_call();
    for (std::size_t i = 0; i < state_.grants.size(); ++i)
        if (state_.grants[i].id == id) return remove_grant(i, record);
    return fail(GrantChangeError::NoSuchGrant);
}

Changed MemoryGrantStore::revoke(const GrantHolder& holder, const Granted& what,
                                 const store::AccessRecord& record) {
    state_.begin_call();
    if (const auto why = missing(holder, what)) return fail(*why);
    for (std::size_t i = 0; i < state_.grants.size(); ++i)
        if (same_holder(state_.grants[i].holder, holder) && state_.grants[i].what == what)
            return remove_grant(i, record);
    return fail(GrantChangeError::NoSuchGrant);
}

// --- what a user has

std::vector<store::HeldPermission> MemoryGrantStore::held_by(UserId user) {
    state_.begin_call();
    std::vector<store::HeldPermission> all;
    for (const auto& held : state_.grants_of(user)) {
        const Granted& what = held.grant->what;
        if (what.kind == Granted::Kind::Permission) {
            all.push_back({state_.permissions.at(what.name), {}, held.group, held.until});
            continue;
        }
        for (const std::string& name : state_.roles.at(what.name).permissions)
            all.push_back({state_.permissions.at(name), what.name, held.group, held.until});
    }
    return all;
}

UserFacts MemoryGrantStore::facts_of(UserId user) {
    state_.begin_call();
    UserFacts facts;
    for (const auto& [key, stored] : state_.memberships)
        if (key.first == user)
            facts.groups.push_back({static_cast<std::uint32_t>(key.second), stored.expires_at});
    for (const auto& held : state_.grants_of(user))
        if (held.grant->what.kind == Granted::Kind::Role)
            facts.roles.push_back(
                {static_cast<std::uint32_t>(state_.roles.at(held.grant->what.name).id),
                 held.until});
    std::ranges::stable_sort(facts.groups, {}, &HeldFact::id);
    std::ranges::stable_sort(facts.roles, {}, &HeldFact::id);
    return facts;
}

std::uint64_t MemoryGrantStore::count_administrators() {
    state_.begin_call();
    return state_.administrators().all;
}

std::size_t MemoryGrantStore::remove_expired(TimePoint before, std::size_t limit) {
    state_.begin_call();
    std::size_t removed = 0;
    std::erase_if(state_.grants, [&](const Grant& grant) {
        return grant.expires_at && *grant.expires_at < before && removed < limit && ++removed > 0;
    });
    return removed;
}

}  // namespace postern::test
