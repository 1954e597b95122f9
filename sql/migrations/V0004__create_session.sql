-- Sign-ins, found by the hash of their token.
-- A new table: no lock, no wait, older workers never name it.
CREATE TABLE IF NOT EXISTS session (
    id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    public_id    CHAR(22) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    token_hash   BINARY(32) NOT NULL,
    user_id      BIGINT UNSIGNED NOT NULL,
    created_at   DATETIME NOT NULL,
    last_seen_at DATETIME NOT NULL,
    expires_at   DATETIME NOT NULL,
    idle_seconds INT UNSIGNED NOT NULL,
    ends_at      DATETIME
        AS (LEAST(expires_at, last_seen_at + INTERVAL idle_seconds SECOND)) STORED,
    remember     BOOLEAN NOT NULL,
    address      VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_agent   VARCHAR(255) NOT NULL,
    CONSTRAINT pk_session PRIMARY KEY (id),
    CONSTRAINT uq_session_public_id UNIQUE (public_id),
    CONSTRAINT uq_session_token_hash UNIQUE (token_hash),
    CONSTRAINT fk_session_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE,
    INDEX ix_session_user_id (user_id),
    INDEX ix_session_ends_at (ends_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
