#!/usr/bin/python3
"""A site whose policy is public is open to everybody. Signed-in users are known there; other visitors are not."""

import functional  # noqa: F401
from http_client import fetch
from postern import stack

with stack(policy="public") as s:
    s.postern.add_user("ann@example.org")
    for headers in ([], [("Remote-User", "root")], [("Accept", "text/html")], [("Cookie", "postern=x")]):
        got = fetch(s.site_port, headers=headers)
        assert got.status == 200 and "Remote-" not in got.text, (got.status, got.text)
    cookie = s.sign_in("ann@example.org")
    got = s.visit(cookie, headers=[("Remote-User", "root")])
    assert got.status == 200 and "Remote-User: ann@example.org" in got.text, got.text
    assert "root" not in got.text, got.text
    s.postern.command("user", "disable", "ann@example.org")
    got = s.visit(cookie)
    assert got.status == 200 and "Remote-" not in got.text, (got.status, got.text)
