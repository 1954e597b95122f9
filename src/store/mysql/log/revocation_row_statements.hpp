/// revocation_row_statements: what is written so that every host forgets what it knows.
#pragma once

#include "store/mysql/connection/statement.hpp"

namespace postern::store::mysql {

inline constexpr Statement kRevokeDigest{"revoke_digest", R"sql(
    INSERT INTO revocation (token_hash, created_at) VALUES (?, UTC_TIMESTAMP())
)sql"};

inline constexpr Statement kRevokeUser{"revoke_user", R"sql(
    INSERT INTO revocation (user_id, created_at) VALUES (?, UTC_TIMESTAMP())
)sql"};

// Neither a session nor a user.
inline constexpr Statement kRevokeEverybody{"revoke_everybody", R"sql(
    INSERT INTO revocation (created_at) VALUES (UTC_TIMESTAMP())
)sql"};

inline constexpr Statement kAdvanceSiteRevision{"advance_site_revision", R"sql(
    UPDATE site_revision SET revision = revision + 1 WHERE id = 1
)sql"};

}  // namespace postern::store::mysql
