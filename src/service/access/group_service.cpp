#include "postern/service/access/group_service.hpp"

#include <cstdlib>

#include "postern/service/audit/audit_trail.hpp"
#include "service/access/access_notice.hpp"
#include "service/access/names.hpp"

namespace postern::service {

namespace {

GroupError error_of(store::GroupChangeError error) {
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case store::GroupChangeError::NoSuchGroup:
            return GroupError::NoSuchGroup;
        case store::GroupChangeError::NoSuchUser:
            return GroupError::NoSuchUser;
        case store::GroupChangeError::NotMember:
            return GroupError::NotMember;
        case store::GroupChangeError::NameTaken:
            return GroupError::NameTaken;
        case store::GroupChangeError::NamedByRule:
            return GroupError::NamedByRule;
        case store::GroupChangeError::TooMany:
            return GroupError::TooMany;
        case store::GroupChangeError::LastAdministrator:
            return GroupError::LastAdministrator;
    }
    std::abort();  // a value outside the enum is a bug
}

/// Users may read it in their history: more than one word, so that it is none of ours.
std::string detail_of(std::string_view group) { return "group " + std::string{group}; }

}  // namespace

GroupService::GroupService(store::GroupStore& groups, Revoker& revoker)
    : groups_{groups}, revoker_{revoker} {}

std::vector<store::GroupOverview> GroupService::list(TimePoint now, std::uint64_t most) const {
    return groups_.list(now, most);
}

std::optional<Group> GroupService::find(std::string_view name) const { return groups_.find(name); }

store::GroupStore::MemberPage GroupService::members(std::string_view group, std::uint64_t after,
                                                    std::size_t limit) const {
    return groups_.members(group, after, limit);
}

std::vector<Membership> GroupService::groups_of(UserId user) const {
    return groups_.groups_of(user);
}

Result<Group, GroupError> GroupService::add(std::string_view name, std::string_view description,
                                            const Actor& actor, TimePoint now) const {
    if (!is_group_name(name)) return fail(GroupError::BadName);
    const auto words = description_of(description);
    if (!words) return fail(GroupError::BadDescription);
    auto added = groups_.add(name, *words, now,
                             change_entry(AuditEvent::GroupAdded, std::nullopt, name, actor, now));
    if (!added) return fail(error_of(added.error()));
    return std::move(*added);
}

Result<void, GroupError> GroupService::describe(std::string_view name, std::string_view description,
                                                const Actor& actor, TimePoint now) const {
    const auto words = description_of(description);
    if (!words) return fail(GroupError::BadDescription);
    const auto done = groups_.describe(
        name, *words, change_entry(AuditEvent::GroupChanged, std::nullopt, name, actor, now));
    if (!done) return fail(error_of(done.error()));
    return {};
}

Result<void, GroupError> GroupService::remove(std::string_view name, const Actor& actor,
                                              TimePoint now) const {
    const auto done = groups_.remove(
        name, change_entry(AuditEvent::GroupRemoved, std::nullopt, name, actor, now));
    if (!done) return fail(error_of(done.error()));
    revoker_.all_sessions_ended();  // none has: what hosts remember is dropped
    return {};
}

Result<void, GroupError> GroupService::join(std::string_view group, const User& user,
                                            std::optional<TimePoint> expires_at, const Actor& actor,
                                            TimePoint now) const {
    if (!is_expiry(expires_at, now)) return fail(GroupError::BadExpiry);
    const auto done = groups_.join(
        group, user, expires_at,
        {change_entry(AuditEvent::GroupJoined, user.public_id, detail_of(group), actor, now),
         group_notice(user, AccessAct::Given, group, expires_at, now)});
    if (!done) return fail(error_of(done.error()));
    revoker_.sessions_of_user_ended(user.id);  // none has
    return {};
}

Result<void, GroupError> GroupService::leave(std::string_view group, const User& user,
                                             const Actor& actor, TimePoint now) const {
    const auto done = groups_.leave(
        group, user,
        {change_entry(AuditEvent::GroupLeft, user.public_id, detail_of(group), actor, now),
         group_notice(user, AccessAct::Taken, group, std::nullopt, now)});
    if (!done) return fail(error_of(done.error()));
    revoker_.sessions_of_user_ended(user.id);  // none has
    return {};
}

}  // namespace postern::service
