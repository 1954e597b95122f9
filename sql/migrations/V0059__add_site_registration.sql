-- Whether visitors who come from a site may register there. A column at the end, added at once without a lock (INSTANT).
-- The version before does not know it, and offers registration as before. The gate does not read it.
ALTER TABLE site
    ADD COLUMN registration VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'inherit',
    ALGORITHM = INSTANT;
