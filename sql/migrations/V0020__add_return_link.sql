-- Where a person goes after they have used the link in an e-mail: kept with the mail, then with its link. Checked against the
-- registered sites again whenever it is followed. Longer than any address that nginx takes.
-- Two columns at the end, added at once without a lock (INSTANT). The version before leaves them empty.
ALTER TABLE outbox
    ADD COLUMN return_link VARCHAR(8448) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    ALGORITHM = INSTANT;
ALTER TABLE mail_token
    ADD COLUMN return_link VARCHAR(8448) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    ALGORITHM = INSTANT;
