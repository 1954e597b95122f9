/// signing_key_statements: the statements of MysqlSigningKeyStore.
#pragma once

#include "store/mysql/connection/statement.hpp"

namespace postern::store::mysql {

// There are a handful of rows.
inline constexpr Statement kFindSigningKeys{"find_signing_keys", R"sql(
    SELECT id, kid, purpose, alg, number, public_jwk, sealed, TO_SECONDS(created_at),
           TO_SECONDS(activate_at),
           IF(revoked_at IS NULL, NULL, COALESCE(TO_SECONDS(revoked_at), 0)), made_on
      FROM signing_key
     ORDER BY id
)sql"};

inline constexpr Statement kAddSigningKey{"add_signing_key", R"sql(
    INSERT INTO signing_key (kid, purpose, alg, number, public_jwk, sealed, key_id, created_at,
                             activate_at, revoked_at, made_on)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
)sql"};

inline constexpr Statement kRevokeSigningKey{"revoke_signing_key", R"sql(
    UPDATE signing_key SET revoked_at = ? WHERE kid = ? AND revoked_at IS NULL
)sql"};

// By when they sign, not by number: a key that was made in a hurry signs before an earlier one.
inline constexpr Statement kRemoveOlderSigningKeys{"remove_older_signing_keys", R"sql(
    DELETE k
      FROM signing_key k
      JOIN signing_key s
        ON s.purpose = k.purpose AND s.alg = k.alg AND s.revoked_at IS NULL
       AND (s.activate_at > k.activate_at
            OR (s.activate_at = k.activate_at AND s.number > k.number))
     WHERE s.activate_at < ?
)sql"};

}  // namespace postern::store::mysql
