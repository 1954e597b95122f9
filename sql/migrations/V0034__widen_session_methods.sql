-- All words of session.methods together, with the newest one (mailed_code), are longer than 64 characters. The column
-- gets longer in place: no row is touched, and sign-ins may go on meanwhile. The version before leaves out the word that
-- it does not know.
ALTER TABLE session
    MODIFY COLUMN methods VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'password',
    ALGORITHM = INPLACE,
    LOCK = NONE;
