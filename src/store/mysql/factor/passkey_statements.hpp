/// passkey_statements: passkeys, what they know their users by, and challenges that were used.
#pragma once

#include "store/mysql/connection/columns.hpp"

namespace postern::store::mysql {

// --- user_passkey

// Of a DATETIME that is none, TO_SECONDS() is NULL. read_passkey() reads them in this order.
inline constexpr Text kPasskeyColumns{
    "p.id, p.user_id, p.public_id, p.kind, p.credential_id, p.rp_id, p.public_key, p.algorithm, "
    "p.sign_count, p.aaguid, p.transports, p.verifies_user, p.backup_eligible, p.backup_state, "
    "p.name, TO_SECONDS(p.created_at), "
    "IF(p.last_used_at IS NULL, NULL, COALESCE(TO_SECONDS(p.last_used_at), 0))"};

inline constexpr Statement kListPasskeys{"list_passkeys", joined<"SELECT ", kPasskeyColumns, R"sql(
      FROM user_passkey p
     WHERE p.user_id = ?
     ORDER BY p.id
     LIMIT ?
)sql">};

inline constexpr Statement kFindPasskey{
    "find_passkey", joined<"SELECT ", kPasskeyColumns, ", h.handle, ", kUserColumns, R"sql(
      FROM user_passkey p
      JOIN user_handle h ON h.user_id = p.user_id
      JOIN user u ON u.id = p.user_id
     WHERE p.credential_hash = ?
)sql">};

inline constexpr Statement kAddPasskey{"add_passkey", R"sql(
    INSERT INTO user_passkey (public_id, user_id, kind, credential_hash, credential_id, rp_id,
                              public_key, algorithm, sign_count, aaguid, transports, verifies_user,
                              backup_eligible, backup_state, name, created_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
)sql"};

inline constexpr Statement kLockPasskey{"lock_passkey", R"sql(
    SELECT 1 FROM user_passkey WHERE user_id = ? AND public_id = ? FOR UPDATE
)sql"};

inline constexpr Statement kRemovePasskey{"remove_passkey", R"sql(
    DELETE FROM user_passkey WHERE user_id = ? AND public_id = ?
)sql"};

inline constexpr Statement kRemovePasskeys{"remove_passkeys", R"sql(
    DELETE FROM user_passkey WHERE user_id = ? AND (? OR created_at >= ?)
)sql"};

// `uses` changes the row even where nothing else does.
inline constexpr Statement kUsePasskey{"use_passkey", R"sql(
    UPDATE user_passkey
       SET sign_count = ?, backup_eligible = ?, backup_state = ?, last_used_at = ?, uses = uses + 1
     WHERE user_id = ? AND public_id = ? AND sign_count = ?
)sql"};

inline constexpr Statement kRenamePasskey{"rename_passkey", R"sql(
    UPDATE user_passkey SET name = ?, uses = uses + 1 WHERE user_id = ? AND public_id = ?
)sql"};

// --- user_handle

inline constexpr Statement kAddHandle{"add_handle", R"sql(
    INSERT INTO user_handle (user_id, handle)
    SELECT u.id, ? FROM user u WHERE u.id = ?
    ON DUPLICATE KEY UPDATE user_id = VALUES(user_id)
)sql"};

inline constexpr Statement kFindHandle{"find_handle", R"sql(
    SELECT handle FROM user_handle WHERE user_id = ?
)sql"};

// --- used_challenge

inline constexpr Statement kUseChallenge{"use_challenge", R"sql(
    INSERT IGNORE INTO used_challenge (challenge_hash, expires_at) VALUES (?, ?)
)sql"};

// As with expired sessions: locks nothing that is still valid, and waits for nobody.
inline constexpr Statement kFindExpiredChallenges{"find_expired_challenges", R"sql(
    SELECT challenge_hash FROM used_challenge WHERE expires_at <= ? ORDER BY expires_at LIMIT ?
)sql"};

inline constexpr Statement kRemoveExpiredChallenges{"remove_expired_challenges", R"sql(
    DELETE c
      FROM (SELECT challenge_hash
              FROM used_challenge FORCE INDEX (ix_used_challenge_expires_at)
             WHERE expires_at <= ? ORDER BY expires_at LIMIT ?) AS expired
      STRAIGHT_JOIN used_challenge c ON c.challenge_hash = expired.challenge_hash
)sql"};

}  // namespace postern::store::mysql
