#!/usr/bin/python3
"""The gate receives the path that nginx routes on, whatever the client wrote; the raw form is used only for the
return link. No form of a path skips the check."""

import functional  # noqa: F401
from http_client import fetch
from protected_site import protected_site

# As the client writes it, and as the gate must see it. None: nginx refuses it by itself.
PATHS = [
    ("/adm", "/adm"),
    ("//adm", "/adm"),
    ("///adm//x", "/adm/x"),
    ("/x/../adm", "/adm"),
    ("/x/./../adm", "/adm"),
    ("/x/..%2fadm", "/adm"),
    ("/x/%2e%2e/adm", "/adm"),
    ("/x/.%2E/adm", "/adm"),
    ("/%61dm", "/adm"),
    ("/x/..;/adm", "/x/..;/adm"),
    ("/open/#/../adm", "/open/"),
    ("/open/%23/../adm", "/open/adm"),
    ("/open/%252e%252e/adm", "/open/%2e%2e/adm"),
    ("/ADM", "/ADM"),
    ("/adm%20", "/adm "),
    ("/adm%0a", "/adm\n"),
    ("/adm%3fx", "/adm?x"),
    ("/adm?x=/../y", "/adm"),
    ("/adm?", "/adm"),
    ("/%c0%afadm", "/\u00c0\u00afadm"),
    ("/adm\\..\\x", "/adm\\..\\x"),
    ("/.postern/checks", "/.postern/checks"),
    ("http://elsewhere.example/adm", "/adm"),
    ("/adm%00", None),
    ("/adm/../../x", None),
    ("/%2e%2e/%2e%2e/etc/passwd", None),
    ("/%zz", None),
    ("adm", None),
]
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "MKCOL", "X-ODD"]


def check_paths(site):
    for raw, expected in PATHS:
        site.gate.seen.clear()
        site.app.seen.clear()
        got = fetch(site.port, raw)
        if expected is None:
            assert got.status == 400 and not site.app.seen, (raw, got.status)
            continue
        assert got.status == 200, (raw, got.status)
        seen = dict(site.gate.seen[0])
        assert seen["POSTERN_URI"] == expected, (raw, seen["POSTERN_URI"])
        sent = raw.removeprefix("http://elsewhere.example")
        assert seen["POSTERN_RAW_URI"].removeprefix("http://elsewhere.example") == sent, (raw, seen)


def check_the_check_itself(site):
    """The location of the check is nobody's to ask."""
    for raw in ("/.postern/check", "/.postern//check", "/x/../.postern/check", "/.postern/%63heck"):
        site.gate.seen.clear()
        assert fetch(site.port, raw).status == 404, raw
        assert not site.gate.seen and not site.app.seen, raw


def check_methods(site):
    for method in METHODS:
        got = fetch(site.port, "/adm", method)
        assert got.status == 200, (method, got.status)
        assert dict(site.gate.seen[-1])["POSTERN_METHOD"] == method
    for method in ("TRACE", "CONNECT"):
        site.app.seen.clear()
        assert fetch(site.port, "/adm", method).status in (400, 405), method
        assert not site.app.seen, method


with protected_site() as protected:
    check_paths(protected)
    check_methods(protected)
    protected.app.seen.clear()
    check_the_check_itself(protected)
