#include "store/mysql/log/revocation_rows.hpp"

#include "postern/store/store_error.hpp"
#include "store/mysql/log/revocation_row_statements.hpp"

namespace postern::store::mysql {

void revoke_digest(Connection& connection, const Digest& digest) {
    connection.update(kRevokeDigest, digest);
}

void revoke_user(Connection& connection, UserId user) { connection.update(kRevokeUser, user); }

void revoke_everybody(Connection& connection) { connection.update(kRevokeEverybody); }

void advance_site_revision(Connection& connection) {
    if (connection.update(kAdvanceSiteRevision) == 1) return;
    throw StoreError{"site_revision has lost its row; gates would not learn of the change", false};
}

}  // namespace postern::store::mysql
