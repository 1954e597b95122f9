-- Sets of recovery codes: at most one for each user, with what its codes are hashed with.
-- A new table: no lock, no wait; the version before does not know it.
CREATE TABLE IF NOT EXISTS recovery_set (
    user_id    BIGINT UNSIGNED NOT NULL,
    salt       BINARY(16) NOT NULL,
    memory_kib INT UNSIGNED NOT NULL,
    passes     INT UNSIGNED NOT NULL,
    lanes      INT UNSIGNED NOT NULL,
    created_at DATETIME NOT NULL,
    CONSTRAINT pk_recovery_set PRIMARY KEY (user_id),
    CONSTRAINT fk_recovery_set_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
