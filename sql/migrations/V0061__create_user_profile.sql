-- What users say of themselves beyond their name: the fields are those of the configuration. A new table: no lock, no
-- wait; the version before does not know it. The gate does not read it.
CREATE TABLE IF NOT EXISTS user_profile (
    user_id BIGINT UNSIGNED NOT NULL,
    field   VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    value   VARCHAR(200) NOT NULL,
    CONSTRAINT pk_user_profile PRIMARY KEY (user_id, field),
    CONSTRAINT fk_user_profile_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
