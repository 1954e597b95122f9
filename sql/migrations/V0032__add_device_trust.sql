-- Browsers that are not asked for the second step for a while. The epoch is that of the user's sessions: what ends all of
-- them, or all but one, ends the trust, too. Two columns at the end, added at once without a lock (INSTANT); the version
-- before does not know them.
ALTER TABLE known_device
    ADD COLUMN trusted_until DATETIME NULL,
    ADD COLUMN trusted_epoch INT UNSIGNED NULL,
    ALGORITHM = INSTANT;
