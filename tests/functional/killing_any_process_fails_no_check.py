#!/usr/bin/python3
"""kill -9 of gate workers, portal workers and couriers at random moments, under load: no check fails, none is
answered wrongly, each process is replaced within half a second, and no acknowledged write is lost. kill -9 of the
master: all its workers exit, and a new posternd takes over the sockets."""
# alone

import os
import random
import signal
import threading
import time

import functional  # noqa: F401
from http_client import fetch
from metrics import read_metrics
from postern import stack, wait_until
from witness import CHEAP_PASSWORDS, Witness

PEOPLE = ["ann@example.org", "bob@example.org", "cy@example.org"]
ROUNDS = 8  # one kill of each kind in each
REPLACED_SECONDS = 0.5
ORPHANS_SECONDS = 5.0
BACK_SECONDS = 2.0
SETTINGS = "[gate]\nworkers = 3\n" + CHEAP_PASSWORDS


class PortalLoad:
    """People who sign in, register and sign out without pause, and others who open pages."""

    def __init__(self, s, witness, seed):
        self.acknowledged = 0
        self._s, self._witness = s, witness
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._write, args=(seed,), daemon=True),
                         *[threading.Thread(target=self._read, daemon=True) for _ in range(3)]]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _write(self, seed):
        pick, number = random.Random(seed), 0
        while not self._over.is_set():
            number += 1
            self.acknowledged += bool(self._witness.sign_in(pick.choice(PEOPLE)))
            self.acknowledged += self._witness.register("new%d@example.org" % number)
            if len(self._witness.live()) > 8:
                self.acknowledged += self._witness.sign_out(pick.choice(self._witness.live()))

    def _read(self):
        while not self._over.is_set():
            try:
                assert fetch(self._s.portal_port, "/login").status in (200, 503)
            except (OSError, EOFError):
                pass  # the worker that was to answer was killed


def kill_one(s, role, pick):
    """Kills a worker of this kind; how long it took until there was another one."""
    before = s.postern.workers(role)
    victim = pick.choice(sorted(before))
    os.kill(victim, signal.SIGKILL)
    killed = time.monotonic()
    wait_until(lambda: len(s.postern.workers(role) - {victim}) == len(before), "another " + role, 10)
    return time.monotonic() - killed


def check_workers(s, witness, pick):
    longest = dict.fromkeys(("gate", "portal", "courier"), 0.0)
    restarts = read_metrics(s.portal_port)["postern_worker_restarts_total",]
    with witness.load(connections=5), PortalLoad(s, witness, pick.random()) as portal:
        for _ in range(ROUNDS):
            for role in pick.sample(sorted(longest), 3):
                witness.wait_for(pick.randrange(50, 1500))  # a random moment, told by the load itself
                longest[role] = max(longest[role], kill_one(s, role, pick))
    statuses = witness.settle()
    print("%d kills: %s; %d writes acknowledged; replaced after at most %s" % (
        3 * ROUNDS, dict(statuses), portal.acknowledged,
        ", ".join("%s %.2f s" % pair for pair in longest.items())))
    assert set(statuses) == {200, 302}, statuses
    assert max(longest.values()) < REPLACED_SECONDS, longest
    assert portal.acknowledged > 20, portal.acknowledged
    wait_until(lambda: read_metrics(s.portal_port)["postern_worker_restarts_total",]
               == restarts + 3 * ROUNDS, "restarts counted")


def check_master(s, witness):
    orphans = s.postern.workers()
    with witness.load(connections=5):
        s.postern.process.kill()
        s.postern.process.wait()
        killed = time.monotonic()
        wait_until(lambda: not any(os.path.exists("/proc/%d" % pid) for pid in orphans),
                   "the workers ended", ORPHANS_SECONDS)
        ended = time.monotonic()
        s.postern.start()
        witness.wait_for(200, status=200)
        back = time.monotonic()
    statuses = witness.settle()
    print("master killed: workers gone after %.2f s, new posternd serves %.2f s later; %s" % (
        ended - killed, back - ended, dict(statuses)))
    assert back - ended < BACK_SECONDS, back - ended
    assert set(statuses) <= {200, 302, 503}, statuses


def check(s):
    seed = random.randrange(2**32)
    print("seed", seed)
    witness = Witness(s)
    for email in PEOPLE:
        witness.add_person(email)
        assert witness.sign_in(email)
    check_workers(s, witness, random.Random(seed))
    check_master(s, witness)


with stack(settings=SETTINGS) as whole:
    check(whole)
    assert whole.postern.stop() == 0
