-- The keys that sign access tokens and assertions. A new table: no lock, no wait; the version before does not know it.
-- The secret half is sealed with a key that is not in the database; the number of that key is beside it, as in
-- user_totp. A key's state follows from its times. (`usage` is a reserved word.) The gate's own database user needs the
-- new table: `postern database grants`.
CREATE TABLE IF NOT EXISTS signing_key (
    id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    kid         CHAR(43) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    purpose     VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    alg         VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    number      INT UNSIGNED NOT NULL,
    public_jwk  VARCHAR(2000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    sealed      VARBINARY(4096) NOT NULL,
    key_id      INT UNSIGNED NOT NULL,
    created_at  DATETIME NOT NULL,
    activate_at DATETIME NOT NULL,
    revoked_at  DATETIME NULL,
    made_on     VARCHAR(255) NOT NULL,
    CONSTRAINT pk_signing_key PRIMARY KEY (id),
    CONSTRAINT uq_signing_key_kid UNIQUE (kid),
    CONSTRAINT uq_signing_key_number UNIQUE (purpose, alg, number)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
