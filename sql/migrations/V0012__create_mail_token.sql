-- What a link in a mail proves: that whoever opens it reads the mail of this address.
-- A new table: no lock, no wait; the version before does not know it.
CREATE TABLE IF NOT EXISTS mail_token (
    id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    kind       VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_id    BIGINT UNSIGNED NOT NULL,
    token_hash BINARY(32) NOT NULL,
    email      VARCHAR(254) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at DATETIME NOT NULL,
    expires_at DATETIME NOT NULL,
    CONSTRAINT pk_mail_token PRIMARY KEY (id),
    CONSTRAINT uq_mail_token_token_hash UNIQUE (token_hash),
    CONSTRAINT fk_mail_token_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE,
    INDEX ix_mail_token_user_id (user_id, kind, created_at),
    INDEX ix_mail_token_expires_at (expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
