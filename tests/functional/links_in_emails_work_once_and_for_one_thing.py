#!/usr/bin/python3
"""Each kind of link at each endpoint, on the pages and in the API: only a fresh link of the right kind does anything,
for its own account only, and viewing it does nothing. Of 50 simultaneous requests with one link, exactly one
succeeds."""

import hashlib
import secrets
import threading

import functional  # noqa: F401
from api import Api
from http_client import Browser, hidden_fields
from postern import PASSWORD, stack

RACERS = 50
NEW_PASSWORD = "seven quiet ferries at noon"
SETTINGS = "[password]\nargon2_memory_kib = 7168\nargon2_passes = 5\nhashing_patience = \"5s\"\n"
# kind of link: page, method and path of the API, and what is true in the database once it was used.
KINDS = {
    "verify_email": ("/verify-email", "PUT", "/email-verifications", "u.email_verified_at IS NOT NULL"),
    "reset_password": ("/reset-password", "PUT", "/password-resets", "p.phc <> (SELECT phc FROM model)"),
    "change_email": ("/confirm-email", "PUT", "/email-changes", "u.email LIKE 'new-%'"),
    "undo_email_change": ("/undo-email", "DELETE", "/email-changes", "u.email LIKE 'old-%'"),
    "keep_account": ("/keep-account", "PUT", "/account-restorations", "u.delete_at IS NULL"),
    "reset_factors": ("/reset-factors", "PUT", "/factor-resets",
                      "EXISTS (SELECT 1 FROM factor_reset f WHERE f.user_id = u.id)"),
    "keep_factors": ("/keep-factors", "PUT", "/factor-reset-cancellations",
                     "NOT EXISTS (SELECT 1 FROM factor_reset f WHERE f.user_id = u.id)"),
}
UNVERIFIED, ASLEEP, LOST, PENDING = "verify_email", "keep_account", "reset_factors", "keep_factors"
ADD_FACTOR = """
INSERT INTO user_totp (user_id, public_id, secret, key_id, last_step, created_at)
VALUES (%d, '%s', 'sealed', 1, 0, UTC_TIMESTAMP())"""
ADD_RESET = """
INSERT INTO factor_reset (user_id, due_at, next_step_at)
VALUES (%d, UTC_TIMESTAMP() + INTERVAL 3 DAY, UTC_TIMESTAMP() + INTERVAL 1 DAY)"""


class ApiDoor:
    """The API's way to use links of a kind."""

    def __init__(self, s, kind, cookie=None):
        _, self._method, self._path, _ = KINDS[kind]
        self._more = {"password": NEW_PASSWORD} if kind == "reset_password" else {}
        self._api = Api(s, cookie)

    def __str__(self):
        return "%s /api/v1%s" % (self._method, self._path)

    def look(self, token):
        for query in ("?token=" + token, ""):
            assert self._api.get(self._path + query).status == 405

    def use(self, token):
        """Whether it worked; None when it has to be tried again."""
        got = self._api.call(self._method, self._path, token=token, **self._more)
        if got.status == 503:
            return None
        assert got.status in (200, 204) or (got.status, got.json["code"]) == (410, "link_gone"), got.text
        return got.status != 410


class PageDoor:
    """The page's way."""

    def __init__(self, s, kind, cookie=None):
        self._path = KINDS[kind][0]
        self._url = s.portal_url + self._path
        self._fields = {"password": NEW_PASSWORD} if kind == "reset_password" else {}
        self._browser = Browser()
        if cookie:
            self._browser.cookies["postern"] = cookie.split("=")[1]
        page = self._browser.get(s.portal_url + "/forgot-password")
        self._fields["form_token"] = hidden_fields(page.text)["form_token"]

    def __str__(self):
        return "POST " + self._path

    def look(self, token):
        assert self._browser.get(self._url + "?token=" + token).status == 200
        assert self._browser.get(self._url + "?token=" + token).status == 200

    def use(self, token):
        got = self._browser.post(self._url, {**self._fields, "token": token})
        if got.status == 503:
            return None
        assert got.status in (200, 303, 410), (str(self), got.status, got.text)
        return got.status != 410


def use(door, token):
    """Whether it worked; tries again while the server is busy."""
    while True:
        done = door.use(token)
        if done is not None:
            return done


class Person:
    """An account in which a link of this kind is good."""

    def __init__(self, s, kind):
        self._s = s
        self.kind = kind
        self.name = secrets.token_hex(4)
        self.id = int(s.sql("""
            INSERT INTO user (public_id, email, display_name, created_at, email_verified_at, delete_at)
            VALUES ('%s', '%s@example.org', 'Ann', UTC_TIMESTAMP(), %s, %s);
            SET @id = LAST_INSERT_ID();
            INSERT INTO user_password (user_id, phc, changed_at)
            SELECT @id, phc, UTC_TIMESTAMP() - INTERVAL 1 HOUR FROM model;
            SELECT @id;""" % (
                secrets.token_urlsafe(16), self.name,
                "NULL" if kind == UNVERIFIED else "UTC_TIMESTAMP()",
                "UTC_TIMESTAMP() + INTERVAL 1 DAY" if kind == ASLEEP else "NULL")))
        if kind in (LOST, PENDING):
            s.sql(ADD_FACTOR % (self.id, secrets.token_urlsafe(16)))
        if kind == PENDING:
            s.sql(ADD_RESET % self.id)

    def link(self, kind=None, lasts="30 MINUTE"):
        """The token of a new link."""
        kind = kind or self.kind
        token = secrets.token_urlsafe(32)
        prefix = {"change_email": "new-", "undo_email_change": "old-"}.get(kind, "")
        self._s.sql("""
            INSERT INTO mail_token (kind, user_id, token_hash, email, created_at, expires_at)
            VALUES ('%s', %d, UNHEX('%s'), '%s%s@example.org', UTC_TIMESTAMP() - INTERVAL 1 MINUTE,
                    UTC_TIMESTAMP() + INTERVAL %s);""" % (
                        kind, self.id, hashlib.sha256(token.encode()).hexdigest(), prefix, self.name, lasts))
        return token

    def state(self):
        """All that a link could change, but what the courier sends because of it, whenever it does."""
        return self._s.sql("""
            SELECT u.email, u.email_verified_at, u.delete_at, u.disabled, p.phc,
                   (SELECT COUNT(*) FROM mail_token t
                    WHERE t.user_id = u.id AND (t.kind <> 'keep_factors' OR '%s' = 'keep_factors')),
                   (SELECT COUNT(*) FROM factor_reset f WHERE f.user_id = u.id)
            FROM user u JOIN user_password p ON p.user_id = u.id WHERE u.id = %d""" % (self.kind, self.id))

    def is_done(self):
        """Whether a link of this kind was used, and none is left."""
        done, left, times = self._s.sql("""
            SELECT %s, (SELECT COUNT(*) FROM mail_token t WHERE t.user_id = u.id AND t.kind = '%s'),
                   (SELECT COUNT(*) FROM audit a WHERE a.user = u.public_id AND a.result = 'ok')
            FROM user u JOIN user_password p ON p.user_id = u.id WHERE u.id = %d""" % (
                KINDS[self.kind][3], self.kind, self.id)).split()
        assert done == "0" or (left, times) == ("0", "1"), (self.kind, done, left, times)
        return done == "1"


def check_door(s, door, kind):
    """Everything that is not the right link, then the right one, then the right one again."""
    ann = Person(s, kind)
    good, expired = ann.link(), ann.link(lasts="-1 SECOND")
    wrong = [expired, good[:-1], good[:20], good + "A", good.swapcase(), "A" * 43, "%00" + good[3:], good + "\n"]
    wrong += [ann.link(other) for other in KINDS if other != kind]
    before = ann.state()
    for token in wrong:
        assert use(door, token) is False, (str(door), kind, token)
    door.look(good)
    assert ann.state() == before, (str(door), kind, before, ann.state())
    assert use(door, good) is True and ann.is_done(), (str(door), kind)
    after = ann.state()
    assert use(door, good) is False and ann.state() == after, (str(door), kind, "a second time")


def check_somebody_elses(s, make_door, kind, cookie, email):
    """A link opened by who is signed in as somebody else is for the account that it was made for."""
    bob = Person(s, kind)
    before = s.sql("SELECT email, display_name, delete_at FROM user WHERE email = '%s'" % email)
    assert use(make_door(s, kind, cookie), bob.link()) is True and bob.is_done(), kind
    assert s.sql("SELECT email, display_name, delete_at FROM user WHERE email = '%s'" % email) == before
    assert Api(s, cookie).get("/me").status == 200, (kind, "ended another user's session")


def check_race(s, make_door, kind):
    """One link, many at the same moment."""
    ann = Person(s, kind)
    token = ann.link()
    doors = [make_door(s, kind) for _ in range(RACERS)]
    start, wins = threading.Barrier(RACERS), []

    def race(door):
        start.wait()
        wins.append(use(door, token))

    threads = [threading.Thread(target=race, args=(door,)) for door in doors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(wins), wins.count(True)) == (RACERS, 1), (kind, wins)
    assert ann.is_done(), kind


with stack(settings=SETTINGS, mail="file") as s:
    s.postern.add_user("eve@example.org", PASSWORD)
    s.sql("CREATE TABLE model AS SELECT phc FROM user_password LIMIT 1")
    eve = s.sign_in("eve@example.org")
    for kind in KINDS:
        for make_door in (ApiDoor, PageDoor):
            check_door(s, make_door(s, kind), kind)
            check_somebody_elses(s, make_door, kind, eve, "eve@example.org")
            check_race(s, make_door, kind)
