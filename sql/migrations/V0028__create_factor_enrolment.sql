-- Authenticator apps that a user is setting up and has not confirmed with a code yet: one for each session.
-- A new table: no lock, no wait; the version before does not know it.
CREATE TABLE IF NOT EXISTS factor_enrolment (
    holder_hash BINARY(32) NOT NULL,
    user_id     BIGINT UNSIGNED NOT NULL,
    factor_id   CHAR(22) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    secret      VARBINARY(80) NOT NULL,
    key_id      INT UNSIGNED NOT NULL,
    expires_at  DATETIME NOT NULL,
    CONSTRAINT pk_factor_enrolment PRIMARY KEY (holder_hash),
    CONSTRAINT fk_factor_enrolment_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE,
    INDEX ix_factor_enrolment_user_id (user_id),
    INDEX ix_factor_enrolment_expires_at (expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
