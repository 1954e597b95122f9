#!/usr/bin/python3
"""The server blocks of docs/recipes.md work as shown: protected locations stay closed to strangers, open ones carry
no identity, prefixes are stripped, `Location` headers use the outer name, and events arrive one by one."""

import re
import threading

import functional  # noqa: F401
from echo_app import echo
from http_client import Connection, raw_request
from manual_examples import Examples, blocks_of
from postern import stack

PAGE = "recipes.md"


def recipes():
    """Site -> configuration of each block that protects something."""
    return {re.search(r"set \$postern_site (\w+);", block).group(1): block
            for block in blocks_of(PAGE) if "server {" in block and "postern_site" in block}


def path_told(e):
    return e.stack.app.seen[-1].decode().split(" ")[1]


def user_told(e):
    return re.findall(r"remote-user: *(\S*)", e.stack.app.seen[-1].decode().lower())


def check_prefix(e, cookie):
    e.is_closed("prefix", "/app/x")
    for path, expected in (("/app/x/y?q=1", "/x/y?q=1"), ("/app/", "/"), ("/app/a%20b", "/a%20b"),
                           ("/app/%C3%BC?q=%2F", "/%C3%BC?q=%2F"), ("/app//x", "/x"), ("/app/app/x", "/app/x"),
                           ("/app/x?next=/app/y&z", "/x?next=/app/y&z")):
        e.is_open("prefix", path, cookie, "GET ")
        assert path_told(e) == expected, (path, path_told(e))
        assert user_told(e) == ["ann@example.org"], user_told(e)
    for said in ("http://127.0.0.1:%d/next" % e.stack.app.port, "/next"):
        e.stack.app.answer = lambda head, said=said: (
            b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + said.encode() + b"\r\n\r\n")
        got = e.get("prefix", "/app/redirect", cookie)
        assert got.status == 302 and re.sub(r"^https?://[^/]+", "", got.header("Location")) == "/app/next", (said, got.headers)
    for said, expected in (("https://elsewhere.example/next", "https://elsewhere.example/next"),  # not ours to change
                           ("/", "/app/"), ("/next?to=/x#y", "/app/next?to=/x#y")):
        e.stack.app.answer = lambda head, said=said: (
            b"HTTP/1.1 303 See Other\r\nContent-Length: 0\r\nLocation: " + said.encode() + b"\r\n\r\n")
        got = e.get("prefix", "/app/redirect", cookie)
        where = got.header("Location")
        where = where if "elsewhere" in where else re.sub(r"^https?://[^/]+", "", where)
        assert got.status == 303 and where == expected, (said, got.headers)
    e.stack.app.answer = echo


def check_open(e, cookie):
    e.is_closed("open", "/page")
    e.is_open("open", "/page", cookie, "GET /page")
    for path in ("/healthz", "/webhooks/payments", "/manifest.webmanifest"):
        for who in (None, cookie):
            e.is_open("open", path, who, "GET " + path)
            assert user_told(e) == [], (path, user_told(e))
            assert b"postern" not in e.stack.app.seen[-1].lower(), e.stack.app.seen[-1]
        e.is_closed("open", path + "/more")


def check_events(e, cookie):
    """The first event is here while the application has not written the second."""
    e.is_closed("events", "/events")
    e.is_open("events", "/page", cookie, "GET /page")
    first_is_here = threading.Event()

    def answer(_head):
        yield b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\ndata: one\n\n"
        assert first_is_here.wait(20), "nginx kept the first event back"
        yield b"data: two\n\n"

    e.stack.app.answer = answer
    with Connection(e.ports["events"]) as client:
        client.send(raw_request("GET", "/events", [("Cookie", cookie), ("Accept", "text/event-stream")]))
        seen = b""
        while b"data: one" not in seen:
            seen += client.read(1)
        first_is_here.set()
        while b"data: two" not in seen:
            seen += client.read(1)
    e.stack.app.answer = echo


with stack() as s:
    s.postern.add_user("ann@example.org")
    site = Examples(s, recipes())
    site.start()
    ann = s.sign_in("ann@example.org")
    assert sorted(site.ports) == ["events", "open", "prefix"]
    check_prefix(site, ann)
    check_open(site, ann)
    check_events(site, ann)
