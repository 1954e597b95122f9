#include "postern/service/access/grant_service.hpp"

#include <cstdlib>

#include "postern/service/audit/audit_trail.hpp"
#include "service/access/access_notice.hpp"
#include "service/access/names.hpp"

namespace postern::service {

namespace {

GrantError error_of(store::GrantChangeError error) {
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case store::GrantChangeError::NoSuchRole:
            return GrantError::NoSuchRole;
        case store::GrantChangeError::NoSuchPermission:
            return GrantError::NoSuchPermission;
        case store::GrantChangeError::NoSuchGroup:
            return GrantError::NoSuchGroup;
        case store::GrantChangeError::NoSuchUser:
            return GrantError::NoSuchUser;
        case store::GrantChangeError::NoSuchGrant:
            return GrantError::NoSuchGrant;
        case store::GrantChangeError::NameTaken:
            return GrantError::NameTaken;
        case store::GrantChangeError::InUse:
            return GrantError::InUse;
        case store::GrantChangeError::BuiltIn:
            return GrantError::BuiltIn;
        case store::GrantChangeError::TooMany:
            return GrantError::TooMany;
        case store::GrantChangeError::LastAdministrator:
            return GrantError::LastAdministrator;
        case store::GrantChangeError::ChangedMeanwhile:
            return GrantError::ChangedMeanwhile;
    }
    std::abort();  // a value outside the enum is a bug
}

Result<void, GrantError> outcome_of(const Result<void, store::GrantChangeError>& done) {
    if (!done) return fail(error_of(done.error()));
    return {};
}

/// `role editor`, or `permission edit to group staff`.
std::string detail_of(const GrantHolder& holder, const Granted& what) {
    std::string text = what.kind == Granted::Kind::Role ? "role " : "permission ";
    text += what.name;
    if (holder.kind == GrantHolder::Kind::Group) text += " to group " + holder.name;
    return text;
}

AuditEntry entry_of(AuditEvent event, const GrantHolder& holder, const Granted& what,
                    const Actor& actor, TimePoint now) {
    const auto user =
        holder.kind == GrantHolder::Kind::User ? PublicId::parse(holder.name) : std::nullopt;
    return change_entry(event, user, detail_of(holder, what), actor, now);
}

/// Whether `a` ends after `b`; nothing: it does not end.
bool ends_later(const std::optional<TimePoint>& a, const std::optional<TimePoint>& b) {
    return b && (!a || *a > *b);
}

bool is_over(const store::HeldPermission& held, TimePoint now) {
    return held.until && *held.until <= now;
}

void tell(Revoker& revoker, const store::ChangedGrant& changed) {
    // No session ends: what hosts remember of the holder is dropped.
    if (changed.user)
        revoker.sessions_of_user_ended(*changed.user);
    else
        revoker.all_sessions_ended();
}

}  // namespace

GrantService::GrantService(store::GrantStore& grants, store::UserStore& users, Revoker& revoker,
                           Entropy& entropy)
    : grants_{grants}, users_{users}, revoker_{revoker}, entropy_{entropy} {}

std::vector<Permission> GrantService::permissions() const { return grants_.permissions(); }

std::vector<Role> GrantService::roles() const { return grants_.roles(); }

std::optional<Role> GrantService::find_role(std::string_view name) const {
    return grants_.find_role(name);
}

store::GrantStore::GrantPage GrantService::grants_of(const Granted& what, std::uint64_t before,
                                                     std::size_t limit) const {
    return grants_.grants_of(what, before, limit);
}

std::vector<Grant> GrantService::grants(const std::optional<GrantHolder>& holder,
                                        std::size_t limit) const {
    return grants_.grants(holder, limit);
}

// --- permissions and roles

Result<void, GrantError> GrantService::add_permission(const Permission& permission,
                                                      const Actor& actor, TimePoint now) const {
    if (!is_role_name(permission.name)) return fail(GrantError::BadName);
    auto words = description_of(permission.description);
    if (!words) return fail(GrantError::BadDescription);
    if (!is_resource(permission.resource)) return fail(GrantError::BadResource);
    if (!is_action(permission.action)) return fail(GrantError::BadAction);
    Permission fit = permission;
    fit.description = std::move(*words);
    return outcome_of(grants_.add_permission(
        fit, change_entry(AuditEvent::PermissionAdded, std::nullopt, permission.name, actor, now)));
}

Result<void, GrantError> GrantService::remove_permission(std::string_view name, const Actor& actor,
                                                         TimePoint now) const {
    return outcome_of(grants_.remove_permission(
        name, change_entry(AuditEvent::PermissionRemoved, std::nullopt, name, actor, now)));
}

Result<Role, GrantError> GrantService::add_role(std::string_view name, std::string_view description,
                                                const std::vector<std::string>& permissions,
                                                const Actor& actor, TimePoint now) const {
    if (!is_role_name(name)) return fail(GrantError::BadName);
    const auto words = description_of(description);
    if (!words) return fail(GrantError::BadDescription);
    auto added =
        grants_.add_role(name, *words, permissions, now,
                         change_entry(AuditEvent::RoleAdded, std::nullopt, name, actor, now));
    if (!added) return fail(error_of(added.error()));
    return std::move(*added);
}

Result<void, GrantError> GrantService::set_role(
    std::string_view name, const std::optional<std::string>& description,
    const std::optional<std::vector<std::string>>& permissions, const Actor& actor, TimePoint now,
    const std::optional<std::vector<std::string>>& seen) const {
    std::optional<std::string> words;
    if (description && !(words = description_of(*description)))
        return fail(GrantError::BadDescription);
    const auto done =
        grants_.set_role(name, words, permissions, seen,
                         change_entry(AuditEvent::RoleChanged, std::nullopt, name, actor, now));
    if (done && permissions) revoker_.all_sessions_ended();
    return outcome_of(done);
}

Result<void, GrantError> GrantService::remove_role(std::string_view name, const Actor& actor,
                                                   TimePoint now) const {
    const auto done = grants_.remove_role(
        name, change_entry(AuditEvent::RoleRemoved, std::nullopt, name, actor, now));
    if (done) revoker_.all_sessions_ended();
    return outcome_of(done);
}

// --- grants

std::optional<UserRow> GrantService::user_of(const GrantHolder& holder) const {
    return holder.kind == GrantHolder::Kind::User ? users_.find_row(holder.name) : std::nullopt;
}

store::AccessRecord GrantService::revoked(const GrantHolder& holder, const Granted& what,
                                          const Actor& actor, TimePoint now) const {
    const auto user = user_of(holder);
    return {entry_of(AuditEvent::GrantRevoked, holder, what, actor, now),
            user ? grant_notice(*user, AccessAct::Taken, what, std::nullopt, now) : std::nullopt};
}

Result<PublicId, GrantError> GrantService::grant(const GrantHolder& holder, const Granted& what,
                                                 std::optional<TimePoint> expires_at,
                                                 const Actor& actor, TimePoint now) const {
    if (!is_expiry(expires_at, now)) return fail(GrantError::BadExpiry);
    const auto user = user_of(holder);
    const auto changed = grants_.grant(
        {.id = PublicId::from_random(entropy_.bytes(PublicId::kBytes)),
         .holder = holder,
         .what = what,
         .granted_at = now,
         .granted_by = actor.name,
         .expires_at = expires_at},
        {entry_of(AuditEvent::Granted, holder, what, actor, now),
         user ? grant_notice(*user, AccessAct::Given, what, expires_at, now) : std::nullopt});
    if (!changed) return fail(error_of(changed.error()));
    tell(revoker_, *changed);
    return changed->id;
}

std::optional<Grant> GrantService::find_grant(const PublicId& id) const {
    return grants_.find_grant(id);
}

Result<void, GrantError> GrantService::revoke(const PublicId& id, const Actor& actor,
                                              TimePoint now) const {
    const auto grant = grants_.find_grant(id);
    if (!grant) return fail(GrantError::NoSuchGrant);
    const auto changed = grants_.revoke(id, revoked(grant->holder, grant->what, actor, now));
    if (!changed) return fail(error_of(changed.error()));
    tell(revoker_, *changed);
    return {};
}

Result<void, GrantError> GrantService::revoke(const GrantHolder& holder, const Granted& what,
                                              const Actor& actor, TimePoint now) const {
    const auto changed = grants_.revoke(holder, what, revoked(holder, what, actor, now));
    if (!changed) return fail(error_of(changed.error()));
    tell(revoker_, *changed);
    return {};
}

// --- what a user may do

Permitted GrantService::may(UserId user, std::string_view resource, std::string_view action,
                            TimePoint now) const {
    Permitted answer{.allowed = false, .reason = Permitted::Reason::NoGrant};
    for (auto& held : grants_.held_by(user)) {
        if (!held.permission.covers(resource, action)) continue;
        if (is_over(held, now)) {
            if (!answer.allowed) answer.reason = Permitted::Reason::Expired;
        } else if (!answer.allowed || ends_later(held.until, answer.until)) {
            const auto until = held.until;
            answer = {.allowed = true,
                      .reason = Permitted::Reason::Granted,
                      .until = until,
                      .by = std::move(held)};
        }
    }
    return answer;
}

std::vector<store::HeldPermission> GrantService::held_by(UserId user, TimePoint now) const {
    auto held = grants_.held_by(user);
    std::erase_if(held, [&](const auto& one) { return is_over(one, now); });
    return held;
}

UserFacts GrantService::facts_of(UserId user) const { return grants_.facts_of(user); }

}  // namespace postern::service
