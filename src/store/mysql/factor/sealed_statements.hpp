/// sealed_statements: the statements of MysqlSealedStore.
#pragma once

#include "store/mysql/connection/statement.hpp"

namespace postern::store::mysql {

// A key for each table that it has sealed in.
inline constexpr Statement kCountSealedByKey{"count_sealed_by_key", R"sql(
    SELECT key_id, COUNT(*) FROM user_totp GROUP BY key_id
     UNION ALL
    SELECT key_id, COUNT(*) FROM signing_key GROUP BY key_id
     UNION ALL
    SELECT key_id, COUNT(*) FROM token_family GROUP BY key_id
)sql"};

// These are in the order of the primary key, so that each batch begins where the one before ended.
inline constexpr Statement kFindTotpOfOtherKeys{"find_totp_of_other_keys", R"sql(
    SELECT t.user_id, u.public_id, t.public_id, t.secret
      FROM user_totp t
      STRAIGHT_JOIN user u ON u.id = t.user_id
     WHERE t.key_id <> ? AND t.user_id > ?
     ORDER BY t.user_id
     LIMIT ?
)sql"};

inline constexpr Statement kFindSigningKeysOfOtherKeys{"find_signing_keys_of_other_keys", R"sql(
    SELECT id, kid, sealed FROM signing_key WHERE key_id <> ? AND id > ? ORDER BY id LIMIT ?
)sql"};

inline constexpr Statement kFindFamiliesOfOtherKeys{"find_families_of_other_keys", R"sql(
    SELECT id, public_id, sealed_seed
      FROM token_family FORCE INDEX (PRIMARY)
     WHERE key_id <> ? AND id > ?
     ORDER BY id
     LIMIT ?
)sql"};

inline constexpr Statement kReplaceTotpSecret{"replace_totp_secret", R"sql(
    UPDATE user_totp SET secret = ?, key_id = ? WHERE user_id = ? AND secret = ?
)sql"};

inline constexpr Statement kReplaceSigningKey{"replace_signing_key", R"sql(
    UPDATE signing_key SET sealed = ?, key_id = ? WHERE id = ? AND sealed = ?
)sql"};

inline constexpr Statement kReplaceFamilySeed{"replace_family_seed", R"sql(
    UPDATE token_family SET sealed_seed = ?, key_id = ? WHERE id = ? AND sealed_seed = ?
)sql"};

}  // namespace postern::store::mysql
