-- What a site is told in Remote-User. A column at the end, added at once without a lock (INSTANT). The version before
-- does not know it, and tells every site the e-mail address. The gate's own database user needs the new column:
-- `postern database grants`.
ALTER TABLE site
    ADD COLUMN identity VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'email',
    ALGORITHM = INSTANT;
