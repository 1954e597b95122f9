-- What passkeys know their user by: random, and no site learns it. A table of its own, because adding a unique column to
-- the table user would take a lock. A new table: no lock, no wait; the version before does not know it.
CREATE TABLE IF NOT EXISTS user_handle (
    user_id BIGINT UNSIGNED NOT NULL,
    handle  BINARY(32) NOT NULL,
    CONSTRAINT pk_user_handle PRIMARY KEY (user_id),
    CONSTRAINT uq_user_handle_handle UNIQUE (handle),
    CONSTRAINT fk_user_handle_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
