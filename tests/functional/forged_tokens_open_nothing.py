#!/usr/bin/python3
"""Hundreds of tokens that are wrong in one thing each (another algorithm, a key in the header, a signature of another form,
loose base64, JSON that can be read in two ways, a claim that is missing or odd, a bit that is turned) open neither a site
nor the API, while a good one beside them does, also one that this test has signed with the right key. Nobody is asked for
keys that a header names. Nothing of a token is in a log. The same holds for tokens of a key, grant or user that has ended,
and for tokens in a place where none is read."""
# seconds: 240

import threading
import time

import functional  # noqa: F401
from api import Api
from canaries import read
from echo_app import EchoApp
from forged_tokens import DROP, Forger, compact, forgeries
from http_client import Connection, fetch, raw_request
from postern import stack
from tokens import (basic, bearer, calls, claims_of, grant, identity, passes, renew, revoke, statuses, visit,
                    wait_for_keys)
from witness import CHEAP_PASSWORDS

ANN, BOB = "ann@example.org", "bob@example.org"
SETTINGS = CHEAP_PASSWORDS + 'attempts_per_address = 100000\n[log]\nlevel = "debug"\n'
FEWEST = 60
LONGEST_HEADER = 30_000  # nginx refuses more, which is all right
REFUSED = (400, 401)


def is_closed(s, what, token):
    """At the site and in the API; neither repeats it."""
    before = len(s.app.seen)
    at_gate = visit(s, bearer(token))
    in_api = Api(s, headers=[("Authorization", bearer(token))]).get("/me")
    assert at_gate.status in REFUSED and len(s.app.seen) == before, "%s opens the site: %s" % (what, at_gate.text[:500])
    assert in_api.status in REFUSED and ANN not in in_api.text, "%s opens the API: %s" % (what, in_api.text)
    if len(token) < LONGEST_HEADER:
        assert (at_gate.status, in_api.status) == (401, 401), (what, at_gate.status, in_api.status)
        assert at_gate.header("WWW-Authenticate") == 'Bearer realm="wiki", error="invalid_token"', (what, at_gate.headers)
        assert 'error="invalid_token"' in in_api.header("WWW-Authenticate"), (what, in_api.headers)
    if len(token) > 20:
        assert token[-20:] not in at_gate.text + in_api.text, what


def check_controls(s, forger, good, claims):
    """What this test writes itself is as good as Postern's own, or it would prove nothing."""
    for what, token in (("Postern's own", good), ("one signed here", forger.token(claims)),
                        ("one with a typ in another spelling", forger.token(claims, {"typ": "application/AT+JWT"})),
                        ("one with a list of audiences", forger.token(claims, aud=["https://other.example", claims["iss"]])),
                        ("one with a claim more", forger.token(claims, more={"a": [1]})),
                        ("one of a clock that is a little ahead", forger.token(claims, iat=int(time.time()) + 10))):
        assert passes(s, token), what


class Stranger(EchoApp):
    """A server that would hand out keys; counts who asks."""

    def __init__(self):
        super().__init__()
        self.connections = 0
        self._lock = threading.Lock()

    def _serve(self, peer):
        with self._lock:
            self.connections += 1
        super()._serve(peer)


def check_forgeries(s, forger, good, claims):
    """Returns all of them, for a look into the logs."""
    stranger = Stranger()
    stranger.start()
    tried = list(forgeries(forger, claims, "http://127.0.0.1:%d" % stranger.port))
    names = [what for what, _ in tried]
    assert len(set(names)) == len(names) >= FEWEST, len(names)
    for number, (what, token) in enumerate(tried):
        is_closed(s, what, token)
        if number % 50 == 0:
            assert visit(s, bearer(good)).status == 200 == calls(s, good), "the good one beside " + what
    check_controls(s, forger, good, claims)
    assert stranger.connections == 0, "somebody was asked for keys"
    stranger.stop()
    print("%s: %d forgeries" % (forger.alg, len(tried)))
    return tried


def check_kinds(s, forger, tokens, claims):
    """Tokens of another kind, and tokens of the other key set."""
    assertion = Forger(s, "assertion")
    s.postern.command("site", "set", "wiki", "--assertion", "on")
    visit(s, bearer(tokens["access_token"]))
    lines = s.app.seen[-1].decode().split("\r\n")
    (real,) = [line.split(": ", 1)[1] for line in lines if line.lower().startswith("postern-assertion:")]
    s.postern.command("site", "set", "wiki", "--assertion", "off")
    others = [("an assertion", real), ("a refresh token", tokens["refresh_token"]),
              ("an access token by the key of assertions", assertion.token(claims)),
              ("one by the key of assertions under the other kid", forger.token(claims, sign=assertion.sign)),
              ("one by the right key under the kid of assertions",
               compact({**forger.header, "kid": assertion.kid}, forger.claims(claims), forger.sign)),
              ("an ID token", forger.token(claims, {"typ": "JWT"}, nonce="x")),
              ("a back-channel token", forger.token(claims, {"typ": "logout+jwt"}, scope=DROP, events={})),
              ("a token for another site", forger.token(claims, aud="http://localhost:1"))]
    for what, token in others:
        is_closed(s, what, token)
        assert renew(s, token).status == (200 if token == tokens["refresh_token"] else 401), what
    return others


def check_personal(s):
    """What looks like a personal token."""
    cookie = s.sign_in(ANN)
    token = Api(s, cookie).must(201, "POST", "/me/access-tokens", name="x", scopes=["site:*", "account:read"]).json["token"]
    assert passes(s, token)
    swapped = token[:10] + token[11] + token[10] + token[12:]
    wrong = [("a personal token with a letter changed", token[:20] + ("a" if token[20] != "a" else "b") + token[21:]),
             ("one cut", token[:-1]), ("one longer", token + "0"), ("one in capitals", token.upper()),
             ("one without its mark", token[4:]), ("one of zeros", "pst_" + "0" * 49), ("only the mark", "pst_"),
             ("two in one", token + token)]
    if swapped != token:
        wrong.append(("one with two letters swapped", swapped))
    for what, text in wrong:
        is_closed(s, what, text)
        assert visit(s, basic(ANN, text)).status == 401, what
    assert passes(s, token)
    return [(what, text) for what, text in wrong if len(text) > 20]


def check_places(s, good):
    """Nobody reads a good token anywhere but in the header, in the one form that it has."""
    form = [("Content-Type", "application/x-www-form-urlencoded")]
    assert visit(s, target="/?access_token=" + good).status == 401
    assert fetch(s.site_port, "/", "POST", form, ("access_token=" + good).encode()).status == 401
    assert Api(s).get("/me?access_token=" + good).status in (400, 401, 422)
    assert Api(s, "postern=" + good).get("/me").status == 401
    assert s.visit("postern=" + good).status == 302 and s.visit("access_token=" + good).status == 302
    for header in ("X-Authorization", "Proxy-Authorization", "X-Forwarded-Access-Token", "X-Auth-Request-Access-Token"):
        assert visit(s, headers=[(header, bearer(good))]).status == 401, header
        assert Api(s, headers=[(header, bearer(good))]).get("/me").status == 401, header
    for scheme in ("Token ", "JWT ", "DPoP ", "Basic ", "Bearer:", "Bearer=", "Bearer", ""):
        assert visit(s, scheme + good).status == 401 == Api(s, headers=[("Authorization", scheme + good)]).get("/me").status, scheme
    for text in ("Bearer %s x" % good, "Bearer x %s" % good, "Bearer %s, Bearer x" % good):
        assert visit(s, text).status == 401 == Api(s, headers=[("Authorization", text)]).get("/me").status, text
    # Of two headers, nginx takes one or neither, and everyone the same.
    two = [("Authorization", bearer("x")), ("Authorization", bearer("y"))]
    for port, target in ((s.site_port, "/"), (s.portal_port, "/api/v1/me")):
        with Connection(port) as connection:
            connection.send(raw_request("GET", target, two, b"", "localhost:%d" % port))
            assert connection.read_answer().status in REFUSED


def check_ends(s, forger):
    """Signed by the right key, and yet of somebody or something that is no more."""
    granted, other = grant(s, ANN), grant(s, BOB)
    claims, of_bob = claims_of(granted["access_token"]), claims_of(other["access_token"])
    assert passes(s, forger.token(claims)) and passes(s, forger.token(of_bob))

    # The grant says whose token it is, whatever the token says; the API looks at that, too.
    for what, token in (("another user", forger.token(claims, sub=of_bob["sub"])),
                        ("another client", forger.token(claims, client_id="other")),
                        ("more than was granted", forger.token(claims, scope=claims["scope"] + " admin:write"))):
        assert calls(s, token) == 401, what
        got = visit(s, bearer(token))
        assert got.status == 401 or identity(got)["remote-email"] == ANN, (what, got.text)

    denied = forger.token(claims)
    assert passes(s, denied)
    revoke(s, denied)
    assert not passes(s, denied) and passes(s, forger.token(claims))
    revoke(s, granted["refresh_token"])
    is_closed(s, "a token of a grant that has ended", forger.token(claims))
    s.postern.command("user", "disable", BOB)
    is_closed(s, "a token of a user who is disabled", forger.token(of_bob))
    s.postern.command("user", "enable", BOB)

    tokens = grant(s, ANN)
    claims = claims_of(tokens["access_token"])
    made = s.postern.command("key", "rotate", "--signing", "token", "--json")
    ahead = Forger(s, kid=s.sql("SELECT kid FROM signing_key WHERE activate_at > UTC_TIMESTAMP() AND purpose = 'token'").strip())
    assert ahead.kid in made and passes(s, ahead.token(claims)), "of a key that is published and does not sign yet"
    for what, one in (("published", ahead), ("active", forger)):
        token = one.token(claims)
        assert passes(s, token)
        s.postern.command("key", "rotate", "--revoke", one.kid, "--yes")
        assert statuses(s, bearer(token)) == {401} and calls(s, token) == 401, what
        is_closed(s, "a token of a key that was revoked while it was " + what, one.token(claims))
    assert passes(s, renew(s, tokens["refresh_token"]).json["access_token"]), "and the next key signs"


def check_logs(s, tried):
    """Of a forgery, too, nothing is written down: it may be a good token with a letter too many."""
    logs = {"posternd": read(s.postern.log_path), "nginx, errors": read(s.nginx.error_log),
            "nginx, portal": read(s.folder, "nginx", "postern.log")}
    assert '"event":"gate_token_refused"' in logs["posternd"] and '"event":"access_token_refused"' in logs["posternd"]
    for name, text in logs.items():
        for what, token in tried:
            # What every header begins with is no secret.
            for part in token.split(".")[1:] or [token]:
                assert len(part) < 24 or (part[-20:] not in text and part[:20] not in text), (name, what)


def check_all(algorithm):
    with stack(settings=SETTINGS + '[tokens]\nalgorithm = "%s"\n' % algorithm) as s:
        for email in (ANN, BOB):
            s.postern.add_user(email)
        tokens = wait_for_keys(s, ANN)
        good = tokens["access_token"]
        claims, forger = claims_of(good), Forger(s)
        assert forger.alg == algorithm and forger.token(claims, jti=claims["jti"]).split(".")[0] == good.split(".")[0]
        check_controls(s, forger, good, claims)
        tried = check_forgeries(s, forger, good, claims)
        if algorithm == "ES256":
            check_places(s, good)
            tried += check_kinds(s, forger, tokens, claims) + check_personal(s)
            check_ends(s, forger)
        check_logs(s, tried)


if __name__ == "__main__":
    check_all("ES256")
    check_all("EdDSA")
