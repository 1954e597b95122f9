-- Ending everything of an account is one short change of its row, however much it owns: a session or a
-- device counts only while its epoch is that of its user. The courier removes ended rows in batches and
-- keeps its position in account_cleanup.
-- The columns are instant; the clause makes it fail rather than copy a table. The index is built in place
-- while reads and writes go on; some seconds for a million sessions. Workers of the version before name
-- none of this: a session that they open for an account whose epoch has moved on counts as ended on hosts
-- of this version, and those that end here count on their hosts until the courier has removed them. Upgrade
-- all hosts soon. The gate's own database user needs two more columns: `postern database grants`.
ALTER TABLE user
    ADD COLUMN session_epoch INT UNSIGNED NOT NULL DEFAULT 0,
    ADD COLUMN device_epoch INT UNSIGNED NOT NULL DEFAULT 0,
    ALGORITHM = INSTANT;

ALTER TABLE session
    ADD COLUMN user_epoch INT UNSIGNED NOT NULL DEFAULT 0,
    ALGORITHM = INSTANT;

ALTER TABLE session
    ADD INDEX ix_session_user_epoch (user_id, user_epoch);

ALTER TABLE known_device
    ADD COLUMN user_epoch INT UNSIGNED NOT NULL DEFAULT 0,
    ALGORITHM = INSTANT;

CREATE TABLE IF NOT EXISTS account_cleanup (
    user_id BIGINT UNSIGNED NOT NULL,
    after_session BIGINT UNSIGNED NULL,
    after_device BINARY(32) NULL,
    CONSTRAINT pk_account_cleanup PRIMARY KEY (user_id),
    CONSTRAINT fk_account_cleanup_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
