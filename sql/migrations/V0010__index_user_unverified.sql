-- The courier looks for accounts that were registered and never confirmed.
-- Built in place while reads and writes go on; some seconds for a million accounts.
ALTER TABLE user
    ADD INDEX ix_user_email_verified_at (email_verified_at, created_at);
