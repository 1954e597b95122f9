#include "store/mysql/access_request_store.hpp"

#include "postern/base/check.hpp"
#include "store/mysql/access_request_statements.hpp"
#include "store/mysql/log/audit_rows.hpp"
#include "store/mysql/outbox_rows.hpp"

namespace postern::store::mysql {

bool MysqlAccessRequestStore::add(UserId user, const AuditEntry& audit, const NewMail& mail,
                                  TimePoint since) {
    POSTERN_CHECK(audit.user.has_value());
    return connection_.transaction([&](Transaction& transaction) {
        // The snapshot of the transaction is taken by the next statement: behind the lock.
        if (!connection_.query(kLockAccessRequester, user)->next()) return false;
        const bool asked = connection_
                               .query(kFindAccessRequest, audit.user->text(), to_text(audit.event),
                                      to_text(audit.result), audit.detail, since)
                               ->next();
        if (asked) return false;
        add_audit(connection_, audit);
        add_mail(connection_, mail);
        transaction.commit();
        return true;
    });
}

}  // namespace postern::store::mysql
