-- Usernames that were given up, for as long as nobody else gets them: sites may still know the former user by one. A new
-- table: no lock, no wait; the version before does not know it.
CREATE TABLE IF NOT EXISTS held_username (
    username_skeleton VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    username          VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_id           BIGINT UNSIGNED NOT NULL,
    held_until        DATETIME NOT NULL,
    CONSTRAINT pk_held_username PRIMARY KEY (username_skeleton),
    INDEX ix_held_username_user_id (user_id, held_until),
    INDEX ix_held_username_held_until (held_until)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
