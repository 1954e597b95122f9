/// personal_token_statements: the statements of MysqlPersonalTokenStore.
#pragma once

#include "store/mysql/connection/columns.hpp"

namespace postern::store::mysql {

/// What read_token expects.
inline constexpr Text kPersonalTokenColumns{
    "p.id, p.public_id, p.user_id, p.name, p.scopes, p.level, TO_SECONDS(p.created_at), "
    "p.address, TO_SECONDS(p.expires_at), "
    "IF(p.last_used_at IS NULL, NULL, COALESCE(TO_SECONDS(p.last_used_at), 0))"};

// Others that make one for this user wait, so that the count is right.
inline constexpr Statement kLockOwnerOfTokens{"lock_owner_of_tokens", R"sql(
    SELECT id FROM user
     WHERE id = ? AND disabled = FALSE AND delete_at IS NULL AND waiting_since IS NULL
       FOR UPDATE
)sql"};

inline constexpr Statement kCountPersonalTokens{"count_personal_tokens", R"sql(
    SELECT COUNT(*) FROM personal_token WHERE user_id = ? AND expires_at > ?
)sql"};

inline constexpr Statement kAddPersonalToken{"add_personal_token", R"sql(
    INSERT INTO personal_token (public_id, user_id, hash, name, scopes, level, created_at, address,
                                expires_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
)sql"};

inline constexpr Statement kFindPersonalToken{
    "find_personal_token", joined<"SELECT ", kPersonalTokenColumns, ", ", kUserColumns, R"sql(
      FROM personal_token p
      JOIN user u ON u.id = p.user_id
     WHERE p.hash = ?
)sql">};

inline constexpr Statement kFindPersonalTokensOfUser{"find_personal_tokens_of_user",
                                                     joined<"SELECT ", kPersonalTokenColumns, R"sql(
      FROM personal_token p
     WHERE p.user_id = ? AND p.expires_at > ?
     ORDER BY p.id DESC
)sql">};

inline constexpr Statement kFindPersonalTokenPage{
    "find_personal_token_page", joined<"SELECT ", kPersonalTokenColumns, ", ", kUserColumns, R"sql(
      FROM personal_token p
      STRAIGHT_JOIN user u ON u.id = p.user_id
     WHERE p.id > ? AND p.expires_at > ?
       AND GREATEST(p.created_at, COALESCE(p.last_used_at, p.created_at)) < ?
     ORDER BY p.id
     LIMIT ?
)sql">};

// Its digest, while nobody else can remove it.
inline constexpr Statement kLockPersonalToken{"lock_personal_token", R"sql(
    SELECT hash FROM personal_token WHERE public_id = ? FOR UPDATE
)sql"};

inline constexpr Statement kRemovePersonalToken{"remove_personal_token", R"sql(
    DELETE FROM personal_token WHERE hash = ?
)sql"};

// As with sessions: by key, in few round trips. MySQL takes a bare ? for a text.
template <std::size_t Tokens>
inline constexpr Text kSetTokensUsedText =
    joined<"UPDATE (",
           repeated<Tokens, "SELECT CAST(? AS UNSIGNED) AS id, CAST(? AS DATETIME) AS used_at",
                    " UNION ALL ">,
           ") AS noted STRAIGHT_JOIN personal_token p ON p.id = noted.id"
           " SET p.last_used_at = noted.used_at"
           " WHERE p.last_used_at IS NULL OR p.last_used_at < noted.used_at">;

inline constexpr Statement kSetTokensUsed1{"set_tokens_used_1", kSetTokensUsedText<1>};
inline constexpr Statement kSetTokensUsed10{"set_tokens_used_10", kSetTokensUsedText<10>};
inline constexpr Statement kSetTokensUsed100{"set_tokens_used_100", kSetTokensUsedText<100>};

// As with expired sessions: locks nothing that is still valid, and waits for nobody.
inline constexpr Statement kFindExpiredPersonalTokens{"find_expired_personal_tokens", R"sql(
    SELECT id FROM personal_token WHERE expires_at < ? ORDER BY expires_at LIMIT ?
)sql"};

inline constexpr Statement kRemoveExpiredPersonalTokens{"remove_expired_personal_tokens", R"sql(
    DELETE p
      FROM (SELECT id FROM personal_token FORCE INDEX (ix_personal_token_expires_at)
             WHERE expires_at < ? ORDER BY expires_at LIMIT ?) AS expired
      STRAIGHT_JOIN personal_token p ON p.id = expired.id
)sql"};

}  // namespace postern::store::mysql
