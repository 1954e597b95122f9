#!/usr/bin/python3
"""A program gets into a site with an access token, or with a personal token as a bearer or as the password of HTTP Basic,
and the site is told of its user as it is with a cookie. A token that is for something else is refused with its scope. A
site says what it takes: whose tokens, and whether an account's own password, which is hashed once and not for users of a
second factor. What was Postern's in the header Authorization never reaches the site; what was not, does. Every client is
asked in the way that it understands, and pages still lead to the sign-in."""

import base64
import json

import functional  # noqa: F401
from api_person import ApiPerson
from http_client import fetch, page_headers
from postern import ENOUGH_VISITS, PASSWORD, stack, wait_until
from tokens import (audit, basic, bearer, calls, encode, grant, identity, make_personal, revoke, statuses, visit,
                    wait_for_keys)
from witness import CHEAP_PASSWORDS

ANN, BOB, CARL = "ann@example.org", "bob@example.org", "carl@example.org"
SETTINGS = (CHEAP_PASSWORDS.replace("free_attempts = 20", "free_attempts = 3") + "attempts_per_address = 100000\n"
            '[gate]\nlast_seen_interval = "1s"\n')
BASIC, BEARER = 'Basic realm="wiki", charset="UTF-8"', 'Bearer realm="wiki"'
INVALID = BEARER + ', error="invalid_token"'
SCOPE = BEARER + ', error="insufficient_scope", scope="site:wiki"'
MANY = 200
CHROMIUM = ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Chrome/126.0")
HTML = ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")


def set_site(s, *options):
    """Another setting of the site; all gates know it when the command is over."""
    s.postern.command("site", "set", "wiki", *options)


def seen_by_site(s):
    """The header Authorization of the last request that the site got; None: there was none."""
    lines = s.app.seen[-1].decode().split("\r\n")
    values = [line.split(": ", 1)[1] for line in lines if line.lower().startswith("authorization:")]
    assert len(values) < 2, values
    return values[0] if values else None


def check_identity(s, cookie, access, personal):
    """The site is told the same, however the user came, and nothing of what they came with."""
    told = identity(s.visit(cookie))
    assert told["remote-email"] == ANN and told["remote-level"] == "1", told
    for authorization in (bearer(access), "bearer " + access, "BEARER " + personal, bearer(personal), basic(ANN, personal),
                          basic("", personal), basic("token", personal), basic("EXAMPLE\\" + ANN, personal),
                          basic(told["remote-user-id"], personal), basic("ann@EXAMPLE.org", personal)):
        got = visit(s, authorization)
        assert got.status == 200 and identity(got) == told, (authorization, got.status, got.text)
        assert statuses(s, authorization) == {200} and seen_by_site(s) is None, authorization
        assert access not in got.text and personal not in got.text
    for name in (BOB, "nobody@example.org", "root", "x" * 22, ANN + "x"):
        got = visit(s, basic(name, personal))
        assert (got.status, got.header("WWW-Authenticate")) == (401, BASIC), (name, got.status, got.headers)
    assert visit(s, basic(ANN, personal)).status == 200
    forged = [("Remote-User", BOB), ("Remote-Level", "3")]
    assert identity(visit(s, bearer(access), headers=forged)) == told
    for method in ("PUT", "PROPFIND", "DELETE"):
        assert visit(s, basic(ANN, personal), method=method).status == 200, method

    wait_until(lambda: last_used(s, personal), "when the personal token was used last")


def last_used(s, personal):
    """When the only personal token was, as the owner is told."""
    assert visit(s, bearer(personal)).status == 200
    (row,) = [one for one in json.loads(s.postern.command("token", "list", "--json")) if one["kind"] == "personal"]
    return row["last_used_at"]


def check_scopes(s, cookie):
    """What a token is not for."""
    s.postern.command("site", "add", "other", "http://localhost:1")
    elsewhere = grant(s, ANN, scopes=["site:other", "account:read"])["access_token"]
    narrow, _ = make_personal(s, cookie, "Narrow", ["account:read"])
    exact, _ = make_personal(s, cookie, "Exact", ["site:wiki"])
    for authorization in (bearer(elsewhere), bearer(narrow)):
        for _ in range(ENOUGH_VISITS):
            got = visit(s, authorization)
            assert (got.status, got.header("WWW-Authenticate")) == (403, SCOPE), (got.status, got.headers)
            assert json.loads(got.text)["reason"] == "scope", got.text
    assert visit(s, basic(ANN, narrow)).status == 403
    assert calls(s, elsewhere) == 200 and calls(s, exact) == 403
    assert statuses(s, bearer(exact)) == {200} == statuses(s, bearer(grant(s, ANN, scopes=["site:wiki"])["access_token"]))
    # With a cookie, it is the cookie that counts.
    assert visit(s, bearer(narrow), headers=[("Cookie", cookie)]).status == 200

    set_site(s, "--token-audience", "site")
    for_all, for_wiki = grant(s, ANN), grant(s, ANN, site="wiki")
    assert for_wiki["scopes"] == ["site:wiki"], for_wiki
    everywhere, _ = make_personal(s, cookie, "Everywhere", ["site:*"])
    got = visit(s, bearer(for_all["access_token"]))
    assert (got.status, got.header("WWW-Authenticate")) == (401, INVALID), (got.status, got.headers)
    assert statuses(s, bearer(for_wiki["access_token"])) == {200} == statuses(s, bearer(exact))
    assert statuses(s, bearer(everywhere)) == {403}
    assert calls(s, for_wiki["access_token"]) == 401, "for the site, not for the API"
    assert s.visit(cookie).status == 200
    set_site(s, "--token-audience", "issuer")
    assert statuses(s, bearer(for_all["access_token"])) == {200} == statuses(s, bearer(for_wiki["access_token"]))
    s.postern.command("site", "remove", "other")


def check_credentials(s, cookie, access, personal):
    """A site takes what it says."""
    ways = {"cookie": lambda: s.visit(cookie).status, "token": lambda: visit(s, bearer(access)).status,
            "personal": lambda: visit(s, bearer(personal)).status, "basic": lambda: visit(s, basic(ANN, personal)).status}
    for taken in (("cookie",), ("token",), ("basic",), ("cookie", "token"), ("token", "basic"), ("cookie", "token", "basic")):
        set_site(s, "--credentials", ",".join(taken))
        for _ in range(ENOUGH_VISITS):
            seen = {way: send() for way, send in ways.items()}
            refused = 401 if "cookie" not in taken else 302  # where no cookie counts, signing in leads to nothing
            expected = {"cookie": 200 if "cookie" in taken else refused, "token": 200 if "token" in taken else 401,
                        "personal": 200 if "token" in taken else 401, "basic": 200 if "basic" in taken else 401}
            assert seen == expected, (taken, seen)
        before = len(s.app.seen)
        for authorization in (bearer(access), basic(ANN, personal)):
            if visit(s, authorization, headers=[("Cookie", cookie)]).status == 200:
                assert seen_by_site(s) is None, "a token is Postern's, even where it does not count"
        assert len(s.app.seen) > before or "cookie" not in taken
    got = s.visit()
    assert got.status == 302 and got.header("Location").startswith(s.portal_url + "/login?rd="), got.headers


def check_foreign(s, cookie, access):
    """What an application asks for by itself."""
    jwt = ".".join([encode(b'{"alg":"RS256","typ":"JWT","kid":"other"}'), encode(b'{"sub":"x"}'), "AAAA"])
    for foreign in ("Bearer " + jwt, "Bearer abc", "Basic " + base64.b64encode(b"app:its own").decode(), "Digest username=x",
                    "AWS4-HMAC-SHA256 Credential=x", "token 0123456789", "Bearer"):
        for headers in ([("Cookie", cookie)], page_headers(cookie)):
            got = visit(s, foreign, headers=headers)
            assert got.status == 200 and seen_by_site(s) == foreign, (foreign, got.status, seen_by_site(s))
        assert visit(s, foreign).status == 401, foreign
    assert visit(s, bearer(access), headers=[("Cookie", cookie)]).status == 200 and seen_by_site(s) is None
    mistyped = bearer("pst_" + "0" * 49)
    assert visit(s, mistyped, headers=[("Cookie", cookie)]).status == 200 and seen_by_site(s) is None


def check_challenges(s, personal):
    """One challenge each, which makes the client do the right thing."""
    curl, git = ("User-Agent", "curl/7.88.1"), ("User-Agent", "git/2.39.5")
    thunderbird = ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Thunderbird/115.3")
    wrong = ("Authorization", "Bearer pst_" + "0" * 49)
    clients = [("git", "GET", [("Accept", "*/*"), git], BASIC), ("curl", "GET", [("Accept", "*/*"), curl], BASIC),
               ("wget", "GET", [("Accept", "*/*"), ("User-Agent", "Wget/1.21.3")], BASIC),
               ("cadaver", "OPTIONS", [("User-Agent", "cadaver/0.24 neon/0.32.2")], BASIC),
               ("cadaver, later", "PROPFIND", [("User-Agent", "cadaver/0.24 neon/0.32.2")], BASIC),
               ("caldav", "REPORT", [("User-Agent", "python-caldav")], BASIC),
               ("skopeo", "GET", [("User-Agent", "skopeo/1.9.3")], BASIC),
               ("pip", "GET", [("Accept", "application/vnd.pypi.simple.v1+json"), ("User-Agent", "pip/23.0.1")], BASIC),
               ("npm", "GET", [("Accept", "application/json"), ("User-Agent", "npm/11"), wrong], INVALID),
               ("Thunderbird", "PROPFIND", [thunderbird], BASIC), ("Thunderbird, GET", "GET", [thunderbird], BASIC),
               ("no program known", "GET", [], BASIC),
               ("fetch()", "GET", [("Accept", "*/*"), CHROMIUM, ("Sec-Fetch-Mode", "cors")], BEARER),
               ("fetch() with a token", "GET", [("Accept", "*/*"), CHROMIUM, ("Sec-Fetch-Mode", "cors"), wrong], INVALID),
               ("XMLHttpRequest", "GET", [("Accept", "*/*"), CHROMIUM, ("X-Requested-With", "XMLHttpRequest")], BEARER),
               ("an image", "GET", [("Accept", "image/*"), CHROMIUM, ("Sec-Fetch-Mode", "no-cors")], BEARER),
               ("an older browser", "GET", [("Accept", "*/*"), CHROMIUM], BEARER)]
    for what, method, headers, challenge in clients:
        got = fetch(s.site_port, "/x", method, headers)
        assert (got.status, got.all("WWW-Authenticate")) == (401, [challenge]), (what, got.status, got.headers)
        assert got.header("Location") is None and got.all("Set-Cookie") == [], (what, got.headers)
    for headers in ([HTML, CHROMIUM], [HTML, CHROMIUM, ("Sec-Fetch-Mode", "navigate")]):
        got = fetch(s.site_port, "/x", headers=headers)
        assert got.status == 302 and got.header("WWW-Authenticate") is None, got.headers
    set_site(s, "--basic", "off")
    for what, method, headers, challenge in clients:
        got = fetch(s.site_port, "/x", method, headers)
        assert got.all("WWW-Authenticate") == [BEARER if challenge == BASIC else challenge], (what, got.headers)
    assert statuses(s, basic(ANN, personal)) == {401} and statuses(s, bearer(personal)) == {200}
    set_site(s, "--basic", "token")
    assert statuses(s, basic(ANN, personal)) == {200}


def check_passwords(s, personal):
    """Only where the site takes them, at the price of one hash."""
    right, wrong = basic(ANN, PASSWORD), basic(ANN, "not the password at all")
    assert statuses(s, right) == {401} and audit(s, "password_at_gate") == []
    set_site(s, "--basic", "password")
    got = [visit(s, right) for _ in range(MANY)]
    assert {one.status for one in got} == {200} and seen_by_site(s) is None
    assert identity(got[0])["remote-email"] == ANN and identity(got[0])["remote-level"] == "1"
    (noted,) = audit(s, "password_at_gate")
    assert (noted["result"], noted["email"], noted["detail"]) == ("ok", ANN, "wiki"), noted
    for _ in range(ENOUGH_VISITS):
        got = visit(s, wrong)
        assert (got.status, got.header("WWW-Authenticate")) == (401, BASIC), (got.status, got.headers)
    refused = [one for one in audit(s, "password_at_gate") if one["result"] == "refused"]
    assert [one["detail"] for one in refused] == ["wrong_password"], "one wrong password, however often it comes"
    assert statuses(s, right) == {200} and statuses(s, basic(ANN, personal)) == {200}
    assert visit(s, basic("", PASSWORD)).status == 401 and visit(s, basic(ANN, "")).status == 401
    assert visit(s, basic("nobody@example.org", PASSWORD)).status == 401
    assert visit(s, right, method="PUT").status == 200

    # With the next request, it ends.
    s.postern.command("user", "set-password", ANN, stdin=PASSWORD + " 2\n")
    assert statuses(s, right) == {401} and statuses(s, basic(ANN, PASSWORD + " 2")) == {200}
    s.postern.command("user", "disable", ANN)
    assert statuses(s, basic(ANN, PASSWORD + " 2")) == {401}
    s.postern.command("user", "enable", ANN)
    s.postern.command("user", "set-password", ANN, stdin=PASSWORD + "\n")
    assert statuses(s, right) == {200}


def check_second_factor(s):
    """Its user needs a token."""
    carl = ApiPerson(s, CARL)
    carl.set_up()
    personal, _ = make_personal(s, carl.browser.cookie, "Of Carl")
    assert statuses(s, basic(CARL, PASSWORD)) == {401}
    assert {one["detail"] for one in audit(s, "password_at_gate") if one["email"] == CARL} == {"needs_token"}
    got = visit(s, basic(CARL, personal))
    assert got.status == 200 and identity(got)["remote-level"] == "2", got.text
    revoke(s, personal)
    assert statuses(s, basic(CARL, personal)) == {401}


def check_throttle(s):
    """Wrong passwords make the next one wait, and that is no "wrong password"."""
    # More than once: it is not kept in memory when somebody else's end comes just then.
    assert statuses(s, basic(BOB, PASSWORD)) == {200}
    seen = []
    for number in range(10):
        got = visit(s, basic(BOB, "guess number %d of many" % number))
        seen.append(got.status)
        if got.status == 503:
            assert int(got.header("Retry-After")) > 0 and got.header("WWW-Authenticate") is None, got.headers
            break
    assert seen[0] == 401 and seen[-1] == 503 and set(seen) == {401, 503}, seen
    assert statuses(s, basic(BOB, PASSWORD)) == {200}, "what was right stays so"
    assert any(one["result"] == "throttled" for one in audit(s, "password_at_gate"))
    set_site(s, "--basic", "token")
    assert statuses(s, basic(BOB, PASSWORD)) == {401}


def main():
    with stack(settings=SETTINGS) as s:
        for email in (ANN, BOB):
            s.postern.add_user(email)
        access = wait_for_keys(s, ANN)["access_token"]
        cookie = s.sign_in(ANN)
        personal, _ = make_personal(s, cookie)
        check_identity(s, cookie, access, personal)
        check_scopes(s, cookie)
        check_credentials(s, cookie, access, personal)
        check_foreign(s, cookie, access)
        check_challenges(s, personal)
        check_passwords(s, personal)
        check_second_factor(s)
        check_throttle(s)


if __name__ == "__main__":
    main()
