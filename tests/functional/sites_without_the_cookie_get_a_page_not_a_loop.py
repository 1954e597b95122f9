#!/usr/bin/python3
"""A signed-in visitor of a site that the session cookie does not reach gets a page that says so and a line in the log,
never endless redirects."""

import functional  # noqa: F401
from http_client import fetch
from postern import stack

with stack() as s:
    s.postern.add_user("ann@example.org")
    for name, origin in (("far", "http://far.localhost:8080"), ("other", "http://127.0.0.9:8080"),
                         ("six", "http://[::1]:8080")):
        s.postern.command("site", "add", name, origin)
        cookie = s.sign_in("ann@example.org")
        got = fetch(s.portal_port, "/login?rd=" + origin + "/", headers=[("Cookie", cookie)])
        assert got.status == 409, (origin, got.status)
        assert "session.cookie_domain" in got.text and origin.split("//")[1] in got.text, got.text
    assert len([line for line in s.postern.log() if line["event"] == "session_cookie_out_of_reach"]) == 3
