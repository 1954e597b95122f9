#!/usr/bin/python3
"""A page of another origin that the configuration names calls the API from a browser: with a token, and with the cookie of
the person in front of it. It reads the answers and the headers that are meant for it, and the browser asks only once
whether it may. A page that is not named reads nothing but what is for everybody, and changes nothing."""

import http.server
import json
import os
import threading

from scenes import EMAIL, PASSWORD, portal_and_browser, sign_in
from http_client import fetch
from postern import wait_until
from tokens import bearer, calls, grant, wait_for_keys

CALL = """
const [url, options, done] = arguments;
fetch(url, options)
    .then(async (answer) => done({status: answer.status, type: answer.type, body: await answer.text(),
                                  headers: Object.fromEntries(answer.headers)}))
    .catch((error) => done({error: error.name}));
"""
JSON_BODY = {"Content-Type": "application/json"}
BLOCKED = {"error": "TypeError"}  # all that a page is told
KEY_SET = "/.well-known/jwks.json"
# What a page may read of any answer (Fetch), and what the API exposes.
READABLE = {"cache-control", "content-language", "content-length", "content-type", "expires", "last-modified", "pragma",
            "www-authenticate", "retry-after", "location", "etag", "x-request-id"}


class Page(http.server.ThreadingHTTPServer):
    """A web server with one page, and so an origin."""

    class _Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):  # pylint: disable=invalid-name
            body = b"<!doctype html><html lang=en><title>A page</title><p>A page"
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):  # pylint: disable=arguments-differ
            pass

    def __init__(self):
        super().__init__(("127.0.0.1", 0), self._Handler)
        self.origin = "http://localhost:%d" % self.server_port
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Caller:
    """A page in the browser that calls the API."""

    def __init__(self, whole, window, page):
        self._whole, self._window = whole, window
        window.open(page.origin)

    def fetch(self, path, **options):
        """What the page gets; BLOCKED: nothing."""
        got = self._window.run_async(CALL, self._whole.portal_url + path, options)
        if "error" not in got:
            assert set(got["headers"]) <= READABLE, got["headers"]
            got["json"] = json.loads(got["body"]) if "json" in got["headers"].get("content-type", "") else None
        return got

    def call(self, path, token=None, method="GET", members=None, **options):
        headers = {**({"Authorization": bearer(token)} if token else {}), **(JSON_BODY if members else {}),
                   **options.pop("headers", {})}
        if members:
            options["body"] = json.dumps(members)
        return self.fetch("/api/v1" + path, method=method, headers=headers, **options)


def requests_of(whole, method, path):
    """How many of them nginx has passed to the portal."""
    with open(os.path.join(whole.folder, "nginx", "postern.log"), encoding="utf-8") as file:
        return sum('"method":"%s","path":"%s"' % (method, path) in line for line in file)


def check_named(whole, window, page, tokens):
    """With a token; then with the cookie."""
    friend = Caller(whole, window, page)
    token = tokens["access_token"]
    before = requests_of(whole, "OPTIONS", "/api/v1/me")
    for _ in range(3):
        got = friend.call("/me", token)
        assert got["status"] == 200 and got["type"] == "cors" and got["json"]["email"] == EMAIL, got
    wait_until(lambda: requests_of(whole, "OPTIONS", "/api/v1/me") > before, "a preflight request in the log")
    assert requests_of(whole, "OPTIONS", "/api/v1/me") == before + 1, "the browser keeps the answer"

    got = friend.call("/me", token, "PATCH", {"display_name": "Ann of another page"})
    assert got["status"] == 200 and got["json"]["display_name"] == "Ann of another page", got
    got = friend.call("/me", "pst_" + "0" * 49)
    assert got["status"] == 401 and 'error="invalid_token"' in got["headers"]["www-authenticate"], got
    got = friend.call("/tokens/refresh", method="POST", members={"refresh_token": tokens["refresh_token"]})
    assert got["status"] == 200 and calls(whole, got["json"]["access_token"]) == 200, got
    other = grant(whole, EMAIL)
    got = friend.call("/tokens/revoke", method="POST", members={"token": other["refresh_token"]})
    assert got["status"] == 204 and calls(whole, other["access_token"]) == 401, got
    got = friend.call("/me", token, headers={"X-Another-Header": "1"})
    assert got == BLOCKED, got

    window.open(whole.portal_url + "/login")
    sign_in(window, EMAIL, PASSWORD)
    window.wait_for_url(whole.portal_url + "/account")
    friend = Caller(whole, window, page)
    assert friend.call("/me")["status"] == 401, "a page sends no cookie unless it says so"
    got = friend.call("/me", credentials="include")
    assert got["status"] == 200 and got["json"]["email"] == EMAIL, got
    got = friend.call("/me", None, "PATCH", {"display_name": "Ann"}, credentials="include", headers={"X-Postern-CSRF": "1"})
    assert got["status"] == 200, got
    got = friend.fetch(KEY_SET)
    assert got["status"] == 200 and got["headers"]["cache-control"] == "public, max-age=600", got


def check_stranger(whole, window, page, token):
    """Signed in, all the same."""
    stranger = Caller(whole, window, page)
    before = {method: requests_of(whole, method, "/api/v1/me") for method in ("GET", "PATCH")}
    for options in ({}, {"credentials": "include"}):
        assert stranger.call("/me", token, **options) == BLOCKED
        assert stranger.call("/me", token, "PATCH", {"display_name": "Mallory"}, **options) == BLOCKED
    assert before == {method: requests_of(whole, method, "/api/v1/me") for method in before}, "the browser has not even asked"
    assert stranger.call("/me", credentials="include") == BLOCKED, "no answer can be read"

    # What needs no preflight request is sent, and refused.
    doomed = grant(whole, EMAIL)["access_token"]
    got = stranger.fetch("/api/v1/tokens/revoke", method="POST", mode="no-cors", credentials="include",
                         body=json.dumps({"token": doomed}))
    assert got == BLOCKED, got  # by Cross-Origin-Resource-Policy, once the server has answered
    assert calls(whole, doomed) == 200, "another page has ended a token"
    assert calls(whole, token) == 200
    for path in (KEY_SET, "/api/openapi.json"):
        got = stranger.fetch(path)
        assert got["status"] == 200 and got["json"], "what is for everybody"
    assert stranger.fetch(KEY_SET, credentials="include") == BLOCKED, "but without cookies"


def preflight(whole, origin, method="PATCH", path="/api/v1/me"):
    got = fetch(whole.portal_port, path, "OPTIONS",
                [("Origin", origin), ("Access-Control-Request-Method", method),
                 ("Access-Control-Request-Headers", "authorization, content-type")])
    assert got.status == 204 and got.body == b"", (origin, got.status)
    vary = got.header("Vary") or ""
    assert vary == "Origin, Access-Control-Request-Method, Access-Control-Request-Headers", got.headers
    return got


def check_headers(whole, origin):
    """What caches and browsers go by."""
    got = preflight(whole, origin)
    assert got.header("Access-Control-Allow-Origin") == origin and got.header("Access-Control-Max-Age") == "7200", got.headers
    assert got.header("Access-Control-Allow-Methods") == "PATCH", got.headers
    assert got.header("Access-Control-Allow-Credentials") == "true" and got.all("Set-Cookie") == [], got.headers
    allowed = got.header("Access-Control-Allow-Headers").lower().split(", ")
    assert {"authorization", "content-type", "x-postern-csrf"} <= set(allowed) and "*" not in allowed, allowed
    for other in ("null", origin + "/", origin.upper(), "https" + origin.removeprefix("http"), "http://localhost",
                  origin + "0", "http://evil.example", origin + ".evil.example", "*", ""):
        got = preflight(whole, other)
        assert not any(name.lower().startswith("access-control-") for name, _ in got.headers), (other, got.headers)
    assert preflight(whole, origin, "BREW").header("Access-Control-Allow-Methods") is None
    for headers in ([], [("Origin", origin)], [("Origin", "http://evil.example")]):
        got = fetch(whole.portal_port, "/api/v1/me", headers=headers)
        assert got.status == 401 and "Origin" in got.header("Vary"), (headers, got.headers)
        readable = origin if headers == [("Origin", origin)] else None
        assert got.header("Access-Control-Allow-Origin") == readable, (headers, got.headers)


def main():
    friend, stranger = Page(), Page()
    with portal_and_browser(settings='[api]\norigins = ["%s"]\n' % friend.origin) as (whole, window):
        whole.postern.add_user(EMAIL)
        tokens = wait_for_keys(whole, EMAIL)
        check_headers(whole, friend.origin)
        check_named(whole, window, friend, tokens)
        said = window.complaints()  # of the header that is not allowed
        assert len(said) == 1 and "CORS policy" in said[0], said
        check_stranger(whole, window, stranger, tokens["access_token"])
        said = window.complaints()
        assert said and all("CORS policy" in line for line in said), said
    friend.shutdown()
    stranger.shutdown()


if __name__ == "__main__":
    main()
