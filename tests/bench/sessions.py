"""Many sessions, written by SQL, whose cookies are known."""

import contextlib
import os
import shutil
import tempfile

from mariadb import MariaDb

USERS = 1000
CHUNK = 500_000
BYTES_PER_SESSION = 450     # table and indexes, with room to spare

ADD_USERS = """
INSERT INTO user (public_id, email, display_name, created_at)
SELECT CONCAT(LPAD(seq, 21, '0'), 'A'), CONCAT('user', seq, '@example.org'),
       CONCAT('User Number ', seq), UTC_TIMESTAMP()
FROM seq_1_to_{users}
"""

# As if everybody had signed in just now and ticked `remember me`. The hashes come in no order, as
# real ones do.
ADD_SESSIONS = """
SET unique_checks = 0, foreign_key_checks = 0;
INSERT INTO session (public_id, token_hash, user_id, created_at, last_seen_at, expires_at,
                     idle_seconds, remember, address, user_agent)
SELECT CONCAT(LPAD(seq, 21, '0'), 'A'),
       UNHEX(SHA2(CONCAT(LPAD(seq, 42, '0'), 'A'), 256)),
       (SELECT MIN(id) FROM user) + seq % {users},
       UTC_TIMESTAMP(), UTC_TIMESTAMP(), UTC_TIMESTAMP() + INTERVAL 30 DAY, 1209600, TRUE,
       '192.0.2.1', 'Mozilla/5.0 (X11; Linux x86_64) Bench/1.0'
FROM seq_{first}_to_{last}
"""


@contextlib.contextmanager
def database(count):
    """A server with room in memory for this many sessions; every stack() in here uses it."""
    folder = tempfile.mkdtemp(prefix="postern-bench-")
    memory = max(256, count * BYTES_PER_SESSION // 2**20)
    server = MariaDb(folder, options=["--innodb-buffer-pool-size=%dM" % memory,
                                      "--innodb-log-file-size=%dM" % min(1024, memory)])
    try:
        server.start()
        os.environ["POSTERN_TEST_DB_SOCKET"] = server.socket
        yield server
    finally:
        os.environ.pop("POSTERN_TEST_DB_SOCKET", None)
        server.remove()
        shutil.rmtree(folder, ignore_errors=True)


def cookie(number):
    """The cookie of session 1, 2, ..."""
    return "postern=%042dA" % number


def fill(whole, count):
    """Puts so many sessions into a new stack's database."""
    whole.sql(ADD_USERS.format(users=USERS))
    for first in range(1, count + 1, CHUNK):
        last = min(first + CHUNK - 1, count)
        whole.sql(ADD_SESSIONS.format(users=USERS, first=first, last=last))
    whole.sql("ANALYZE TABLE session")


def write_cookies(path, numbers):
    """The cookies of these sessions, a line each."""
    with open(path, "w", encoding="ascii") as file:
        file.writelines(cookie(number) + "\n" for number in numbers)
    return path


def spread(count, wanted):
    """So many numbers, evenly over all sessions."""
    wanted = min(wanted, count)
    return [1 + i * count // wanted for i in range(wanted)]
