-- When administrators were last told how many registrations wait for approval: one row for all hosts. A new table: no
-- lock, no wait; the version before does not know it. The gate does not read it.
CREATE TABLE IF NOT EXISTS approval_notice (
    id      TINYINT UNSIGNED NOT NULL,
    told_at DATETIME NOT NULL,
    CONSTRAINT pk_approval_notice PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT IGNORE INTO approval_notice (id, told_at) VALUES (1, '2000-01-01 00:00:00');
