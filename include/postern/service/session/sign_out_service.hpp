/// SignOutService: ends sessions because their user or an administrator asks for it, and records it
/// in the audit log.
///
/// A session is ended first and noted then: a sign-out takes effect even if it cannot be noted.
/// Throws store::StoreError.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

#include "postern/model/actor.hpp"
#include "postern/model/audit.hpp"
#include "postern/model/user_row.hpp"
#include "postern/service/audit/client.hpp"
#include "postern/service/session/session_service.hpp"
#include "postern/store/audit_store.hpp"

namespace postern::service {

class SignOutService {
public:
    /// Every reference must outlive *this.
    SignOutService(const SessionService& sessions, store::AuditStore& audit);

    /// Ends the session of this token. One that had ended before is just as gone.
    void sign_out(std::string_view token, const Client& client, TimePoint now) const;
    /// Ends one of the visitor's sessions; false when it is another user's or is gone.
    bool end_one(const SessionWithUser& visitor, const PublicId& id, const Client& client,
                 TimePoint now) const;
    /// Ends all of the visitor's sessions but the one in use; returns how many.
    std::size_t end_others(const SessionWithUser& visitor, const Client& client,
                           TimePoint now) const;
    std::size_t end_all(const SessionWithUser& visitor, const Client& client, TimePoint now) const;

    /// Ends any user's session, for an administrator; false when there is none of this id.
    bool end_any(const PublicId& id, const Actor& actor, TimePoint now) const;
    /// Ends all sessions of a user, for an administrator; returns how many.
    std::size_t end_all_of(const UserRow& user, const Actor& actor, TimePoint now) const;
    /// Ends all sessions of all users, for an administrator; returns how many. The entry in the
    /// audit log comes first, so that it also has a run that was interrupted.
    std::size_t end_everybodys(const Actor& actor, TimePoint now,
                               const std::function<void(std::size_t)>& progress) const;

private:
    void note(AuditEvent event, const User& user, std::string_view detail, const Client& client,
              TimePoint now) const;

    const SessionService& sessions_;
    store::AuditStore& audit_;
};

}  // namespace postern::service
