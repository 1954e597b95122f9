/// revocation_statements: the statements of MysqlRevocationStore.
#pragma once

#include "store/mysql/connection/statement.hpp"

namespace postern::store::mysql {

// --- revocation

// One statement, one snapshot. The row of site_revision is there also when no revocation is.
inline constexpr Statement kFindRevocations{"find_revocations", R"sql(
    SELECT r.revision, TO_SECONDS(UTC_TIMESTAMP()),
           v.id, v.token_hash, v.user_id, TO_SECONDS(v.created_at)
      FROM site_revision r
      LEFT JOIN (SELECT id, token_hash, user_id, created_at
                   FROM revocation
                  WHERE id > ?
                  ORDER BY id
                  LIMIT ?) AS v ON v.id > 0
     WHERE r.id = 1
     ORDER BY v.id
)sql"};

// As with expired sessions: no wait for a revocation that is just being written.
inline constexpr Statement kFindOldRevocations{"find_old_revocations", R"sql(
    SELECT id FROM revocation WHERE created_at < ? ORDER BY created_at LIMIT ?
)sql"};

inline constexpr Statement kRemoveOldRevocations{"remove_old_revocations", R"sql(
    DELETE v
      FROM (SELECT id FROM revocation FORCE INDEX (ix_revocation_created_at)
             WHERE created_at < ? ORDER BY created_at LIMIT ?) AS old
      STRAIGHT_JOIN revocation v ON v.id = old.id
)sql"};

// --- session

// Fewer round trips than one statement for each session. Sessions in the order of their ids, and
// never a scan of the table, whatever the statistics say. MySQL takes a bare ? for a text.
template <std::size_t Sessions>
inline constexpr Text kSetLastSeenText =
    joined<"UPDATE (",
           repeated<Sessions, "SELECT CAST(? AS UNSIGNED) AS id, CAST(? AS DATETIME) AS seen_at",
                    " UNION ALL ">,
           ") AS noted STRAIGHT_JOIN session s ON s.id = noted.id"
           " SET s.last_seen_at = noted.seen_at"
           " WHERE s.last_seen_at < noted.seen_at">;

inline constexpr Statement kSetLastSeenOf1{"set_last_seen_of_1", kSetLastSeenText<1>};
inline constexpr Statement kSetLastSeenOf10{"set_last_seen_of_10", kSetLastSeenText<10>};
inline constexpr Statement kSetLastSeenOf100{"set_last_seen_of_100", kSetLastSeenText<100>};

}  // namespace postern::store::mysql
