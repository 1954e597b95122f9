#include "store/mysql/connection/errors.hpp"

namespace postern::store::mysql {

Fault classify(int code) noexcept {
    // 2000-2999 come from the client library: after any of them nobody knows the protocol's state.
    if (code >= 2000 && code < 3000) return Fault::ConnectionLost;
    switch (code) {
        case 0:     // the library itself refused: closed connection, closed statement
        case 1053:  // server is shutting down
        case 1079:  // normal shutdown
        case 1158:  // communication packet errors
        case 1159:
        case 1160:
        case 1161:
        case 1243:  // unknown prepared statement: not the session that prepared it
        case 1615:  // prepared statement outlived a change of the schema
        case 1927:  // connection was killed
        case 4031:  // disconnected for inactivity
            return Fault::ConnectionLost;
        case 1047:  // "unknown command": a Galera node without a majority, or still joining
        case 1290:  // read only: a failed-over primary; the new one is behind a new connection
        case 1792:  // read-only transaction
        case 1836:  // read only mode
            return Fault::Unfit;
        case 1205:  // lock wait time-out
        case 1213:  // deadlock; on Galera, a transaction of another node came first
            return Fault::Conflict;
        case 1021:  // disk full
        case 1040:  // too many connections
        case 1041:  // out of memory
        case 1114:  // table is full
        case 1180:  // error during commit
        case 1203:  // too many connections of this user
        case 1226:  // resource limit of this user
        case 1461:  // too many prepared statements
        case 1317:  // query was interrupted
        case 1969:  // statement time-out (MariaDB)
        case 3024:  // statement time-out (MySQL)
            return Fault::Overload;
        default:
            return Fault::Mistake;
    }
}

std::string_view words_of(int code) noexcept {
    switch (code) {
        case 1021:
        case 1114:
            return " (the database server's disk or table space is full)";
        case 1290:
            return " (an option of the database server forbids it: read_only, or another that its "
                   "own log names)";
        case 1036:
        case 1792:
        case 1836:
        case 1874:
            return " (the database server is read-only)";
        case 1040:
            return " (too many connections: raise max_connections of the database server)";
        case 1041:
            return " (the database server is out of memory)";
        case 1044:
        case 1045:
        case 1142:
        case 1143:
            return " (the database user lacks a privilege or has another password: postern "
                   "database "
                   "grants)";
        case 1047:
            return " (this node of the database cluster is not ready: it has lost the majority of "
                   "the nodes, or is still joining)";
        case 1049:
            return " (there is no such database)";
        case 1054:
        case 1146:
            return " (the schema does not fit this program: postern migrate)";
        case 1153:
            return " (max_allowed_packet of the database server is too small)";
        case 1203:
        case 1226:
            return " (too many connections of this user: raise max_user_connections of the "
                   "database "
                   "server)";
        case 1205:
            return " (a lock was not free in time)";
        case 1213:
            return " (a conflict with parallel changes, several times in a row)";
        case 1461:
            return " (raise max_prepared_stmt_count of the database server)";
        case 1665:
            return " (binlog_format of the database server is STATEMENT: set it to ROW or MIXED)";
        case 1969:
        case 3024:
            return " (the statement took longer than the database server allows)";
        case 2002:
        case 2003:
            return " (the database server cannot be reached)";
        case 2006:
        case 2013:
            return " (the connection was lost, or the answer took longer than "
                   "database.read_timeout)";
        default:
            return {};
    }
}

bool names_constraint(std::string_view message, std::string_view constraint) noexcept {
    // MariaDB: ... for key 'uq_user_email'        MySQL 8: ... for key 'user.uq_user_email'
    if (!message.ends_with('\'')) return false;
    message.remove_suffix(1);
    if (!message.ends_with(constraint)) return false;
    message.remove_suffix(constraint.size());
    return message.ends_with('\'') || message.ends_with('.');
}

bool is_duplicate(const sql::SQLException& error, std::string_view constraint) noexcept {
    constexpr int kDuplicateEntry = 1062;
    return error.getErrorCode() == kDuplicateEntry && names_constraint(error.what(), constraint);
}

Next next_step(Fault fault, const RetryState& before, std::chrono::milliseconds spent) noexcept {
    switch (fault) {
        case Fault::ConnectionLost:
        case Fault::Unfit:
            if (!before.repeatable) return Next::GiveUp;
            if (before.has_other_server)
                return before.connections_lost < 2 && spent < kGoOnWithin ? Next::Reconnect
                                                                          : Next::GiveUp;
            return before.connections_lost == 0 && spent < kRetryOnlyWithin ? Next::Reconnect
                                                                            : Next::GiveUp;
        case Fault::Conflict:
            // The whole transaction was rolled back, so it may be repeated whatever it wrote.
            return before.conflicts < kSureConflictRetries ||
                           (before.conflicts < kMaxConflictRetries &&
                            spent < kConflictRetriesWithin)
                       ? Next::Pause
                       : Next::GiveUp;
        case Fault::Overload:
        case Fault::Mistake:
            return Next::GiveUp;
    }
    return Next::GiveUp;
}

}  // namespace postern::store::mysql
