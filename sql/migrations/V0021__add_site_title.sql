-- What people read about a site instead of its address: on the sign-in page and in the list of sites.
-- Two columns at the end, added at once without a lock (INSTANT). The version before leaves them empty.
ALTER TABLE site
    ADD COLUMN title       VARCHAR(100) NOT NULL DEFAULT '',
    ADD COLUMN description VARCHAR(200) NOT NULL DEFAULT '',
    ALGORITHM = INSTANT;
