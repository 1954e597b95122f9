#!/usr/bin/python3
"""Identity headers sent by the client, in any spelling, never reach the site: behind proxy_pass and behind
fastcgi_pass, for a signed-in visitor and for an anonymous one, even if nginx accepts unusual names. Nor does anything
the client claims about proxies before it."""

import itertools
import os

import functional  # noqa: F401
from http_client import fetch
from protected_site import PASS, protected_site
from scripted_gate import ScriptedGate, status, whole

IDENTITY = {"remote-user": "ann@example.org", "remote-user-id": "id-ann",
            "remote-email": "ann@example.org", "remote-name": "Ann", "remote-name-encoded": "Ann", "remote-level": "1"}
NAMES = ["remote-user", "remote-user-id", "remote-email", "remote-name", "remote-name-encoded", "remote-groups",
         "remote-level", "postern-verdict", "postern-assertion", "postern-credential"]
ANONYMOUS = status(204, Postern_Verdict="anonymous", Remote_User="", Remote_User_Id="", Remote_Email="",
                   Remote_Name="", Remote_Name_Encoded="", Remote_Groups="", Remote_Level="")
ODD_NAMES_ALLOWED = "underscores_in_headers on; ignore_invalid_headers off;"


def spellings(name):
    """Every way to write the name with hyphens and underscores, in three cases."""
    for separators in itertools.product("-_", repeat=name.count("-")):
        parts = name.split("-")
        written = parts[0] + "".join(s + p for s, p in zip(separators, parts[1:]))
        yield from (written, written.upper(), written.title())


FORGED = [(spelling, "root") for name in NAMES for spelling in spellings(name)]
FORWARDING = """X-Real-IP Forwarded X-Forwarded-For X-Forwarded-Host X-Forwarded-Proto X-Forwarded-Port
    X-Forwarded-Prefix X-Forwarded-Server X-Forwarded-Scheme X-Forwarded-Ssl X-Forwarded-Uri X-Forwarded-Method
    X-Forwarded-User X-Forwarded-Groups X-Forwarded-Email X-Forwarded-Preferred-Username X-Original-URL X-Original-URI
    X-Original-Method X-Original-Host X-Rewrite-URL X-HTTP-Method-Override X-HTTP-Method X-Method-Override X-Host X-Scheme
    X-Url-Scheme X-Client-IP Client-IP True-Client-IP X-Cluster-Client-IP CF-Connecting-IP Proxy X-Forwarded-Path
    X-Envoy-Original-Path X-Remote-User X-Remote-Email X-Remote-Name X-Remote-Groups X-WEBAUTH-USER X-WEBAUTH-EMAIL
    X-WEBAUTH-NAME X-WEBAUTH-GROUPS X-Auth-Request-User X-Auth-Request-Email X-Auth-Request-Groups
    X-Auth-Request-Preferred-Username X-Authentik-Username X-Authentik-Email X-Authentik-Groups X-Vouch-User""".split()
FORGED += [("Remote-User", "root"), ("Connection", "close, Remote-User"), ("X-Remote-User", "fine")]


def said_of_the_way():
    """What a client says of a proxy that is not there."""
    return [(name, "forged") for name in FORWARDING]


def received_by_application(head):
    """What the request head says of an identity, names as a forgiving application would read them."""
    found = {}
    for line in head.decode().split("\r\n")[1:]:
        name, value = line.split(":", 1)
        found.setdefault(name.strip().lower().replace("_", "-"), []).append(value.strip())
    return {name: found[name] for name in NAMES if name in found}


def check_proxy(site, expected):
    for forged in [FORGED, *[[pair] for pair in FORGED]]:
        got = fetch(site.port, "/", headers=forged)
        assert got.status == 200, got.status
        received = received_by_application(site.app.seen[-1])
        assert received == {name: [value] for name, value in expected.items()}, (forged, received)
    assert fetch(site.port, "/", headers=said_of_the_way()).status == 200
    assert b"forged" not in site.app.seen[-1], site.app.seen[-1]


def php(site_block):
    """The site behind fastcgi_pass, as nginx/README.md shows it."""
    return site_block.replace("/proxy.conf;", "/fastcgi.conf;").replace(
        "location / {", "location / {\ninclude /etc/nginx/fastcgi_params;").replace(
        "proxy_pass http://${postern_shut}postern_app_wiki;", "fastcgi_pass ${postern_shut}php;")


def check_fastcgi(site, responder, expected):
    for forged in [FORGED, *[[pair] for pair in FORGED]]:
        assert fetch(site.port, "/", headers=forged).status == 200
        seen = responder.seen[-1]
        for name in NAMES:
            parameter = "HTTP_" + name.upper().replace("-", "_")
            values = [value for key, value in seen if key == parameter]
            assert values == [expected[name]] if name in expected else values in ([], [""]), (parameter, values)
    # nginx's own parameters name the user of Basic credentials, which nobody has checked.
    assert fetch(site.port, "/", headers=[("Authorization", "Basic cm9vdDp4")]).status == 200
    seen = dict(responder.seen[-1])
    assert seen["REMOTE_USER"] == seen["HTTP_REMOTE_USER"] != "root", seen
    assert fetch(site.port, "/", headers=said_of_the_way()).status == 200
    assert "forged" not in dict(responder.seen[-1]).values(), responder.seen[-1]


for http in ("", ODD_NAMES_ALLOWED):
    with protected_site(http=http) as protected:
        check_proxy(protected, IDENTITY)
        protected.gate.answer = lambda parameters: ANONYMOUS
        check_proxy(protected, {})

    socket = "/tmp/postern-php-%d.sock" % os.getpid()
    upstream = "upstream php { server unix:%s; }" % socket
    php_fpm = ScriptedGate(socket)
    php_fpm.answer = lambda parameters: whole(b"Content-Type: text/plain\r\n\r\nhello")
    php_fpm.start()
    try:
        with protected_site(http=http + upstream, edit=php) as protected:
            check_fastcgi(protected, php_fpm, IDENTITY)
            protected.gate.answer = lambda parameters: ANONYMOUS
            check_fastcgi(protected, php_fpm, {})
            protected.gate.answer = lambda parameters: status(200)
            php_fpm.seen.clear()
            assert fetch(protected.port, "/").status == 503 and not php_fpm.seen
    finally:
        php_fpm.stop()
        os.unlink(socket)

# Snippets alone, without the two lines that keep odd names out at the server level.
with protected_site(http=ODD_NAMES_ALLOWED) as protected:
    path = os.path.join(protected.snippets, "gate.conf")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    text = text.replace("underscores_in_headers off;", "").replace("ignore_invalid_headers on;", "")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    protected.nginx.reload()
    check_proxy(protected, IDENTITY)
    assert PASS
