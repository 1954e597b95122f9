-- The rules that sites had, so that they can be brought back. A new table: no lock, no wait; the version before does not
-- know it and writes no history, which the next change makes up for: it keeps the rules that it replaces.
CREATE TABLE IF NOT EXISTS site_ruleset_history (
    site_id    BIGINT UNSIGNED NOT NULL,
    version    BIGINT UNSIGNED NOT NULL,
    document   MEDIUMTEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    changed_at DATETIME NOT NULL,
    changed_by VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    reason     VARCHAR(200) NOT NULL,
    CONSTRAINT pk_site_ruleset_history PRIMARY KEY (site_id, version),
    CONSTRAINT fk_site_ruleset_history_site FOREIGN KEY (site_id) REFERENCES site (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
