-- A counter that changes with the sites; it starts with its only row.
-- A new table: no lock, no wait, older workers never name it.
CREATE TABLE IF NOT EXISTS site_revision (
    id       TINYINT UNSIGNED NOT NULL,
    revision BIGINT UNSIGNED NOT NULL,
    CONSTRAINT pk_site_revision PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT IGNORE INTO site_revision (id, revision) VALUES (1, 1);
