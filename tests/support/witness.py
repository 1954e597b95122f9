"""The invariant of every fault test: whatever breaks, the gate never opens to anybody whom it should not, and no write
that was acknowledged is lost.

    witness = Witness(stack)
    witness.add_person("ann@example.org")
    cookie = witness.sign_in("ann@example.org")      # None when it was refused with 503
    with witness.load(connections=6):                # checks of all sessions, and of strangers
        ... break something ...
    witness.sign_out(cookie)
    witness.settle()                                 # asserts both halves of the invariant

A 200 must carry the identity of the cookie's owner, and the cookie a session that had not ended when the check was
sent. A 302, which says "not signed in", must not meet a live session. A connection that breaks, and 503, are failures
of a check and counted apart: what a test allows is its own affair.
"""

import collections
import contextlib
import hashlib
import json
import random
import re
import threading
import time

from http_client import Connection, fetch, raw_request
from postern import PASSWORD, wait_until

KEPT_EXAMPLES = 5
# Argon2id as cheap as the configuration allows: the tests are not about it.
# Attempts that are under way count as failed until they are not: several people of these tests sign in to the same
# account at once, over a database that is slow. It ends inside [throttle]: more of its keys may follow.
CHEAP_PASSWORDS = ("[password]\nargon2_memory_kib = 7168\nargon2_passes = 5\n"
                   "[throttle]\nfree_attempts = 20\n")
LIVE, ENDING, ENDED = "live", "ending", "ended"
JSON_BODY = ("Content-Type", "application/json")
CSRF = ("X-Postern-CSRF", "1")
FORGED = "postern=" + "A" * 43
IDENTITY = re.compile(rb"^Remote-User-Id: ([^\r\n]*)\r?$", re.M | re.I)


def token_hash(cookie):
    """How the session of this cookie is called in the database."""
    return hashlib.sha256(cookie.split("=", 1)[1].encode()).hexdigest().upper()


def identities_in(head):
    """Every Remote-User-Id that reached the site."""
    return [one.decode() for one in IDENTITY.findall(head)]


class Witness:
    """Knows what must hold, from what was acknowledged. For use by several threads."""

    def __init__(self, s):
        self.wrong = []
        self.statuses = collections.Counter()
        self.slowest = 0.0
        self._s = s
        self._lock = threading.Lock()
        self._ids = {}
        self._owner = {}
        self._state = {}
        self._registered = set()

    # --- writes -------------------------------------------------------------------------------------

    def add_person(self, email):
        """A user whose password is PASSWORD."""
        self._s.postern.add_user(email)
        self._registered.add(email)
        self._learn_ids()

    def register(self, email):
        """True when a registration over the API was acknowledged."""
        body = {"email": email, "display_name": "Somebody", "password": PASSWORD}
        got = self._write("/api/v1/users", "POST", [JSON_BODY], json.dumps(body).encode())
        # 409 after an answer that was lost: it had been written all the same.
        if got and got.status == 201:
            self._registered.add(email)
        return bool(got) and got.status == 201

    def sign_in(self, email, remember=False):
        """The cookie; None when there was no answer, or 503."""
        body = {"email": email, "password": PASSWORD, "remember": remember}
        got = self._write("/api/v1/sessions", "POST", [JSON_BODY], json.dumps(body).encode())
        if not got or got.status == 503:
            return None
        if got.status != 201:
            self._blame("a right password was answered %d: %s" % (got.status, got.body[:200]))
            return None
        cookie = next(line.split(";")[0] for line in got.all("Set-Cookie") if line.startswith("postern="))
        with self._lock:
            self._owner[cookie] = email
            self._state[cookie] = LIVE
        return cookie

    def sign_out(self, cookie):
        """True when it was acknowledged. Otherwise nobody knows, and both answers of the gate are right."""
        with self._lock:
            self._state[cookie] = ENDING
        got = self._write("/api/v1/sessions/current", "DELETE", [("Cookie", cookie), CSRF])
        # 401: an attempt before this one had got through, and only its answer was lost.
        done = bool(got) and got.status in (204, 401)
        if done:
            with self._lock:
                self._state[cookie] = ENDED
        elif got and got.status != 503:
            self._blame("a sign-out was answered %d" % got.status)
        return done

    def expect_ended(self, *cookies):
        """These ended in another way than by sign_out()."""
        with self._lock:
            self._state.update((cookie, ENDED) for cookie in cookies)

    def expect_live(self, *cookies):
        """These go on, although an end of theirs was asked for and not acknowledged."""
        with self._lock:
            self._state.update((cookie, LIVE) for cookie in cookies)

    def live(self):
        """The cookies of all sessions that are certainly live."""
        with self._lock:
            return [cookie for cookie, state in self._state.items() if state == LIVE]

    def _write(self, target, method, headers, body=b""):
        try:
            return fetch(self._s.portal_port, target, method, headers, body)
        except (OSError, EOFError):
            return None

    # --- checks -------------------------------------------------------------------------------------

    def check(self, connection, cookie):
        """One check over this connection; its status, and whether the connection can be used again."""
        with self._lock:
            before = self._state.get(cookie)
        headers = [("Accept", "text/html")] + ([("Cookie", cookie)] if cookie else [])
        began = time.monotonic()
        connection.send(raw_request("GET", "/", headers, host="localhost:%d" % self._s.site_port))
        got = connection.read_answer()
        took = time.monotonic() - began
        self.judge(cookie, before, got)
        with self._lock:
            self.statuses[got.status] += 1
            self.slowest = max(self.slowest, took)
        return got.status, got.header("Connection") != "close"

    def judge(self, cookie, before, got):
        """Notes what is wrong with an answer; `before`: the session's state when the check was sent."""
        if got.status == 200:
            if cookie not in self._owner:
                self._blame("open to a stranger")
            elif before == ENDED:
                self._blame("open to a session that had ended")
            elif identities_in(got.body) != [self._ids[self._owner[cookie]]]:
                self._blame("the identity %s for %s" % (identities_in(got.body), self._owner[cookie]))
        elif got.status == 302:
            with self._lock:
                after = self._state.get(cookie)
            if before == after == LIVE:
                self._blame("a live session was signed out")
        elif got.status != 503:
            self._blame("the status %d" % got.status)

    def visit(self, cookie):
        """The status of one check over a connection of its own."""
        with Connection(self._s.site_port) as connection:
            return self.check(connection, cookie)[0]

    @contextlib.contextmanager
    def load(self, connections=6, strangers=0.1, seed=0):
        """Checks without pause, until the end of the block; a tenth of them strangers' or of sessions that
        have ended. Yields an object whose wait_for(n) waits for that many more."""
        over = threading.Event()
        threads = [threading.Thread(target=self._ask, args=(over, strangers, random.Random(seed + i)),
                                    daemon=True) for i in range(connections)]
        for thread in threads:
            thread.start()
        try:
            self.wait_for(1)
            yield self
        finally:
            over.set()
            for thread in threads:
                thread.join()

    @property
    def count(self):
        """How many checks there were."""
        with self._lock:
            return sum(self.statuses.values())

    def wait_for(self, more, status=None):
        """Returns when there were so many more checks, or so many more with this status."""
        def reached():
            with self._lock:
                return self.statuses[status] if status else sum(self.statuses.values())

        goal = reached() + more
        wait_until(lambda: reached() >= goal, "%d more checks; so far %s" % (more, self.statuses), 40)

    def _ask(self, over, strangers, pick):
        connection = None
        while not over.is_set():
            cookie = self._someone(strangers, pick)
            try:
                connection = connection or Connection(self._s.site_port)
                _, again = self.check(connection, cookie)
                if not again:
                    connection = connection.close()
            except (OSError, EOFError):
                connection = None
                with self._lock:
                    self.statuses["broken"] += 1

    def _someone(self, strangers, pick):
        with self._lock:
            wanted = ENDED if pick.random() < strangers else LIVE
            fitting = [cookie for cookie, state in self._state.items() if state == wanted]
        if wanted == ENDED:
            fitting = fitting[-3:] + [FORGED, None]
        return pick.choice(fitting or [FORGED])

    # --- the verdict --------------------------------------------------------------------------------

    def settle(self):
        """Asserts that nothing was wrong and that the database holds what was acknowledged."""
        assert not self.wrong, (len(self.wrong), self.wrong[:KEPT_EXAMPLES], self.statuses)
        there = set(self._s.sql("SELECT HEX(token_hash) FROM session JOIN user ON user.id = user_id"
                                " AND session_epoch = user_epoch").split())
        lost = [cookie for cookie in self.live() if token_hash(cookie) not in there]
        assert not lost, "%d acknowledged sign-ins are lost" % len(lost)
        risen = [cookie for cookie, state in self._state.items()
                 if state == ENDED and token_hash(cookie) in there]
        assert not risen, "%d acknowledged sign-outs are lost" % len(risen)
        users = set(self._s.sql("SELECT email FROM user").split())
        assert self._registered <= users, "lost users: %s" % (self._registered - users)
        return self.statuses

    def _learn_ids(self):
        rows = self._s.sql("SELECT email, public_id FROM user").split()
        self._ids.update(zip(rows[::2], rows[1::2]))

    def _blame(self, what):
        with self._lock:
            self.wrong.append(what)
