/// sealed_statements: the statements of MysqlSealedStore.
#pragma once

#include "store/mysql/connection/statement.hpp"

namespace postern::store::mysql {

inline constexpr Statement kCountSealedByKey{"count_sealed_by_key", R"sql(
    SELECT key_id, COUNT(*) FROM user_totp GROUP BY key_id
)sql"};

// In the order of the primary key, so that each batch begins where the one before ended.
inline constexpr Statement kFindTotpOfOtherKeys{"find_totp_of_other_keys", R"sql(
    SELECT t.user_id, u.public_id, t.public_id, t.secret
      FROM user_totp t
      STRAIGHT_JOIN user u ON u.id = t.user_id
     WHERE t.key_id <> ? AND t.user_id > ?
     ORDER BY t.user_id
     LIMIT ?
)sql"};

inline constexpr Statement kReplaceTotpSecret{"replace_totp_secret", R"sql(
    UPDATE user_totp SET secret = ?, key_id = ? WHERE user_id = ? AND secret = ?
)sql"};

}  // namespace postern::store::mysql
