-- What ended before its time, so that every host can drop it from its cache.
-- A new table: no lock, no wait. Workers of the version before end sessions without writing here;
-- they also ask the database at every check, so on their hosts nothing is missed. Hosts of this
-- version learn of such an end only when their cached answer runs out: upgrade all hosts soon.
CREATE TABLE IF NOT EXISTS revocation (
    id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    token_hash BINARY(32) NULL,
    user_id    BIGINT UNSIGNED NULL,
    created_at DATETIME NOT NULL,
    CONSTRAINT pk_revocation PRIMARY KEY (id),
    INDEX ix_revocation_created_at (created_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
