-- Terms that people accept, by version and language, and who accepted which version when. New tables: no lock, no wait;
-- the version before does not know them, and asks nobody. The gate does not read them.
CREATE TABLE IF NOT EXISTS terms_version (
    id             INT UNSIGNED NOT NULL AUTO_INCREMENT,
    version        VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    added_at       DATETIME NOT NULL,
    added_by       VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    must_accept_by DATETIME NULL,
    CONSTRAINT pk_terms_version PRIMARY KEY (id),
    CONSTRAINT uq_terms_version_version UNIQUE (version)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS terms_text (
    terms_version_id INT UNSIGNED NOT NULL,
    language         VARCHAR(35) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    text             MEDIUMTEXT NOT NULL,
    CONSTRAINT pk_terms_text PRIMARY KEY (terms_version_id, language),
    CONSTRAINT fk_terms_text_terms_version FOREIGN KEY (terms_version_id) REFERENCES terms_version (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS terms_acceptance (
    user_id          BIGINT UNSIGNED NOT NULL,
    terms_version_id INT UNSIGNED NOT NULL,
    accepted_at      DATETIME NOT NULL,
    CONSTRAINT pk_terms_acceptance PRIMARY KEY (user_id, terms_version_id),
    CONSTRAINT fk_terms_acceptance_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE,
    CONSTRAINT fk_terms_acceptance_terms_version FOREIGN KEY (terms_version_id) REFERENCES terms_version (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
