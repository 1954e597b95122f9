/// AccessRequestStore: users who ask for access to a site. Storage only. Throws StoreError.
///
/// What remembers them is the audit log: there is no table of its own.
#pragma once

#include "postern/model/audit.hpp"
#include "postern/model/mail.hpp"
#include "postern/model/user.hpp"

namespace postern::store {

class AccessRequestStore {
public:
    virtual ~AccessRequestStore() = default;

    /// Writes both in one transaction, unless the audit log has an entry like `audit` (event,
    /// result, user and detail) of this moment or later. Of requests of a user that come at once,
    /// on whatever host, one is written. False: nothing was. REQUIRES: audit.user is set.
    virtual bool add(UserId user, const AuditEntry& audit, const NewMail& mail,
                     TimePoint since) = 0;
};

}  // namespace postern::store
