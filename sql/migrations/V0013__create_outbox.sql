-- Mails that are to be sent, written in the transaction of what causes them.
-- A new table: no lock, no wait; the version before does not know it.
CREATE TABLE IF NOT EXISTS outbox (
    id              BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    kind            VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_id         BIGINT UNSIGNED NULL,
    email           VARCHAR(254) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    language        VARCHAR(35) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    details         VARCHAR(2000) NOT NULL,
    created_at      DATETIME NOT NULL,
    next_attempt_at DATETIME NOT NULL,
    attempts        INT UNSIGNED NOT NULL DEFAULT 0,
    failed_at       DATETIME NULL,
    last_error      VARCHAR(200) NOT NULL DEFAULT '',
    CONSTRAINT pk_outbox PRIMARY KEY (id),
    INDEX ix_outbox_next_attempt_at (failed_at, next_attempt_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
