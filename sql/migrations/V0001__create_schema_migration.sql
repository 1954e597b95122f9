-- Where the applied migrations are recorded, this one first.
-- A new table: no lock, no wait, older workers never name it.
CREATE TABLE IF NOT EXISTS schema_migration (
    version    INT UNSIGNED NOT NULL,
    name       VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    sha256     CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    applied_at DATETIME NOT NULL,
    CONSTRAINT pk_schema_migration PRIMARY KEY (version)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
