#!/usr/bin/python3
"""Bad input on every route of the portal and the API (oversized, truncated, wrong type, NUL, invalid UTF-8, duplicate
fields, deep JSON ...) gets a clear 4xx; nothing is written and no worker is lost."""

import json
import socket
import urllib.parse

import functional  # noqa: F401
from http_client import Browser, Connection, fetch, hidden_fields, raw_request
from postern import PASSWORD, stack

EMAIL = "ann@example.org"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
FORM_ROUTES = ["/login", "/register", "/logout", "/account/verification", "/account/profile", "/account/email",
               "/account/password", "/account/sessions/end", "/account/delete"]
JSON_ROUTES = [("POST", "/api/v1/users"), ("POST", "/api/v1/sessions"),
               ("DELETE", "/api/v1/sessions/current"), ("DELETE", "/api/v1/sessions/AAAA")]
GOOD = {"email": "new@example.org", "display_name": "New", "password": PASSWORD}

BAD_JSON = {
    "nothing": b"", "no JSON": b"hello", "half": b'{"email": "a', "an array": b"[]", "a number": b"1",
    "null": b"null", "NUL": b'{"email": "a\0b"}', "raw bytes": b'{"email": "\xff\xfe"}',
    "a lone surrogate": b'{"email": "\\ud800"}', "twice": b'{"email": "a", "email": "b"}',
    "more after it": b"{} {}", "deep": b"[" * 60000, "deep objects": b'{"a":' * 10000,
    "a comment": b'{/* */ "email": "a"}', "NaN": b'{"email": NaN}', "a byte order mark": b"\xef\xbb\xbf{}",
    "wrong types": b'{"email": 1, "password": [], "display_name": {}}',
    "another member": json.dumps({**GOOD, "admin": True}).encode(),
    "no password": b'{"email": "new@example.org", "display_name": "New"}',
    "long": json.dumps({**GOOD, "password": "x" * 200_000}).encode(),
    "a huge number": b'{"email": 1e999999}', "an empty object": b"{}",
}
BAD_VALUES = {
    "e-mail": [{"email": value} for value in (
        "", "a", "a@", "@b", "a@b", "a b@example.org", "a@evil@example.org", "a@example..org", "a\n@example.org",
        "a@example.org\r\nBcc: x", "\"a\"@example.org", "a@[127.0.0.1]", "a@-example.org", "x" * 300 + "@example.org",
        "\u00e4@example.org", "<script>@example.org", "a@example.org,b@example.org")],
    "name": [{"display_name": value} for value in ("", " ", "x" * 101, "a\nb", "a\u0000b", "a\u2028b", "\u202ea")],
    "password": [{"password": value} for value in ("", "short", "x" * 14, "x" * 257, "\u00e4" * 14)],
}


def bad_forms(good):
    """name -> body, most made from a form that would be taken."""
    encoded = urllib.parse.urlencode(good)
    first = next(iter(good))
    return {
        "empty": b"", "NUL": (encoded + "&x=%00").encode(), "raw NUL": encoded.encode() + b"&x=\0",
        "invalid UTF-8": (encoded + "&x=%ff%fe").encode(), "overlong UTF-8": (encoded + "&x=%c0%af").encode(),
        "a surrogate": (encoded + "&x=%ed%a0%80").encode(), "a broken escape": (encoded + "&x=%zz").encode(),
        "a cut escape": (encoded + "&x=%4").encode(),
        "twice": (encoded + "&" + first + "=other").encode(),
        "twice in another case": (encoded + "&" + first.upper() + "=other").encode(),
        "too many": (encoded + "".join("&f%d=x" % i for i in range(100))).encode(),
        "a long field": (encoded + "&x=" + "y" * 70_000).encode(),
        "a long body": (encoded + "&" + "&".join("x=" + "y" * 10_000 for _ in range(20))).encode(),
        "separators only": b"&&&&====", "JSON": json.dumps(good).encode(),
    }


class Portal:
    """The portal as this test sees it."""

    def __init__(self, s):
        self.s, self.port = s, s.portal_port
        self.refused = 0
        self.origin = [("Origin", s.portal_url), ("Sec-Fetch-Site", "same-origin")]

    def facts(self):
        """What no bad request may change."""
        rows = self.s.sql("SELECT COUNT(*), MAX(id) FROM user; SELECT COUNT(*), MAX(id) FROM session;"
                          "SELECT COUNT(*) FROM user_password")
        return rows, self.s.postern.workers()

    def refuses(self, what, got, least=400):
        """A 4xx that says what is wrong in the caller's language, and leaks nothing."""
        self.refused += 1
        if got.status == 303 and got.header("Location") == "/logout":
            return  # signing out asks again
        assert least <= got.status < 500, (what, got.status, got.text[:300])
        assert not any(line.startswith("postern=") and "Max-Age=0" not in line
                       for line in got.all("Set-Cookie")), (what, got.headers)
        for word in ("mysql", "SQL", "exception", "std::", "/src/"):
            assert word not in got.text, (what, got.text)

    def problem(self, what, got):
        self.refuses(what, got)
        if "<center>nginx" in got.text:
            return  # refused before it reached the portal
        assert got.header("Content-Type") == "application/problem+json", (what, got.status, got.headers)
        document = json.loads(got.text)
        assert document["status"] == got.status and document["code"], (what, document)


def check_json(portal, cookie):
    for method, route in JSON_ROUTES:
        session = [("Cookie", cookie)] if method == "DELETE" else []
        if method == "POST":
            for what, body in BAD_JSON.items():
                got = fetch(portal.port, route, method, [("Content-Type", JSON), *portal.origin, *session], body)
                portal.problem((route, what), got)
        for content_type in ("text/plain", FORM, "multipart/form-data; boundary=x", "application/jsonx", ""):
            got = fetch(portal.port, route, method, [("Content-Type", content_type), *session], b'{"a":1}')
            portal.problem((route, content_type), got)
        portal.refuses(route, fetch(portal.port, route, method, [
            ("Content-Type", JSON), ("Sec-Fetch-Site", "cross-site"), *session], b"{}"))
    for kind, changes in BAD_VALUES.items():
        for change in changes:
            body = json.dumps({**GOOD, **change}).encode()
            got = fetch(portal.port, "/api/v1/users", "POST", [("Content-Type", JSON), *portal.origin], body)
            portal.problem((kind, change), got)


def check_forms(portal, cookie):
    for route in FORM_ROUTES:
        browser = Browser()
        if route == "/logout" or route.startswith("/account/"):
            browser.cookies = dict([cookie.split("=", 1)])
        page = browser.get(portal.s.portal_url + ("/account" if "account" in route else route))
        good = {**hidden_fields(page.text), **GOOD}
        headers = [("Cookie", browser.cookie_header()), *portal.origin]
        for what, body in bad_forms(good).items():
            got = fetch(portal.port, route, "POST", [("Content-Type", FORM), *headers], body)
            portal.refuses((route, what), got)
        for content_type in (JSON, "multipart/form-data; boundary=x", "text/plain", "", FORM + "x"):
            body = urllib.parse.urlencode(good).encode()
            got = fetch(portal.port, route, "POST", [("Content-Type", content_type), *headers], body)
            portal.refuses((route, content_type), got)
        for token in ("", "x", good["form_token"][:-1], good["form_token"] + "A"):
            body = urllib.parse.urlencode({**good, "form_token": token}).encode()
            got = fetch(portal.port, route, "POST", [("Content-Type", FORM), *headers], body)
            portal.refuses((route, "token " + token), got)


def check_targets(portal):
    for target in ("/nowhere", "/login/x", "//login/../x", "/%00", "/%ff", "/login%0a", "/api/v1/",
                   "/api/v1/me/x", "/static/../sign_in.html", "/static/..%2f..%2fetc/passwd", "/static/",
                   "/" + "x" * 40_000, "/login?" + "x" * 40_000, "/api/v1/sessions/../../x", "/.git/config",
                   "/metrics/..;/x", "/LOGIN"):
        portal.refuses(target, fetch(portal.port, target))
    for method in ("PUT", "DELETE", "PATCH", "PROPFIND", "X-ODD", "TRACE"):
        portal.refuses(method, fetch(portal.port, "/login", method), 405)
        portal.refuses(method, fetch(portal.port, "/api/openapi.json", method), 405)
    for query in ("rd=%ff", "rd=%00", "rd=%", "rd", "=", "&&", "rd=a&rd=b", "registered=1&registered=2", "x" * 4000):
        assert fetch(portal.port, "/login?" + query).status == 200, query


def check_headers(portal):
    for headers in ([("Cookie", "x" * 20_000)], [("Cookie", "a=b; " * 3000)], [("Cookie", "\xff\xfe=\x01")],
                    [("Accept", "x" * 7000)], [("X-%d" % i, "y" * 100) for i in range(90)],
                    [("Authorization", "Bearer " + "x" * 6000)], [("User-Agent", "\xff" * 4000)],
                    [("Accept-Language", "\x7f,;q=;;")], [("Origin", "\xff")], [("Sec-Fetch-Site", "x" * 3000)]):
        for port in (portal.port, portal.s.site_port):
            got = fetch(port, "/login", headers=headers)
            assert got.status in (200, 400, 401), (headers[0][0], got.status)


def check_bodies(portal):
    """Lengths that lie, bodies that end early, bodies in pieces."""
    head = [("Content-Type", JSON)]
    for lengths in (["-1"], ["x"], ["5", "6"], ["99999999999999999999"], ["5 5"], ["0x5"]):
        raw = raw_request("POST", "/api/v1/sessions", head + [("Content-Length", n) for n in lengths], b"{}")
        with Connection(portal.port) as connection:
            connection.send(raw)
            assert connection.read_answer().status in (400, 413), lengths
    with Connection(portal.port) as connection:
        connection.send(raw_request("POST", "/api/v1/sessions", head + [("Content-Length", "100")], b'{"a'))
        connection.half_close()
        try:
            portal.refuses("cut off", connection.read_answer())
        except (EOFError, socket.error):
            pass  # nginx says nothing to a client that left
    chunked = head + [("Transfer-Encoding", "chunked")]
    got = fetch(portal.port, "/api/v1/sessions", "POST", chunked, b"2\r\n{}\r\n0\r\n\r\n")
    portal.problem("chunked", got)
    assert got.status == 422, got.text
    for body in (b"zz\r\n{}\r\n0\r\n\r\n", b"-2\r\n{}\r\n0\r\n\r\n"):
        portal.refuses(body, fetch(portal.port, "/api/v1/sessions", "POST", chunked, body))
    both = chunked + [("Content-Length", "2")]
    got = fetch(portal.port, "/api/v1/sessions", "POST", both, b"2\r\n{}\r\n0\r\n\r\n")
    portal.refuses("both lengths", got)
    got = fetch(portal.port, "/api/v1/sessions", "POST", head, b"x" * 2_000_000)
    assert got.status == 413, got.status


with stack() as s:
    s.postern.add_user(EMAIL)
    live = s.sign_in(EMAIL)
    tested = Portal(s)
    before = tested.facts()
    check_json(tested, live)
    check_forms(tested, live)
    check_targets(tested)
    check_headers(tested)
    check_bodies(tested)
    print("%d bad requests, all refused" % tested.refused)
    assert tested.facts() == before, (before, tested.facts())
    assert s.visit(live).status == 200
    bad = [line for line in s.postern.log() if line["level"] == "error" or line["event"] == "worker_ended"]
    assert not bad, bad[:3]
