/// revocation_rows: how every host is made to forget what it knows. For the inside of a
/// transaction: the one of what has changed.
#pragma once

#include "postern/base/bytes.hpp"
#include "postern/model/ids.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

/// Of one credential, by its digest: see crypto/token/credential.hpp.
void revoke_digest(Connection& connection, const Digest& digest);
/// Of one user and all their sessions, which live on.
void revoke_user(Connection& connection, UserId user);
/// Of everybody.
void revoke_everybody(Connection& connection);

/// Every gate reads the sites and their rules again. Throws StoreError when the revision is lost.
void advance_site_revision(Connection& connection);

}  // namespace postern::store::mysql
