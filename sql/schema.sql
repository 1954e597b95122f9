-- The whole schema of Postern, as the migrations make it (a test compares the two).
--
-- All text is utf8mb4 unless a column says ascii; ascii columns compare byte by byte. All times are UTC
-- with whole seconds. Rows are found from outside by a random public_id or by the hash of a secret,
-- never by the counting id. Constraints have names because the code tells errors apart by them.

-- Which migrations this database has had. See sql/README.md.
CREATE TABLE schema_migration (
    version    INT UNSIGNED NOT NULL,
    name       VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    sha256     CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- of the file, hexadecimal
    applied_at DATETIME NOT NULL,
    CONSTRAINT pk_schema_migration PRIMARY KEY (version)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- A person.
CREATE TABLE user (
    id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    public_id    CHAR(22) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- never changes
    email        VARCHAR(254) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- canonical: lower case
    display_name VARCHAR(100) NOT NULL,
    disabled     BOOLEAN NOT NULL DEFAULT FALSE,  -- may not sign in, has no session
    created_at   DATETIME NOT NULL,
    email_verified_at DATETIME NULL,  -- when somebody proved that he reads this address's mail
    language     VARCHAR(35) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',  -- BCP 47; '': the browser's
    time_zone    VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',  -- of the IANA list; '': UTC
    delete_at    DATETIME NULL,       -- when the account is to go; until then it is asleep
    CONSTRAINT pk_user PRIMARY KEY (id),
    CONSTRAINT uq_user_public_id UNIQUE (public_id),
    CONSTRAINT uq_user_email UNIQUE (email),
    INDEX ix_user_delete_at (delete_at),
    INDEX ix_user_email_verified_at (email_verified_at, created_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- A person's password. Apart from user, so that no listing of people can carry hashes along, and
-- because a person may come to have none.
CREATE TABLE user_password (
    user_id    BIGINT UNSIGNED NOT NULL,
    phc        VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- $argon2id$v=19$...
    changed_at DATETIME NOT NULL,
    CONSTRAINT pk_user_password PRIMARY KEY (user_id),
    CONSTRAINT fk_user_password_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- One sign-in on one device. The visitor has the token, this table only its SHA-256: who reads the
-- table can use no session.
CREATE TABLE session (
    id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    public_id    CHAR(22) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- to end it by; opens nothing
    token_hash   BINARY(32) NOT NULL,
    user_id      BIGINT UNSIGNED NOT NULL,
    created_at   DATETIME NOT NULL,
    last_seen_at DATETIME NOT NULL,
    expires_at   DATETIME NOT NULL,       -- the absolute end, whatever the use
    idle_seconds INT UNSIGNED NOT NULL,   -- ends when unused for this long
    ends_at      DATETIME                 -- the earlier of the two ends; what the purge looks for
        AS (LEAST(expires_at, last_seen_at + INTERVAL idle_seconds SECOND)) STORED,
    remember     BOOLEAN NOT NULL,
    address      VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_agent   VARCHAR(255) NOT NULL,
    CONSTRAINT pk_session PRIMARY KEY (id),
    CONSTRAINT uq_session_public_id UNIQUE (public_id),
    CONSTRAINT uq_session_token_hash UNIQUE (token_hash),
    CONSTRAINT fk_session_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE,
    INDEX ix_session_user_id (user_id),
    INDEX ix_session_ends_at (ends_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The log of what ended before its time, written in the transaction that ended it and read by every
-- host, once a second, to drop it from its cache. Either one session or all those of a user. Ids are
-- given before they commit: a later one can be visible before an earlier one. Kept for a day.
CREATE TABLE revocation (
    id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    token_hash BINARY(32) NULL,       -- of the session that ended
    user_id    BIGINT UNSIGNED NULL,  -- no foreign key: the log outlives the user
    created_at DATETIME NOT NULL,     -- by the database's clock
    CONSTRAINT pk_revocation PRIMARY KEY (id),
    INDEX ix_revocation_created_at (created_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- A protected web site.
CREATE TABLE site (
    id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    name       VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,    -- POSTERN_SITE in nginx
    origin     VARCHAR(300) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,   -- https://host[:port]
    policy     VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,    -- signed_in or public
    created_at DATETIME NOT NULL,
    CONSTRAINT pk_site PRIMARY KEY (id),
    CONSTRAINT uq_site_name UNIQUE (name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- One row. Counted up in the same transaction as every change of site, so that a gate which keeps the
-- sites in memory learns from one number, read along with the session, that they still are the same.
CREATE TABLE site_revision (
    id       TINYINT UNSIGNED NOT NULL,
    revision BIGINT UNSIGNED NOT NULL,
    CONSTRAINT pk_site_revision PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT INTO site_revision (id, revision) VALUES (1, 1);

-- What a link in a mail proves: that whoever opens it reads the mail of this address. The mail has the
-- token, this table only its SHA-256. A row goes when it is used.
CREATE TABLE mail_token (
    id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    kind       VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,    -- what it may be used for
    user_id    BIGINT UNSIGNED NOT NULL,
    token_hash BINARY(32) NOT NULL,
    email      VARCHAR(254) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,   -- where the mail went
    created_at DATETIME NOT NULL,
    expires_at DATETIME NOT NULL,
    CONSTRAINT pk_mail_token PRIMARY KEY (id),
    CONSTRAINT uq_mail_token_token_hash UNIQUE (token_hash),
    CONSTRAINT fk_mail_token_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE,
    INDEX ix_mail_token_user_id (user_id, kind, created_at),
    INDEX ix_mail_token_expires_at (expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Mails that are to be sent, written in the transaction of what causes them; a row goes when the mail
-- server has taken the mail. Holds no token: the courier makes one when it sends.
CREATE TABLE outbox (
    id              BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    kind            VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_id         BIGINT UNSIGNED NULL,  -- NULL: whoever has this address when it is sent, if anybody
    email           VARCHAR(254) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    language        VARCHAR(35) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    details         VARCHAR(2000) NOT NULL,  -- texts that the mail shows: name=value&..., percent-encoded
    created_at      DATETIME NOT NULL,
    next_attempt_at DATETIME NOT NULL,       -- while it is being sent: when another courier may try
    attempts        INT UNSIGNED NOT NULL DEFAULT 0,
    failed_at       DATETIME NULL,           -- given up; kept for the administrator to see
    last_error      VARCHAR(200) NOT NULL DEFAULT '',
    CONSTRAINT pk_outbox PRIMARY KEY (id),
    INDEX ix_outbox_next_attempt_at (failed_at, next_attempt_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What happened to accounts. Only added to, and removed when old. Names people by their public_id alone,
-- so that nothing here has to be changed when an account is deleted: what stays is a pseudonym.
CREATE TABLE audit (
    id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    created_at DATETIME NOT NULL,
    event      VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    result     VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user       CHAR(22) CHARACTER SET ascii COLLATE ascii_bin NULL,  -- public_id of whom it is about
    actor      VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,   -- who did it
    address    VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_agent VARCHAR(255) NOT NULL,
    request_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    detail     VARCHAR(255) NOT NULL,
    CONSTRAINT pk_audit PRIMARY KEY (id),
    INDEX ix_audit_user (user, id),
    INDEX ix_audit_event (event, id),
    INDEX ix_audit_created_at (created_at),
    INDEX ix_audit_address (address, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- How often in a row signing in with an address has failed, whether or not it has an account: the floor
-- under the counters that each host keeps in memory.
CREATE TABLE sign_in_failure (
    account_key    BINARY(32) NOT NULL,  -- SHA-256 of the canonical address
    failures       INT UNSIGNED NOT NULL,
    last_failed_at DATETIME NOT NULL,
    CONSTRAINT pk_sign_in_failure PRIMARY KEY (account_key),
    INDEX ix_sign_in_failure_last_failed_at (last_failed_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Browsers in which somebody has signed in before, by the hash of a cookie of their own. They keep their
-- own budget of attempts, and signing in from another one causes a mail.
CREATE TABLE known_device (
    user_id      BIGINT UNSIGNED NOT NULL,
    device_hash  BINARY(32) NOT NULL,
    created_at   DATETIME NOT NULL,
    last_used_at DATETIME NOT NULL,
    CONSTRAINT pk_known_device PRIMARY KEY (user_id, device_hash),
    CONSTRAINT fk_known_device_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE,
    INDEX ix_known_device_last_used_at (last_used_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
