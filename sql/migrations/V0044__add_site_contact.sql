-- Whom people ask for access to a site that does not let them in: an e-mail address, of a user or not.
-- A column at the end, added at once without a lock (INSTANT). The version before leaves it empty.
ALTER TABLE site
    ADD COLUMN contact VARCHAR(254) CHARACTER SET ascii COLLATE ascii_bin NULL,
    ALGORITHM = INSTANT;
