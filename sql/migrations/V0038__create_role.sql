-- Sets of permissions, with the role that every installation has. A new table: no lock, no wait; the version before does
-- not know it.
CREATE TABLE IF NOT EXISTS role (
    id          INT UNSIGNED NOT NULL AUTO_INCREMENT,
    name        VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    description VARCHAR(200) NOT NULL DEFAULT '',
    created_at  DATETIME NOT NULL,
    looked_at   INT UNSIGNED NOT NULL DEFAULT 0,
    CONSTRAINT pk_role PRIMARY KEY (id),
    CONSTRAINT uq_role_name UNIQUE (name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT IGNORE INTO role (name, created_at) VALUES ('admin', UTC_TIMESTAMP());
