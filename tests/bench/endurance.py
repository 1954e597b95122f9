#!/usr/bin/python3
"""Ten minutes of mixed load through nginx, with everything in it that a server goes through in a year: a reload, a restart,
a reload of nginx, an upgrade and a restart of the database. No check fails but while the database is away, the gate never
opens to anybody whom it should not, no acknowledged write is lost, and memory stays what it was.

usage: endurance.py [--minutes N] [--seed N]
"""

import argparse
import contextlib
import os
import random
import shutil
import statistics
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "support"))
BUILT = os.path.join(ROOT, os.environ.get("BUILD", "build"))
INSTALLED = tempfile.mkdtemp(prefix="postern-installed-")
os.environ["BUILD"] = INSTALLED  # what the stack runs, so that it can be upgraded under its feet

from http_client import Browser, Connection, raw_request  # noqa: E402
from memory import pss_mib  # noqa: E402
from postern import stack, wait_until  # noqa: E402
from service_manager import ServiceManager  # noqa: E402
from witness import CHEAP_PASSWORDS, FORGED, Witness  # noqa: E402

PEOPLE = ["p%02d@example.org" % n for n in range(20)]
VISITORS = 6
WRITERS = 2
KEPT_SESSIONS = 200
MOST_GROWTH_PERCENT = 2.0
SETTINGS = ("[gate]\nworkers = 2\n[portal]\nworkers = 6\n" + CHEAP_PASSWORDS +
            "registrations_per_address = 100000\nmails_per_address = 100000\n")


def install():
    """What a package does with the files of another version: each is replaced at once, never half written."""
    for folder, _, names in os.walk(BUILT):
        kind = os.path.relpath(folder, BUILT)
        if kind.split(os.sep)[0] not in ("bin", "share", "mariadb-template"):
            continue
        os.makedirs(os.path.join(INSTALLED, kind), exist_ok=True)
        for name in names:
            target = os.path.join(INSTALLED, kind, name)
            shutil.copy2(os.path.join(folder, name), target + ".new")
            os.rename(target + ".new", target)


class Load:
    """Visitors whom the gate checks, and people who sign in and out, register and look at their accounts."""

    def __init__(self, s, witness, seed):
        self.failed = []     # (seconds since the start, what)
        self.checks = 0
        self._s, self._witness = s, witness
        self._began = time.monotonic()
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._visit, args=(random.Random(seed + i),), daemon=True)
                         for i in range(VISITORS)]
        self._threads += [threading.Thread(target=self._write, args=(random.Random(seed - 1 - i), i), daemon=True)
                          for i in range(WRITERS)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        for thread in self._threads:
            thread.join()

    def fail(self, what):
        self.failed.append((round(time.monotonic() - self._began, 2), what))

    def _visit(self, pick):
        connection, fresh = None, True
        while not self._over.is_set():
            cookie = pick.choice(self._witness.live()[-KEPT_SESSIONS:] + [FORGED])
            try:
                if not connection:
                    connection, fresh = Connection(self._s.site_port), True
                status, again = self._witness.check(connection, cookie)
                self.checks += 1
                if status not in (200, 302):
                    self.fail("check: %d" % status)
                fresh = False
                if not again:
                    connection = connection.close()
            except (OSError, EOFError) as error:
                # nginx may close a kept connection whenever it likes; who is answered nothing at all on a new one is not.
                if fresh:
                    self.fail("check: %r" % error)
                connection = None

    def _write(self, pick, own):
        number = 0
        while not self._over.is_set():
            number += 1
            with contextlib.suppress(OSError, EOFError):
                cookie = self._witness.sign_in(pick.choice(PEOPLE))
                if not cookie:
                    self.fail("sign-in")
                elif pick.random() < 0.95 or len(self._witness.live()) > KEPT_SESSIONS:
                    self._witness.sign_out(cookie)
                if number % 10 == 0:
                    self._witness.register("w%dn%d@example.org" % (own, number))
                Browser().get(self._s.portal_url + pick.choice(["/login", "/register", "/forgot-password"]))
                self._ask_for_a_mail(pick)

    def _ask_for_a_mail(self, pick):
        body = b'{"email":"%s"}' % pick.choice(PEOPLE).encode()
        with Connection(self._s.portal_port) as connection:
            connection.send(raw_request("POST", "/api/v1/password-resets", [("Content-Type", "application/json")], body))
            connection.read_answer()


def restart(s, manager):
    assert s.postern.stop() == 0
    s.postern.start()
    manager.wait_for("READY=1")


def upgrade(s, manager):
    """The order of a package: files, schema, restart."""
    install()
    s.postern.command("migrate")
    restart(s, manager)


def restart_database(s, witness):
    s.mariadb.stop()
    s.mariadb.start()
    wait_until(lambda: witness.sign_in(PEOPLE[0]), "signing in after the database came back", 30)


class Memory:
    """What all processes take, tenth by tenth of the time. Each password that is looked at takes seven MiB for a moment: so the
    median counts."""

    def __init__(self, s):
        self._s = s
        self._samples = {}

    def take(self, tenth):
        """A sample; between two generations of processes there is none."""
        with contextlib.suppress(OSError, AttributeError):
            self._samples.setdefault(tenth, []).append(pss_mib(self._s.postern))

    def by_tenth(self):
        """MiB in each tenth of the time but the first, which is for warming up."""
        return [round(statistics.median(self._samples[tenth]), 1) for tenth in sorted(self._samples)[1:]]

    def growth_percent(self):
        """The last tenth against the first one that counts."""
        medians = self.by_tenth()
        return (medians[-1] / medians[0] - 1) * 100


def run(s, manager, minutes, seed):
    witness = Witness(s)
    for email in PEOPLE:
        witness.add_person(email)
    for _ in range(KEPT_SESSIONS // 4):
        assert witness.sign_in(random.choice(PEOPLE))
    memory = Memory(s)
    away = []
    total = minutes * 60
    events = [(0.15, "reload", s.postern.reload), (0.30, "restart", lambda: restart(s, manager)),
              (0.45, "reload of nginx", s.nginx.reload), (0.60, "upgrade", lambda: upgrade(s, manager)),
              (0.75, "restart of the database", lambda: restart_database(s, witness))]
    with Load(s, witness, seed) as load:
        began = time.monotonic()
        while time.monotonic() - began < total:
            passed = time.monotonic() - began
            if events and passed >= events[0][0] * total:
                _, name, do = events.pop(0)
                do()
                until = time.monotonic() - began
                if "database" in name:
                    away = [passed, until + 1]
                print("%6.1f s  %s (%.1f s); %d checks so far, %d failures, %.1f MiB" % (
                    passed, name, until - passed, load.checks, len(load.failed), pss_mib(s.postern)), flush=True)
            memory.take(int(passed * 10 / total))
            time.sleep(1)  # the load goes on meanwhile
    wait_until(lambda: s.sql("SELECT COUNT(*) FROM outbox WHERE failed_at IS NULL").strip() == "0", "all e-mails sent", 60)
    witness.settle()
    wrong = [one for one in load.failed if not away or not away[0] <= one[0] <= away[1]]
    growth = memory.growth_percent()
    print("%d checks, %d answers that were not given while the database was away, %d others; "
          "memory %s MiB, grown by %.1f %%" % (
              load.checks, len(load.failed) - len(wrong), len(wrong), memory.by_tenth(), growth))
    for when, what in wrong[:20]:
        print("  %.2f s  %s" % (when, what))
    return not wrong and growth < MOST_GROWTH_PERCENT


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=random.randrange(2**31))
    arguments = parser.parse_args()
    print("seed %d" % arguments.seed, flush=True)
    install()
    try:
        with stack(settings=SETTINGS, mail="file", own_database=True) as s:
            assert s.postern.stop() == 0
            manager = ServiceManager(s.folder, {"gate": s.postern.gate_socket, "portal": s.postern.portal_socket,
                                                "control": os.path.join(s.postern.folder, "control.sock")})
            s.postern.manager = manager
            s.postern.start()
            manager.wait_for("READY=1")
            good = run(s, manager, arguments.minutes, arguments.seed)
            assert s.postern.stop() == 0
            manager.stop()
    finally:
        shutil.rmtree(INSTALLED, ignore_errors=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
