-- What may be done to what, with the one that every installation has. A new table: no lock, no wait; the version before
-- does not know it.
CREATE TABLE IF NOT EXISTS permission (
    id          INT UNSIGNED NOT NULL AUTO_INCREMENT,
    name        VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    description VARCHAR(200) NOT NULL DEFAULT '',
    resource    VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    action      VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    CONSTRAINT pk_permission PRIMARY KEY (id),
    CONSTRAINT uq_permission_name UNIQUE (name),
    CONSTRAINT uq_permission_resource_action UNIQUE (resource, action)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT IGNORE INTO permission (name, resource, action) VALUES ('administer', '*', '*');
