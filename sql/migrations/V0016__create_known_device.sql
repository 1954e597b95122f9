-- Browsers in which somebody has signed in before.
-- A new table: no lock, no wait; the version before does not know it.
CREATE TABLE IF NOT EXISTS known_device (
    user_id      BIGINT UNSIGNED NOT NULL,
    device_hash  BINARY(32) NOT NULL,
    created_at   DATETIME NOT NULL,
    last_used_at DATETIME NOT NULL,
    CONSTRAINT pk_known_device PRIMARY KEY (user_id, device_hash),
    CONSTRAINT fk_known_device_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE,
    INDEX ix_known_device_last_used_at (last_used_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
