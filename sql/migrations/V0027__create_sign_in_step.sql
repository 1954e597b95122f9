-- Sign-ins between the right password and the second factor. The epoch is as in the table session: what ends all
-- sessions of a user ends these, too. A new table: no lock, no wait; the version before does not know it.
CREATE TABLE IF NOT EXISTS sign_in_step (
    token_hash  BINARY(32) NOT NULL,
    user_id     BIGINT UNSIGNED NOT NULL,
    user_epoch  INT UNSIGNED NOT NULL,
    remember    BOOLEAN NOT NULL,
    address     VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_agent  VARCHAR(255) NOT NULL,
    created_at  DATETIME NOT NULL,
    expires_at  DATETIME NOT NULL,
    wrong_codes INT UNSIGNED NOT NULL DEFAULT 0,
    CONSTRAINT pk_sign_in_step PRIMARY KEY (token_hash),
    CONSTRAINT fk_sign_in_step_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE,
    INDEX ix_sign_in_step_user_id (user_id),
    INDEX ix_sign_in_step_expires_at (expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
