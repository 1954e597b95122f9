-- A username beside the e-mail address, and given and family name beside the display name. username_skeleton is what a
-- username has in common with those that look like it (model/username.hpp): it is unique, so that nobody can be taken
-- for somebody else.
-- The columns are instant; the clause makes it fail rather than copy the table. The indexes are built in place while
-- reads and writes go on; some seconds for a million users. The version before does not know the columns. The gate's
-- own database user needs the new ones: `postern database grants`.
ALTER TABLE user
    ADD COLUMN username          VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
    ADD COLUMN username_skeleton VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    ADD COLUMN given_name        VARCHAR(64) NOT NULL DEFAULT '',
    ADD COLUMN family_name       VARCHAR(64) NOT NULL DEFAULT '',
    ALGORITHM = INSTANT;

ALTER TABLE user
    ADD CONSTRAINT uq_user_username UNIQUE (username),
    ADD CONSTRAINT uq_user_username_skeleton UNIQUE (username_skeleton);
