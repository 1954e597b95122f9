-- The permissions of the roles. A new table: no lock, no wait; the version before does not know it.
CREATE TABLE IF NOT EXISTS role_permission (
    role_id       INT UNSIGNED NOT NULL,
    permission_id INT UNSIGNED NOT NULL,
    CONSTRAINT pk_role_permission PRIMARY KEY (role_id, permission_id),
    CONSTRAINT fk_role_permission_role FOREIGN KEY (role_id) REFERENCES role (id) ON DELETE CASCADE,
    CONSTRAINT fk_role_permission_permission FOREIGN KEY (permission_id) REFERENCES permission (id),
    INDEX ix_role_permission_permission_id (permission_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT IGNORE INTO role_permission (role_id, permission_id)
    SELECT r.id, p.id FROM role r JOIN permission p ON p.name = 'administer' WHERE r.name = 'admin';
