#!/usr/bin/python3
"""While both hosts serve without pause: nothing passes in or after the second in which a membership ends; nothing
passes on a host after a change of rules, groups or grants is acknowledged on it, nor on the other host once its poll
interval and a second more are over; no change ends a session."""
# alone

import datetime
import threading
import time

import functional  # noqa: F401
from access_rules import apply_rules
from postern import other_host, stack, wait_until

EMAIL = "ann@example.org"
POLL = 1.0  # how often a host asks for changes: the default of revocation_poll
SLACK = 1.0
PATH = "/admin/x"

OPEN = """
[site.wiki]
default = "signed_in"
[[site.wiki.rule]]
name = "administrators"
path = ["/admin/**"]
allow = ["group:admins", "role:auditor"]
[[site.wiki.rule]]
name = "nobody else"
path = ["/admin/**"]
effect = "deny"
"""
CLOSED = """
[site.wiki]
default = "signed_in"
[[site.wiki.rule]]
name = "closed for now"
path = ["/admin/**"]
effect = "deny"
"""


class Visits:
    """Somebody who asks a host for a page without pause, in some threads; what came of it, and when each was sent."""

    def __init__(self, host, cookie, path=PATH):
        self._host, self._cookie, self._path = host, cookie, path
        self._over = threading.Event()
        self.seen = []  # (sent, by the wall clock; status, or the error that came in its place)
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(3)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _run(self):
        while not self._over.is_set():
            sent = time.time()
            try:
                status = self._host.visit(self._cookie, self._path).status
            except (OSError, EOFError) as error:
                status = repr(error)
            self.seen.append((sent, status))

    def until(self, moment):
        """Goes on until that moment."""
        while time.time() < moment:
            self._over.wait(0.05)

    def passed_after(self, moment):
        """How late, in seconds, requests were sent that passed all the same."""
        return sorted(sent - moment for sent, status in self.seen if status == 200 and sent >= moment)

    def check(self, moment, what):
        """It was open before and is closed from `moment` on, with a 403 and nothing else."""
        before = {status for sent, status in self.seen if sent < moment}
        assert 200 in before and before <= {200, 403}, (what, before)
        late = self.passed_after(moment)
        assert not late, "%s: %d passed, up to %.3f s late" % (what, len(late), late[-1])
        after = {status for sent, status in self.seen if sent >= moment}
        assert after == {403}, (what, after)


def in_whole_seconds(seconds):
    """A moment some seconds from now: as a timestamp, and as the commands take it."""
    end = int(time.time()) + seconds
    return end, datetime.datetime.fromtimestamp(end, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def wait_until_open(hosts, cookie):
    """On both, once they have heard of it."""
    wait_until(lambda: all(host.visit(cookie, PATH).status == 200 for host in hosts for _ in range(4)),
               "open on both hosts", POLL + SLACK + 2)


def check_expiry(hosts, cookie, *grant):
    end, text = in_whole_seconds(6)
    hosts[0].postern.command(*grant, "--until", text)
    wait_until_open(hosts, cookie)
    with Visits(hosts[0], cookie) as here, Visits(hosts[1], cookie) as there:
        here.until(end + 2)
    here.check(end, "expiry of %s on this host" % grant[0])
    there.check(end, "expiry of %s on the other host" % grant[0])


def check_change(hosts, cookie, change, undo, what):
    undo()
    wait_until_open(hosts, cookie)
    with Visits(hosts[0], cookie) as here, Visits(hosts[1], cookie) as there:
        here.until(time.time() + 0.5)
        change()
        acknowledged = time.time()
        here.until(acknowledged + POLL + SLACK + 1)
    here.check(acknowledged, what + " on this host")
    there.check(acknowledged + POLL + SLACK, what + " on the other host")
    assert all(host.visit(cookie, "/").status == 200 for host in hosts), "a session was ended"


with stack() as one, other_host(one) as two:
    command = one.postern.command
    one.postern.add_user(EMAIL)
    command("group", "add", "admins")
    command("group", "add", "auditors")
    command("role", "add", "auditor")
    apply_rules(one, OPEN)
    ann = one.sign_in(EMAIL)
    both = (one, two)

    check_expiry(both, ann, "group", "join", "admins", EMAIL)
    check_expiry(both, ann, "grant", "add", "--role", "auditor", "--user", EMAIL)
    command("group", "join", "auditors", EMAIL)
    check_expiry(both, ann, "grant", "add", "--role", "auditor", "--group", "auditors")

    check_change(both, ann, lambda: command("group", "leave", "admins", EMAIL),
                 lambda: command("group", "join", "admins", EMAIL), "leaving a group")
    check_change(both, ann, lambda: command("grant", "remove", "--role", "auditor", "--group", "auditors"),
                 lambda: command("grant", "add", "--role", "auditor", "--group", "auditors"),
                 "the end of a group's grant")
    command("group", "join", "admins", EMAIL)
    check_change(both, ann, lambda: apply_rules(one, CLOSED), lambda: apply_rules(one, OPEN), "a change of rules")
