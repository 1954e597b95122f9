-- What a site demands of the sign-in of its visitors.
-- Two columns at the end, added at once without a lock (INSTANT). The version before does not know them, and lets
-- everybody pass who is signed in: upgrade all hosts before you set one. The gate's own database user needs the new
-- columns: `postern database grants`.
ALTER TABLE site
    ADD COLUMN level   TINYINT UNSIGNED NOT NULL DEFAULT 1,
    ADD COLUMN max_age INT UNSIGNED NOT NULL DEFAULT 0,
    ALGORITHM = INSTANT;
