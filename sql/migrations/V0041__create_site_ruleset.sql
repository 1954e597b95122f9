-- The rules of the sites, in the form that the gate reads. A new table: no lock, no wait; the version before does not know
-- it.
CREATE TABLE IF NOT EXISTS site_ruleset (
    site_id    BIGINT UNSIGNED NOT NULL,
    version    BIGINT UNSIGNED NOT NULL,
    document   MEDIUMTEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    changed_at DATETIME NOT NULL,
    changed_by VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    CONSTRAINT pk_site_ruleset PRIMARY KEY (site_id),
    CONSTRAINT fk_site_ruleset_site FOREIGN KEY (site_id) REFERENCES site (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
