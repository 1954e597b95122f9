#!/usr/bin/python3
"""When nginx refuses a request in place of the portal, because posternd is down or there are too many changes at
once, programs get a problem document and people a page."""

import json

import functional  # noqa: F401
from http_client import fetch
from lone_portal import lone_portal


def check(got, status, code):
    """A document as the API itself writes it."""
    assert (got.status, got.header("Content-Type")) == (status, "application/problem+json"), (got.status, got.headers)
    said = json.loads(got.text)
    assert (said["status"], said["code"], len(said["request_id"])) == (status, code, 32), said
    assert {"type", "title", "detail"} <= said.keys(), said
    assert got.header("Retry-After") == "5" == str(said.get("retry_after", 5)), said


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
        portal.stop()
        check(fetch(listening, base + "api/v1/me"), 503, "unavailable")
        page = fetch(listening, base + "login")
        assert (page.status, page.header("Content-Type")) == (503, "text/html; charset=utf-8"), page.headers
