/// sign_in_statements: the statements of MysqlSignInStore.
#pragma once

#include "store/mysql/connection/statement.hpp"

namespace postern::store::mysql {

// --- sign_in_failure

inline constexpr Statement kFindFailures{"find_failures", R"sql(
    SELECT failures, TO_SECONDS(last_failed_at) FROM sign_in_failure WHERE account_key = ?
)sql"};

// Counts and leaves the result where find_last_insert_id reads it, even if others count meanwhile.
inline constexpr Statement kAddFailure{"add_failure", R"sql(
    INSERT INTO sign_in_failure (account_key, failures, last_failed_at)
    VALUES (?, LAST_INSERT_ID(1), ?)
    ON DUPLICATE KEY UPDATE failures = LAST_INSERT_ID(failures + 1),
                            last_failed_at = GREATEST(last_failed_at, VALUES(last_failed_at))
)sql"};

inline constexpr Statement kClearFailures{"clear_failures", R"sql(
    DELETE FROM sign_in_failure WHERE account_key = ?
)sql"};

// As with expired sessions: reads first, without a lock, so that the purge waits for nobody.
inline constexpr Statement kFindOldFailures{"find_old_failures", R"sql(
    SELECT account_key FROM sign_in_failure
     WHERE last_failed_at < ? AND failures < ?
     ORDER BY last_failed_at
     LIMIT ?
)sql"};

inline constexpr Statement kRemoveOldFailures{"remove_old_failures", R"sql(
    DELETE f
      FROM (SELECT account_key FROM sign_in_failure FORCE INDEX (ix_sign_in_failure_last_failed_at)
             WHERE last_failed_at < ? AND failures < ? ORDER BY last_failed_at LIMIT ?) AS old
      STRAIGHT_JOIN sign_in_failure f ON f.account_key = old.account_key
     WHERE f.last_failed_at < ? AND f.failures < ?
)sql"};

// --- known_device

inline constexpr Statement kIsKnownDevice{"is_known_device", R"sql(
    SELECT 1
      FROM known_device d
      JOIN user u ON u.id = d.user_id AND u.device_epoch = d.user_epoch
     WHERE d.user_id = ? AND d.device_hash = ?
)sql"};

inline constexpr Statement kIsDeviceKnownSince{"is_device_known_since", R"sql(
    SELECT 1
      FROM known_device d
      JOIN user u ON u.id = d.user_id AND u.device_epoch = d.user_epoch
     WHERE d.user_id = ? AND d.device_hash = ? AND d.created_at <= ?
)sql"};

inline constexpr Statement kHasKnownDevice{"has_known_device", R"sql(
    SELECT 1
      FROM user u
      STRAIGHT_JOIN known_device d ON d.user_id = u.id AND d.user_epoch = u.device_epoch
     WHERE u.id = ?
     LIMIT 1
)sql"};

// A row of a forgotten device, which may still be there, begins anew. The server assigns from left
// to right, so the epoch comes last.
inline constexpr Statement kAddKnownDevice{"add_known_device", R"sql(
    INSERT INTO known_device (user_id, device_hash, created_at, last_used_at, user_epoch)
    SELECT u.id, ?, ?, ?, u.device_epoch FROM user u WHERE u.id = ?
    ON DUPLICATE KEY UPDATE last_used_at = GREATEST(last_used_at, VALUES(last_used_at)),
                            known_device.created_at =
                                IF(known_device.user_epoch = VALUES(user_epoch),
                                   known_device.created_at, VALUES(created_at)),
                            user_epoch = VALUES(user_epoch)
)sql"};

inline constexpr Statement kTrustDevice{"trust_device", R"sql(
    UPDATE known_device d
      JOIN user u ON u.id = d.user_id AND u.device_epoch = d.user_epoch
       SET d.trusted_until = ?, d.trusted_epoch = u.session_epoch
     WHERE d.user_id = ? AND d.device_hash = ?
)sql"};

inline constexpr Statement kIsTrustedDevice{"is_trusted_device", R"sql(
    SELECT 1
      FROM known_device d
      JOIN user u ON u.id = d.user_id AND u.device_epoch = d.user_epoch
                 AND u.session_epoch = d.trusted_epoch
     WHERE d.user_id = ? AND d.device_hash = ? AND d.trusted_until > ?
)sql"};

inline constexpr Statement kCountTrustedDevices{"count_trusted_devices", R"sql(
    SELECT COUNT(*)
      FROM known_device d
      JOIN user u ON u.id = d.user_id AND u.device_epoch = d.user_epoch
                 AND u.session_epoch = d.trusted_epoch
     WHERE d.user_id = ? AND d.trusted_until > ?
)sql"};

// By key, and without a lock: the rows of the next devices, whether or not they are trusted.
inline constexpr Statement kFindDeviceOwners{"find_device_owners", R"sql(
    SELECT batch.user_id, MAX(batch.is_trusted)
      FROM (SELECT user_id, trusted_until IS NOT NULL AS is_trusted
              FROM known_device FORCE INDEX (PRIMARY)
             WHERE user_id > ?
             ORDER BY user_id
             LIMIT ?) AS batch
     GROUP BY batch.user_id
     ORDER BY batch.user_id
)sql"};

// The ones used last are passed over in the index; usually none comes behind them.
inline constexpr Statement kFindDevicesOverLimit{"find_devices_over_limit", R"sql(
    SELECT device_hash
      FROM known_device FORCE INDEX (ix_known_device_user_epoch)
     WHERE user_id = ? AND user_epoch = ?
     ORDER BY last_used_at DESC
     LIMIT ?, ?
)sql"};

inline constexpr Statement kRemoveKnownDevice{"remove_known_device", R"sql(
    DELETE FROM known_device WHERE user_id = ? AND device_hash = ?
)sql"};

inline constexpr Statement kFindOldDevices{"find_old_devices", R"sql(
    SELECT user_id FROM known_device WHERE last_used_at < ? ORDER BY last_used_at LIMIT ?
)sql"};

inline constexpr Statement kRemoveOldDevices{"remove_old_devices", R"sql(
    DELETE d
      FROM (SELECT user_id, device_hash
              FROM known_device FORCE INDEX (ix_known_device_last_used_at)
             WHERE last_used_at < ? ORDER BY last_used_at LIMIT ?) AS old
      STRAIGHT_JOIN known_device d ON d.user_id = old.user_id AND d.device_hash = old.device_hash
     WHERE d.last_used_at < ?
)sql"};

}  // namespace postern::store::mysql
