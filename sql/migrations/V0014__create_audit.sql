-- What happened to accounts, for those who have to answer for it.
-- A new table: no lock, no wait; the version before writes nothing here.
CREATE TABLE IF NOT EXISTS audit (
    id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    created_at DATETIME NOT NULL,
    event      VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    result     VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user       CHAR(22) CHARACTER SET ascii COLLATE ascii_bin NULL,
    actor      VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    address    VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_agent VARCHAR(255) NOT NULL,
    request_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    detail     VARCHAR(255) NOT NULL,
    CONSTRAINT pk_audit PRIMARY KEY (id),
    INDEX ix_audit_user (user, id),
    INDEX ix_audit_event (event, id),
    INDEX ix_audit_created_at (created_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
