/// factor_statements: second factors, and those that are being set up.
#pragma once

#include "store/mysql/connection/statement.hpp"

namespace postern::store::mysql {

// --- of all kinds

inline constexpr Statement kCountFactors{"count_factors", R"sql(
    SELECT EXISTS (SELECT 1 FROM user_totp t WHERE t.user_id = u.id),
           (SELECT COUNT(*) FROM user_passkey p WHERE p.user_id = u.id AND p.kind = 'passkey'),
           (SELECT COUNT(*) FROM user_passkey p WHERE p.user_id = u.id AND p.kind = 'security_key'),
           (SELECT COUNT(*) FROM user_passkey p WHERE p.user_id = u.id AND p.verifies_user),
           (SELECT COUNT(*) FROM recovery_code c WHERE c.user_id = u.id AND c.used_at IS NULL)
      FROM user u
     WHERE u.id = ?
)sql"};

inline constexpr Statement kHasFactor{"has_factor", R"sql(
    SELECT EXISTS (SELECT 1 FROM user_totp WHERE user_id = ?)
        OR EXISTS (SELECT 1 FROM user_passkey WHERE user_id = ?)
)sql"};

// Lists of users read it instead of looking each factor up.
inline constexpr Statement kSetHasFactor{"set_has_factor", R"sql(
    UPDATE user
       SET has_factor = (EXISTS (SELECT 1 FROM user_totp t WHERE t.user_id = user.id)
                         OR EXISTS (SELECT 1 FROM user_passkey p WHERE p.user_id = user.id))
     WHERE id = ?
)sql"};

// --- user_totp

// Of a DATETIME that is none, TO_SECONDS() is NULL.
inline constexpr Statement kFindTotp{"find_totp", R"sql(
    SELECT public_id, secret, key_id, last_step, TO_SECONDS(created_at),
           IF(last_used_at IS NULL, NULL, COALESCE(TO_SECONDS(last_used_at), 0))
      FROM user_totp
     WHERE user_id = ?
)sql"};

inline constexpr Statement kAddTotp{"add_totp", R"sql(
    INSERT INTO user_totp (user_id, public_id, secret, key_id, last_step, created_at)
    VALUES (?, ?, ?, ?, ?, ?)
)sql"};

// One row of one code: who changes it has the code for themselves.
inline constexpr Statement kUseTotp{"use_totp", R"sql(
    UPDATE user_totp
       SET last_step = ?, last_used_at = ?
     WHERE user_id = ? AND public_id = ? AND last_step < ?
)sql"};

inline constexpr Statement kSetTotpLastStep{"set_totp_last_step", R"sql(
    UPDATE user_totp SET last_step = ? WHERE user_id = ?
)sql"};

inline constexpr Statement kRemoveTotp{"remove_totp", R"sql(
    DELETE FROM user_totp WHERE user_id = ? AND (? OR created_at >= ?)
)sql"};

// --- recovery_set

inline constexpr Statement kFindRecoverySet{"find_recovery_set", R"sql(
    SELECT r.salt, r.memory_kib, r.passes, r.lanes, TO_SECONDS(r.created_at),
           (SELECT COUNT(*) FROM recovery_code c WHERE c.user_id = r.user_id AND c.used_at IS NULL),
           (SELECT TO_SECONDS(MAX(c.used_at)) FROM recovery_code c WHERE c.user_id = r.user_id)
      FROM recovery_set r
     WHERE r.user_id = ?
)sql"};

inline constexpr Statement kAddRecoverySet{"add_recovery_set", R"sql(
    INSERT INTO recovery_set (user_id, salt, memory_kib, passes, lanes, created_at)
    VALUES (?, ?, ?, ?, ?, ?)
)sql"};

// Its codes go with it.
inline constexpr Statement kRemoveRecoverySet{"remove_recovery_set", R"sql(
    DELETE FROM recovery_set WHERE user_id = ? AND (? OR created_at >= ?)
)sql"};

// --- recovery_code

inline constexpr Statement kAddRecoveryCode{"add_recovery_code", R"sql(
    INSERT INTO recovery_code (user_id, code_hash) VALUES (?, ?)
)sql"};

inline constexpr Statement kUseRecoveryCode{"use_recovery_code", R"sql(
    UPDATE recovery_code SET used_at = ? WHERE user_id = ? AND code_hash = ? AND used_at IS NULL
)sql"};

// --- factor_reset

inline constexpr Statement kFindFactorReset{"find_factor_reset", R"sql(
    SELECT TO_SECONDS(due_at) FROM factor_reset WHERE user_id = ?
)sql"};

inline constexpr Statement kPutFactorReset{"put_factor_reset", R"sql(
    INSERT INTO factor_reset (user_id, due_at, next_step_at) VALUES (?, ?, ?)
    ON DUPLICATE KEY UPDATE due_at = VALUES(due_at), next_step_at = VALUES(next_step_at)
)sql"};

inline constexpr Statement kRemoveFactorReset{"remove_factor_reset", R"sql(
    DELETE FROM factor_reset WHERE user_id = ?
)sql"};

// --- factor_enrolment

inline constexpr Statement kPutEnrolment{"put_enrolment", R"sql(
    INSERT INTO factor_enrolment (holder_hash, user_id, factor_id, secret, key_id, expires_at)
    SELECT ?, u.id, ?, ?, ?, ? FROM user u WHERE u.id = ?
    ON DUPLICATE KEY UPDATE user_id = VALUES(user_id),
                            factor_id = VALUES(factor_id),
                            secret = VALUES(secret),
                            key_id = VALUES(key_id),
                            expires_at = VALUES(expires_at)
)sql"};

inline constexpr Statement kFindEnrolment{"find_enrolment", R"sql(
    SELECT user_id, secret, key_id, factor_id, TO_SECONDS(expires_at)
      FROM factor_enrolment
     WHERE holder_hash = ?
)sql"};

inline constexpr Statement kRemoveEnrolment{"remove_enrolment", R"sql(
    DELETE FROM factor_enrolment WHERE holder_hash = ?
)sql"};

// As with expired sessions: locks nothing that is still valid, and waits for nobody.
inline constexpr Statement kFindExpiredEnrolments{"find_expired_enrolments", R"sql(
    SELECT holder_hash FROM factor_enrolment WHERE expires_at <= ? ORDER BY expires_at LIMIT ?
)sql"};

inline constexpr Statement kRemoveExpiredEnrolments{"remove_expired_enrolments", R"sql(
    DELETE e
      FROM (SELECT holder_hash
              FROM factor_enrolment FORCE INDEX (ix_factor_enrolment_expires_at)
             WHERE expires_at <= ? ORDER BY expires_at LIMIT ?) AS expired
      STRAIGHT_JOIN factor_enrolment e ON e.holder_hash = expired.holder_hash
     WHERE e.expires_at <= ?
)sql"};

}  // namespace postern::store::mysql
