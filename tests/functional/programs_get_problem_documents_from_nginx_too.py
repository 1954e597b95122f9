#!/usr/bin/python3
"""When nginx refuses a request in place of the portal, because posternd is down, there are too many changes at once or a
body is too large, programs get a problem document and people a page."""

import json

import functional  # noqa: F401
from http_client import fetch
from lone_portal import lone_portal


def check(got, status, code, retry_after="5"):
    """A document as the API itself writes it."""
    assert (got.status, got.header("Content-Type")) == (status, "application/problem+json"), (got.status, got.headers)
    said = json.loads(got.text)
    assert (said["status"], said["code"], len(said["request_id"])) == (status, code, 32), said
    assert {"type", "title", "detail"} <= said.keys(), said
    assert got.header("Retry-After") == retry_after and said.get("retry_after", 5) == 5, said


def refused(port, path):
    """The first answer of 429 to a POST."""
    for _ in range(60):
        got = fetch(port, path, "POST")
        if got.status == 429:
            return got
    raise AssertionError("nothing is refused at " + path)


for base in ("/", "/auth/"):
    with lone_portal(base) as (listening, portal):
        check(refused(listening, base + "api/v1/sessions"), 429, "too_many_requests")
        page = refused(listening, base + "login")
        assert page.header("Content-Type") == "text/html; charset=utf-8" and "<h1>Too many" in page.text, page.headers
        large = b"x" * (1024 * 1024 + 1)
        check(fetch(listening, base + "api/v1/users", "POST", body=large), 413, "payload_too_large", retry_after=None)
        page = fetch(listening, base + "register", "POST", [("Accept-Language", "de")], body=large)
        assert page.status == 413 and "<h1>Es wurde zu viel gesendet" in page.text, page.text
        portal.stop()
        check(fetch(listening, base + "api/v1/me"), 503, "unavailable")
        page = fetch(listening, base + "login")
        assert (page.status, page.header("Content-Type")) == (503, "text/html; charset=utf-8"), page.headers
