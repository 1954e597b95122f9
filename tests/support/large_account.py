"""An account that owns very many sessions and devices, written by SQL. The cookies of the sessions are known."""

import time

CHUNK = 100_000
POLL = 1.0  # gate.revocation_poll

ADD_SESSIONS = """
INSERT INTO session (public_id, token_hash, user_id, created_at, last_seen_at, expires_at,
                     idle_seconds, remember, address, user_agent, user_epoch)
SELECT CONCAT(LPAD(seq, 21, '0'), 'A'), UNHEX(SHA2(CONCAT(LPAD(seq, 42, '0'), 'A'), 256)), id,
       UTC_TIMESTAMP(), UTC_TIMESTAMP(), UTC_TIMESTAMP() + INTERVAL 30 DAY, 1209600, TRUE,
       '192.0.2.1', 'curl/8.0', session_epoch
FROM seq_{first}_to_{last}, user WHERE email = '{email}'
"""

ADD_DEVICES = """
INSERT INTO known_device (user_id, device_hash, created_at, last_used_at, user_epoch)
SELECT id, UNHEX(SHA2(CONCAT('device', seq), 256)), UTC_TIMESTAMP(), UTC_TIMESTAMP(), device_epoch
FROM seq_{first}_to_{last}, user WHERE email = '{email}'
"""


def fill(whole, email, sessions, devices, first=1):
    """Gives the account so many sessions, from this number on, and so many devices."""
    for statement, begin, count in ((ADD_SESSIONS, first, sessions), (ADD_DEVICES, 1, devices)):
        for start in range(begin, begin + count, CHUNK):
            last = min(start + CHUNK, begin + count) - 1
            whole.sql(statement.format(first=start, last=last, email=email))


def cookie(number):
    """The cookie of session 1, 2, ..."""
    return "postern=%042dA" % number


def count(whole, table):
    """How many rows a table has."""
    return int(whole.sql("SELECT COUNT(*) FROM " + table))


def seconds_until_refused(host, number):
    """How long this host lets a session pass that has ended."""
    start = time.monotonic()
    while host.visit(cookie(number)).status == 200:
        assert time.monotonic() - start < POLL + 5, "an ended session still passes"
    return time.monotonic() - start
