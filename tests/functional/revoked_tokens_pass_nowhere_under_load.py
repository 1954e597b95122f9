#!/usr/bin/python3
"""While programs use their tokens on two hosts without pause: once the end of a token, of its grant, of the session beside
it or of its user is acknowledged, not one more request passes on that host, nor on the other one when its poll interval
and a second more are over. The API, which has no memory, refuses it everywhere at once. Others go on as before."""
# alone
# seconds: 240

import time

import functional  # noqa: F401
from api import Api
from postern import other_host, stack
from tokens import (Visits, bearer, calls, grant, grant_beside, make_personal, passes, renew, revoke, visit, wait_for_keys)
from witness import CHEAP_PASSWORDS

ANN, BOB = "ann@example.org", "bob@example.org"
SETTINGS = CHEAP_PASSWORDS + "attempts_per_address = 100000\n"
POLL = 1.0  # how often a host asks for changes: the default of revocation_poll
SLACK = 1.0
THREADS = 2


class Everything:
    """What a user has: a session, a grant beside it, one by itself, and a personal token."""

    def __init__(self, s):
        self.cookie = s.sign_in(ANN)
        self.beside = grant_beside(s, self.cookie)
        self.alone = grant(s, ANN)
        self.personal, self.personal_id = make_personal(s, self.cookie)


def access(one):
    return one["access_token"]


def disable(s, _):
    s.postern.command("user", "disable", ANN)


# What ends, by which call, which tokens end by it, and how the next round can begin.
ENDINGS = [
    ("an access token is revoked", lambda s, one: revoke(s, access(one.alone)), lambda one: [access(one.alone)]),
    ("a refresh token is revoked", lambda s, one: revoke(s, one.alone["refresh_token"]), lambda one: [access(one.alone)]),
    ("a grant is ended by its owner", lambda s, one: Api(s, one.cookie).must(204, "DELETE", "/me/grants/" + one.alone["id"]),
     lambda one: [access(one.alone)]),
    ("a personal token is revoked", lambda s, one: revoke(s, one.personal), lambda one: [one.personal]),
    ("a personal token is ended by its owner",
     lambda s, one: Api(s, one.cookie).must(204, "DELETE", "/me/access-tokens/" + one.personal_id), lambda one: [one.personal]),
    ("an administrator ends a grant", lambda s, one: s.postern.command("token", "revoke", one.alone["id"]),
     lambda one: [access(one.alone)]),
    ("an administrator ends a personal token", lambda s, one: s.postern.command("token", "revoke", one.personal_id),
     lambda one: [one.personal]),
    ("the session ends", lambda s, one: s.sign_out(one.cookie), lambda one: [access(one.beside)]),
    ("all sessions end", lambda s, _: s.postern.command("session", "revoke", "--user", ANN),
     lambda one: [access(one.alone), access(one.beside)]),
    ("the user is disabled", disable, lambda one: [access(one.alone), access(one.beside), one.personal]),
]


def check_stolen_token(one, two, bystander):
    """A family that ends because an old refresh token came back, on the other host."""
    stolen = grant(one, ANN)
    second = renew(two, stolen["refresh_token"]).json
    third = renew(one, second["refresh_token"]).json

    def reuse(_, __):
        assert renew(one, stolen["refresh_token"]).status == 401

    check(one, two, "a stolen refresh token comes back", reuse, None, [access(second), access(third)], bystander)
    assert renew(one, third["refresh_token"]).status == 401 == renew(two, third["refresh_token"]).status


def check(one, two, what, end, owner, ending, bystander):
    """Both hosts take them until it ends, and nobody does afterwards."""
    assert all(passes(host, token) for token in ending for host in (one, two)), what
    loads = {}
    for host in (one, two):
        for number, token in enumerate(ending):
            loads[host, number] = Visits(lambda host=host, token=token: visit(host, bearer(token)).status, THREADS)
    api = Visits(lambda: calls(two, ending[0]), 1)
    others = [Visits(lambda host=host: visit(host, bearer(bystander)).status, 1) for host in (one, two)]
    for load in (*loads.values(), api, *others):
        load.__enter__()
    try:
        api.until(time.time() + 1)
        began = time.time()
        end(one, owner)
        over = time.time()
        api.until(over + POLL + SLACK + 1)
    finally:
        for load in (*loads.values(), api, *others):
            load.__exit__()
    for (host, _), load in loads.items():
        moment = over if host is one else over + POLL + SLACK
        load.check_end(began, moment, "%s, on %s host" % (what, "this" if host is one else "the other"))
    api.check_end(began, over, what + ", in the API of the other host")
    for load in others:
        seen = {status for _, status in load.seen}
        assert seen == {200}, (what, "a bystander", seen)
    print("%s: %d requests" % (what, sum(len(load.seen) for load in loads.values())))


def main():
    with stack(settings=SETTINGS) as one, other_host(one, settings=SETTINGS) as two:
        for email in (ANN, BOB):
            one.postern.add_user(email)
        bystander = access(wait_for_keys(one, BOB, two))
        for what, end, ending_of in ENDINGS:
            owner = Everything(one)
            check(one, two, what, end, owner, ending_of(owner), bystander)
        one.postern.command("user", "enable", ANN)
        check_stolen_token(one, two, bystander)


if __name__ == "__main__":
    main()
