"""People whose accounts are changed on several hosts at the same time.

    conflicts = Conflicts(hosts, emails)
    conflicts.run(seconds)        # returns when the writers are done
    conflicts.statuses            # how often each status was answered
    conflicts.check()             # every acknowledged change is there

Each host has something of its own that it changes in every profile, so the last acknowledged value of it must stay.
"""

import collections
import json
import threading
import time

from http_client import fetch
from postern import PASSWORD

MEMBERS = ("display_name", "time_zone")
ZONES = ("Europe/Berlin", "Asia/Tokyo", "America/Lima", "Africa/Cairo")


class Conflicts:
    """Writers against the portals of `hosts`, two of them; `writers` per host and person."""

    def __init__(self, hosts, emails, writers=2):
        self.statuses = collections.Counter()
        self.refusals = []
        self._hosts = hosts
        self._emails = emails
        self._writers = writers
        self._acknowledged = {}
        self._lock = threading.Lock()
        self._hashing = {host: threading.Semaphore(2) for host in hosts}
        self._ended = []

    def ask(self, host, method, path, cookie=None, **members):
        """One request to the API of a host."""
        headers = [("Content-Type", "application/json"), ("X-Postern-CSRF", "1")]
        if cookie:
            headers.append(("Cookie", cookie))
        got = fetch(host.portal_port, "/api/v1" + path, method, headers, json.dumps(members).encode() if members else b"")
        with self._lock:
            self.statuses[got.status] += 1
            if got.status >= 500:
                self.refusals.append((method, path, got.status))
        return got

    def sign_in(self, host, email):
        """The cookie of a new session, or None."""
        # No more at a time than have a slot for hashing: "busy" is another matter than a conflict.
        with self._hashing[host]:
            got = self.ask(host, "POST", "/sessions", email=email, password=PASSWORD)
        cookies = [line.split(";")[0] for line in got.all("Set-Cookie")]
        return next((c for c in cookies if c.startswith("postern=")), None) if got.status == 201 else None

    def run(self, seconds):
        """All writers, for this many seconds."""
        until = time.monotonic() + seconds
        threads = [threading.Thread(target=self._change, args=(i, email, until), daemon=True)
                   for i in range(len(self._hosts)) for email in self._emails]
        threads += [threading.Thread(target=self._come_and_go, args=(i, email, until), daemon=True)
                    for i in range(len(self._hosts)) for email in self._emails for _ in range(self._writers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _change(self, number, email, until):
        host, count = self._hosts[number], 0
        cookie = None
        while time.monotonic() < until:
            cookie = cookie or self.sign_in(host, email)
            if not cookie:
                continue
            count += 1
            value = ("%s %d" % (email, count), ZONES[count % len(ZONES)])[number]
            if self.ask(host, "PATCH", "/me", cookie, **{MEMBERS[number]: value}).status == 200:
                self._acknowledged[number, email] = value

    def _come_and_go(self, number, email, until):
        host = self._hosts[number]
        while time.monotonic() < until:
            cookie = self.sign_in(host, email)
            if not cookie:
                continue
            # Signed out on the other host: its node must know the session already.
            other = self._hosts[(number + 1) % len(self._hosts)]
            if self.ask(other, "DELETE", "/sessions/current", cookie).status == 204:
                self._ended.append(cookie)

    def check(self):
        """Compares what was acknowledged with what each host says now."""
        for host in self._hosts:
            for email in self._emails:
                cookie = self.sign_in(host, email)
                assert cookie, "no sign-in"
                me = json.loads(self.ask(host, "GET", "/me", cookie).body)
                for number, member in enumerate(MEMBERS):
                    wanted = self._acknowledged.get((number, email))
                    assert wanted is None or me[member] == wanted, (email, member, me[member], wanted)
        for cookie in self._ended[-50:]:
            for host in self._hosts:
                assert self.ask(host, "GET", "/me", cookie).status == 401, "an ended session is back"
        return len(self._acknowledged), len(self._ended)
