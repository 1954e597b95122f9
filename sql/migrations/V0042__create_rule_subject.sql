-- The groups and roles that the rules of a site name: none of them is removed. A new table: no lock, no wait; the version
-- before does not know it.
CREATE TABLE IF NOT EXISTS rule_subject (
    site_id    BIGINT UNSIGNED NOT NULL,
    kind       VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    subject_id INT UNSIGNED NOT NULL,
    CONSTRAINT pk_rule_subject PRIMARY KEY (site_id, kind, subject_id),
    CONSTRAINT fk_rule_subject_site FOREIGN KEY (site_id) REFERENCES site (id) ON DELETE CASCADE,
    INDEX ix_rule_subject_subject (kind, subject_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
