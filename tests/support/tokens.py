"""Programs, and the tokens that they use in place of a session.

    wait_for_keys(s, "ann@example.org")                # there are none right after the start
    tokens = grant(s, "ann@example.org")               # of POST /api/v1/tokens, with its members
    token, token_id = make_personal(s, cookie)         # of POST /api/v1/me/access-tokens
    visit(s, bearer(tokens["access_token"])).status    # what a program gets from the site
    calls(s, tokens["access_token"])                   # the status of GET /api/v1/me
    renew(s, tokens["refresh_token"])                  # the answer of POST /api/v1/tokens/refresh

`s` is a Stack or an OtherHost.
"""

import base64
import json
import threading
import time

from api import Api
from http_client import fetch
from postern import ENOUGH_VISITS, PASSWORD, wait_until

SCOPES = ["account:read", "account:write", "site:*"]
PROGRAM = [("Accept", "*/*"), ("User-Agent", "backup/1.0")]


def encode(data):
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def header_of(jwt):
    return json.loads(decode(jwt.split(".")[0]))


def claims_of(jwt):
    return json.loads(decode(jwt.split(".")[1]))


def bearer(token):
    """What goes into the header Authorization."""
    return "Bearer " + token


def basic(name, password):
    return "Basic " + base64.b64encode(("%s:%s" % (name, password)).encode()).decode()


# --- getting and ending them ------------------------------------------------------------------------------------------

def grant(s, email, password=PASSWORD, **members):
    """Tokens for a password, as soon as there is a key that signs."""
    return _granted(Api(s), email=email, password=password, **members)


def grant_beside(s, cookie, **members):
    """The same for a session, with which they end."""
    return _granted(Api(s, cookie), **{"name": "Beside a session", **members})


def _granted(api, **members):
    def try_it():
        got = api.post("/tokens", **members)
        assert got.status == 201 or (got.status, got.json["code"]) == (503, "tokens_unavailable"), (got.status, got.text)
        return got.status == 201 and got.json

    return wait_until(try_it, "a key that signs", 60)


def wait_for_keys(s, email, *others):
    """The daemon makes the first keys after its start, and the gate of each host has to hear of them: returns the first
    tokens when they pass everywhere."""
    tokens = grant(s, email)
    for host in (s, *others):
        wait_until(lambda: statuses(host, bearer(tokens["access_token"])) | {calls(host, tokens["access_token"])} == {200},  # noqa: B023
                   "the keys at every gate", 30)
    return tokens


def make_personal(s, cookie, name="Nightly", scopes=("account:read", "site:*"), **members):
    """A personal token and its id, for a session that was proven lately."""
    made = Api(s, cookie).must(201, "POST", "/me/access-tokens", name=name, scopes=list(scopes), **members).json
    return made["token"], made["access_token"]["id"]


def renew(s, refresh_token):
    return Api(s).post("/tokens/refresh", refresh_token=refresh_token)


def revoke(s, token):
    """Without signing in: who has a token may end it."""
    Api(s).must(204, "POST", "/tokens/revoke", token=token)


# --- using them -------------------------------------------------------------------------------------------------------

def visit(s, authorization=None, target="/", method="GET", headers=PROGRAM, port=None):
    """What a program gets from the site."""
    more = [("Authorization", authorization)] if authorization is not None else []
    return fetch(port or s.site_port, target, method, [*headers, *more])


def statuses(s, authorization, **more):
    """Those of as many visits as ask every gate worker, most likely more than once."""
    return {visit(s, authorization, **more).status for _ in range(ENOUGH_VISITS)}


def call(s, token, method="GET", path="/me", **members):
    """The answer of the API to a program."""
    return Api(s, headers=[("Authorization", bearer(token))]).call(method, path, **members)


def calls(s, token):
    return call(s, token).status


def passes(s, token):
    """Whether a token is good at the site and in the API; an error when these do not agree."""
    seen = statuses(s, bearer(token)) | {calls(s, token)}
    assert seen in ({200}, {401}), seen
    return seen == {200}


def identity(answer):
    """What the application of the site was told of its visitor: {name in lowercase: value}."""
    pairs = [line.split(": ", 1) for line in answer.text.split("\r\n")[1:] if ": " in line]
    return {name.lower(): value for name, value in pairs if name.lower().startswith("remote-")}


def audit(s, event):
    """The entries of this event in the audit log, oldest first."""
    return json.loads(s.postern.command("audit", "--event", event, "--json", "--limit", "1000"))


class Visits:
    """Programs that go on asking without pause, in some threads; what came of it, and when each request was sent.

    `send` returns a status; it may raise OSError and EOFError."""

    def __init__(self, send, threads=3):
        self._send = send
        self._over = threading.Event()
        self.seen = []  # (sent, by the wall clock; status, or the error that came in its place)
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(threads)]

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
                status = self._send()
            except (OSError, EOFError) as error:
                status = repr(error)
            self.seen.append((sent, status))

    def until(self, moment):
        """Goes on until that moment."""
        while time.time() < moment:
            self._over.wait(0.05)

    def passed_since(self, moment):
        """How late, in seconds, requests were sent that passed all the same."""
        return sorted(sent - moment for sent, status in self.seen if status == 200 and sent >= moment)

    def check_end(self, began, moment, what):
        """All passed before it `began`; from `moment` on, none did, and each was told so by a 401."""
        before = {status for sent, status in self.seen if sent < began - 0.5}
        assert before == {200}, (what, before)
        late = self.passed_since(moment)
        assert not late, "%s: %d passed, up to %.3f s late" % (what, len(late), late[-1])
        after = {status for sent, status in self.seen if sent >= moment}
        assert after == {401}, (what, after)
