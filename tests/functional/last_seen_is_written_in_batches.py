#!/usr/bin/python3
"""Checks write nothing: last-seen updates reach the database in batches every few seconds and on a clean stop. A
session in use stays valid; an idle one expires, remembered or not."""
# alone

import time

import functional  # noqa: F401
from http_client import Connection, fetch, raw_request
from postern import stack, wait_until

EMAIL = "ann@example.org"
CHECKS = 5000
PEOPLE = 20
INTERVAL, IDLE, REMEMBERED_IDLE = 1.0, 3.0, 6.0
SETTINGS = """
[gate]
last_seen_interval = "%ds"
[session]
idle_ttl = "%ds"
remember_idle_ttl = "%ds"
"""
WRITES = ("Com_insert", "Com_update", "Com_delete", "Com_update_multi", "Com_delete_multi",
          "Com_replace", "Handler_update", "Handler_delete")


def writes(s):
    """The server's counters of writes."""
    lines = s.sql("SHOW GLOBAL STATUS WHERE Variable_name IN ('%s')" % "','".join(WRITES))
    return {name: int(value) for name, value in (line.split() for line in lines.splitlines())}


def last_seen(s):
    """The oldest last use in the database, in seconds before now."""
    return float(s.sql("SELECT MAX(TIMESTAMPDIFF(SECOND, last_seen_at, UTC_TIMESTAMP())) FROM session"))


def visit_all(s, cookies, rounds):
    with Connection(s.site_port) as connection:
        for i in range(rounds):
            connection.send(raw_request("GET", "/", [("Cookie", cookies[i % len(cookies)])]))
            answer = connection.read_answer()
            assert answer.status == 200 and answer.header("Set-Cookie") is None, answer.status
            if answer.header("Connection") == "close":
                connection = Connection(s.site_port)


def check_few_writes(s, cookies):
    before, started = writes(s), time.monotonic()
    visit_all(s, cookies, CHECKS)
    took = time.monotonic() - started
    after = writes(s)
    made = {name: after[name] - before[name] for name in before if after[name] != before[name]}
    print("%d checks of %d sessions in %.1f s: %s" % (CHECKS, len(cookies), took, made))
    flushes = took / INTERVAL + 2
    for name, count in made.items():
        each = len(cookies) + 5 if name.startswith("Handler") else 3
        assert count <= flushes * each, (name, count, flushes)


def check_delay(s, cookies):
    s.sql("UPDATE session SET last_seen_at = last_seen_at - INTERVAL 1 HOUR")
    second = int(time.time())
    wait_until(lambda: int(time.time()) > second, "the next second: a session is noted once in each", 2)
    visit_all(s, cookies, len(cookies))
    started = time.monotonic()
    wait_until(lambda: last_seen(s) <= INTERVAL + 3, "the last use in the database", INTERVAL + 3)
    took = time.monotonic() - started
    print("written %.1f s after the check" % took)
    assert took < INTERVAL + 1, took


def check_idle(s):
    used, unused = s.sign_in(EMAIL), s.sign_in(EMAIL)
    remembered_used, remembered = s.sign_in(EMAIL, remember=True), s.sign_in(EMAIL, remember=True)
    started = time.monotonic()
    for cookie in (used, unused, remembered_used, remembered):
        assert s.visit(cookie).status == 200

    def use_until(seconds):
        while time.monotonic() - started < seconds:
            for cookie in (used, remembered_used):
                got = s.visit(cookie)
                assert got.status == 200, (got.status, time.monotonic() - started)
            time.sleep(0.1)  # as people do

    # Times are kept in whole seconds: one may be early by less than one.
    use_until(IDLE + 1.1)
    assert s.visit(unused).status == 302, "idle, and still signed in"
    use_until(REMEMBERED_IDLE + 1.1)
    assert s.visit(remembered).status == 302, "idle, and still signed in"
    # The portal reads the database, and has the same opinion.
    for cookie, expected in ((used, 200), (remembered_used, 200), (unused, 401), (remembered, 401)):
        got = fetch(s.portal_port, "/api/v1/sessions", headers=[("Cookie", cookie)])
        assert got.status == expected, (got.status, expected)


def check_clean_stop(s):
    """With a long interval nothing is written until the stop."""
    s.postern.stop()
    s.sql("DELETE FROM session")
    s.postern.configure('[gate]\nlast_seen_interval = "60s"\n')
    s.postern.start()
    cookie = s.sign_in(EMAIL)
    assert s.visit(cookie).status == 200
    s.sql("UPDATE session SET last_seen_at = last_seen_at - INTERVAL 20 MINUTE")
    assert {s.visit(cookie).status for _ in range(8)} == {200}
    assert last_seen(s) > 1000, "written before its time"
    assert s.postern.stop() == 0
    assert last_seen(s) < 30, last_seen(s)


with stack(own_database=True, settings='[gate]\nlast_seen_interval = "%ds"\n' % INTERVAL) as whole:
    whole.postern.add_user(EMAIL)
    everybody = [whole.sign_in(EMAIL) for _ in range(PEOPLE)]
    check_few_writes(whole, everybody[:1])
    check_few_writes(whole, everybody)
    check_delay(whole, everybody)
    whole.postern.configure(SETTINGS % (INTERVAL, IDLE, REMEMBERED_IDLE))
    whole.postern.reload()
    check_idle(whole)
    check_clean_stop(whole)
