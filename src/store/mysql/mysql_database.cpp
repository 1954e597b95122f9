#include "postern/store/mysql/mysql_database.hpp"

#include <mysql_driver.h>

#include "store/mysql/access/access_event_store.hpp"
#include "store/mysql/access/draft_store.hpp"
#include "store/mysql/access/grant_store.hpp"
#include "store/mysql/access/group_store.hpp"
#include "store/mysql/access/rules_store.hpp"
#include "store/mysql/access_request_store.hpp"
#include "store/mysql/account_store.hpp"
#include "store/mysql/audit_store.hpp"
#include "store/mysql/check_store.hpp"
#include "store/mysql/connection/connection.hpp"
#include "store/mysql/connection/server_marks.hpp"
#include "store/mysql/directory/directory_store.hpp"
#include "store/mysql/directory/statistics_store.hpp"
#include "store/mysql/factor/factor_store.hpp"
#include "store/mysql/factor/passkey_store.hpp"
#include "store/mysql/factor/sealed_store.hpp"
#include "store/mysql/factor/sign_in_step_store.hpp"
#include "store/mysql/invitation_store.hpp"
#include "store/mysql/outbox_store.hpp"
#include "store/mysql/revocation_store.hpp"
#include "store/mysql/schema_store.hpp"
#include "store/mysql/session_store.hpp"
#include "store/mysql/sign_in_store.hpp"
#include "store/mysql/site_store.hpp"
#include "store/mysql/terms_store.hpp"
#include "store/mysql/token/personal_token_store.hpp"
#include "store/mysql/token/signing_key_store.hpp"
#include "store/mysql/token/token_store.hpp"
#include "store/mysql/transfer_store.hpp"
#include "store/mysql/user_store.hpp"

namespace postern::store::mysql {

void load_client_library() {
    sql::mysql::get_driver_instance();
    share_server_marks();
}

struct MysqlDatabase::Impl {
    Impl(ConnectionSettings settings, bool require_schema)
        : connection{settings, require_schema ? kOldestSchemaVersion : 0},
          schema{connection, settings} {}

    Connection connection;
    MysqlUserStore users{connection};
    MysqlSessionStore sessions{connection};
    MysqlSiteStore sites{connection};
    MysqlCheckStore checks{connection};
    MysqlRevocationStore revocations{connection};
    MysqlAccountStore accounts{connection};
    MysqlOutboxStore outbox{connection};
    MysqlAuditStore audit{connection};
    MysqlSignInStore sign_ins{connection};
    MysqlSignInStepStore sign_in_steps{connection};
    MysqlFactorStore factors{connection};
    MysqlPasskeyStore passkeys{connection};
    MysqlTransferStore transfers{connection};
    MysqlAccessRequestStore access_requests{connection};
    MysqlSealedStore sealed{connection};
    MysqlGroupStore groups{connection};
    MysqlGrantStore grants{connection};
    MysqlRulesStore rules{connection};
    MysqlDraftStore drafts{connection};
    MysqlDirectoryStore directory{connection};
    MysqlStatisticsStore statistics{connection};
    MysqlInvitationStore invitations{connection};
    MysqlApprovalStore approvals{connection};
    MysqlTermsStore terms{connection};
    MysqlAccessEventStore access_events{connection};
    MysqlSigningKeyStore signing_keys{connection};
    MysqlTokenStore tokens{connection};
    MysqlPersonalTokenStore personal_tokens{connection};
    MysqlSchemaStore schema;
};

MysqlDatabase::MysqlDatabase(ConnectionSettings settings, bool require_schema)
    : impl_{std::make_unique<Impl>(std::move(settings), require_schema)} {}
MysqlDatabase::~MysqlDatabase() = default;

UserStore& MysqlDatabase::users() { return impl_->users; }
SessionStore& MysqlDatabase::sessions() { return impl_->sessions; }
SiteStore& MysqlDatabase::sites() { return impl_->sites; }
CheckStore& MysqlDatabase::checks() { return impl_->checks; }
RevocationStore& MysqlDatabase::revocations() { return impl_->revocations; }
AccountStore& MysqlDatabase::accounts() { return impl_->accounts; }
OutboxStore& MysqlDatabase::outbox() { return impl_->outbox; }
AuditStore& MysqlDatabase::audit() { return impl_->audit; }
SignInStore& MysqlDatabase::sign_ins() { return impl_->sign_ins; }
SignInStepStore& MysqlDatabase::sign_in_steps() { return impl_->sign_in_steps; }
FactorStore& MysqlDatabase::factors() { return impl_->factors; }
PasskeyStore& MysqlDatabase::passkeys() { return impl_->passkeys; }
TransferStore& MysqlDatabase::transfers() { return impl_->transfers; }
AccessRequestStore& MysqlDatabase::access_requests() { return impl_->access_requests; }
SealedStore& MysqlDatabase::sealed() { return impl_->sealed; }
GroupStore& MysqlDatabase::groups() { return impl_->groups; }
GrantStore& MysqlDatabase::grants() { return impl_->grants; }
RulesStore& MysqlDatabase::rules() { return impl_->rules; }
DraftStore& MysqlDatabase::drafts() { return impl_->drafts; }
DirectoryStore& MysqlDatabase::directory() { return impl_->directory; }
StatisticsStore& MysqlDatabase::statistics() { return impl_->statistics; }
InvitationStore& MysqlDatabase::invitations() { return impl_->invitations; }
ApprovalStore& MysqlDatabase::approvals() { return impl_->approvals; }
TermsStore& MysqlDatabase::terms() { return impl_->terms; }
AccessEventStore& MysqlDatabase::access_events() { return impl_->access_events; }
SigningKeyStore& MysqlDatabase::signing_keys() { return impl_->signing_keys; }
TokenStore& MysqlDatabase::tokens() { return impl_->tokens; }
PersonalTokenStore& MysqlDatabase::personal_tokens() { return impl_->personal_tokens; }
SchemaStore& MysqlDatabase::schema() { return impl_->schema; }

void MysqlDatabase::ping() { impl_->connection.ping(); }

}  // namespace postern::store::mysql
