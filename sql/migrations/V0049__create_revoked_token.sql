-- Access tokens that were revoked one by one, until they would have expired. A new table: no lock, no wait; the version
-- before does not know it. The gate's own database user needs the new table: `postern database grants`.
CREATE TABLE IF NOT EXISTS revoked_token (
    jti        CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_id    BIGINT UNSIGNED NOT NULL,
    expires_at DATETIME NOT NULL,
    revoked_at DATETIME NOT NULL,
    CONSTRAINT pk_revoked_token PRIMARY KEY (jti),
    INDEX ix_revoked_token_expires_at (expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
