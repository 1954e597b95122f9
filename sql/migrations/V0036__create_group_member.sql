-- The members of each group, and until when. Memberships go with the user and with the group.
-- A new table: no lock, no wait; the version before does not know it.
CREATE TABLE IF NOT EXISTS group_member (
    user_id    BIGINT UNSIGNED NOT NULL,
    group_id   INT UNSIGNED NOT NULL,
    granted_at DATETIME NOT NULL,
    granted_by VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    expires_at DATETIME NULL,
    CONSTRAINT pk_group_member PRIMARY KEY (user_id, group_id),
    CONSTRAINT fk_group_member_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE,
    CONSTRAINT fk_group_member_group FOREIGN KEY (group_id) REFERENCES user_group (id) ON DELETE CASCADE,
    INDEX ix_group_member_group_id (group_id, user_id),
    INDEX ix_group_member_expires_at (expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
