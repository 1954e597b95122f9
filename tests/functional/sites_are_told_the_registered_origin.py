#!/usr/bin/python3
"""An application is told the registered origin of its site, exactly once in each header, whatever port or TLS proxy
is in front of nginx. What the client claims is ignored."""

import functional  # noqa: F401
from http_client import fetch
from protected_site import protected_site

ORIGINS = {
    "https://wiki.example.org": ("wiki.example.org", "https"),
    "https://wiki.example.org:8443": ("wiki.example.org:8443", "https"),
    "http://[::1]:8080": ("[::1]:8080", "http"),
    "http://localhost": ("localhost", "http"),
}


def received(site, **settings):
    """Host, X-Forwarded-Host and X-Forwarded-Proto as lists of the values that the application got."""
    assert fetch(site.port, "/page.html", **settings).status == 200
    lines = site.app.seen[-1].decode().split("\r\n")[1:]
    names = ("host", "x-forwarded-host", "x-forwarded-proto")
    pairs = [line.split(":", 1) for line in lines if ":" in line]
    return {name: [value.strip() for key, value in pairs if key.lower() == name] for name in names}


def set_origin(origin):
    return lambda block: block.replace('set $postern_origin "";', 'set $postern_origin "%s";' % origin, 1)


for origin, (host, scheme) in ORIGINS.items():
    with protected_site(edit=set_origin(origin)) as protected:
        expected = {"host": [host], "x-forwarded-host": [host], "x-forwarded-proto": [scheme]}
        assert received(protected) == expected, received(protected)
        forged = [("X-Forwarded-Proto", "gopher"), ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Ssl", "off")]
        assert received(protected, headers=forged) == expected

# A block that names no origin: scheme, host and port of the connection, as before.
with protected_site() as protected:
    here = "localhost:%d" % protected.port
    got = received(protected, headers=[("Host", here)])
    assert got["x-forwarded-proto"] == ["http"] and got["host"] == [here], got

# nginx has nothing to complain of, also with a header more than the snippet sets.
with protected_site(edit=lambda block: block.replace(
        "/proxy.conf;", "/proxy.conf; proxy_set_header X-WebAuth-Something-Long-Of-The-Application $postern_user;", 1)) as protected:
    assert "could not build optimal" not in protected.nginx.tail(), protected.nginx.tail()
    assert protected.nginx.check() == ""
