-- The courier looks for accounts whose time has come.
-- Built in place while reads and writes go on; some seconds for a million accounts.
ALTER TABLE user
    ADD INDEX ix_user_delete_at (delete_at);
