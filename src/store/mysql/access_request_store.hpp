/// MysqlAccessRequestStore: requests for access, over the tables audit and outbox.
#pragma once

#include "postern/store/access_request_store.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

class MysqlAccessRequestStore final : public AccessRequestStore {
public:
    explicit MysqlAccessRequestStore(Connection& connection) : connection_{connection} {}
    bool add(UserId user, const AuditEntry& audit, const NewMail& mail, TimePoint since) override;

private:
    Connection& connection_;
};

}  // namespace postern::store::mysql
