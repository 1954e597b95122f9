"""Secrets that are looked for where none may be.

    canaries = Canaries()
    canaries.add("the password", "yellow canary in a coal mine")
    canaries.add_code("a code of the app", "123456")
    canaries.check("posternd", text_of_its_log)           # says what of it is there, in any spelling
    canaries.check("the database", dump, hashed=False)    # which may have hashes
"""

import base64
import hashlib
import json
import os
import re
import urllib.parse

from api_browser import ApiBrowser
from http_client import hidden_fields

TOKENS = ("postern", "postern_signin", "postern_device", "postern_form")
# What JSON says without quotes is measured: a length, a time, a process id.
NUMBERS = re.compile(r'(":)-?\d+(?:\.\d+)?(?=[,}])')


class Canaries:
    """Everything that must not be found, and where it came from."""

    def __init__(self):
        self.known = {}
        self._hashes = {}
        self._codes = {}

    def add(self, what, secret):
        """One more, in all spellings in which it could be written."""
        self.add_bytes(what, secret.encode())
        for text in (secret, urllib.parse.quote(secret), urllib.parse.quote_plus(secret)):
            self.known[text.lower()] = what

    def add_bytes(self, what, data):
        """The same for bytes."""
        plain = base64.b64encode(data).decode().rstrip("=")
        for text in (data.hex(), plain, plain.replace("+", "-").replace("/", "_")):
            self.known[text.lower()] = what
        for text in (hashlib.sha256(data).hexdigest(), hashlib.sha1(data).hexdigest()):
            self._hashes[text] = what

    def add_code(self, what, digits):
        """A number that is so short that it may be a part of others."""
        self._codes[digits] = what

    def add_app(self, what, key):
        """The secret of an authenticator app, in base32."""
        self.add(what, key)
        self.add(what + ", in groups", " ".join(key[at:at + 4] for at in range(0, len(key), 4)))
        self.add_bytes(what + ", as bytes", base64.b32decode(key + "=" * (-len(key) % 8)))

    def add_recovery_codes(self, codes):
        """As shown, and as they are hashed."""
        for code in codes:
            self.add("a recovery code", code)
            self.add("a recovery code", code.replace("-", ""))

    def add_cookies(self, browser, names=None):
        """All that the browser has, or those with these names."""
        for name, value in browser.cookies.items():
            if names is None or name in names:
                self.add("cookie " + name, value)

    def add_form(self, page):
        """What the page's forms send by themselves."""
        for name, value in hidden_fields(page.text).items():
            if len(value) > 20:
                self.add("field " + name, value)

    def found_in(self, text, hashed=True):
        """What is in this text; without `hashed`, hashes do not count."""
        lowered = text.lower()
        known = {**self.known, **self._hashes} if hashed else self.known
        found = {what for secret, what in known.items() if secret in lowered}
        without_numbers = NUMBERS.sub(r"\g<1>0", text)
        return sorted(found | {what for digits, what in self._codes.items()
                               if re.search(r"(?<![\w.#])%s(?!\w)" % digits, without_numbers)})

    def check(self, name, text, hashed=True):
        """An error when something is in this text."""
        found = self.found_in(text, hashed)
        assert not found, (name, found)


class WatchedBrowser(ApiBrowser):
    """A browser whose addresses, and those it is sent to, can be looked at, as can the pages that say what was wrong. Learns the
    challenges that it is asked. No answer of the portal may be kept by it or by anything on the way."""

    def __init__(self, s, canaries):
        super().__init__(s)
        self._portal = s.portal_url
        self._canaries = canaries
        self.addresses = []
        self.refusals = []

    def _send(self, method, url, headers, body=b""):
        got = super()._send(method, url, headers, body)
        if url.startswith(self._portal + "/"):
            self._look(url, got)
        return got

    def call(self, method, path, /, **members):
        got = super().call(method, path, **members)
        self._look("/api/v1" + path, got)
        if got.json and "publicKey" in got.json:
            challenge = got.json["publicKey"]["challenge"]
            self._canaries.add("a challenge", challenge)
            self._canaries.add_bytes("a challenge, as bytes",
                                     base64.urlsafe_b64decode(challenge + "=" * (-len(challenge) % 4)))
        return got

    def _look(self, url, got):
        self.addresses.append("%s %s" % (url, got.header("Location") or ""))
        if got.status >= 400:
            self.refusals.append(got.text)
        assert got.header("Cache-Control") == "no-store", (url, got.headers)
        assert got.header("Referrer-Policy") in ("same-origin", "strict-origin"), (url, got.headers)
        self._canaries.add_cookies(self, TOKENS)


def read(*path):
    """A whole log."""
    with open(os.path.join(*path), encoding="utf-8", errors="replace") as file:
        return file.read()


def dump(s):
    """All rows of all tables, and what the commands tell of them."""
    tables = s.sql("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()").split()
    assert {"audit", "outbox", "user_totp"} <= set(tables), tables
    return {table: s.sql("SELECT * FROM `%s`" % table) for table in tables}


def listed(s, *words):
    """What a command says in JSON, as text."""
    said = s.postern.command(*words, "--json")
    json.loads(said)
    return said
