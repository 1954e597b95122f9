#!/usr/bin/python3
"""The site's own answers, including errors, reach a visitor who may pass unchanged; only a failure of the gate
becomes "unavailable"."""

import os

import functional  # noqa: F401
from echo_app import http_answer
from http_client import fetch
from protected_site import PASS, protected_site

OWN = [
    ("200 OK", []), ("201 Created", []), ("302 Found", [("Location", "/elsewhere")]),
    ("401 Unauthorized", [("WWW-Authenticate", 'Basic realm="app"')]), ("403 Forbidden", []),
    ("404 Not Found", []), ("429 Too Many Requests", [("Retry-After", "17")]),
    ("500 Internal Server Error", []), ("502 Bad Gateway", []), ("503 Service Unavailable", []),
    ("504 Gateway Timeout", []),
]


def check_application(site):
    for line, headers in OWN:
        site.app.answer = lambda head, line=line, headers=headers: http_answer(
            line, b"the application's own words", headers)
        got = fetch(site.port, "/x")
        assert (got.status, got.body) == (int(line[:3]), b"the application's own words"), (line, got.body)
        for name, value in headers:
            assert got.header(name) == value, (line, got.headers)
        assert line[:3] == "429" or got.header("Retry-After") is None, line


def check_application_gone(site):
    site.app.stop()
    got = fetch(site.port, "/x")
    assert got.status == 502 and got.header("Retry-After") is None, got.status


def check_files(site):
    os.mkdir(os.path.join(site.root, "empty"))
    for path, expected in (("/page.html", 200), ("/", 200), ("/folder/", 200), ("/missing", 404),
                           ("/empty/", 403), ("/page.html/more", 404), ("/" + "x" * 300, 404)):
        got = fetch(site.port, path)
        assert (got.status, got.header("Retry-After")) == (expected, None), (path, got.status)
    got = fetch(site.port, "/folder")
    assert got.status == 301 and got.header("Location").endswith("/folder/"), got.headers


def check_uploads(site):
    """A body larger than nginx's default for the check goes to the application in one piece."""
    got = fetch(site.port, "/upload", "POST", body=b"x" * 900_000)
    assert got.status == 200, got.status
    got = fetch(site.port, "/upload", "POST", [("Transfer-Encoding", "chunked")],
                b"5\r\nhello\r\n0\r\n\r\n")
    assert got.status == 200, got.status


with protected_site() as protected:
    check_uploads(protected)
    check_application(protected)
    check_application_gone(protected)
with protected_site(server="client_max_body_size 20m;") as protected:
    got = fetch(protected.port, "/upload", "POST", body=b"x" * 5_000_000)
    assert got.status == 200, got.status
    assert dict(protected.gate.seen[-1])["CONTENT_LENGTH"] == ""
with protected_site(kind="static") as protected:
    check_files(protected)
    assert protected.gate.answer({}) == PASS
