#!/usr/bin/python3
"""kill -9 of portal workers, the courier and the database at random moments, and connections to the database that
break at random bytes, while users go through whole lives of accounts: each change is complete or absent (account,
password, sessions, links, audit log and e-mails agree), each acknowledged change is there, and each of its e-mails is
delivered."""
# alone
# seconds: 180

import collections
import contextlib
import os
import random
import signal
import threading
import time

import functional  # noqa: F401
from api import Api
from mail_server import mail_server
from mails import Mail
from postern import stack, wait_until
from witness import CHEAP_PASSWORDS

LIVES_AT_ONCE = 5
KILL_SECONDS, CUT_SECONDS = 10.0, 6.0
MAIL_SECONDS = 5.0
PASSWORDS = ["first horse battery staple", "second horse battery staple", "third horse battery staple"]
SETTINGS = CHEAP_PASSWORDS + """\
attempts_per_address = 100000
registrations_per_address = 100000
mails_per_address = 100000
mails_per_account = 100
[portal]
workers = %d
""" % (LIVES_AT_ONCE + 2)
STEPS = ["register", "verify", "change_password", "ask_reset", "reset", "ask_email", "change_email", "delete"]
# step -> its event in the audit log, and the e-mail it sends: where its link leads
AUDIT = {
    "register": "registration", "verify": "email_verification confirmed", "change_password": "password_change",
    "reset": "password_reset done", "ask_email": "email_change asked", "change_email": "email_change confirmed",
    "delete": "deletion scheduled",
}
LINK = {"register": "/verify-email", "ask_reset": "/reset-password", "ask_email": "/confirm-email",
        "change_email": "/undo-email", "delete": "/keep-account"}


class Unknown(Exception):
    """Nobody can say whether this was done: the answer got lost, or was 503."""


class Post:
    """All e-mails so far, each read once; for several threads."""

    def __init__(self, mails):
        self._mails = mails
        self._known = {}
        self._lock = threading.Lock()

    def find(self, to, path):
        """All e-mails to this address with a link to this path, in order of arrival."""
        with self._lock:
            for name, raw in self._mails.raw_mails().items():
                if name not in self._known:
                    self._known[name] = Mail(raw)
            mails = list(self._known.values())
        return [mail for mail in mails if mail.to == to and any(path + "?token=" in link for link in mail.links())]

    def token(self, to, path):
        """Of the newest such mail; Unknown when there is none for too long."""
        deadline = time.monotonic() + MAIL_SECONDS
        while not (found := self.find(to, path)):
            if time.monotonic() > deadline:
                raise Unknown
            time.sleep(0.05)
        return found[-1].token(path)


class Life:
    """One account, step by step, until the fate of a step is unknown. `done`: the steps that were acknowledged;
    `unknown`: the one that perhaps was done, too."""

    def __init__(self, s, post, name):
        self.old, self.new = name + "@example.org", name + "@example.net"
        self.done, self.unknown = [], None
        self._s, self._api, self._post = s, Api(s), post

    def live(self):
        """All steps, as far as they come."""
        with contextlib.suppress(Unknown, OSError, EOFError):
            for step in STEPS:
                getattr(self, step)()
                self.done.append(step)
                self.unknown = None

    def _call(self, api, method, path, **members):
        got = api.call(method, path, **members)
        if got.status >= 500:
            raise Unknown
        assert got.status < 300, (self.old, self.done, method, path, got.status, got.text)
        return got

    def _do(self, step, api, method, path, **members):
        self.unknown = step
        self._call(api, method, path, **members)

    def _signed_in(self, email, password):
        got = self._call(self._api, "POST", "/sessions", email=email, password=password)
        cookies = [line.split(";")[0] for line in got.all("Set-Cookie")]
        return Api(self._s, next(cookie for cookie in cookies if cookie.startswith("postern=")))

    def register(self):
        self._do("register", self._api, "POST", "/users", email=self.old, display_name="Ann", password=PASSWORDS[0])

    def verify(self):
        token = self._post.token(self.old, "/verify-email")
        self._do("verify", self._api, "PUT", "/email-verifications", token=token)

    def change_password(self):
        session = self._signed_in(self.old, PASSWORDS[0])
        self._do("change_password", session, "PUT", "/me/password", current_password=PASSWORDS[0],
                 password=PASSWORDS[1])

    def ask_reset(self):
        self._do("ask_reset", self._api, "POST", "/password-resets", email=self.old)

    def reset(self):
        token = self._post.token(self.old, "/reset-password")
        self._do("reset", self._api, "PUT", "/password-resets", token=token, password=PASSWORDS[2])

    def ask_email(self):
        session = self._signed_in(self.old, PASSWORDS[2])
        self._do("ask_email", session, "PUT", "/me/email", email=self.new, password=PASSWORDS[2])

    def change_email(self):
        token = self._post.token(self.new, "/confirm-email")
        self._do("change_email", self._api, "PUT", "/email-changes", token=token)

    def delete(self):
        session = self._signed_in(self.new, PASSWORDS[2])
        self._do("delete", session, "DELETE", "/me", password=PASSWORDS[2])


class Lives:
    """Several of them at a time, one after the other, until the end."""

    def __init__(self, s, post):
        self.all, self.wrong = [], []
        self._s, self._post = s, post
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(LIVES_AT_ONCE)]

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
            with self._lock:
                life = Life(self._s, self._post, "life%d" % len(self.all))
                self.all.append(life)
            try:
                life.live()
            except AssertionError as error:
                self.wrong.append(error)
                return


def kill_something(s, pick):
    """The database less often: it takes a while to come back."""
    role = pick.choices(["portal", "courier", "database"], [6, 3, 1])[0]
    if role == "database":
        s.mariadb.kill9()
        s.mariadb.start()
    else:
        before = s.postern.workers(role)
        victim = pick.choice(sorted(before))
        os.kill(victim, signal.SIGKILL)
        wait_until(lambda: len(s.postern.workers(role) - {victim}) == len(before), "another " + role)
    return role


def disturb(s, lives, pick):
    """How often what was killed or cut."""
    kills = collections.Counter()
    until = time.monotonic() + KILL_SECONDS
    while time.monotonic() < until and not lives.wrong:
        kills[kill_something(s, pick)] += 1
        time.sleep(pick.uniform(0.05, 0.5))  # a random moment
    s.proxy.cut_after = lambda: pick.randrange(1500, 9000)
    s.proxy.cut()
    s.proxy.restore()
    time.sleep(CUT_SECONDS)  # of which every connection uses its own
    kills["cut"] = s.proxy.cuts
    s.proxy.cut_after = None
    s.proxy.cut()
    s.proxy.restore()
    return kills


def deliver_all(s):
    """Makes all delayed e-mails due now, as they would be after a while."""
    s.mails.answers.clear()

    def is_empty():
        try:
            s.sql("UPDATE outbox SET next_attempt_at = created_at WHERE failed_at IS NULL")
        except RuntimeError as error:  # the courier was faster with one of them
            assert "Deadlock" in str(error), error
        return s.sql("SELECT COUNT(*) FROM outbox") == "0\n"

    wait_until(is_empty, "an empty outbox")


class Facts:
    """What the database says."""

    def __init__(self, s):
        self.users = {}
        for line in s.sql("SELECT public_id, email, email_verified_at IS NOT NULL, delete_at IS NOT NULL, "
                          "(SELECT COUNT(*) FROM session WHERE user_id = user.id AND user_epoch = user.session_epoch), "
                          "(SELECT COUNT(*) FROM mail_token WHERE user_id = user.id AND kind = 'verify_email'), "
                          "(SELECT COUNT(*) FROM user_password WHERE user_id = user.id) FROM user").splitlines():
            public_id, email, *numbers = line.split("\t")
            self.users[email] = (public_id, *[int(number) for number in numbers])
        self.audit = collections.Counter()
        for line in s.sql("SELECT user, CONCAT_WS(' ', event, NULLIF(detail, '')) FROM audit "
                          "WHERE result = 'ok' AND user IS NOT NULL").splitlines():
            self.audit[tuple(line.split("\t"))] += 1


def password_of(s, email, verified, asleep):
    """Which of the passwords is the account's, or None when it is nobody's."""
    right = {401: False, 201: True, 403: True}  # 403: the right one, but not confirmed, or scheduled for deletion
    found = [i for i, password in enumerate(PASSWORDS) if right[s.try_sign_in(email, password).status]]
    assert len(found) == 1, (email, verified, asleep, found)
    return found[0]


def check_life(s, life, facts, post):
    """Everything that is known of this account says the same."""
    email = next((one for one in (life.new, life.old) if one in facts.users), None)
    applied = {step: False for step in STEPS}
    if email:
        public_id, verified, asleep, sessions, verify_tokens, passwords = facts.users[email]
        assert passwords == 1 and not (life.old in facts.users and life.new in facts.users), life.old
        applied.update({step: facts.audit[public_id, what] == 1 for step, what in AUDIT.items()})
        password = password_of(s, email, verified, asleep)
        assert verified == (applied["verify"] or applied["reset"]), (life.old, applied, verified)
        assert not (applied["verify"] and verify_tokens), (life.old, "a used link is still there")
        assert password == (2 if applied["reset"] else 1 if applied["change_password"] else 0), (life.old, applied)
        assert (email == life.new) == applied["change_email"], (life.old, applied)
        assert asleep == applied["delete"] and not (asleep and sessions), (life.old, applied)
        assert applied["register"], (life.old, "no audit log entry")
    applied["ask_reset"] = bool(post.find(life.old, LINK["ask_reset"]))
    for step in STEPS:
        known = step in life.done
        assert applied[step] or not known, "%s: %s was acknowledged and is not done" % (life.old, step)
        assert known or not applied[step] or step == life.unknown, "%s: %s was never asked for" % (life.old, step)
        if step in LINK:
            to = life.new if step in ("ask_email", "delete") else life.old
            mails = len(post.find(to, LINK[step]))
            assert bool(mails) == applied[step], "%s: %s, but %d e-mails" % (life.old, step, mails)


def check(s):
    seed = random.randrange(2**32)
    print("seed", seed, flush=True)
    post = Post(s.mails)
    with Lives(s, post) as lives:
        kills = disturb(s, lives, random.Random(seed))
    assert not lives.wrong, lives.wrong[0]
    deliver_all(s)
    facts = Facts(s)
    for life in lives.all:
        check_life(s, life, facts, post)
    done = collections.Counter(step for life in lives.all for step in life.done)
    unknown = collections.Counter(life.unknown for life in lives.all)
    print("%s; %d lives; acknowledged: %s; unknown: %s" % (dict(kills), len(lives.all), dict(done), dict(unknown)))
    assert done["delete"] >= 3 and sum(unknown.values()) - unknown[None] >= 3, "nothing was proved"


with mail_server() as server, stack(settings=SETTINGS, mail=server, through_proxy=True, own_database=True) as whole:
    check(whole)
