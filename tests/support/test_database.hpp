/// test_database: the private server of tests/support/mariadb.py as the database tests see it.
///
/// Whereabouts come from the environment (`make database` sets it). One migrated database serves
/// the whole run; each fixture finds it empty.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "postern/store/mysql/mysql_database.hpp"

namespace postern::test {

/// Connects as root over the unix socket and runs any SQL, aside from the code that is tested.
class RawSql {
public:
    /// `database` may be empty.
    explicit RawSql(const std::string& database = test_database_name());
    ~RawSql();
    RawSql(const RawSql&) = delete;
    RawSql& operator=(const RawSql&) = delete;

    static std::string test_database_name() { return "postern_test"; }

    void run(const std::string& sql);
    using Row = std::vector<std::string>;  ///< NULL is "NULL"
    std::vector<Row> rows(const std::string& sql);
    /// First column of the first row.
    std::string value(const std::string& sql);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Settings for the unix socket, and for 127.0.0.1 without and with encryption.
store::mysql::ConnectionSettings socket_settings();
store::mysql::ConnectionSettings plain_tcp_settings();
store::mysql::ConnectionSettings tls_settings();

/// Tells the fixture: start, start-without-tls, stop, kill9. Throws when it could not.
void control_server(const std::string& word);

/// The folder of the migrations of this source tree.
std::string migrations_folder();

/// Makes the migrated database if this run has not yet, and empties its tables.
void prepare_database();

/// The MySQL stores over an empty, migrated database; the counterpart of MemoryStores.
class MysqlStores {
public:
    MysqlStores();

    store::UserStore& users() { return database_.users(); }
    store::SessionStore& sessions() { return database_.sessions(); }
    store::SiteStore& sites() { return database_.sites(); }
    store::CheckStore& checks() { return database_.checks(); }
    store::RevocationStore& revocations() { return database_.revocations(); }
    store::AccountStore& accounts() { return database_.accounts(); }
    store::AuditStore& audit() { return database_.audit(); }
    store::OutboxStore& outbox() { return database_.outbox(); }
    store::SignInStore& sign_ins() { return database_.sign_ins(); }
    store::SignInStepStore& sign_in_steps() { return database_.sign_in_steps(); }
    store::FactorStore& factors() { return database_.factors(); }
    store::PasskeyStore& passkeys() { return database_.passkeys(); }
    store::TransferStore& transfers() { return database_.transfers(); }
    store::AccessRequestStore& access_requests() { return database_.access_requests(); }
    store::SealedStore& sealed() { return database_.sealed(); }
    store::GroupStore& groups() { return database_.groups(); }
    store::GrantStore& grants() { return database_.grants(); }
    store::RulesStore& rules() { return database_.rules(); }
    store::DraftStore& drafts() { return database_.drafts(); }
    store::DirectoryStore& directory() { return database_.directory(); }
    store::StatisticsStore& statistics() { return database_.statistics(); }
    store::InvitationStore& invitations() { return database_.invitations(); }
    store::ApprovalStore& approvals() { return database_.approvals(); }
    store::TermsStore& terms() { return database_.terms(); }
    store::AccessEventStore& access_events() { return database_.access_events(); }
    store::SigningKeyStore& signing_keys() { return database_.signing_keys(); }
    store::TokenStore& tokens() { return database_.tokens(); }
    store::PersonalTokenStore& personal_tokens() { return database_.personal_tokens(); }
    store::mysql::MysqlDatabase& database() { return database_; }

private:
    store::mysql::MysqlDatabase database_;
};

}  // namespace postern::test
