-- Decisions of the gate, counted by the hour: refusals, proofs asked for, what dry-run rules would have done, first
-- visits, and how often each rule decides. No paths. Rows of a user go with the user. A new table: no lock, no wait; the
-- version before does not know it.
CREATE TABLE IF NOT EXISTS access_event (
    id            BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    hour          DATETIME NOT NULL,
    site_id       BIGINT UNSIGNED NOT NULL,
    rule_position INT NOT NULL,
    holder        BIGINT UNSIGNED NOT NULL,
    user_id       BIGINT UNSIGNED NULL,
    verdict       VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    count         BIGINT UNSIGNED NOT NULL,
    first_at      DATETIME NOT NULL,
    last_at       DATETIME NOT NULL,
    CONSTRAINT pk_access_event PRIMARY KEY (id),
    CONSTRAINT uq_access_event_hour UNIQUE (hour, site_id, rule_position, holder, verdict),
    CONSTRAINT fk_access_event_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE,
    INDEX ix_access_event_user_id (user_id),
    INDEX ix_access_event_site_id (site_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
