#!/usr/bin/python3
"""A named location behind `try_files`, and an open location next to the protected one, set no headers of their own.
Still, the application behind them gets the visitor's true identity or none, never what the client claims, and none of
Postern's cookies. The same holds for nested protected locations."""

import re

import functional  # noqa: F401
from http_client import fetch
from protected_site import protected_site
from scripted_gate import status

FORGED = [("Remote-User", "root"), ("Remote-Groups", "admins"), ("Remote-Level", "3"), ("Remote_User", "root"), ("Postern-Verdict", "user"),
          ("Cookie", "__Host-postern=secret; a=b; __Host-postern_device=secret")]
MORE = """
    location /front/ {
        include %(snippets)s/protect.conf;
        include %(snippets)s/static.conf;
        root ${postern_shut}/nowhere;
        try_files $uri @app;
    }
    location @app { proxy_pass http://${postern_shut}postern_app_wiki; }
    location /open/ { proxy_pass http://postern_app_wiki; }
    location /nested/ {
        include %(snippets)s/protect.conf;
        include %(snippets)s/proxy.conf;
        proxy_pass http://${postern_shut}postern_app_wiki;
        location ~ /nested/.*inner {
            include %(snippets)s/protect.conf;
            proxy_pass http://${postern_shut}postern_app_wiki;
        }
    }
"""


def add_locations(block):
    snippets = re.search(r"include (\S+)/gate\.conf;", block).group(1)
    return block.rstrip().removesuffix("}") + MORE % {"snippets": snippets} + "}\n"


def received(site, path):
    site.app.seen.clear()
    got = fetch(site.port, path, headers=FORGED)
    head = site.app.seen[-1].decode().lower() if site.app.seen else ""
    assert "root" not in head and "admins" not in head and "secret" not in head, (path, head)
    return got.status, head


with protected_site(edit=add_locations) as protected:
    for path in ("/front/page", "/nested/x", "/nested/x/inner"):
        code, seen = received(protected, path)
        assert code == 200 and "remote-user: ann@example.org" in seen and "a=b" in seen, (path, code, seen)
    code, seen = received(protected, "/open/page")
    assert code == 200 and "remote-user" not in seen and "a=b" in seen, seen
    protected.gate.answer = lambda parameters: status(401, WWW_Authenticate="Bearer")
    for path, expected in (("/front/page", 401), ("/nested/x/inner", 401), ("/open/page", 200)):
        assert received(protected, path)[0] == expected, path
    protected.gate.answer = lambda parameters: status(503)
    assert received(protected, "/front/page") == (503, "")
