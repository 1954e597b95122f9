-- The audit log counted by the day, for the overview of the console, and the indexes of its lists of sessions and of the
-- audit log.
-- Two new tables: no lock, no wait. The indexes are built in place while reads and writes go on; some seconds for a
-- million rows. The version before does not notice. The couriers count what is in the log already, some thousand entries
-- at a time.
CREATE TABLE IF NOT EXISTS daily_count (
    day    DATE NOT NULL,
    event  VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    result VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    detail VARCHAR(40) NOT NULL,
    value  BIGINT UNSIGNED NOT NULL,
    CONSTRAINT pk_daily_count PRIMARY KEY (day, event, result, detail)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS daily_count_mark (
    id            TINYINT UNSIGNED NOT NULL,
    audit_id      BIGINT UNSIGNED NOT NULL DEFAULT 0,
    counted_at    DATETIME NULL,
    users         BIGINT UNSIGNED NOT NULL DEFAULT 0,
    factor_users  BIGINT UNSIGNED NOT NULL DEFAULT 0,
    live_sessions BIGINT UNSIGNED NOT NULL DEFAULT 0,
    stood_at      DATETIME NULL,
    walking       BOOLEAN NOT NULL DEFAULT FALSE,
    last_user     BIGINT UNSIGNED NOT NULL DEFAULT 0,
    last_session  BIGINT UNSIGNED NOT NULL DEFAULT 0,
    seen_users    BIGINT UNSIGNED NOT NULL DEFAULT 0,
    seen_factors  BIGINT UNSIGNED NOT NULL DEFAULT 0,
    seen_sessions BIGINT UNSIGNED NOT NULL DEFAULT 0,
    CONSTRAINT pk_daily_count_mark PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT IGNORE INTO daily_count_mark (id) VALUES (1);

ALTER TABLE session
    ADD INDEX ix_session_address (address);

ALTER TABLE audit
    ADD INDEX ix_audit_result (result, id),
    ADD INDEX ix_audit_actor (actor, id);
