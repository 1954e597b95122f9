-- Resets of lost second factors that wait for their time. A new table: no lock, no wait; the version before does not
-- know it, and leaves them waiting.
CREATE TABLE IF NOT EXISTS factor_reset (
    user_id      BIGINT UNSIGNED NOT NULL,
    due_at       DATETIME NOT NULL,
    next_step_at DATETIME NOT NULL,
    CONSTRAINT pk_factor_reset PRIMARY KEY (user_id),
    CONSTRAINT fk_factor_reset_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE,
    INDEX ix_factor_reset_next_step_at (next_step_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
