-- Invitations by e-mail, and registrations that wait for approval.
-- Two new tables: no lock, no wait. The column is added at once without a lock (INSTANT), the index in place while reads
-- and writes go on; a second or two for a million users. The version before does not know any of it: it lets who waits
-- sign in, so set `registration.mode = "approval"` once every host runs this version. The gate does not read it.
CREATE TABLE IF NOT EXISTS invitation (
    id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    public_id    CHAR(22) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    email        VARCHAR(254) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    display_name VARCHAR(100) NOT NULL,
    language     VARCHAR(35) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    group_names  VARCHAR(1100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    role_names   VARCHAR(1100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    invited_by   VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at   DATETIME NOT NULL,
    expires_at   DATETIME NOT NULL,
    used_at      DATETIME NULL,
    used_by      CHAR(22) CHARACTER SET ascii COLLATE ascii_bin NULL,
    CONSTRAINT pk_invitation PRIMARY KEY (id),
    CONSTRAINT uq_invitation_public_id UNIQUE (public_id),
    INDEX ix_invitation_email (email),
    INDEX ix_invitation_expires_at (expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS invitation_link (
    token_hash    BINARY(32) NOT NULL,
    invitation_id BIGINT UNSIGNED NOT NULL,
    CONSTRAINT pk_invitation_link PRIMARY KEY (token_hash),
    CONSTRAINT fk_invitation_link_invitation FOREIGN KEY (invitation_id) REFERENCES invitation (id) ON DELETE CASCADE,
    INDEX ix_invitation_link_invitation_id (invitation_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

ALTER TABLE user
    ADD COLUMN waiting_since DATETIME NULL,
    ALGORITHM = INSTANT;

ALTER TABLE user
    ADD INDEX ix_user_waiting_since (waiting_since, id);
