#!/usr/bin/python3
"""When more people sign in at once than can be hashed, the others quickly get a 503 with Retry-After. Meanwhile the
gate and the pages keep answering, and no attempt turns into "wrong password"."""

import concurrent.futures
import json

import functional  # noqa: F401
from http_client import fetch
from postern import PASSWORD, stack

# A hash that takes long enough to be met in the middle, in one process at a time.
SETTINGS = """
[password]
argon2_memory_kib = 262144
argon2_passes = 3
hashing_slots = 1
hashing_patience = "50ms"
"""
# More than a few attempts at once on one account would have to wait for each other.
PEOPLE = ["person%d@example.org" % n for n in range(24)]


def sign_in(whole, email="ann@example.org", password=PASSWORD):
    """One attempt over the API."""
    body = json.dumps({"email": email, "password": password}).encode()
    return fetch(whole.portal_port, "/api/v1/sessions", "POST",
                 [("Content-Type", "application/json")], body)


def with_hash_of_ann(whole, emails):
    """Users with Ann's password; to hash it for each of them would take longer than the test."""
    for number, email in enumerate(emails):
        whole.sql("INSERT INTO user (public_id, email, display_name, created_at, email_verified_at)"
                  " VALUES ('%021dA', '%s', 'P', UTC_TIMESTAMP(), UTC_TIMESTAMP());"
                  "INSERT INTO user_password (user_id, phc, changed_at)"
                  " SELECT LAST_INSERT_ID(), phc, UTC_TIMESTAMP() FROM user_password LIMIT 1"
                  % (number, email))


def main():
    with stack(settings=SETTINGS) as whole:
        whole.postern.add_user("ann@example.org")
        cookie = whole.sign_in("ann@example.org")
        with_hash_of_ann(whole, PEOPLE)
        with concurrent.futures.ThreadPoolExecutor(len(PEOPLE)) as pool:
            attempts = [pool.submit(sign_in, whole, email) for email in PEOPLE]
            while not all(attempt.done() for attempt in attempts):
                assert whole.visit(cookie).status == 200
                assert fetch(whole.portal_port, "/login").status == 200
        answers = [attempt.result() for attempt in attempts]
        statuses = sorted(answer.status for answer in answers)
        assert set(statuses) == {201, 503}, statuses
        for answer in answers:
            if answer.status == 503:
                assert answer.header("Retry-After"), answer.headers
                assert json.loads(answer.text)["code"] == "unavailable", answer.text
        # With nobody else about, the same password is right and a wrong one is wrong.
        assert sign_in(whole).status == 201
        assert sign_in(whole, password="not the password at all").status == 401


if __name__ == "__main__":
    main()
