-- Tokens that people make for their programs, by the hash of their text. A new table: no lock, no wait; the version
-- before does not know it. The gate's own database user needs the new table: `postern database grants`.
CREATE TABLE IF NOT EXISTS personal_token (
    id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    public_id    CHAR(22) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_id      BIGINT UNSIGNED NOT NULL,
    hash         BINARY(32) NOT NULL,
    name         VARCHAR(100) NOT NULL,
    scopes       VARCHAR(1000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    level        TINYINT UNSIGNED NOT NULL,
    created_at   DATETIME NOT NULL,
    address      VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    expires_at   DATETIME NOT NULL,
    last_used_at DATETIME NULL,
    CONSTRAINT pk_personal_token PRIMARY KEY (id),
    CONSTRAINT uq_personal_token_public_id UNIQUE (public_id),
    CONSTRAINT uq_personal_token_hash UNIQUE (hash),
    CONSTRAINT fk_personal_token_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE,
    INDEX ix_personal_token_user_id (user_id),
    INDEX ix_personal_token_expires_at (expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
