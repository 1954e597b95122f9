#!/usr/bin/python3
"""While several connections send a cookie continuously, its session is signed out. No check sent after the sign-out
was confirmed passes, on any worker, however the look-ups of the others overlap with it."""
# alone

import random
import threading
import time

import functional  # noqa: F401
from http_client import Connection, raw_request
from postern import stack, wait_until

EMAIL = "ann@example.org"
ROUNDS = 300
SECONDS = 25
CHECKS_AFTER_EACH = 12
ASKING = 6
SETTINGS = "[gate]\nworkers = 4\n[password]\nargon2_memory_kib = 7168\nargon2_passes = 5\n"


class Asker(threading.Thread):
    """Asks again and again with whatever cookie it is given; keeps no connection to itself that nginx would
    not share: each check goes to the worker that nginx picks."""

    def __init__(self, port, ended):
        super().__init__(daemon=True)
        self.cookie = None
        self.over = False
        self.passed = self.refused_after = 0
        self.wrong = []
        self._port, self._ended = port, ended

    def run(self):
        with Connection(self._port) as connection:
            while not self.over:
                connection = self._ask(connection, self.cookie)

    def _ask(self, connection, cookie):
        if cookie is None:
            time.sleep(0.0005)  # between two rounds
            return connection
        was_over = cookie in self._ended
        connection.send(raw_request("GET", "/", [("Cookie", cookie), ("Accept", "text/html")]))
        answer = connection.read_answer()
        if answer.status not in (200, 302) or (answer.status == 200 and was_over):
            self.wrong.append((answer.status, was_over))
        self.passed += answer.status == 200
        self.refused_after += was_over
        return Connection(self._port) if answer.header("Connection") == "close" else connection


def play_round(s, askers, ended, pick):
    cookie = s.sign_in(EMAIL)
    passed = sum(asker.passed for asker in askers)
    for asker in askers:
        asker.cookie = cookie
    # Now and then before the first look-up is back, now and then when all memories are warm.
    wanted = pick.choice([0, 0, 1, 2, ASKING * 4])
    wait_until(lambda: sum(asker.passed for asker in askers) >= passed + wanted, "the cookie passes")
    s.sign_out(cookie)
    ended.add(cookie)
    before = sum(asker.refused_after for asker in askers)
    wait_until(lambda: sum(asker.refused_after for asker in askers) >= before + CHECKS_AFTER_EACH,
               "checks after the sign-out")
    for asker in askers:
        asker.cookie = None


def check(s):
    seed = random.randrange(2**32)
    print("seed", seed)
    pick = random.Random(seed)
    ended = set()
    askers = [Asker(s.site_port, ended) for _ in range(ASKING)]
    for asker in askers:
        asker.start()
    rounds, until = 0, time.monotonic() + SECONDS
    while rounds < ROUNDS and time.monotonic() < until:
        play_round(s, askers, ended, pick)
        rounds += 1
    for asker in askers:
        asker.over = True
        asker.join()
    wrong = [one for asker in askers for one in asker.wrong]
    print("%d rounds, %d checks passed before a sign-out, %d were refused after it" % (
        rounds, sum(asker.passed for asker in askers), sum(asker.refused_after for asker in askers)))
    assert not wrong, (len(wrong), wrong[:5])
    assert rounds >= 100, rounds


with stack(settings=SETTINGS) as whole:
    whole.postern.add_user(EMAIL)
    check(whole)
