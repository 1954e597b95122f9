#!/usr/bin/python3
"""Whatever an account owns, each way to lock it works at once, the other host follows within the poll interval, and the
courier removes the rows afterwards. New sign-ins bring an account that has too many sessions back under the limit."""
# alone

import json

import functional  # noqa: F401
import large_account
from api import Api
from large_account import POLL, cookie, count, seconds_until_refused
from postern import PASSWORD, other_host, stack, wait_until

EMAIL = "ann@example.org"
SESSIONS, DEVICES = 60_000, 24_000
MORE = 1000
SLACK = 1.0


def end_others(s):
    Api(s, s.sign_in(EMAIL)).must(200, "DELETE", "/sessions", password=PASSWORD)


LOCKS = [
    lambda s: s.postern.command("user", "disable", EMAIL),
    lambda s: s.postern.command("session", "revoke", "--user", EMAIL),
    lambda s: s.postern.command("user", "set-password", EMAIL, stdin=PASSWORD + "\n"),
    end_others,
    lambda s: s.postern.command("user", "delete", EMAIL),
]


def check_lock(here, there, lock, number):
    """Of very many sessions some are in the memory of both hosts; all end. Those that have ended before may still be
    stored."""
    first, sessions, devices = (1, SESSIONS, DEVICES) if number == 0 else (SESSIONS + number * MORE, MORE, 0)
    large_account.fill(here, EMAIL, sessions, devices, first)
    some = (first, first + sessions // 2, first + sessions - 1)
    for host in (here, there):
        assert [host.visit(cookie(one)).status for one in some] == [200] * 3, number
    lock(here)
    for one in some:
        assert here.visit(cookie(one)).status == 302, (number, one)
    assert seconds_until_refused(there, some[0]) <= POLL + SLACK
    for one in some:
        assert there.visit(cookie(one)).status == 302, (number, one)


def times_told(here):
    """How often the audit log says that sessions ended because there were too many."""
    events = json.loads(here.postern.command("audit", "--user", EMAIL, "--event", "session_ended", "--json"))
    return [event["detail"] for event in events].count("limit")


def check_limit(here):
    """Nobody counts the sessions of an account that has very many; each sign-in ends some of the oldest."""
    before, told = count(here, "session"), times_told(here)
    newest = [here.sign_in(EMAIL) for _ in range(3)]
    assert count(here, "session") <= before - 3 * 100 + 3
    assert all(here.visit(one).status == 200 for one in newest)
    assert times_told(here) == told + 3


with stack() as one, other_host(one) as two:
    one.postern.add_user(EMAIL)
    for number, lock in enumerate(LOCKS):
        check_lock(one, two, lock, number)
        if number == 0:
            one.postern.command("user", "enable", EMAIL)
    one.postern.stop()
    one.postern.start()  # the courier looks at once
    wait_until(lambda: count(one, "account_cleanup") == 0, "the courier is done", 60)
    assert count(one, "session") == 0

    one.postern.command("user", "keep", EMAIL)
    large_account.fill(one, EMAIL, 1000, 0, 9_000_000)
    check_limit(one)
