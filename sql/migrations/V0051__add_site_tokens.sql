-- How programs get into a site, and whether it is sent a signed assertion.
-- Four columns at the end, added at once without a lock (INSTANT). The version before does not know them, and takes no
-- tokens at all. The gate's own database user needs the new columns: `postern database grants`.
ALTER TABLE site
    ADD COLUMN credentials    VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'cookie token basic',
    ADD COLUMN basic          VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'token',
    ADD COLUMN token_audience VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'issuer',
    ADD COLUMN assertion      BOOLEAN NOT NULL DEFAULT FALSE,
    ALGORITHM = INSTANT;
