-- What lists of a million users need: when somebody last signed in, whether they have a second factor, and whether the
-- words that they are found by are written (user_word).
-- The columns are instant; the clause makes it fail rather than copy the table. The indexes are built in place while
-- reads and writes go on; some seconds for a million users. Rows that are there already, and those that the version
-- before adds, have word_version 0: the courier fills them in, some hundred at a time, so that nobody waits for a lock.
-- Until it has, lists leave them out of searches and take them for users without a second factor.
ALTER TABLE user
    ADD COLUMN last_sign_in_at DATETIME NULL,
    ADD COLUMN has_factor      BOOLEAN NOT NULL DEFAULT FALSE,
    ADD COLUMN word_version    TINYINT UNSIGNED NOT NULL DEFAULT 0,
    ALGORITHM = INSTANT;

ALTER TABLE user
    ADD INDEX ix_user_disabled (disabled),
    ADD INDEX ix_user_has_factor (has_factor),
    ADD INDEX ix_user_word_version (word_version);
