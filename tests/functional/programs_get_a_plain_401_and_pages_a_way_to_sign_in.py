#!/usr/bin/python3
"""A person who opens a page is redirected to the sign-in page; a program gets 401, no redirect, and the name of one
scheme: HTTP Basic, which many programs know alone, but never where a browser would show a dialog of its own. The check
itself sets no cookie, and no refusal may be cached."""

import functional  # noqa: F401
from http_client import fetch
from postern import stack

HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
PAGES = [[("Accept", HTML)], [("Accept", "TEXT/HTML")], [("Accept", "application/xhtml+xml;q=0.1")],
         [("Accept", HTML), ("X-Requested-With", "com.example.browser")],
         [("Accept", HTML), ("Authorization", "Basic YTpi")],  # an application's own, which browsers send by themselves
         [("Accept", "*/*"), ("Sec-Fetch-Mode", "navigate")]]
BASIC, BEARER = 'Basic realm="wiki", charset="UTF-8"', 'Bearer realm="wiki"'
INVALID = 'Bearer realm="wiki", error="invalid_token"'
PROGRAMS = [([], BASIC), ([("Accept", "*/*")], BASIC), ([("Accept", "application/json")], BASIC),
            ([("Accept", "text/html;q=0")], BASIC), ([("Accept", "text/htmlx")], BASIC),
            ([("Accept", "*/*"), ("Authorization", "Basic YTpi")], BASIC),
            ([("Accept", HTML), ("X-Requested-With", "XMLHttpRequest")], BEARER),
            ([("Accept", HTML), ("Authorization", "Bearer x")], INVALID),
            ([("Accept", "*/*"), ("User-Agent", "Mozilla/5.0 (X11)")], BEARER),
            ([("Accept", "text/vnd.turbo-stream.html, text/html"), ("Sec-Fetch-Mode", "cors")], BEARER)]
WEBDAV = ("PROPFIND", "REPORT", "MKCOL", "OPTIONS")

with stack() as s:
    for headers in PAGES:
        for method in ("GET", "HEAD", "POST"):
            got = fetch(s.site_port, "/x", method, headers)
            assert got.status == 302, (headers, got.status)
            assert got.header("Location").startswith(s.portal_url + "/login?rd="), got.headers
            assert got.header("WWW-Authenticate") is None
            assert got.header("Cache-Control") == "no-store" and got.header("Set-Cookie") is None
    for headers, challenge in PROGRAMS:
        got = fetch(s.site_port, "/x", headers=headers)
        assert got.status == 401 and got.header("Location") is None, (headers, got.status)
        assert got.header("WWW-Authenticate") == challenge, (headers, got.headers)
        assert got.header("Cache-Control") == "no-store" and got.header("Set-Cookie") is None
    for method in WEBDAV:
        got = fetch(s.site_port, "/x", method, [("Accept", HTML)])
        assert (got.status, got.header("Location"), got.header("WWW-Authenticate")) == (401, None, BASIC), (method, got)
    assert not s.app.seen
