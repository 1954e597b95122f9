-- A person's password hash, apart from the person.
-- A new table: no lock, no wait, older workers never name it.
CREATE TABLE IF NOT EXISTS user_password (
    user_id    BIGINT UNSIGNED NOT NULL,
    phc        VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    changed_at DATETIME NOT NULL,
    CONSTRAINT pk_user_password PRIMARY KEY (user_id),
    CONSTRAINT fk_user_password_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
