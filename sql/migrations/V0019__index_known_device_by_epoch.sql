-- The oldest devices of an account are found by this index, and what is over its limit removed.
-- Built in place while reads and writes go on; some seconds for a million devices.
ALTER TABLE known_device
    ADD INDEX ix_known_device_user_epoch (user_id, user_epoch, last_used_at);
