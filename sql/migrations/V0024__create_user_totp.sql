-- Authenticator apps: at most one for each user. A new table: no lock, no wait; the version before does not know it.
-- The secret is sealed with a key that is not in the database; the number of that key is beside it, so that secrets
-- under an old key can be counted and sealed anew.
CREATE TABLE IF NOT EXISTS user_totp (
    user_id      BIGINT UNSIGNED NOT NULL,
    public_id    CHAR(22) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    secret       VARBINARY(80) NOT NULL,
    key_id       INT UNSIGNED NOT NULL,
    last_step    BIGINT UNSIGNED NOT NULL,
    created_at   DATETIME NOT NULL,
    last_used_at DATETIME NULL,
    CONSTRAINT pk_user_totp PRIMARY KEY (user_id),
    CONSTRAINT fk_user_totp_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE,
    INDEX ix_user_totp_key_id (key_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
