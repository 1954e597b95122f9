#!/usr/bin/python3
"""With the database stopped and no stale grace, every check is 503 within a second, for everybody: never 200, never a
redirect to the sign-in page. Within two seconds of its return everything works again, with the same workers."""
# alone

import time

import functional  # noqa: F401
from http_client import Browser, fetch
from postern import stack, wait_until

EMAIL = "ann@example.org"
ANSWER_SECONDS = 1.0
BACK_SECONDS = 2.0


def timed(ask):
    started = time.monotonic()
    return ask(), time.monotonic() - started


def check_unavailable(s, cookie):
    for _ in range(50):
        for ask in (lambda: s.visit(cookie), s.visit, lambda: fetch(s.site_port, "/api")):
            got, seconds = timed(ask)
            assert got.status == 503, (got.status, got.headers)
            assert seconds < ANSWER_SECONDS, seconds
            assert got.header("Retry-After") and got.header("Location") is None, got.headers
    assert not s.app.seen
    got, seconds = timed(lambda: Browser().get(s.portal_url + "/login"))
    assert got.status in (200, 503) and seconds < ANSWER_SECONDS, (got.status, seconds)
    body = b'{"email":"ann@example.org","password":"correct horse battery staple"}'
    got, seconds = timed(lambda: fetch(s.portal_port, "/api/v1/sessions", "POST",
                                       [("Content-Type", "application/json")], body))
    assert got.status == 503 and got.header("Retry-After"), (got.status, got.text)
    assert fetch(s.portal_port, "/health/live").status == 200
    assert fetch(s.portal_port, "/health/ready").status == 503


def check_back(s, cookie, workers):
    started = time.monotonic()
    wait_until(lambda: s.visit(cookie).status == 200, "the gate open again", BACK_SECONDS)
    # Every worker, not just the first one that noticed.
    wait_until(lambda: all(s.visit(cookie).status == 200 for _ in range(40)), "all workers well",
               BACK_SECONDS - (time.monotonic() - started))
    wait_until(lambda: fetch(s.portal_port, "/health/ready").status == 200, "ready", BACK_SECONDS)
    assert s.visit().status == 302
    assert s.postern.workers() == workers, "workers were replaced"
    s.app.seen.clear()


def check(s, cached):
    s.postern.add_user(EMAIL)
    cookie = s.sign_in(EMAIL)
    assert s.visit(cookie).status == 200
    workers = s.postern.workers()
    for stop in (s.mariadb.stop, s.mariadb.kill9):
        s.app.seen.clear()
        stop()
        if cached:
            # What the memory holds may be used until the next poll has found out.
            wait_until(lambda: s.visit(cookie).status == 503, "the memory given up", 2)
            s.app.seen.clear()
        check_unavailable(s, cookie)
        s.mariadb.start()
        check_back(s, cookie, workers)
    s.sign_in(EMAIL)

    # Started while the database is away: up, closed, and good once it is back.
    s.postern.stop()
    s.mariadb.stop()
    s.app.seen.clear()
    s.postern.start()
    check_unavailable(s, cookie)
    s.mariadb.start()
    check_back(s, cookie, s.postern.workers())
    text = s.postern.tail(10**6)
    assert EMAIL not in text and cookie.split("=")[1] not in text, "a secret in the log"


# The strict gate, and the one with a memory that may not be used without a database.
for gate in ('cache = "off"', 'stale_grace = "0s"\nrevocation_poll = "100ms"'):
    with stack(settings="[gate]\n%s\n" % gate, own_database=True) as whole:
        check(whole, cached="off" not in gate)
