-- Challenges of passkeys that were answered: none is good twice. A challenge that nobody answers has no row.
-- A new table: no lock, no wait; the version before does not know it.
CREATE TABLE IF NOT EXISTS used_challenge (
    challenge_hash BINARY(32) NOT NULL,
    expires_at     DATETIME NOT NULL,
    CONSTRAINT pk_used_challenge PRIMARY KEY (challenge_hash),
    INDEX ix_used_challenge_expires_at (expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
