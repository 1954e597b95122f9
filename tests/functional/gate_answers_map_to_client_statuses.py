#!/usr/bin/python3
"""Every answer that a gate can give, good or broken, leads to exactly one status, and only a good verdict reaches the
site: an application and files alike."""

import functional  # noqa: F401  (finds tests/support)
from http_client import fetch
from protected_site import PASS, protected_site
from scripted_gate import (CLOSE, END, HANG, OVERLOADED, STDERR, STDOUT, record, status, whole)

USER = {"Postern_Verdict": "user", "Remote_User": "ann@example.org"}
LOGIN = "https://auth.example.org/login?rd=https://wiki.example.org/"

# nginx has taken the headers for an answer and then misses its end: it drops the visitor's connection.
CONNECTION_CLOSED = None

ANSWERS = [
    ("204 with a user", PASS, 200),
    ("204 anonymous", status(204, Postern_Verdict="anonymous", Remote_User=""), 200),
    ("401 for a page", status(401, Location=LOGIN), 302),
    ("401 for a program", status(401, WWW_Authenticate='Bearer realm="wiki"'), 401),
    ("403", status(403), 403),
    ("503", status(503, Retry_After="5"), 503),
    # From here on: nothing that the gate ever sends.
    ("204 without a verdict", status(204, Remote_User="ann@example.org"), 503),
    ("204 without a user", status(204), 503),
    ("204 of a user without a name", status(204, Postern_Verdict="user", Remote_User=""), 503),
    ("204 anonymous with a user", status(204, Postern_Verdict="anonymous", Remote_User="ann"), 503),
    ("204 with another verdict", status(204, Postern_Verdict="users", Remote_User="ann"), 503),
    ("204 with two verdicts in one", status(204, Postern_Verdict="x user", Remote_User="ann"), 503),
    ("200 without a verdict", status(200), 503),
    ("206", status(206, Remote_User="ann"), 503),
    ("302", status(302, Location=LOGIN), 503),
    ("404", status(404), 503),
    ("429", status(429), 503),
    ("500", status(500), 503),
    ("403 with a verdict", status(403, **USER), 403),
    ("500 with a verdict", status(500, **USER), 500),
    ("no Status line", whole(b"Content-Type: text/plain\r\n\r\nerror: database down"), 503),
    ("killed after its headers without Status",
     [record(STDOUT, b"Content-Type: text/plain\r\n\r\n"), CLOSE], CONNECTION_CLOSED),
    ("killed after its headers with a verdict",
     [record(STDOUT, b"Status: 204\r\nPostern-Verdict: user\r\nRemote-User: a\r\n\r\n"), CLOSE],
     CONNECTION_CLOSED),
    ("killed in the middle of its headers", [record(STDOUT, b"Status: 204\r\nPostern-Ver"), CLOSE], 503),
    ("Location without Status", whole(b"Location: /elsewhere\r\n\r\n"), 503),
    ("a Status that is none", whole(b"Status: fine\r\n\r\n"), 503),
    ("only END_REQUEST", [END], 503),
    ("closed at once", [CLOSE], 503),
    ("garbage", [b"\xff" * 64, CLOSE], 503),
    ("stderr only", [record(STDERR, b"out of memory") + END], 503),
    ("overloaded", [OVERLOADED], 503),
    ("hang", [HANG], 503),
]


def check(site, path):
    for name, answer, expected in ANSWERS:
        site.gate.answer = lambda parameters, answer=answer: answer
        site.app.seen.clear()
        try:
            got = fetch(site.port, path)
        except EOFError:
            assert expected is CONNECTION_CLOSED, name
            assert not site.app.seen, name
            continue
        served = bool(site.app.seen) or b"a protected file" in got.body
        assert got.status == expected, "%s: %d instead of %s" % (name, got.status, expected)
        assert served == (expected == 200), "%s: %s" % (name, "served" if served else "not served")
        if expected == 503:
            assert got.header("Retry-After") == "5", name
        if expected != 200 and expected != 500:
            assert got.header("Cache-Control") == "no-store", name
        if expected == 302:
            assert got.header("Location") == LOGIN, got.headers
        if name == "401 for a program":
            assert got.header("WWW-Authenticate") == 'Bearer realm="wiki"', got.headers
            assert got.header("Location") is None


def check_gate_gone(site, path):
    site.gate.stop()
    got = fetch(site.port, path)
    assert (got.status, got.header("Retry-After")) == (503, "5"), got.status
    site.gate.start()


for kind in ("proxy", "static"):
    with protected_site(kind=kind) as protected:
        paths = ("/page.html",) if kind == "proxy" else ("/page.html", "/", "/folder/")
        workers = protected.nginx.workers()
        for path in paths:
            check(protected, path)
        assert protected.nginx.workers() == workers, "a worker of nginx died"
        check_gate_gone(protected, "/page.html")
        protected.gate.answer = lambda parameters: PASS
        assert fetch(protected.port, "/page.html").status == 200
