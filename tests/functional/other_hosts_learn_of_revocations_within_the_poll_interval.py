#!/usr/bin/python3
"""Two hosts over one database: whatever ends a session on one host, the other refuses it within a second. A host that
cannot query the database stops trusting its cache after that time and the stale grace."""
# alone

import time

import functional  # noqa: F401
from postern import PASSWORD, other_host, stack, wait_until

EMAIL = "ann@example.org"
POLL = 1.0  # the default
SLACK = 1.0
GRACE = 2.0
ROUNDS = 12


def revoke_all(s, _):
    s.postern.command("session", "revoke", "--user", EMAIL)


def disable(s, _):
    s.postern.command("user", "disable", EMAIL)
    s.postern.command("user", "enable", EMAIL)


def change_password(s, _):
    s.postern.command("user", "set-password", EMAIL, stdin=PASSWORD + "\n")


ENDINGS = [lambda s, cookie: s.sign_out(cookie), revoke_all, disable, change_password]


def is_in_everywhere(hosts, cookie):
    """Asked often enough that it is in every memory."""
    return all(host.visit(cookie).status == 200 for host in hosts for _ in range(4))


def statuses_of(host, cookie):
    """What a host says of a cookie that has ended, asked several times: never that it may pass."""
    statuses = {host.visit(cookie).status for _ in range(8)}
    assert 200 not in statuses, "an ended session is back"
    return statuses


def check_delay(here, there, bystander):
    delays = []
    for number in range(ROUNDS):
        cookie = here.sign_in(EMAIL)
        assert is_in_everywhere((here, there), cookie)
        started = time.monotonic()
        ENDINGS[number % len(ENDINGS)](here, cookie)
        assert statuses_of(here, cookie) == {302}, "not at once on its own host"
        wait_until(lambda: there.visit(cookie).status != 200,  # noqa: B023
                   "the other host knows of ending %d" % (number % len(ENDINGS)), POLL + SLACK + 3)
        delays.append(time.monotonic() - started)
        statuses = statuses_of(there, cookie)
        assert statuses == {302}, (number, statuses)
        assert is_in_everywhere((here, there), bystander), "another user was signed out"
    print("refused elsewhere after at most %.2f s: %s" % (
        max(delays), " ".join("%.2f" % delay for delay in sorted(delays))))
    assert max(delays) <= POLL + SLACK, delays


def last_passed(host, cookie, since):
    """When the last check was sent that passed, in seconds after `since`."""
    last = 0.0
    while True:
        sent = time.monotonic() - since
        status = host.visit(cookie).status
        if status != 200:
            assert status == 503, status
            return last
        last = sent
        assert last < 20, "trusted for ever"


def courier_reconnects(host):
    """How often the host's courier has found the database again."""
    return sum(line["role"] == "courier" and line["event"] == "database_available"
               for line in host.postern.log())


def check_lost_database(here, there, bystander, lose):
    reconnects = courier_reconnects(there)
    cookie = here.sign_in(EMAIL)
    assert is_in_everywhere((here, there), cookie)
    lost = time.monotonic()
    lose()
    here.sign_out(cookie)
    assert is_in_everywhere((there,), bystander), "no grace"
    # Nothing passes that a host without a database can not vouch for.
    passed = last_passed(there, bystander, lost)
    assert GRACE <= passed <= POLL + SLACK + GRACE + 0.1, passed
    assert statuses_of(there, cookie) == {503}
    assert is_in_everywhere((here,), bystander), "the other host suffers"
    there.proxy.restore()
    wait_until(lambda: there.visit(bystander).status == 200, "the host back", 3)
    # Each of its workers finds out by itself that it can ask again.
    wait_until(lambda: statuses_of(there, cookie) == {302}, "all of the host back", 3)
    # From here on its memory is trusted again.
    wait_until(lambda: courier_reconnects(there) > reconnects, "the courier back", 5)
    print("the last check passed %.2f s after the connection was lost" % passed)


with stack() as one, other_host(one, settings='[gate]\nstale_grace = "%ds"\n' % GRACE) as two:
    one.postern.add_user(EMAIL)
    one.postern.add_user("bob@example.org")
    bob = one.sign_in("bob@example.org")
    check_delay(one, two, bob)
    check_lost_database(one, two, bob, two.proxy.cut)
    check_lost_database(one, two, bob, two.proxy.freeze)
