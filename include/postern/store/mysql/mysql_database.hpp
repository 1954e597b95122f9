/// MysqlDatabase: one connection to MySQL or MariaDB with the stores that work over it.
///
/// Open it after the fork, once per process. Connecting is lazy: construction never blocks and
/// never throws for an absent server; the first call connects. A lost connection is replaced once
/// per call, and a read outside a transaction is then repeated once; everything else is a transient
/// StoreError. After a failed connect the next attempt waits (250 ms to 1 s, jittered), calls in
/// between fail at once, so an absent database costs no time-outs. Not thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "postern/base/secret.hpp"
#include "postern/store/account_store.hpp"
#include "postern/store/audit_store.hpp"
#include "postern/store/check_store.hpp"
#include "postern/store/outbox_store.hpp"
#include "postern/store/revocation_store.hpp"
#include "postern/store/schema_store.hpp"
#include "postern/store/session_store.hpp"
#include "postern/store/sign_in_store.hpp"
#include "postern/store/site_store.hpp"
#include "postern/store/transfer_store.hpp"
#include "postern/store/user_store.hpp"

namespace postern::store::mysql {

/// Where the database is. Either a socket path or a host; TCP needs `ca_file`, or
/// `plaintext_allowed` (only meant for a loopback host).
struct ConnectionSettings {
    std::string socket;  ///< path of the unix socket; empty: use host and port
    std::string host;
    std::uint16_t port = 3306;
    std::string name;  ///< database
    std::string user;
    std::string password;  ///< empty for unix_socket authentication
    std::string ca_file;   ///< CA that signed the server's certificate
    bool plaintext_allowed = false;
    std::chrono::seconds connect_timeout{1};
    std::chrono::seconds read_timeout{2};
    std::chrono::seconds write_timeout{2};
    bool operator==(const ConnectionSettings&) const = default;
};

/// Loads the client library, for this process and for all that it forks. Opens no connection.
void load_client_library();

class MysqlDatabase {
public:
    /// `require_schema`: after each connect the schema's version is checked; below
    /// kOldestSchemaVersion    /// every call throws StoreError until it is right. Migrating needs
    /// false.
    explicit MysqlDatabase(ConnectionSettings settings, bool require_schema = true);
    ~MysqlDatabase();
    MysqlDatabase(const MysqlDatabase&) = delete;
    MysqlDatabase& operator=(const MysqlDatabase&) = delete;

    UserStore& users();
    SessionStore& sessions();
    SiteStore& sites();
    CheckStore& checks();
    RevocationStore& revocations();
    AccountStore& accounts();
    OutboxStore& outbox();
    AuditStore& audit();
    SignInStore& sign_ins();
    TransferStore& transfers();
    SchemaStore& schema();

    /// One trivial round trip, connecting if needed; throws StoreError when it fails. Also fails
    /// when the schema is too old and `require_schema` was set.
    void ping();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace postern::store::mysql
