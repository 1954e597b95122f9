#!/usr/bin/python3
"""A request has one id: in nginx's log of the portal and of a site, in posternd's log, in the audit log, in an error
answer, and in the header that the site receives. A client cannot choose it."""

import json
import os

import functional  # noqa: F401
from http_client import fetch
from postern import stack

CHOSEN = "00000000000000000000000000000bad"


def lines(path):
    """A log in JSON; every line of it."""
    with open(path, encoding="utf-8", errors="replace") as file:
        return [json.loads(line) for line in file.read().split("\n")[:-1]]


def ids(entries, **wanted):
    """The request ids of the lines that have these values, in order."""
    return [line["request_id"] for line in entries if all(line.get(name) == value for name, value in wanted.items())]


def check_portal(s):
    """nginx, posternd, audit and answer say the same."""
    s.sign_in("ann@example.org")
    refused = fetch(s.portal_port, "/api/v1/sessions", "POST",
                    [("Content-Type", "application/json"), ("X-Request-Id", CHOSEN)], b"{}")
    told = json.loads(refused.text)["request_id"]
    fetch(s.portal_port, "/login?rd=x")
    fetch(s.portal_port, "/%22,%22request_id%22:%22bad%0a%7b%5c%ff")  # no path can forge or break a line
    s.nginx.stop()
    nginx = lines(os.path.join(s.folder, "nginx", "postern.log"))
    posternd = s.postern.log()
    signed_in, no_json = ids(nginx, path="/api/v1/sessions")
    assert told == no_json != CHOSEN, (told, no_json)
    assert ids(posternd, event="request", route="/api/v1/sessions") == [signed_in, no_json]
    assert ids(posternd, event="request", route="/login") == ids(nginx, path="/login", status="200")
    assert [line["path"] for line in nginx][-1] == '/","request_id":"bad\n{\\\ufffd', nginx[-1]
    audit = json.loads(s.postern.command("audit", "--event", "sign_in", "--json"))
    assert [line["request_id"] for line in audit] == [signed_in], audit


def check_site(s):
    """The log of a site has the id that its application sees."""
    s.start_nginx()
    cookie = s.sign_in("ann@example.org")
    assert s.visit(cookie, "/a?b=c", [("X-Request-Id", CHOSEN)]).status == 200
    s.nginx.stop()
    seen = [line.partition(":")[2].strip() for line in s.app.seen[-1].decode().split("\r\n")
            if line.lower().startswith("x-request-id:")]
    assert seen == ids(lines(os.path.join(s.folder, "nginx", "sites.log")), path="/a"), seen
    assert seen != [CHOSEN]


def check_links_without_portal(s):
    """nginx says what happened when nobody answered, but not the secret in the address."""
    s.start_nginx()
    s.postern.stop()
    assert fetch(s.portal_port, "/login?rd=canary").status == 503
    for path in ("/verify-email", "/reset-password", "/confirm-email", "/undo-email", "/reset-factors", "/keep-factors",
                 "/keep-account"):
        assert fetch(s.portal_port, path + "?token=canary").status == 503
    s.nginx.stop()
    last = lines(os.path.join(s.folder, "nginx", "postern.log"))[-1]
    assert (last["path"], last["status"], last["upstream_status"]) == ("/keep-account", "503", "502"), last
    with open(s.nginx.error_log, encoding="utf-8", errors="replace") as file:
        errors = file.read()
    assert "/login?rd=canary" in errors, "errors are not logged at all: that proves nothing"
    for name in ("error.log", "postern.log", "access.log"):
        with open(os.path.join(s.folder, "nginx", name), encoding="utf-8", errors="replace") as file:
            assert "token" not in file.read(), name


with stack(access_log="access.log combined", http="access_log sites.log postern;") as whole:
    whole.postern.add_user("ann@example.org")
    check_portal(whole)
    check_site(whole)
    check_links_without_portal(whole)
