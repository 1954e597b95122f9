/// token_statements: the statements of MysqlTokenStore.
#pragma once

#include "store/mysql/connection/columns.hpp"

namespace postern::store::mysql {

// --- the user and the session of a family

// Others that grant tokens to this user wait, so that no two of them let one family too many live.
inline constexpr Statement kLockGrantee{"lock_grantee", R"sql(
    SELECT session_epoch FROM user
     WHERE id = ? AND disabled = FALSE AND delete_at IS NULL AND waiting_since IS NULL
       FOR UPDATE
)sql"};

inline constexpr Statement kHasLiveSession{"has_live_session", R"sql(
    SELECT 1 FROM session
     WHERE public_id = ? AND user_id = ? AND user_epoch = ? AND ends_at > ?
)sql"};

// --- token_family

/// What read_family expects.
inline constexpr Text kFamilyColumns{
    "f.id, f.public_id, f.user_id, COALESCE(f.session_public_id, ''), f.name, f.scopes, f.site, "
    "f.level, f.methods, TO_SECONDS(f.authenticated_at), "
    "IF(f.factor_at IS NULL, NULL, COALESCE(TO_SECONDS(f.factor_at), 0)), "
    "TO_SECONDS(f.created_at), f.address, f.user_agent, TO_SECONDS(f.used_at), "
    "TO_SECONDS(f.expires_at), f.idle_seconds, f.counter, TO_SECONDS(f.counter_at), "
    "f.sealed_seed, IF(f.revoked_at IS NULL, NULL, COALESCE(TO_SECONDS(f.revoked_at), 0))"};

/// What read_family_with_user expects.
inline constexpr Text kFamilyWithUserColumns =
    joined<kFamilyColumns,
           ", f.user_epoch = u.session_epoch, f.session_public_id IS NULL OR s.id IS NOT NULL, ",
           kUserColumns>;

// The family first: it is what each of the look-ups knows. A session of an earlier epoch is none.
inline constexpr Text kFamilyTables{
    R"sql(
      FROM token_family f
      STRAIGHT_JOIN user u ON u.id = f.user_id
      LEFT JOIN session s
        ON s.public_id = f.session_public_id AND s.user_id = f.user_id
       AND s.user_epoch = u.session_epoch
     WHERE )sql"};

// As may_continue() of the service has it.
inline constexpr Text kIsLiveFamily{
    "f.revoked_at IS NULL AND f.ends_at > ? AND f.user_epoch = u.session_epoch"
    " AND (f.session_public_id IS NULL OR s.id IS NOT NULL)"};

inline constexpr Statement kAddFamily{"add_family", R"sql(
    INSERT INTO token_family (public_id, user_id, user_epoch, session_public_id, name, scopes, site,
                              level, methods, authenticated_at, factor_at, created_at, address,
                              user_agent, used_at, used_address, expires_at, idle_seconds, counter,
                              counter_at, sealed_seed, key_id)
    VALUES (?, ?, ?, NULLIF(?, ''), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
)sql"};

inline constexpr Statement kFindFamily{
    "find_family", joined<"SELECT ", kFamilyWithUserColumns, kFamilyTables, "f.public_id = ?">};

// The row that is locked is then read by find_family, as it is at this moment.
inline constexpr Statement kLockFamily{"lock_family", R"sql(
    SELECT id FROM token_family WHERE public_id = ? FOR UPDATE
)sql"};

inline constexpr Statement kFindFamiliesOfUser{
    "find_families_of_user", joined<"SELECT ", kFamilyColumns, kFamilyTables, "f.user_id = ? AND ",
                                    kIsLiveFamily, " ORDER BY f.id DESC LIMIT ?">};

inline constexpr Statement kFindFamilyPage{
    "find_family_page", joined<"SELECT ", kFamilyWithUserColumns, kFamilyTables, "f.id > ? AND ",
                               kIsLiveFamily, " ORDER BY f.id LIMIT ?">};

// The newest ones that may stay are passed over; usually none comes behind them.
inline constexpr Statement kFindFamiliesOverLimit{
    "find_families_over_limit", joined<"SELECT f.public_id", kFamilyTables, "f.user_id = ? AND ",
                                       kIsLiveFamily, " ORDER BY f.id DESC LIMIT ?, ?">};

inline constexpr Statement kAdvanceFamily{"advance_family", R"sql(
    UPDATE token_family
       SET counter = counter + 1, counter_at = ?, used_at = GREATEST(used_at, ?), used_address = ?
     WHERE id = ?
)sql"};

inline constexpr Statement kRevokeFamily{"revoke_family", R"sql(
    UPDATE token_family
       SET revoked_at = ?, revoked_reason = ?
     WHERE public_id = ? AND revoked_at IS NULL
)sql"};

// As with expired sessions: locks nothing that is still live, and waits for nobody.
inline constexpr Statement kFindEndedFamilies{"find_ended_families", R"sql(
    SELECT id FROM token_family WHERE ends_at < ? ORDER BY ends_at LIMIT ?
)sql"};

inline constexpr Statement kRemoveEndedFamilies{"remove_ended_families", R"sql(
    DELETE f
      FROM (SELECT id FROM token_family FORCE INDEX (ix_token_family_ends_at)
             WHERE ends_at < ? ORDER BY ends_at LIMIT ?) AS ended
      STRAIGHT_JOIN token_family f ON f.id = ended.id
     WHERE f.ends_at < ?
)sql"};

// --- revoked_token

inline constexpr Statement kDenyToken{"deny_token", R"sql(
    INSERT IGNORE INTO revoked_token (jti, user_id, expires_at, revoked_at) VALUES (?, ?, ?, ?)
)sql"};

inline constexpr Statement kIsDeniedToken{"is_denied_token", R"sql(
    SELECT 1 FROM revoked_token WHERE jti = ?
)sql"};

inline constexpr Statement kFindOldDenials{"find_old_denials", R"sql(
    SELECT jti FROM revoked_token WHERE expires_at < ? ORDER BY expires_at LIMIT ?
)sql"};

inline constexpr Statement kRemoveOldDenials{"remove_old_denials", R"sql(
    DELETE t
      FROM (SELECT jti FROM revoked_token FORCE INDEX (ix_revoked_token_expires_at)
             WHERE expires_at < ? ORDER BY expires_at LIMIT ?) AS old
      STRAIGHT_JOIN revoked_token t ON t.jti = old.jti
)sql"};

}  // namespace postern::store::mysql
