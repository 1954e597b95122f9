/// MysqlDatabase: one connection to MySQL or MariaDB with the stores that work over it.
///
/// Open it after the fork, once per process. Connecting is lazy: construction never blocks and
/// never throws for an absent server; the first call connects. A lost connection is replaced once
/// per call, and a read outside a transaction is then repeated once; everything else is a transient
/// StoreError. After a failed connect the next attempt waits (250 ms to 1 s, jittered), calls in
/// between fail at once, so an absent database costs no time-outs. With several servers, a call
/// goes on to the next one when its own is lost, not ready, read-only or silent; a transaction only
/// when its commit has not been sent. It then stays there. Not thread-safe.
///
/// The stores are declared here and no more: include the header of each one that you use.
#pragma once

#include <memory>

#include "postern/store/mysql/connection_settings.hpp"

namespace postern::store {

class AccessEventStore;
class AccessRequestStore;
class AccountStore;
class ApprovalStore;
class AuditStore;
class CheckStore;
class DirectoryStore;
class DraftStore;
class FactorStore;
class GrantStore;
class GroupStore;
class InvitationStore;
class PasskeyStore;
class OutboxStore;
class PersonalTokenStore;
class RevocationStore;
class RulesStore;
class SchemaStore;
class SealedStore;
class SessionStore;
class SignInStepStore;
class SignInStore;
class SigningKeyStore;
class SiteStore;
class StatisticsStore;
class TermsStore;
class TokenStore;
class TransferStore;
class UserStore;

}  // namespace postern::store

namespace postern::store::mysql {

/// Loads the client library, and what processes tell each other about servers that do not serve,
/// for this process and for all that it forks. Opens no connection.
void load_client_library();

class MysqlDatabase {
public:
    /// `require_schema`: the schema's version is checked after each connect; while it is below
    /// kOldestSchemaVersion every call throws StoreError. Migrating needs false.
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
    SignInStepStore& sign_in_steps();
    FactorStore& factors();
    PasskeyStore& passkeys();
    TransferStore& transfers();
    AccessRequestStore& access_requests();
    SealedStore& sealed();
    GroupStore& groups();
    GrantStore& grants();
    RulesStore& rules();
    DraftStore& drafts();
    DirectoryStore& directory();
    StatisticsStore& statistics();
    InvitationStore& invitations();
    ApprovalStore& approvals();
    TermsStore& terms();
    AccessEventStore& access_events();
    SigningKeyStore& signing_keys();
    TokenStore& tokens();
    PersonalTokenStore& personal_tokens();
    SchemaStore& schema();

    /// One trivial round trip, connecting if needed; throws StoreError when it fails. Also fails
    /// when the schema is too old and `require_schema` was set.
    void ping();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace postern::store::mysql
