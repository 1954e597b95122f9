-- How surely, and when, the user of a session proved who they are: what sites may demand.
-- Four columns at the end, added at once without a lock (INSTANT). A session that the version before opens is
-- one by password, and counts as proven when it was created. The gate's own database user needs the new columns:
-- `postern database grants`.
ALTER TABLE session
    ADD COLUMN level            TINYINT UNSIGNED NOT NULL DEFAULT 1,
    ADD COLUMN methods          VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'password',
    ADD COLUMN authenticated_at DATETIME NULL,
    ADD COLUMN factor_at        DATETIME NULL,
    ALGORITHM = INSTANT;
