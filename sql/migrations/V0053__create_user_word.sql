-- What users are found by, in lowercase and without accents (model/search_words.hpp): an administrator's search reads a
-- range of it, never all users. A new table: no lock, no wait; the version before does not know it. The courier fills it:
-- see V0052.
CREATE TABLE IF NOT EXISTS user_word (
    word    VARCHAR(64) NOT NULL,
    user_id BIGINT UNSIGNED NOT NULL,
    CONSTRAINT pk_user_word PRIMARY KEY (word, user_id),
    CONSTRAINT fk_user_word_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE,
    INDEX ix_user_word_user_id (user_id, word)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
