-- What an account has besides its name: a confirmed address, a language, a time zone, and, while it waits
-- to be deleted, when that will be.
-- Instant; the clause makes it fail rather than copy the table. Workers of the version before name
-- none of the columns: accounts that they add count as not confirmed.
ALTER TABLE user
    ADD COLUMN email_verified_at DATETIME NULL,
    ADD COLUMN language VARCHAR(35) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    ADD COLUMN time_zone VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    ADD COLUMN delete_at DATETIME NULL,
    ALGORITHM = INSTANT;
