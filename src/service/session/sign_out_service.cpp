#include "postern/service/session/sign_out_service.hpp"

#include "postern/service/audit/audit_trail.hpp"

namespace postern::service {

SignOutService::SignOutService(const SessionService& sessions, store::AuditStore& audit)
    : sessions_{sessions}, audit_{audit} {}

void SignOutService::sign_out(std::string_view token, const Client& client, TimePoint now) const {
    const auto found = sessions_.find(token, now);
    // Also one that is over already: what is stored of it goes.
    if (sessions_.end(token) && found) note(AuditEvent::SignOut, found->user, {}, client, now);
}

bool SignOutService::end_one(const SessionWithUser& visitor, const PublicId& id,
                             const Client& client, TimePoint now) const {
    if (!sessions_.end_one_of(visitor.user, id)) return false;
    if (id == visitor.session.public_id)
        note(AuditEvent::SignOut, visitor.user, {}, client, now);
    else
        note(AuditEvent::SessionEnded, visitor.user, "one", client, now);
    return true;
}

std::size_t SignOutService::end_others(const SessionWithUser& visitor, const Client& client,
                                       TimePoint now) const {
    const auto ended = sessions_.end_others_of(visitor.user, visitor.session.public_id);
    note(AuditEvent::SessionEnded, visitor.user, "others", client, now);
    return ended;
}

std::size_t SignOutService::end_all(const SessionWithUser& visitor, const Client& client,
                                    TimePoint now) const {
    const auto ended = sessions_.end_all_of(visitor.user.id);
    note(AuditEvent::SessionEnded, visitor.user, "all", client, now);
    return ended;
}

bool SignOutService::end_any(const PublicId& id, const Actor& actor, TimePoint now) const {
    if (!sessions_.end_any(id)) return false;
    audit_.add(change_entry(AuditEvent::SessionEnded, std::nullopt, "one", actor, now));
    return true;
}

std::size_t SignOutService::end_all_of(const UserRow& user, const Actor& actor,
                                       TimePoint now) const {
    const std::size_t ended = sessions_.end_all_of(user.id);
    audit_.add(change_entry(AuditEvent::SessionEnded, user.public_id, "all", actor, now));
    return ended;
}

std::size_t SignOutService::end_everybodys(const Actor& actor, TimePoint now,
                                           const std::function<void(std::size_t)>& progress) const {
    audit_.add(change_entry(AuditEvent::SessionEnded, std::nullopt, "everybody", actor, now));
    return sessions_.end_everybodys(progress);
}

void SignOutService::note(AuditEvent event, const User& user, std::string_view detail,
                          const Client& client, TimePoint now) const {
    audit_.add(
        audit_entry({.event = event, .user = user.public_id, .detail = detail}, client, now));
}

}  // namespace postern::service
