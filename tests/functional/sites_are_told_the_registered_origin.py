#!/usr/bin/python3
"""An application is told the registered origin of its site, exactly once in each header, whatever port or TLS proxy
is in front of nginx: behind proxy_pass and behind fastcgi_pass. What the client claims is ignored."""

import os

import functional  # noqa: F401
from http_client import Connection, fetch
from protected_site import protected_site
from scripted_gate import ScriptedGate, whole

ORIGINS = {
    "https://wiki.example.org": ("wiki.example.org", "https"),
    "https://wiki.example.org:8443": ("wiki.example.org:8443", "https"),
    "http://[::1]:8080": ("[::1]:8080", "http"),
    "http://localhost": ("localhost", "http"),
    "https://xn--bcher-kva.example": ("xn--bcher-kva.example", "https"),
    "https://[2001:db8::1]:8443": ("[2001:db8::1]:8443", "https"),
    "https://wiki.example.org:80": ("wiki.example.org:80", "https"),
    "http://wiki.example.org:443": ("wiki.example.org:443", "http"),
}
FORGED = [("X-Forwarded-Proto", "gopher"), ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Ssl", "off"),
          ("X-Forwarded-Port", "81"), ("Forwarded", "host=evil.example;proto=gopher"), ("X-Forwarded-Server", "evil.example")]



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
        for host_claimed in ("evil.example", "EVIL.example:1", "evil.example.", "[::1]"):
            assert received(protected, headers=[*FORGED, ("Host", host_claimed)]) == expected, host_claimed
            told = protected.app.seen[-1].decode().lower()
            assert "evil" not in told and "gopher" not in told, told
        # The request line may name a host, too (RFC 9112, section 3.2.2).
        with Connection(protected.port) as client:
            client.send(b"GET http://evil.example/page.html HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
            assert b" 200 " in client.read(64)
        assert "evil" not in protected.app.seen[-1].decode(), protected.app.seen[-1]

# A block that names no origin: scheme, host and port of the connection, as before.
with protected_site() as protected:
    here = "localhost:%d" % protected.port
    got = received(protected, headers=[("Host", here)])
    assert got["x-forwarded-proto"] == ["http"] and got["host"] == [here], got

# A site may be told something else where its administrator says so, once.
with protected_site(edit=lambda block: set_origin("https://wiki.example.org")(block).replace(
        "/gate.conf;", '/gate.conf;\nset $postern_origin "https://www.example.org:444";', 1)) as protected:
    got = received(protected)
    assert got == {"host": ["www.example.org:444"], "x-forwarded-host": ["www.example.org:444"], "x-forwarded-proto": ["https"]}, got


def php(block):
    return block.replace("/proxy.conf;", "/fastcgi.conf;").replace("location / {", "location / {\ninclude /etc/nginx/fastcgi_params;").replace(
        "proxy_pass http://${postern_shut}postern_app_wiki;", "fastcgi_pass ${postern_shut}php;")


# The same behind fastcgi_pass.
socket = "/tmp/postern-origin-%d.sock" % os.getpid()
php_fpm = ScriptedGate(socket)
php_fpm.answer = lambda parameters: whole(b"Content-Type: text/plain\r\n\r\nhello")
php_fpm.start()
try:
    for origin, (host, scheme) in ORIGINS.items():
        with protected_site(http="upstream php { server unix:%s; }" % socket,
                            edit=lambda block, origin=origin: php(set_origin(origin)(block))) as protected:
            assert fetch(protected.port, "/page.html", headers=[*FORGED, ("Host", "evil.example")]).status == 200
            sent = dict(php_fpm.seen[-1])  # the last value counts
            for name, value in (("HTTP_HOST", host), ("HTTP_X_FORWARDED_HOST", host), ("HTTP_X_FORWARDED_PROTO", scheme),
                                ("REQUEST_SCHEME", scheme)):
                assert sent[name] == value, (name, sent)
            assert sent.get("HTTPS", "") == ("on" if scheme == "https" else ""), sent
            assert not any("evil" in text or "gopher" in text for text in sent.values()), sent
finally:
    php_fpm.stop()
    os.unlink(socket)

# nginx has nothing to complain of, also with more headers than the snippet sets.
MORE = "".join("proxy_set_header X-WebAuth-Something-Long-Of-The-Application-Number-%d $postern_user; " % n for n in range(40))
for more in ("proxy_set_header X-WEBAUTH-USER $postern_user;", "proxy_set_header X-Forwarded-Groups $postern_groups;",
             "proxy_set_header X-%s $postern_user;" % ("a" * 90), MORE):
    with protected_site(edit=lambda block, more=more: block.replace("/proxy.conf;", "/proxy.conf; " + more, 1)) as protected:
        check = protected.nginx.check()
        assert check == "", check
        assert "could not build optimal" not in protected.nginx.tail(), (more, protected.nginx.tail())
        assert fetch(protected.port, "/page.html").status == 200
with protected_site() as protected:
    assert "could not build optimal" not in protected.nginx.tail(), protected.nginx.tail()
    assert protected.nginx.check() == ""
