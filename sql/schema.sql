-- The whole schema of Postern, as the migrations create it (a test compares the two).
--
-- All text is utf8mb4 unless a column says ascii; ascii columns compare byte by byte. All times are UTC
-- in whole seconds. From outside, rows are found by a random public_id or by the hash of a secret, never
-- by the auto-increment id. Constraints have names because the code tells errors apart by them.

-- The migrations applied to this database. See sql/README.md.
CREATE TABLE schema_migration (
    version    INT UNSIGNED NOT NULL,
    name       VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    sha256     CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- of the file, hexadecimal
    applied_at DATETIME NOT NULL,
    CONSTRAINT pk_schema_migration PRIMARY KEY (version)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- A user.
CREATE TABLE user (
    id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    public_id    CHAR(22) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- never changes
    email        VARCHAR(254) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- canonical: lowercase
    display_name VARCHAR(100) NOT NULL,
    disabled     BOOLEAN NOT NULL DEFAULT FALSE,  -- cannot sign in, has no sessions
    created_at   DATETIME NOT NULL,
    email_verified_at DATETIME NULL,  -- when the user proved that they read this address's e-mail
    language     VARCHAR(35) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',  -- BCP 47; '': the browser's
    time_zone    VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',  -- an IANA name; '': UTC
    delete_at    DATETIME NULL,       -- when the account will be deleted; the grace period lasts until then
    session_epoch INT UNSIGNED NOT NULL DEFAULT 0,  -- one more: every session of the user has ended
    device_epoch INT UNSIGNED NOT NULL DEFAULT 0,   -- one more: no device of the user is known
    last_sign_in_at DATETIME NULL,    -- right within a minute; NULL: never, or before this was kept
    has_factor   BOOLEAN NOT NULL DEFAULT FALSE,  -- has a row in user_totp or user_passkey
    word_version TINYINT UNSIGNED NOT NULL DEFAULT 0,  -- of the rows in user_word; 0: the courier will write them
    username     VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
    username_skeleton VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,  -- the same for names that look alike
    given_name   VARCHAR(64) NOT NULL DEFAULT '',
    family_name  VARCHAR(64) NOT NULL DEFAULT '',
    waiting_since DATETIME NULL,      -- registered, and waits for approval since then; cannot sign in
    CONSTRAINT pk_user PRIMARY KEY (id),
    CONSTRAINT uq_user_public_id UNIQUE (public_id),
    CONSTRAINT uq_user_email UNIQUE (email),
    CONSTRAINT uq_user_username UNIQUE (username),
    CONSTRAINT uq_user_username_skeleton UNIQUE (username_skeleton),
    INDEX ix_user_delete_at (delete_at),
    INDEX ix_user_email_verified_at (email_verified_at, created_at),
    INDEX ix_user_disabled (disabled),
    INDEX ix_user_has_factor (has_factor),
    INDEX ix_user_word_version (word_version),
    INDEX ix_user_waiting_since (waiting_since, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What users are found by, in lowercase and without accents: model/search_words.hpp.
CREATE TABLE user_word (
    word    VARCHAR(64) NOT NULL,
    user_id BIGINT UNSIGNED NOT NULL,
    CONSTRAINT pk_user_word PRIMARY KEY (word, user_id),
    CONSTRAINT fk_user_word_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE,
    INDEX ix_user_word_user_id (user_id, word)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Usernames that were given up, for as long as nobody else gets them: sites may still know the former user by one.
CREATE TABLE held_username (
    username_skeleton VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    username          VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_id           BIGINT UNSIGNED NOT NULL,  -- who may have it back; no foreign key: the row outlives the user
    held_until        DATETIME NOT NULL,
    CONSTRAINT pk_held_username PRIMARY KEY (username_skeleton),
    INDEX ix_held_username_user_id (user_id, held_until),
    INDEX ix_held_username_held_until (held_until)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- A user's password. Kept apart from the table user, so that no list of users can contain hashes, and
-- because a user may have no password.
CREATE TABLE user_password (
    user_id    BIGINT UNSIGNED NOT NULL,
    phc        VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- $argon2id$v=19$...
    changed_at DATETIME NOT NULL,
    CONSTRAINT pk_user_password PRIMARY KEY (user_id),
    CONSTRAINT fk_user_password_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- One sign-in on one device. The visitor has the token, this table only its SHA-256, so reading the
-- table gives access to no session.
CREATE TABLE session (
    id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    public_id    CHAR(22) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- identifies the session to end; gives no access
    token_hash   BINARY(32) NOT NULL,
    user_id      BIGINT UNSIGNED NOT NULL,
    created_at   DATETIME NOT NULL,
    last_seen_at DATETIME NOT NULL,
    expires_at   DATETIME NOT NULL,       -- the absolute end, even if in use
    idle_seconds INT UNSIGNED NOT NULL,   -- ends when unused for this long
    ends_at      DATETIME                 -- the earlier of the two ends; used by the purge
        AS (LEAST(expires_at, last_seen_at + INTERVAL idle_seconds SECOND)) STORED,
    remember     BOOLEAN NOT NULL,
    address      VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_agent   VARCHAR(255) NOT NULL,
    user_epoch   INT UNSIGNED NOT NULL DEFAULT 0,  -- the session has ended unless it is user.session_epoch
    level        TINYINT UNSIGNED NOT NULL DEFAULT 1,  -- 1 one factor, 2 two, 3 phishing-resistant
    methods      VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'password',  -- words, separated by spaces
    authenticated_at DATETIME NULL,       -- the last sign-in or step-up; NULL: created_at
    factor_at    DATETIME NULL,           -- when a second factor was last proven in this session
    CONSTRAINT pk_session PRIMARY KEY (id),
    CONSTRAINT uq_session_public_id UNIQUE (public_id),
    CONSTRAINT uq_session_token_hash UNIQUE (token_hash),
    CONSTRAINT fk_session_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE,
    INDEX ix_session_user_id (user_id),
    INDEX ix_session_ends_at (ends_at),
    INDEX ix_session_user_epoch (user_id, user_epoch),
    INDEX ix_session_address (address)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Revocations: sessions and tokens that were ended early. A row is written in the transaction that ends one, or
-- all sessions of a user, and every host reads the table once a second to drop them from its cache. Ids
-- are assigned before the commit, so a later one can be visible before an earlier one. Kept for a day.
CREATE TABLE revocation (
    id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    token_hash BINARY(32) NULL,       -- of the session or token that ended: see crypto/token/credential.hpp
    user_id    BIGINT UNSIGNED NULL,  -- no foreign key: the row outlives the user; neither: everybody
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
    title      VARCHAR(100) NOT NULL DEFAULT '',            -- shown to people; empty: the name or the host
    description VARCHAR(200) NOT NULL DEFAULT '',
    level      TINYINT UNSIGNED NOT NULL DEFAULT 1,         -- that a session needs
    max_age    INT UNSIGNED NOT NULL DEFAULT 0,             -- seconds since the proof; 0: any
    contact    VARCHAR(254) CHARACTER SET ascii COLLATE ascii_bin NULL,  -- e-mail address: whom people ask for access
    credentials VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'cookie token basic',  -- that it takes
    basic      VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'token',  -- off, token or password
    token_audience VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'issuer',  -- issuer or site
    assertion  BOOLEAN NOT NULL DEFAULT FALSE,              -- it is sent a signed Postern-Assertion
    identity   VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'email',  -- Remote-User: email, username or id
    registration VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'inherit',  -- of its visitors: inherit or off
    CONSTRAINT pk_site PRIMARY KEY (id),
    CONSTRAINT uq_site_name UNIQUE (name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- One row. Incremented in the same transaction as every change of a site. A gate that keeps the sites in
-- memory reads this number with the session, and knows from it whether they are still current.
CREATE TABLE site_revision (
    id       TINYINT UNSIGNED NOT NULL,
    revision BIGINT UNSIGNED NOT NULL,
    CONSTRAINT pk_site_revision PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT INTO site_revision (id, revision) VALUES (1, 1);

-- Links in e-mails: opening one proves that the person reads the e-mail of this address. The e-mail has the
-- token, this table only its SHA-256. A row is deleted when its link is used.
CREATE TABLE mail_token (
    id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    kind       VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,    -- what it may be used for
    user_id    BIGINT UNSIGNED NOT NULL,
    token_hash BINARY(32) NOT NULL,
    email      VARCHAR(254) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,   -- where the e-mail went
    created_at DATETIME NOT NULL,
    expires_at DATETIME NOT NULL,
    return_link VARCHAR(8448) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',  -- where the person goes next
    CONSTRAINT pk_mail_token PRIMARY KEY (id),
    CONSTRAINT uq_mail_token_token_hash UNIQUE (token_hash),
    CONSTRAINT fk_mail_token_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE,
    INDEX ix_mail_token_user_id (user_id, kind, created_at),
    INDEX ix_mail_token_expires_at (expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- E-mails to send, written in the transaction that triggers them. A row is deleted when the mail server has
-- accepted the e-mail. Holds no token: the courier creates one when it sends.
CREATE TABLE outbox (
    id              BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    kind            VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_id         BIGINT UNSIGNED NULL,  -- NULL: the user with this address when it is sent, if any
    email           VARCHAR(254) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    language        VARCHAR(35) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    details         VARCHAR(10000) NOT NULL,  -- values that the e-mail shows: name=value&..., percent-encoded
    created_at      DATETIME NOT NULL,
    next_attempt_at DATETIME NOT NULL,       -- while it is being sent: when another courier may retry
    attempts        INT UNSIGNED NOT NULL DEFAULT 0,
    failed_at       DATETIME NULL,           -- given up; kept so that the administrator can see it
    last_error      VARCHAR(200) NOT NULL DEFAULT '',
    return_link VARCHAR(8448) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',  -- where the person goes next
    CONSTRAINT pk_outbox PRIMARY KEY (id),
    INDEX ix_outbox_next_attempt_at (failed_at, next_attempt_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The audit log. Rows are only added, and removed when old. Users appear only by their public_id, so that
-- nothing needs to change here when a user is deleted: a pseudonym remains.
CREATE TABLE audit (
    id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    created_at DATETIME NOT NULL,
    event      VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    result     VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user       CHAR(22) CHARACTER SET ascii COLLATE ascii_bin NULL,  -- public_id of the user concerned
    actor      VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,   -- who did it
    address    VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_agent VARCHAR(255) NOT NULL,
    request_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    detail     VARCHAR(255) NOT NULL,
    CONSTRAINT pk_audit PRIMARY KEY (id),
    INDEX ix_audit_user (user, id),
    INDEX ix_audit_event (event, id),
    INDEX ix_audit_created_at (created_at),
    INDEX ix_audit_address (address, id),
    INDEX ix_audit_result (result, id),
    INDEX ix_audit_actor (actor, id),
    INDEX ix_audit_request_id (request_id, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The audit log counted by the day. Names nobody.
CREATE TABLE daily_count (
    day    DATE NOT NULL,  -- in UTC
    event  VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,   -- this and the next as in audit
    result VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    detail VARCHAR(40) NOT NULL,  -- of a refusal: the reason; else ''
    value  BIGINT UNSIGNED NOT NULL,
    CONSTRAINT pk_daily_count PRIMARY KEY (day, event, result, detail)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- One row: how far the couriers have counted. Each batch locks it, so that nothing is counted twice.
CREATE TABLE daily_count_mark (
    id            TINYINT UNSIGNED NOT NULL,
    audit_id      BIGINT UNSIGNED NOT NULL DEFAULT 0,  -- the last entry of audit that is counted
    counted_at    DATETIME NULL,                       -- when none was left; NULL: not yet
    users         BIGINT UNSIGNED NOT NULL DEFAULT 0,  -- this and the next two as of stood_at
    factor_users  BIGINT UNSIGNED NOT NULL DEFAULT 0,
    live_sessions BIGINT UNSIGNED NOT NULL DEFAULT 0,
    stood_at      DATETIME NULL,
    walking       BOOLEAN NOT NULL DEFAULT FALSE,      -- users and sessions are being counted anew, by key
    last_user     BIGINT UNSIGNED NOT NULL DEFAULT 0,
    last_session  BIGINT UNSIGNED NOT NULL DEFAULT 0,
    seen_users    BIGINT UNSIGNED NOT NULL DEFAULT 0,
    seen_factors  BIGINT UNSIGNED NOT NULL DEFAULT 0,
    seen_sessions BIGINT UNSIGNED NOT NULL DEFAULT 0,
    CONSTRAINT pk_daily_count_mark PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT INTO daily_count_mark (id) VALUES (1);

-- Consecutive failed sign-ins per address, whether or not it has an account: the lower bound of the
-- counters that each host keeps in memory.
CREATE TABLE sign_in_failure (
    account_key    BINARY(32) NOT NULL,  -- SHA-256 of the canonical address
    failures       INT UNSIGNED NOT NULL,
    last_failed_at DATETIME NOT NULL,
    CONSTRAINT pk_sign_in_failure PRIMARY KEY (account_key),
    INDEX ix_sign_in_failure_last_failed_at (last_failed_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Browsers in which a user has signed in before, by the hash of a cookie. Each has its own budget of
-- attempts, and signing in with any other browser sends the user an e-mail.
CREATE TABLE known_device (
    user_id      BIGINT UNSIGNED NOT NULL,
    device_hash  BINARY(32) NOT NULL,
    created_at   DATETIME NOT NULL,
    last_used_at DATETIME NOT NULL,
    user_epoch   INT UNSIGNED NOT NULL DEFAULT 0,  -- the device is forgotten unless it is user.device_epoch
    trusted_until DATETIME NULL,      -- until then no second factor is asked for here; NULL: not trusted
    trusted_epoch INT UNSIGNED NULL,  -- the device is not trusted unless it is user.session_epoch
    CONSTRAINT pk_known_device PRIMARY KEY (user_id, device_hash),
    CONSTRAINT fk_known_device_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE,
    INDEX ix_known_device_last_used_at (last_used_at),
    INDEX ix_known_device_user_epoch (user_id, user_epoch, last_used_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Accounts that may own ended sessions or forgotten devices, which the courier removes in batches, by key.
CREATE TABLE account_cleanup (
    user_id BIGINT UNSIGNED NOT NULL,
    after_session BIGINT UNSIGNED NULL,  -- sessions up to this key are done; NULL: all are
    after_device BINARY(32) NULL,        -- devices up to this key are done; NULL: all are
    CONSTRAINT pk_account_cleanup PRIMARY KEY (user_id),
    CONSTRAINT fk_account_cleanup_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Authenticator apps: at most one for each user. The secret can be read only with a key that is in a file of the
-- hosts and not in the database.
CREATE TABLE user_totp (
    user_id      BIGINT UNSIGNED NOT NULL,
    public_id    CHAR(22) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- another one for each app that is set up
    secret       VARBINARY(80) NOT NULL,    -- sealed for this user and this public_id
    key_id       INT UNSIGNED NOT NULL,     -- the key that the secret is sealed with
    last_step    BIGINT UNSIGNED NOT NULL,  -- of the newest code that was accepted; only codes of later steps are
    created_at   DATETIME NOT NULL,
    last_used_at DATETIME NULL,             -- NULL: never since it was set up
    CONSTRAINT pk_user_totp PRIMARY KEY (user_id),
    CONSTRAINT fk_user_totp_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE,
    INDEX ix_user_totp_key_id (key_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Sets of recovery codes: at most one for each user. One salt for the set, so that a typed code is hashed once and
-- compared with all of them.
CREATE TABLE recovery_set (
    user_id    BIGINT UNSIGNED NOT NULL,
    salt       BINARY(16) NOT NULL,
    memory_kib INT UNSIGNED NOT NULL,  -- the cost of Argon2id, with the next two
    passes     INT UNSIGNED NOT NULL,
    lanes      INT UNSIGNED NOT NULL,
    created_at DATETIME NOT NULL,
    CONSTRAINT pk_recovery_set PRIMARY KEY (user_id),
    CONSTRAINT fk_recovery_set_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The codes of a set; they go with it. Each can be used once.
CREATE TABLE recovery_code (
    user_id   BIGINT UNSIGNED NOT NULL,
    code_hash BINARY(32) NOT NULL,
    used_at   DATETIME NULL,  -- NULL: not used yet
    CONSTRAINT pk_recovery_code PRIMARY KEY (user_id, code_hash),
    CONSTRAINT fk_recovery_code_recovery_set FOREIGN KEY (user_id) REFERENCES recovery_set (user_id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Sign-ins between the right password and the second factor. The visitor has the token, this table only its SHA-256.
-- A row is deleted when its session is opened.
CREATE TABLE sign_in_step (
    token_hash  BINARY(32) NOT NULL,
    user_id     BIGINT UNSIGNED NOT NULL,
    user_epoch  INT UNSIGNED NOT NULL,  -- the sign-in has ended unless it is user.session_epoch
    remember    BOOLEAN NOT NULL,
    address     VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_agent  VARCHAR(255) NOT NULL,
    created_at  DATETIME NOT NULL,
    expires_at  DATETIME NOT NULL,
    wrong_codes INT UNSIGNED NOT NULL DEFAULT 0,  -- since the password
    CONSTRAINT pk_sign_in_step PRIMARY KEY (token_hash),
    CONSTRAINT fk_sign_in_step_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE,
    INDEX ix_sign_in_step_user_id (user_id),
    INDEX ix_sign_in_step_expires_at (expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Authenticator apps that a user is setting up and has not confirmed with a code yet: one for each session. A row is
-- deleted when it becomes a row of user_totp.
CREATE TABLE factor_enrolment (
    holder_hash BINARY(32) NOT NULL,        -- SHA-256 of the session's token
    user_id     BIGINT UNSIGNED NOT NULL,
    factor_id   CHAR(22) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- the public_id that it will have
    secret      VARBINARY(80) NOT NULL,     -- as in user_totp
    key_id      INT UNSIGNED NOT NULL,
    expires_at  DATETIME NOT NULL,
    CONSTRAINT pk_factor_enrolment PRIMARY KEY (holder_hash),
    CONSTRAINT fk_factor_enrolment_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE,
    INDEX ix_factor_enrolment_user_id (user_id),
    INDEX ix_factor_enrolment_expires_at (expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Passkeys and security keys: the public halves. The authenticator's own name for it is up to 1023 bytes, so its SHA-256
-- is what is unique.
CREATE TABLE user_passkey (
    id              BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    public_id       CHAR(22) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_id         BIGINT UNSIGNED NOT NULL,
    kind            VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- passkey or security_key
    credential_hash BINARY(32) NOT NULL,       -- SHA-256 of credential_id
    credential_id   VARBINARY(1023) NOT NULL,
    rp_id           VARCHAR(253) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- the host that it was made for
    public_key      VARBINARY(600) NOT NULL,   -- SubjectPublicKeyInfo, DER
    algorithm       SMALLINT NOT NULL,         -- COSE: -8, -7 or -257
    sign_count      INT UNSIGNED NOT NULL,     -- of the newest use; 0: it does not count
    uses            INT UNSIGNED NOT NULL DEFAULT 0,  -- every use changes the row
    aaguid          BINARY(16) NOT NULL,       -- the model; all zero: not known
    transports      VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- internal,hybrid
    verifies_user   BOOLEAN NOT NULL,          -- asked for a PIN or a biometric when it was made
    backup_eligible BOOLEAN NOT NULL,          -- can be synced to other devices
    backup_state    BOOLEAN NOT NULL,          -- is synced
    name            VARCHAR(60) NOT NULL,
    created_at      DATETIME NOT NULL,
    last_used_at    DATETIME NULL,             -- NULL: never since it was made
    CONSTRAINT pk_user_passkey PRIMARY KEY (id),
    CONSTRAINT uq_user_passkey_public_id UNIQUE (public_id),
    CONSTRAINT uq_user_passkey_credential_hash UNIQUE (credential_hash),
    CONSTRAINT fk_user_passkey_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What passkeys know their user by: random, and no site learns it. It never changes.
CREATE TABLE user_handle (
    user_id BIGINT UNSIGNED NOT NULL,
    handle  BINARY(32) NOT NULL,
    CONSTRAINT pk_user_handle PRIMARY KEY (user_id),
    CONSTRAINT uq_user_handle_handle UNIQUE (handle),
    CONSTRAINT fk_user_handle_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Challenges of passkeys that were answered: none is good twice. A challenge that nobody answers has no row.
CREATE TABLE used_challenge (
    challenge_hash BINARY(32) NOT NULL,
    expires_at     DATETIME NOT NULL,
    CONSTRAINT pk_used_challenge PRIMARY KEY (challenge_hash),
    INDEX ix_used_challenge_expires_at (expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Resets of lost second factors that wait for their time: their users have the password and the mailbox, and those who
-- still have a second factor can cancel them by signing in.
CREATE TABLE factor_reset (
    user_id      BIGINT UNSIGNED NOT NULL,
    due_at       DATETIME NOT NULL,  -- when the factors are removed
    next_step_at DATETIME NOT NULL,  -- when the user is told again, or due_at
    CONSTRAINT pk_factor_reset PRIMARY KEY (user_id),
    CONSTRAINT fk_factor_reset_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE,
    INDEX ix_factor_reset_next_step_at (next_step_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Groups of users: who somebody is. Sites are told of them, and rules name them.
CREATE TABLE user_group (
    id          INT UNSIGNED NOT NULL AUTO_INCREMENT,
    name        VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    description VARCHAR(200) NOT NULL DEFAULT '',
    created_at  DATETIME NOT NULL,
    CONSTRAINT pk_user_group PRIMARY KEY (id),
    CONSTRAINT uq_user_group_name UNIQUE (name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The members of each group.
CREATE TABLE group_member (
    user_id    BIGINT UNSIGNED NOT NULL,
    group_id   INT UNSIGNED NOT NULL,
    granted_at DATETIME NOT NULL,
    granted_by VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- as audit.actor
    expires_at DATETIME NULL,  -- from then on they are not in it; NULL: never
    CONSTRAINT pk_group_member PRIMARY KEY (user_id, group_id),
    CONSTRAINT fk_group_member_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE,
    CONSTRAINT fk_group_member_group FOREIGN KEY (group_id) REFERENCES user_group (id) ON DELETE CASCADE,
    INDEX ix_group_member_group_id (group_id, user_id),
    INDEX ix_group_member_expires_at (expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Permissions: what may be done to what.
CREATE TABLE permission (
    id          INT UNSIGNED NOT NULL AUTO_INCREMENT,
    name        VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    description VARCHAR(200) NOT NULL DEFAULT '',
    resource    VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- `a/*`: all below a; `*`: everything
    action      VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- `*`: every action
    CONSTRAINT pk_permission PRIMARY KEY (id),
    CONSTRAINT uq_permission_name UNIQUE (name),
    CONSTRAINT uq_permission_resource_action UNIQUE (resource, action)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT INTO permission (name, resource, action) VALUES ('administer', '*', '*');

-- Roles: sets of permissions. Somebody always has the role `admin`.
CREATE TABLE role (
    id          INT UNSIGNED NOT NULL AUTO_INCREMENT,
    name        VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    description VARCHAR(200) NOT NULL DEFAULT '',
    created_at  DATETIME NOT NULL,
    looked_at   INT UNSIGNED NOT NULL DEFAULT 0,  -- one more whenever a change makes sure that somebody keeps it
    CONSTRAINT pk_role PRIMARY KEY (id),
    CONSTRAINT uq_role_name UNIQUE (name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT INTO role (name, created_at) VALUES ('admin', UTC_TIMESTAMP());

-- The permissions of the roles. One that a role has cannot be removed.
CREATE TABLE role_permission (
    role_id       INT UNSIGNED NOT NULL,
    permission_id INT UNSIGNED NOT NULL,
    CONSTRAINT pk_role_permission PRIMARY KEY (role_id, permission_id),
    CONSTRAINT fk_role_permission_role FOREIGN KEY (role_id) REFERENCES role (id) ON DELETE CASCADE,
    CONSTRAINT fk_role_permission_permission FOREIGN KEY (permission_id) REFERENCES permission (id),
    INDEX ix_role_permission_permission_id (permission_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT INTO role_permission (role_id, permission_id)
    SELECT r.id, p.id FROM role r JOIN permission p ON p.name = 'administer' WHERE r.name = 'admin';

-- A role, or a single permission, that a user or a group has: of user_id and group_id one is set, and of role_id and
-- permission_id, too. Each of the unique keys counts only rows where it has no NULL.
CREATE TABLE access_grant (
    id            BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    public_id     CHAR(22) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_id       BIGINT UNSIGNED NULL,
    group_id      INT UNSIGNED NULL,
    role_id       INT UNSIGNED NULL,
    permission_id INT UNSIGNED NULL,
    granted_at    DATETIME NOT NULL,
    granted_by    VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- as audit.actor
    expires_at    DATETIME NULL,  -- from then on they do not have it; NULL: never
    CONSTRAINT pk_access_grant PRIMARY KEY (id),
    CONSTRAINT uq_access_grant_public_id UNIQUE (public_id),
    CONSTRAINT uq_access_grant_user_role UNIQUE (user_id, role_id),
    CONSTRAINT uq_access_grant_user_permission UNIQUE (user_id, permission_id),
    CONSTRAINT uq_access_grant_group_role UNIQUE (group_id, role_id),
    CONSTRAINT uq_access_grant_group_permission UNIQUE (group_id, permission_id),
    CONSTRAINT fk_access_grant_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE,
    CONSTRAINT fk_access_grant_group FOREIGN KEY (group_id) REFERENCES user_group (id) ON DELETE CASCADE,
    CONSTRAINT fk_access_grant_role FOREIGN KEY (role_id) REFERENCES role (id) ON DELETE CASCADE,
    CONSTRAINT fk_access_grant_permission FOREIGN KEY (permission_id) REFERENCES permission (id),
    INDEX ix_access_grant_role_id (role_id),
    INDEX ix_access_grant_permission_id (permission_id),
    INDEX ix_access_grant_expires_at (expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The rules of the sites, in the form that the gate reads (access/rule_text). Of a site without rules there is no row.
-- Every change increments site_revision.
CREATE TABLE site_ruleset (
    site_id    BIGINT UNSIGNED NOT NULL,
    version    BIGINT UNSIGNED NOT NULL,  -- site_revision.revision as of the change
    document   MEDIUMTEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    changed_at DATETIME NOT NULL,
    changed_by VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- as audit.actor
    CONSTRAINT pk_site_ruleset PRIMARY KEY (site_id),
    CONSTRAINT fk_site_ruleset_site FOREIGN KEY (site_id) REFERENCES site (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Rules of a site as an administrator writes them in the console, not published yet: TOML, docs/rules.md.
CREATE TABLE site_draft (
    site_id      BIGINT UNSIGNED NOT NULL,
    revision     BIGINT UNSIGNED NOT NULL,  -- another, greater one each time that it is saved
    base_version BIGINT UNSIGNED NOT NULL,  -- site_ruleset.version that it began with; 0: there were no rules
    text         MEDIUMTEXT NOT NULL,
    changed_at   DATETIME NOT NULL,
    changed_by   VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- as audit.actor
    CONSTRAINT pk_site_draft PRIMARY KEY (site_id),
    CONSTRAINT fk_site_draft_site FOREIGN KEY (site_id) REFERENCES site (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The rules that a site has and had, newest versions only; the current ones are among them.
CREATE TABLE site_ruleset_history (
    site_id    BIGINT UNSIGNED NOT NULL,
    version    BIGINT UNSIGNED NOT NULL,  -- this and the next three as in site_ruleset
    document   MEDIUMTEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    changed_at DATETIME NOT NULL,
    changed_by VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    reason     VARCHAR(200) NOT NULL,     -- as typed; '': none was given
    CONSTRAINT pk_site_ruleset_history PRIMARY KEY (site_id, version),
    CONSTRAINT fk_site_ruleset_history_site FOREIGN KEY (site_id) REFERENCES site (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The groups and roles that the rules of a site name: none of them can be removed.
CREATE TABLE rule_subject (
    site_id    BIGINT UNSIGNED NOT NULL,
    kind       VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- group or role
    subject_id INT UNSIGNED NOT NULL,  -- user_group.id or role.id
    CONSTRAINT pk_rule_subject PRIMARY KEY (site_id, kind, subject_id),
    CONSTRAINT fk_rule_subject_site FOREIGN KEY (site_id) REFERENCES site (id) ON DELETE CASCADE,
    INDEX ix_rule_subject_subject (kind, subject_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Networks that rules may name. A site's ruleset has a copy of those that it names.
CREATE TABLE network (
    name   VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    blocks TEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- CIDR blocks and addresses, separated by spaces
    CONSTRAINT pk_network PRIMARY KEY (name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Decisions of the gate, counted by the hour; several hosts add to one row. No paths.
CREATE TABLE access_event (
    id            BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    hour          DATETIME NOT NULL,           -- its beginning
    site_id       BIGINT UNSIGNED NOT NULL,    -- that may be gone by now
    rule_position INT NOT NULL,                -- index from 0; -1 the default, -2 preflight, -3 an odd path
    holder        BIGINT UNSIGNED NOT NULL,    -- user_id, or 0: a unique key does not count NULL
    user_id       BIGINT UNSIGNED NULL,        -- NULL: nobody who is known
    verdict       VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- denied, step_up, ..., hit
    count         BIGINT UNSIGNED NOT NULL,
    first_at      DATETIME NOT NULL,
    last_at       DATETIME NOT NULL,
    CONSTRAINT pk_access_event PRIMARY KEY (id),
    CONSTRAINT uq_access_event_hour UNIQUE (hour, site_id, rule_position, holder, verdict),
    CONSTRAINT fk_access_event_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE,
    INDEX ix_access_event_user_id (user_id),
    INDEX ix_access_event_site_id (site_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The keys that sign access tokens and assertions. The secret half can be read only with a key that is in a file of the
-- hosts and not in the database. A key's state follows from its times; every change increments site_revision.
CREATE TABLE signing_key (
    id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    kid         CHAR(43) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,     -- thumbprint of the public half (RFC 7638)
    purpose     VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- token or assertion
    alg         VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- ES256, EdDSA or RS256
    number      INT UNSIGNED NOT NULL,     -- counts within purpose and alg; unique, so that one host makes the next key
    public_jwk  VARCHAR(2000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    sealed      VARBINARY(4096) NOT NULL,  -- PKCS #8, sealed for this kid
    key_id      INT UNSIGNED NOT NULL,     -- the key that it is sealed with
    created_at  DATETIME NOT NULL,
    activate_at DATETIME NOT NULL,         -- signs from then on
    revoked_at  DATETIME NULL,             -- from then on nothing that it has signed is good
    made_on     VARCHAR(255) NOT NULL,     -- name of the host
    CONSTRAINT pk_signing_key PRIMARY KEY (id),
    CONSTRAINT uq_signing_key_kid UNIQUE (kid),
    CONSTRAINT uq_signing_key_number UNIQUE (purpose, alg, number)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Families of refresh tokens: everything that descends from one grant to a program. The program has the token; this row
-- has the number of the current one and, sealed, the seed that tokens are made and recognised with.
CREATE TABLE token_family (
    id                BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    public_id         CHAR(22) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- in each of its tokens
    user_id           BIGINT UNSIGNED NOT NULL,
    user_epoch        INT UNSIGNED NOT NULL,  -- the family has ended unless it is user.session_epoch
    session_public_id CHAR(22) CHARACTER SET ascii COLLATE ascii_bin NULL,  -- it ends with this session; NULL: with none
    name              VARCHAR(255) NOT NULL,
    scopes            VARCHAR(1000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- words, separated by spaces
    site              VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,    -- for this site alone; '': for all
    level             TINYINT UNSIGNED NOT NULL,  -- this and the next three as in session
    methods           VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    authenticated_at  DATETIME NOT NULL,
    factor_at         DATETIME NULL,
    created_at        DATETIME NOT NULL,
    address           VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_agent        VARCHAR(255) NOT NULL,
    used_at           DATETIME NOT NULL,      -- the last refresh, or created_at
    used_address      VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    expires_at        DATETIME NOT NULL,      -- the absolute end, even if in use
    idle_seconds      INT UNSIGNED NOT NULL,  -- ends when unused for this long
    revoked_at        DATETIME NULL,
    revoked_reason    VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    ends_at           DATETIME                -- the earliest of the three ends; used by the purge
        AS (LEAST(expires_at, used_at + INTERVAL idle_seconds SECOND, COALESCE(revoked_at, expires_at))) STORED,
    counter           INT UNSIGNED NOT NULL,  -- of the current refresh token
    counter_at        DATETIME NOT NULL,      -- since when it is the current one
    sealed_seed       VARBINARY(80) NOT NULL, -- sealed for this public_id
    key_id            INT UNSIGNED NOT NULL,  -- the key that the seed is sealed with
    CONSTRAINT pk_token_family PRIMARY KEY (id),
    CONSTRAINT uq_token_family_public_id UNIQUE (public_id),
    CONSTRAINT fk_token_family_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE,
    INDEX ix_token_family_user_id (user_id, revoked_at),
    INDEX ix_token_family_ends_at (ends_at),
    INDEX ix_token_family_key_id (key_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Access tokens that were revoked one by one, until they would have expired by themselves.
CREATE TABLE revoked_token (
    jti        CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_id    BIGINT UNSIGNED NOT NULL,  -- no foreign key: the row outlives the user
    expires_at DATETIME NOT NULL,         -- of the token
    revoked_at DATETIME NOT NULL,
    CONSTRAINT pk_revoked_token PRIMARY KEY (jti),
    INDEX ix_revoked_token_expires_at (expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Personal tokens, which people make for their programs. The person has the token, this table only its SHA-256.
CREATE TABLE personal_token (
    id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    public_id    CHAR(22) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- identifies the token to end; gives no access
    user_id      BIGINT UNSIGNED NOT NULL,
    hash         BINARY(32) NOT NULL,        -- crypto::personal_token_digest
    name         VARCHAR(100) NOT NULL,
    scopes       VARCHAR(1000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- words, separated by spaces
    level        TINYINT UNSIGNED NOT NULL,  -- 1 or 2: what was proven when it was made
    created_at   DATETIME NOT NULL,
    address      VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    expires_at   DATETIME NOT NULL,
    last_used_at DATETIME NULL,              -- NULL: never
    CONSTRAINT pk_personal_token PRIMARY KEY (id),
    CONSTRAINT uq_personal_token_public_id UNIQUE (public_id),
    CONSTRAINT uq_personal_token_hash UNIQUE (hash),
    CONSTRAINT fk_personal_token_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE,
    INDEX ix_personal_token_user_id (user_id),
    INDEX ix_personal_token_expires_at (expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- An invitation by e-mail. It can be used once, by the person with this address.
CREATE TABLE invitation (
    id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    public_id    CHAR(22) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    email        VARCHAR(254) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,      -- canonical, as user.email
    display_name VARCHAR(100) NOT NULL,       -- suggested; '': none
    language     VARCHAR(35) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,       -- of the e-mail; '': the configured one
    group_names  VARCHAR(1100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,     -- what the person gets, separated by spaces:
    role_names   VARCHAR(1100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,     -- looked up when it is used
    invited_by   VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,       -- as audit.actor
    created_at   DATETIME NOT NULL,
    expires_at   DATETIME NOT NULL,
    used_at      DATETIME NULL,
    used_by      CHAR(22) CHARACTER SET ascii COLLATE ascii_bin NULL,              -- user.public_id; outlives the user
    CONSTRAINT pk_invitation PRIMARY KEY (id),
    CONSTRAINT uq_invitation_public_id UNIQUE (public_id),
    INDEX ix_invitation_email (email),
    INDEX ix_invitation_expires_at (expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The links of an invitation: each attempt to send the e-mail has its own. The e-mail has the token, this table only its
-- SHA-256.
CREATE TABLE invitation_link (
    token_hash    BINARY(32) NOT NULL,
    invitation_id BIGINT UNSIGNED NOT NULL,
    CONSTRAINT pk_invitation_link PRIMARY KEY (token_hash),
    CONSTRAINT fk_invitation_link_invitation FOREIGN KEY (invitation_id) REFERENCES invitation (id) ON DELETE CASCADE,
    INDEX ix_invitation_link_invitation_id (invitation_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Terms that people accept. The newest version is the one that counts.
CREATE TABLE terms_version (
    id             INT UNSIGNED NOT NULL AUTO_INCREMENT,
    version        VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- `2026-11`
    added_at       DATETIME NOT NULL,
    added_by       VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- as audit.actor
    must_accept_by DATETIME NULL,  -- from then on users are asked first; NULL: only new users are
    CONSTRAINT pk_terms_version PRIMARY KEY (id),
    CONSTRAINT uq_terms_version_version UNIQUE (version)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE terms_text (
    terms_version_id INT UNSIGNED NOT NULL,
    language         VARCHAR(35) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- BCP 47
    text             MEDIUMTEXT NOT NULL,
    CONSTRAINT pk_terms_text PRIMARY KEY (terms_version_id, language),
    CONSTRAINT fk_terms_text_terms_version FOREIGN KEY (terms_version_id) REFERENCES terms_version (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE terms_acceptance (
    user_id          BIGINT UNSIGNED NOT NULL,
    terms_version_id INT UNSIGNED NOT NULL,
    accepted_at      DATETIME NOT NULL,
    CONSTRAINT pk_terms_acceptance PRIMARY KEY (user_id, terms_version_id),
    CONSTRAINT fk_terms_acceptance_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE,
    CONSTRAINT fk_terms_acceptance_terms_version FOREIGN KEY (terms_version_id) REFERENCES terms_version (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What users say of themselves beyond their name; the configuration names the fields.
CREATE TABLE user_profile (
    user_id BIGINT UNSIGNED NOT NULL,
    field   VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    value   VARCHAR(200) NOT NULL,
    CONSTRAINT pk_user_profile PRIMARY KEY (user_id, field),
    CONSTRAINT fk_user_profile_user FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- One row: when administrators were last told how many registrations wait for approval.
CREATE TABLE approval_notice (
    id      TINYINT UNSIGNED NOT NULL,
    told_at DATETIME NOT NULL,
    CONSTRAINT pk_approval_notice PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT INTO approval_notice (id, told_at) VALUES (1, '2000-01-01 00:00:00');
