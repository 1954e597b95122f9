-- Groups of users. (`groups` is a reserved word of MySQL 8.) A new table: no lock, no wait; the version before does not
-- know it.
CREATE TABLE IF NOT EXISTS user_group (
    id          INT UNSIGNED NOT NULL AUTO_INCREMENT,
    name        VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    description VARCHAR(200) NOT NULL DEFAULT '',
    created_at  DATETIME NOT NULL,
    CONSTRAINT pk_user_group PRIMARY KEY (id),
    CONSTRAINT uq_user_group_name UNIQUE (name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
