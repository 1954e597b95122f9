#!/usr/bin/python3
"""While ten times more people sign in than can be served, every check of the gate and every page is answered. If the
portal is stuck, people get nginx's own page at once, and too many attempts from one address get 429."""
# alone

import concurrent.futures
import contextlib
import json
import os
import signal
import threading
import time

import functional  # noqa: F401
from http_client import fetch, raw_request
from load import Load
from postern import PASSWORD, stack, wait_until

EMAIL = "ann@example.org"
# More than a few attempts at once on one account would have to wait for each other.
CROWD = ["person%d@example.org" % n for n in range(10)]
# One hash takes long enough to be met in the middle.
SETTINGS = """
[password]
argon2_memory_kib = 65536
argon2_passes = 3
hashing_slots = 1
hashing_patience = "100ms"
"""
STORM_SECONDS = 6
PAGE_SECONDS = 2.0
BACKLOG = 16


@contextlib.contextmanager
def storm(s):
    """The crowd signs in without pause; yields the list of the answers."""
    answers, over = [], threading.Event()

    def sign_in_again_and_again(email):
        while not over.is_set():
            answers.append(s.try_sign_in(email).status)

    crowd = [threading.Thread(target=sign_in_again_and_again, args=[email], daemon=True)
             for email in CROWD]
    for one in crowd:
        one.start()
    try:
        yield answers
    finally:
        over.set()
        for one in crowd:
            one.join()


def rate(load, seconds):
    """Answers per second for a while."""
    before, started = load.count, time.monotonic()
    wait_until(lambda: time.monotonic() - started >= seconds, "", seconds + 1)
    return (load.count - before) / (time.monotonic() - started)


def check_storm(s, cookie):
    ask = raw_request("GET", "/", [("Cookie", cookie)], host="localhost:%d" % s.site_port)
    pages = []
    with Load(s.site_port, ask, lambda answer: answer.status == 200, 2) as checks:
        calm = rate(checks, 2)
        with storm(s) as answers:
            wait_until(lambda: 503 in answers, "more than can sign in")
            started, counted = time.monotonic(), checks.count
            while time.monotonic() - started < STORM_SECONDS:
                asked = time.monotonic()
                assert fetch(s.portal_port, "/login").status == 200
                pages.append(time.monotonic() - asked)
            stormy = (checks.count - counted) / (time.monotonic() - started)
    print("%.0f checks/s in calm, %.0f in the storm (%d, all good); %d pages, the slowest %.0f ms;"
          " sign-ins: %d good, %d busy" % (calm, stormy, checks.count, len(pages), max(pages) * 1000,
                                          answers.count(201), answers.count(503)))
    assert checks.bad == 0, checks.examples
    assert set(answers) == {201, 503} and answers.count(201) >= 5, set(answers)
    assert max(pages) < PAGE_SECONDS, max(pages)


def check_backlog(s, cookie):
    """Nobody takes connections: what does not fit in the queue is told so, and does not hang."""
    workers = s.postern.workers("portal")
    for pid in workers:
        os.kill(pid, signal.SIGSTOP)
    try:
        with concurrent.futures.ThreadPoolExecutor(BACKLOG * 3) as pool:
            started = time.monotonic()
            asked = [pool.submit(fetch, s.portal_port, "/login") for _ in range(BACKLOG * 3)]
            wait_until(lambda: sum(one.done() for one in asked) >= BACKLOG, "those that do not fit", 3)
            took = time.monotonic() - started
            refused = [one.result() for one in asked if one.done()]
            assert {s.visit(cookie).status for _ in range(50)} == {200}, "the gate suffers"
            for pid in workers:
                os.kill(pid, signal.SIGCONT)
            rest = {one.result().status for one in asked}
    finally:
        for pid in workers & s.postern.workers("portal"):
            os.kill(pid, signal.SIGCONT)
    for answer in refused:
        assert answer.status == 503 and answer.header("Retry-After"), (answer.status, answer.headers)
        assert "Try again in a few seconds" in answer.text, answer.text
    assert rest <= {200, 503}, rest
    print("%d of %d refused after %.0f ms" % (len(refused), len(asked), took * 1000))


def check_limits(s):
    """As shipped: five attempts a second after a burst of twenty, for each address."""
    def attempts(path, count, body=b"{}"):
        return [fetch(s.portal_port, path, "POST", [("Content-Type", "application/json")], body)
                for _ in range(count)]

    answers = attempts("/api/v1/sessions", 60)
    refused = [answer for answer in answers if answer.status == 429]
    assert len(refused) >= 20 and all(answer.status != 429 for answer in answers[:20]), len(refused)
    for answer in refused:
        assert answer.header("Retry-After") and '"too_many_requests"' in answer.text, answer.text
        assert answer.header("Cache-Control") == "no-store", answer.headers
    for path in ("/login", "/register", "/api/v1/users", "//login", "/%6cogin"):
        assert 429 in {answer.status for answer in attempts(path, 5)}, path
    # Pages, sign-outs and the rest of the API are not attempts.
    for path in ("/login", "/register", "/health/live"):
        assert {fetch(s.portal_port, path).status for _ in range(40)} == {200}, path
    for method, path in (("DELETE", "/api/v1/sessions/current"), ("POST", "/logout")):
        assert 429 not in {fetch(s.portal_port, path, method).status for _ in range(40)}, path
    # After a moment, another attempt is allowed.
    body = json.dumps({"email": EMAIL, "password": PASSWORD}).encode()
    wait_until(lambda: attempts("/api/v1/sessions", 1, body)[0].status == 201, "another attempt", 3)


with stack(settings=SETTINGS) as whole:
    for person in [EMAIL, *CROWD]:
        whole.postern.add_user(person)
    check_storm(whole, whole.sign_in(EMAIL))
with stack(server="backlog = %d" % BACKLOG) as whole:
    whole.postern.add_user(EMAIL)
    check_backlog(whole, whole.sign_in(EMAIL))
with stack(limits=True) as whole:
    whole.postern.add_user(EMAIL)
    check_limits(whole)
