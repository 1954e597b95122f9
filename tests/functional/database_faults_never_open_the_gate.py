#!/usr/bin/python3
"""The database is stopped, restarted and killed under load, becomes read-only, and runs out of connections. The gate
never lets anybody in who may not pass, cached sessions pass for the stale grace and whenever they can be looked up,
no acknowledged write is lost, nothing storms the server with attempts, and everything works again soon after."""
# alone

import contextlib
import random
import socket
import threading
import time

import functional  # noqa: F401
from http_client import fetch
from postern import stack, wait_until
from witness import CHEAP_PASSWORDS, FORGED, Witness

ANN, BOB = "ann@example.org", "bob@example.org"
GRACE_SECONDS = 3.2  # revocation_poll, a second of slack, and stale_grace
BACK_SECONDS = 2.0
WINDOW_SECONDS = 3.0
ATTEMPTS_A_SECOND = 4  # of one process: a pause between attempts is 250 ms at least
MOST_CONNECTIONS = 20
SETTINGS = ('[gate]\nworkers = 3\nrevocation_poll = "200ms"\nstale_grace = "2s"\nlast_seen_interval = "1s"\n'
            "[portal]\nworkers = 4\n" + CHEAP_PASSWORDS)


@contextlib.contextmanager
def writing(witness):
    """Somebody registers, signs in and out without pause."""
    over = threading.Event()

    def write():
        number = 0
        while not over.is_set():
            number += 1
            witness.register("n%d-%d@example.org" % (time.monotonic_ns(), number))
            cookie = witness.sign_in(BOB)
            if cookie and number % 2:
                witness.sign_out(cookie)

    threads = [threading.Thread(target=write, daemon=True) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def wait_until_well(s, witness, cookie):
    """How long it took until everybody was served again."""
    began = time.monotonic()
    for fact, what in ((lambda: all(witness.visit(cookie) == 200 for _ in range(20)), "known sessions"),
                       (lambda: witness.visit(None) == 302, "strangers"),
                       (lambda: all(witness.visit(FORGED) == 302 for _ in range(20)), "look-ups"),
                       (lambda: witness.sign_in(ANN), "signing in"),
                       (lambda: fetch(s.portal_port, "/health/ready").status == 200, "ready")):
        wait_until(fact, what, max(0.1, BACK_SECONDS - (time.monotonic() - began)))
    return time.monotonic() - began


def report(witness, what, more=""):
    """Settles, and forgets the figures for the next fault."""
    statuses = dict(witness.settle())
    print("%s: %s; %s" % (what, statuses, more))
    witness.statuses.clear()
    return statuses


def check_gone(s, witness, cookie):
    workers = s.postern.workers()
    for name, take_away, long in (("restarted", s.mariadb.stop, False), ("stopped", s.mariadb.stop, True),
                                  ("killed", s.mariadb.kill9, False), ("killed", s.mariadb.kill9, True)):
        with witness.load(connections=4), writing(witness):
            witness.wait_for(300)
            gone = time.monotonic()
            take_away()
            if long:
                wait_until(lambda: witness.visit(cookie) == 503, "the end of the grace", GRACE_SECONDS + 2)
                assert time.monotonic() > gone + GRACE_SECONDS - 1.5, "no grace"
            s.mariadb.start()
            back = wait_until_well(s, witness, cookie)
        statuses = report(witness, "%s, %s" % (name, "longer than the grace" if long else "at once back"),
                          "well after %.2f s" % back)
        assert set(statuses) <= {200, 302, 503}, statuses
    assert s.postern.workers() == workers, "workers were replaced"


def use_ordinary_user(s):
    """posternd as a database user who has no way round read_only and the last connection."""
    s.sql("CREATE USER postern@localhost; GRANT ALL ON %s.* TO postern@localhost" % s.database)
    with open(s.postern.config_path, encoding="utf-8") as file:
        text = file.read()
    assert 'user = "root"' in text
    with open(s.postern.config_path, "w", encoding="utf-8") as file:
        file.write(text.replace('user = "root"', 'user = "postern"'))
    s.postern.reload()


def check_read_only(s, witness, cookie):
    other = witness.sign_in(BOB)
    s.sql("SET GLOBAL read_only = 1")
    try:
        with witness.load(connections=4):
            for _ in range(5):
                got = s.try_sign_in(ANN)
                assert got.status == 503 and '"unavailable"' in got.text, (got.status, got.text)
            # It cannot be written down, so it must not be confirmed: the session goes on.
            assert not witness.sign_out(other) and not witness.register("late@example.org")
            assert witness.visit(other) == 200
            witness.expect_live(other)
            # Sessions that the memory does not know are looked up all the same.
            s.postern.reload()
            assert all(witness.visit(one) == 200 for one in (cookie, other))
            witness.wait_for(300)
            assert "late@example.org" not in s.sql("SELECT email FROM user")
    finally:
        s.sql("SET GLOBAL read_only = 0")
    back = wait_until_well(s, witness, cookie)
    assert witness.sign_out(other) and witness.visit(other) == 302
    statuses = report(witness, "read-only", "well after %.2f s" % back)
    assert set(statuses) <= {200, 302}, statuses


def take_all_connections(s, held):
    """Opens connections until the server has none left for ordinary users."""
    def take_one():
        one = socket.socket(socket.AF_UNIX)
        one.connect(s.database_socket)
        greeting = one.recv(256)
        # The first byte behind the packet's header: a greeting, or an error.
        if greeting[4] == 0xFF:
            one.close()
            return True
        held.append(one)
        return False

    wait_until(take_one, "no connection left")


def check_no_connection_left(s, witness, cookie):
    s.sql("SET GLOBAL connect_timeout = 60; SET GLOBAL max_connections = %d" % MOST_CONNECTIONS)
    processes = len(s.postern.workers())
    held = []
    s.proxy.cut()
    try:
        take_all_connections(s, held)
        s.proxy.restore()
        with witness.load(connections=4, strangers=0.5), writing(witness):
            began, before = time.monotonic(), s.proxy.connections
            wait_until(lambda: witness.visit(FORGED) == 503, "connections missed", 2)
            wait_until(lambda: time.monotonic() > began + WINDOW_SECONDS, "the window's end")
            attempts = (s.proxy.connections - before) / (time.monotonic() - began) / processes
            got = s.try_sign_in(ANN)
            assert got.status == 503 and '"unavailable"' in got.text, (got.status, got.text)
    finally:
        for one in held:
            one.close()
    back = wait_until_well(s, witness, cookie)
    report(witness, "too many connections", "%.2f attempts a second by each of %d processes; well after %.2f s"
           % (attempts, processes, back))
    assert 0 < attempts < ATTEMPTS_A_SECOND, attempts


def check(s):
    print("seed", seed := random.randrange(2**32))
    random.seed(seed)
    witness = Witness(s)
    for email in (ANN, BOB):
        witness.add_person(email)
    cookie = witness.sign_in(ANN)
    assert witness.visit(cookie) == 200
    check_gone(s, witness, cookie)
    use_ordinary_user(s)
    check_read_only(s, witness, cookie)
    check_no_connection_left(s, witness, cookie)


with stack(settings=SETTINGS, own_database=True, through_proxy=True) as whole:
    check(whole)
    assert whole.postern.stop() == 0
