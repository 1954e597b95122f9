#!/usr/bin/python3
"""tests/bench/enumeration.py: whether the time of an answer tells which addresses have an account.

Signs in with a wrong password, also to accounts with an app, with a passkey and without a password, registers, and
requests e-mails: for each, a sample for an address that has an account and one for an address that has none, in turn and
in random order, over one kept connection, at the full cost of hashing. Prints the medians, by how much they differ, and
the p of a Mann-Whitney test (that such a difference is chance). E-mails go to files, so that the courier works meanwhile
as it would. Nothing else should run on the machine.

  tests/bench/enumeration.py [--samples 2000] [--seed N] [WORD ...]
"""

import argparse
import json
import math
import os
import random
import statistics
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "support"))

from http_client import Connection, raw_request  # noqa: E402
from postern import PASSWORD, stack  # noqa: E402

FREE_ATTEMPTS = 20
SETTINGS = """\
[throttle]
free_attempts = %d
max_failures = 100
attempts_per_address = 100000
registrations_per_address = 100000
mails_per_address = 100000
""" % FREE_ATTEMPTS
WANTED_PERCENT = 2.0
WARM_UP = 20


class Flow:
    """One kind of request; `status`: what both of its answers have. `names`: how the addresses begin that have an account,
    and those that have none."""

    def __init__(self, path, status, fresh=False, attempts=None, names=("old", "nil"), **members):
        self.path, self.status, self.members = path, status, members
        self._known, self._unknown = names
        self._fresh = fresh        # a request makes an account of an unknown address
        self._attempts = attempts  # so many for each address, then the next one

    def email(self, number, known):
        """The address of the sample with this number; all are equally long."""
        if not known and self._fresh:
            return "new%06d@example.org" % number
        which = number // self._attempts if self._attempts else number % 10
        return "%s%06d@example.org" % (self._known if known else self._unknown, which)


FLOWS = {
    "sign in": Flow("/sessions", 401, attempts=FREE_ATTEMPTS, password="not " + PASSWORD),
    "sign in, app": Flow("/sessions", 401, attempts=FREE_ATTEMPTS, names=("app", "nia"), password="not " + PASSWORD),
    "sign in, passkey": Flow("/sessions", 401, attempts=FREE_ATTEMPTS, names=("key", "nik"), password="not " + PASSWORD),
    "sign in, none": Flow("/sessions", 401, attempts=FREE_ATTEMPTS, names=("non", "nin"), password="not " + PASSWORD),
    "register": Flow("/users", 202, fresh=True, display_name="Ann", password=PASSWORD),
    "reset": Flow("/password-resets", 202),
    "verify": Flow("/email-verifications", 202),
}


def add_accounts(s, count):
    """old000000@example.org and so on, confirmed, all with one hash; app..., key... and non..., the same with an app, with a
    passkey, and without a password. Whether the factors could be used does not matter: nobody gets that far."""
    s.postern.add_user("first@example.org")
    for name in ("old", "app", "key", "non"):
        s.sql("""
            INSERT INTO user (public_id, email, display_name, created_at, email_verified_at)
            SELECT CONCAT('bench', '{0}', LPAD(n.seq, 13, '0'), 'A'), CONCAT('{0}', LPAD(n.seq, 6, '0'), '@example.org'),
                   u.display_name, u.created_at, u.email_verified_at
              FROM user u JOIN seq_0_to_{1} n WHERE u.email = 'first@example.org';
            INSERT INTO user_password (user_id, phc, changed_at)
            SELECT u.id, IF('{0}' = 'non', '!', p.phc), p.changed_at
              FROM user u JOIN user_password p JOIN user f ON f.id = p.user_id AND f.email = 'first@example.org'
             WHERE u.public_id LIKE 'bench{0}%';
        """.format(name, count))
    s.sql("""
        INSERT INTO user_totp (user_id, public_id, secret, key_id, last_step, created_at)
        SELECT id, public_id, RANDOM_BYTES(48), 1, 0, created_at FROM user WHERE public_id LIKE 'benchapp%';
        INSERT INTO user_passkey (public_id, user_id, kind, credential_hash, credential_id, rp_id, public_key, algorithm,
                                  sign_count, aaguid, transports, verifies_user, backup_eligible, backup_state, name, created_at)
        SELECT public_id, id, 'passkey', RANDOM_BYTES(32), RANDOM_BYTES(32), 'localhost', RANDOM_BYTES(91), -7, 0,
               RANDOM_BYTES(16), 'internal', TRUE, FALSE, FALSE, 'Key', created_at
          FROM user WHERE public_id LIKE 'benchkey%';
    """)


def timed(connection, flow, email):
    """Seconds until the answer was there."""
    body = json.dumps({"email": email, **flow.members}).encode()
    request = raw_request("POST", "/api/v1" + flow.path, [("Content-Type", "application/json")], body)
    began = time.perf_counter()
    connection.send(request)
    got = connection.read_answer()
    took = time.perf_counter() - began
    assert got.status == flow.status, (flow.path, email, got.status, got.text)
    return took


def sample(s, flow, count, pick):
    """(known, unknown): so many seconds each."""
    times = {True: [], False: []}
    with Connection(s.portal_port) as connection:
        for number in range(-WARM_UP, count):
            order = [True, False]
            pick.shuffle(order)
            for known in order:
                took = timed(connection, flow, flow.email(number + WARM_UP, known))
                if number >= 0:
                    times[known].append(took)
            if (number + WARM_UP + 1) % 400 == 0:  # nginx ends a connection after 1000 requests
                connection.close()
                connection.__init__(s.portal_port)
    return times[True], times[False]


def mann_whitney_p(one, other):
    """Two-sided, by the normal approximation: right for samples as large as ours, in which no two are equal."""
    ranked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    rank_sum = sum(rank for rank, (_, which) in enumerate(ranked, 1) if which == 0)
    u = rank_sum - len(one) * (len(one) + 1) / 2
    mean = len(one) * len(other) / 2
    deviation = math.sqrt(len(one) * len(other) * (len(one) + len(other) + 1) / 12)
    return math.erfc(abs(u - mean) / deviation / math.sqrt(2))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--samples", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument("words", nargs="*")
    arguments = parser.parse_args()
    print("seed %d, %d samples each" % (arguments.seed, arguments.samples), flush=True)
    print("%-16s %12s %12s %8s %8s" % ("", "known ms", "unknown ms", "differ", "p"), flush=True)
    good = True
    with stack(settings=SETTINGS, mail="file") as s:
        add_accounts(s, (arguments.samples + WARM_UP) // FREE_ATTEMPTS + 10)
        for name, flow in FLOWS.items():
            if arguments.words and not any(word in name for word in arguments.words):
                continue
            known, unknown = sample(s, flow, arguments.samples, random.Random(arguments.seed))
            medians = [statistics.median(times) * 1000 for times in (known, unknown)]
            differ = abs(medians[0] / medians[1] - 1) * 100
            good = good and differ < WANTED_PERCENT
            print("%-16s %12.3f %12.3f %7.2f%% %8.3f" % (
                name, *medians, differ, mann_whitney_p(known, unknown)), flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
