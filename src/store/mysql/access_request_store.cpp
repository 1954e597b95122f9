#include "store/mysql/access_request_store.hpp"

#include "postern/base/check.hpp"
#include "store/mysql/access/access_rows.hpp"
#include "store/mysql/access_request_statements.hpp"
#include "store/mysql/log/audit_rows.hpp"
#include "store/mysql/log/outbox_rows.hpp"

namespace postern::store::mysql {

bool MysqlAccessRequestStore::add(UserId user, const AuditEntry& audit, const NewMail& mail,
                                  TimePoint since) {
    POSTERN_CHECK(audit.user.has_value());
    const auto has_asked = [&] {
        return connection_
            .query(kFindAccessRequest, audit.user->text(), to_text(audit.event),
                   to_text(audit.result), audit.detail, since)
            ->next();
    };
    return connection_.transaction([&](Transaction& transaction) {
        // Requests of one user wait for each other: each sees what those before it wrote.
        if (!lock_user(connection_, user) || has_asked()) {
            transaction.rollback();
            return false;
        }
        add_audit(connection_, audit);
        add_mail(connection_, mail);
        transaction.commit();
        return true;
    });
}

}  // namespace postern::store::mysql
