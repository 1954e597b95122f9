-- A role, or a single permission, that a user or a group has, and until when. Of a user and a group one is set, and of a
-- role and a permission, too; a unique key counts only rows without NULL. (`grant` is a reserved word.) A new table: no
-- lock, no wait; the version before does not know it.
CREATE TABLE IF NOT EXISTS access_grant (
    id            BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    public_id     CHAR(22) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_id       BIGINT UNSIGNED NULL,
    group_id      INT UNSIGNED NULL,
    role_id       INT UNSIGNED NULL,
    permission_id INT UNSIGNED NULL,
    granted_at    DATETIME NOT NULL,
    granted_by    VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    expires_at    DATETIME NULL,
    CONSTRAINT pk_access_grant PRIMARY KEY (id),
    CONSTRAINT uq_access_grant_public_id UNIQUE (public_id),
    CONSTRAINT uq_access_grant_user_role UNIQUE (user_id, role_id),
    CONSTRAINT uq_access_grant_user_permission UNIQUE (user_id, permission_id),
    CONSTRAINT uq_access_grant_group_role UNIQUE (group_id, role_id),
    CONSTRAINT uq_access_grant_group_permission UNIQUE (group_id, permission_id),
    CONSTRAINT fk_access_grant_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE,
    CONSTRAINT fk_access_grant_group FOREIGN KEY (group_id) REFERENCES user_group (id) ON DELETE CASCADE,
    CONSTRAINT fk_access_grant_role FOREIGN KEY (role_id) REFERENCES role (id) ON DELETE CASCADE,
    CONSTRAINT fk_access_grant_permission FOREIGN KEY (permission_id) REFERENCES permission (id),
    INDEX ix_access_grant_role_id (role_id),
    INDEX ix_access_grant_permission_id (permission_id),
    INDEX ix_access_grant_expires_at (expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
