#!/usr/bin/python3
"""Checks of several users' sessions, mixed over many connections and through the cache, while the sessions are signed
out and in again continuously: the identity that reaches the site is always that of the cookie's owner.

usage: two_users_never_get_each_others_identity.py [--checks N]     without N: as many as fit into some seconds
"""
# alone

import argparse
import random
import time

import functional  # noqa: F401
from metrics import read_metrics
from postern import stack, wait_until
from witness import CHEAP_PASSWORDS, Witness

PEOPLE = ["p%d@example.org" % i for i in range(4)]
SESSIONS_EACH = 3
SECONDS = 20
LEAST_CHECKS = 2000
SETTINGS = "[gate]\nworkers = 3\n" + CHEAP_PASSWORDS


def hits(s):
    return read_metrics(s.portal_port)["postern_gate_cache_hits_total",]


def change_sessions(witness, pick):
    """One session ends, and another of anybody begins."""
    cookie = pick.choice(witness.live())
    assert witness.sign_out(cookie)
    assert witness.visit(cookie) == 302
    assert witness.sign_in(pick.choice(PEOPLE))


def check(s, wanted):
    seed = random.randrange(2**32)
    print("seed", seed)
    pick = random.Random(seed)
    witness = Witness(s)
    for email in PEOPLE:
        witness.add_person(email)
        for _ in range(SESSIONS_EACH):
            assert witness.sign_in(email)
    changes, until = 0, time.monotonic() + SECONDS
    hits_before = hits(s)
    with witness.load(connections=8, seed=seed):
        while witness.count < wanted if wanted else time.monotonic() < until:
            change_sessions(witness, pick)
            changes += 1
        wait_until(lambda: witness.count >= LEAST_CHECKS, "enough checks", 60)
    found = witness.settle()
    print("%d checks (%s), %d of them from memory; %d sessions ended and begun" % (
        witness.count, dict(found), hits(s) - hits_before, changes))
    assert set(found) == {200, 302}, found
    assert hits(s) - hits_before > witness.count / 2, "the cache was hardly used"


parser = argparse.ArgumentParser()
parser.add_argument("--checks", type=int, default=0)
arguments = parser.parse_args()
with stack(settings=SETTINGS) as whole:
    check(whole, arguments.checks)
    assert whole.postern.stop() == 0
