-- Networks that rules may name. A new table: no lock, no wait; the version before does not know it.
CREATE TABLE IF NOT EXISTS network (
    name   VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    blocks TEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    CONSTRAINT pk_network PRIMARY KEY (name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
