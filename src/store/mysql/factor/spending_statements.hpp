/// spending_statements: what opening a session, or granting tokens, uses up, besides factors.
#pragma once

#include "store/mysql/connection/columns.hpp"

namespace postern::store::mysql {

// --- mail_token

inline constexpr Statement kFindMailToken{
    "find_mail_token",
    joined<"SELECT t.id, t.kind, t.email, TO_SECONDS(t.created_at), TO_SECONDS(t.expires_at), "
           "t.return_link, TO_SECONDS(COALESCE(p.changed_at, u.created_at)), ",
           kUserColumns, R"sql(
      FROM mail_token t
      JOIN user u ON u.id = t.user_id
      LEFT JOIN user_password p ON p.user_id = u.id
     WHERE t.token_hash = ?
)sql">};

inline constexpr Statement kRemoveMailToken{"remove_mail_token", R"sql(
    DELETE FROM mail_token WHERE token_hash = ?
)sql"};

// --- known_device

inline constexpr Statement kEndDeviceTrust{"end_device_trust", R"sql(
    UPDATE known_device SET trusted_until = NULL, trusted_epoch = NULL
     WHERE user_id = ? AND trusted_until IS NOT NULL
)sql"};

// --- session

// As is_live() has it.
inline constexpr Statement kLockLiveSession{"lock_live_session", R"sql(
    SELECT id FROM session
     WHERE token_hash = ? AND user_id = ? AND user_epoch = ? AND ends_at > ?
       FOR UPDATE
)sql"};

inline constexpr Statement kRemoveSessionByTokenHash{"remove_session_by_token_hash", R"sql(
    DELETE FROM session WHERE token_hash = ?
)sql"};

// Is sent before, and with the same condition as, the statement that removes the session.
// Each is sent before, and with the same condition as, the statement that removes the sessions.
inline constexpr Statement kRevokeSessionByTokenHash{"revoke_session_by_token_hash", R"sql(
    INSERT INTO revocation (token_hash, created_at)
    SELECT token_hash, UTC_TIMESTAMP() FROM session WHERE token_hash = ?
)sql"};

}  // namespace postern::store::mysql
