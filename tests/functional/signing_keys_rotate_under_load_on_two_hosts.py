#!/usr/bin/python3
"""Programs get, refresh and use tokens on two hosts without pause while the keys that sign are rotated at once, and revoked.
No refresh fails. No token of a key that every host knows is refused. A new key signs on both hosts within a poll interval
and a second more, and from the end of the command that revokes a key, no token of it passes on that host, nor on the
other one after the same time."""
# alone
# seconds: 240

import json
import threading
import time

import functional  # noqa: F401
from postern import other_host, stack
from tokens import (Visits, bearer, calls, grant, grant_beside, header_of, renew, statuses, visit, wait_for_keys)
from witness import CHEAP_PASSWORDS

ANN = "ann@example.org"
SETTINGS = CHEAP_PASSWORDS + "attempts_per_address = 100000\n[tokens]\nmax_per_account = 1000\n"
POLL = 1.0  # how often a host asks for changes: the default of revocation_poll
SLACK = 1.0
PROGRAMS_PER_HOST = 2


def kid_of(access_token):
    return header_of(access_token)["kid"]


class Program(threading.Thread):
    """Goes on and on: renews its tokens on its host, or is granted others, and uses the new one everywhere."""

    def __init__(self, home, hosts, cookie, number):
        super().__init__(daemon=True)
        self.uses = []     # (sent, answered, host, where, kid, status)
        self.renewals = []  # (sent, kid of the new access token, or what came in its place)
        self._home, self._hosts, self._cookie, self._number = home, hosts, cookie, number
        self._over = threading.Event()
        self.failure = None

    def stop(self):
        self._over.set()
        self.join()

    def run(self):
        try:
            tokens = grant(self._home, ANN, name="Program %d" % self._number)
            while not self._over.is_set():
                tokens = self._next(tokens)
        except Exception as error:  # pylint: disable=broad-exception-caught  (told by the test)
            self.failure = repr(error)

    def _next(self, tokens):
        sent = time.time()
        if len(self.renewals) % 10 == 9:
            fresh = grant_beside(self._home, self._cookie)
            self.renewals.append((sent, kid_of(fresh["access_token"])))
            self._use(fresh["access_token"])
        sent = time.time()
        got = renew(self._home, tokens["refresh_token"])
        if got.status != 200:
            self.renewals.append((sent, "%d %s" % (got.status, got.text)))
            return tokens
        self.renewals.append((sent, kid_of(got.json["access_token"])))
        self._use(got.json["access_token"])
        return got.json

    def _use(self, token):
        kid = kid_of(token)
        for number, host in enumerate(self._hosts):
            for where, send in (("site", lambda host=host: visit(host, bearer(token)).status),
                                ("API", lambda host=host: calls(host, token))):
                sent = time.time()
                status = send()
                self.uses.append((sent, time.time(), number, where, kid, status))


class Keys:
    """When each key began and ended: (the command began, the command was over)."""

    def __init__(self, s):
        self._s = s
        self.first = self.active()
        self.made = {}
        self.revoked = {}

    def active(self):
        rows = json.loads(self._s.postern.command("key", "list", "--json"))["signing_keys"]
        (kid,) = [row["kid"] for row in rows if row["use"] == "token" and row["state"] == "active"]
        return kid

    def rotate(self):
        began = time.time()
        kid = json.loads(self._s.postern.command("key", "rotate", "--signing", "token", "--now", "--json"))["kid"]
        self.made[kid] = (began, time.time())
        return kid

    def revoke(self, kid):
        began = time.time()
        next_kid = json.loads(self._s.postern.command("key", "rotate", "--revoke", kid, "--yes", "--json"))["successor"]
        over = time.time()
        self.revoked[kid] = (began, over)
        if next_kid:
            self.made[next_kid] = (began, over)
        return next_kid

    def is_good(self, kid, sent, answered):
        """Whether every host must take it all the time: known everywhere, and not being revoked."""
        began = self.made[kid][1] + POLL + SLACK if kid in self.made else 0
        return began <= sent and (kid not in self.revoked or answered < self.revoked[kid][0])

    def is_over(self, kid, host, sent):
        """Whether the host must not take it any more."""
        if kid not in self.revoked:
            return False
        return sent >= self.revoked[kid][1] + (POLL + SLACK if host else 0)


def turn(keys, hosts, old_token):
    """One rotation and one revocation, with tokens of the old key in use all the time."""
    first = kid_of(old_token)
    assert keys.active() == first
    with Visits(lambda: visit(hosts[0], bearer(old_token)).status, 1) as here, \
            Visits(lambda: visit(hosts[1], bearer(old_token)).status, 1) as there:
        here.until(time.time() + 1)
        second = keys.rotate()
        here.until(time.time() + POLL + SLACK + 1)
        for load in (here, there):
            assert {status for _, status in load.seen} == {200}, "a key that signs no more is good until its tokens end"
        kept = grant(hosts[0], ANN)["access_token"]
        assert kid_of(kept) == second
        with Visits(lambda: visit(hosts[0], bearer(kept)).status, 1) as second_here, \
                Visits(lambda: visit(hosts[1], bearer(kept)).status, 1) as second_there:
            here.until(time.time() + 1)
            third = keys.revoke(second)
            here.until(time.time() + POLL + SLACK + 1)
        began, over = keys.revoked[second]
        second_here.check_end(began, over, "a token of a revoked key on this host")
        second_there.check_end(began, over + POLL + SLACK, "a token of a revoked key on the other host")
        assert third and third not in (first, second)
    for load in (here, there):
        assert {status for _, status in load.seen} == {200}, "the revocation of one key ends no token of another"
    return second, third


def check_uses(programs, keys, expected):
    uses = [use for program in programs for use in program.uses]
    for sent, answered, host, where, kid, status in uses:
        what = "%s of host %d at %.3f: %s" % (where, host, sent, kid)
        assert status in (200, 401), (what, status)
        if keys.is_good(kid, sent, answered):
            assert status == 200, ("a good token was refused", what, keys.made, keys.revoked)
        if keys.is_over(kid, host, sent):
            assert status == 401, ("a token of a revoked key passed", what, keys.made, keys.revoked)
    for host in (0, 1):
        seen = {kid for _, _, number, _, kid, status in uses if number == host and status == 200}
        assert set(expected) <= seen, (host, seen)
    assert len(uses) > 200, len(uses)
    print("%d uses of tokens of %d keys" % (len(uses), len({use[4] for use in uses})))


def check_renewals(programs, keys):
    """All of them; and soon by the new key."""
    for program in programs:
        assert program.failure is None, program.failure
        for sent, kid in program.renewals:
            assert " " not in kid, ("a refresh failed", sent, kid, keys.made, keys.revoked)
            if kid in keys.revoked:
                assert sent < keys.revoked[kid][1] + POLL + SLACK, ("signed by a revoked key", kid)
        assert len(program.renewals) > 20, len(program.renewals)


def main():
    with stack(settings=SETTINGS) as one, other_host(one, settings=SETTINGS) as two:
        one.postern.add_user(ANN)
        hosts = (one, two)
        old = wait_for_keys(one, ANN, two)["access_token"]
        keys = Keys(one)
        cookie = one.sign_in(ANN)
        programs = [Program(host, hosts, cookie, number) for number, host in enumerate(hosts * PROGRAMS_PER_HOST)]
        for program in programs:
            program.start()
        try:
            signed = [keys.first, *turn(keys, hosts, old)]
        finally:
            for program in programs:
                program.stop()
        check_renewals(programs, keys)
        check_uses(programs, keys, signed)
        last = renew(two, grant(two, ANN)["refresh_token"]).json["access_token"]
        assert kid_of(last) == signed[-1] and statuses(one, bearer(last)) == {200} == statuses(two, bearer(last))


if __name__ == "__main__":
    main()
