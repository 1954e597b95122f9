-- The codes of a set; they go with it. A used one stays, so that it can be told how many are left.
-- A new table: no lock, no wait; the version before does not know it.
CREATE TABLE IF NOT EXISTS recovery_code (
    user_id   BIGINT UNSIGNED NOT NULL,
    code_hash BINARY(32) NOT NULL,
    used_at   DATETIME NULL,
    CONSTRAINT pk_recovery_code PRIMARY KEY (user_id, code_hash),
    CONSTRAINT fk_recovery_code_recovery_set FOREIGN KEY (user_id) REFERENCES recovery_set (user_id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
