-- Rules of sites that administrators write in the console and have not published yet. A new table: no lock, no wait; the
-- version before does not know it. The gate does not read it.
CREATE TABLE IF NOT EXISTS site_draft (
    site_id      BIGINT UNSIGNED NOT NULL,
    revision     BIGINT UNSIGNED NOT NULL,
    base_version BIGINT UNSIGNED NOT NULL,
    text         MEDIUMTEXT NOT NULL,
    changed_at   DATETIME NOT NULL,
    changed_by   VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    CONSTRAINT pk_site_draft PRIMARY KEY (site_id),
    CONSTRAINT fk_site_draft_site FOREIGN KEY (site_id) REFERENCES site (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
