/// sign_in_step_statements: sign-ins that wait for their second factor.
#pragma once

#include "store/mysql/connection/columns.hpp"

namespace postern::store::mysql {

// With the epoch of this moment: a step of a user whose sessions end at the same time is none.
inline constexpr Statement kAddSignInStep{"add_sign_in_step", R"sql(
    INSERT INTO sign_in_step (token_hash, user_id, user_epoch, remember, address, user_agent,
                              created_at, expires_at)
    SELECT ?, u.id, u.session_epoch, ?, ?, ?, ?, ?
      FROM user u
     WHERE u.id = ? AND u.disabled = FALSE AND u.delete_at IS NULL AND u.waiting_since IS NULL
)sql"};

inline constexpr Statement kFindSignInStep{
    "find_sign_in_step",
    joined<"SELECT p.user_id, p.remember, p.address, p.user_agent, TO_SECONDS(p.created_at), "
           "TO_SECONDS(p.expires_at), p.wrong_codes, ",
           kUserColumns, R"sql(
      FROM sign_in_step p
      JOIN user u ON u.id = p.user_id AND u.session_epoch = p.user_epoch
     WHERE p.token_hash = ?
)sql">};

// Leaves the result where find_last_insert_id reads it, even if others count meanwhile.
inline constexpr Statement kAddWrongCode{"add_wrong_code", R"sql(
    UPDATE sign_in_step SET wrong_codes = LAST_INSERT_ID(wrong_codes + 1) WHERE token_hash = ?
)sql"};

inline constexpr Statement kUseSignInStep{"use_sign_in_step", R"sql(
    DELETE FROM sign_in_step
     WHERE token_hash = ? AND user_id = ? AND user_epoch = ? AND expires_at > ?
)sql"};

inline constexpr Statement kRemoveSignInStep{"remove_sign_in_step", R"sql(
    DELETE FROM sign_in_step WHERE token_hash = ?
)sql"};

// There are no more than people who are signing in at this moment.
inline constexpr Statement kRemoveSignInSteps{"remove_sign_in_steps", R"sql(
    DELETE FROM sign_in_step
)sql"};

// As with expired sessions: locks nothing that is still valid, and waits for nobody.
inline constexpr Statement kFindExpiredSignInSteps{"find_expired_sign_in_steps", R"sql(
    SELECT token_hash FROM sign_in_step WHERE expires_at <= ? ORDER BY expires_at LIMIT ?
)sql"};

inline constexpr Statement kRemoveExpiredSignInSteps{"remove_expired_sign_in_steps", R"sql(
    DELETE p
      FROM (SELECT token_hash
              FROM sign_in_step FORCE INDEX (ix_sign_in_step_expires_at)
             WHERE expires_at <= ? ORDER BY expires_at LIMIT ?) AS expired
      STRAIGHT_JOIN sign_in_step p ON p.token_hash = expired.token_hash
)sql"};

}  // namespace postern::store::mysql
