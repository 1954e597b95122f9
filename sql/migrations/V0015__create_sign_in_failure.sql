-- How often in a row signing in has failed, so that it is known after a restart and on every host.
-- A new table: no lock, no wait; the version before counts nothing.
CREATE TABLE IF NOT EXISTS sign_in_failure (
    account_key    BINARY(32) NOT NULL,
    failures       INT UNSIGNED NOT NULL,
    last_failed_at DATETIME NOT NULL,
    CONSTRAINT pk_sign_in_failure PRIMARY KEY (account_key),
    INDEX ix_sign_in_failure_last_failed_at (last_failed_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
