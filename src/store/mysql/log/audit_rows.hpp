/// audit_rows: how an entry is written to the audit log, and read from it.
#pragma once

#include "postern/model/audit.hpp"
#include "store/mysql/connection/connection.hpp"
#include "store/mysql/connection/rows.hpp"

namespace postern::store::mysql {

/// Writes the entry. For the inside of a transaction: the one of what it tells of.
void add_audit(Connection& connection, const AuditEntry& entry);

StoredAuditEntry read_audit_entry(Columns& columns);

}  // namespace postern::store::mysql
