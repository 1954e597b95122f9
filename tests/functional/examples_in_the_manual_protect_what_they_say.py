#!/usr/bin/python3
"""The server blocks of docs/protect-a-site.md and the locations of docs/moving-from.md work exactly as shown:
strangers get nothing, signed-in users get the site, and the site learns who they are only from the gate."""

import re

import functional  # noqa: F401
from http_client import Connection, raw_request
from manual_examples import Examples
from postern import stack
from scripted_gate import ScriptedGate, whole

SWITCHED = b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"


def user_told(e):
    """Who the application was told that its visitor is, by the last request."""
    lines = e.stack.app.seen[-1].decode().lower().split("\r\n")
    return ", ".join(line.partition(":")[2].strip() for line in lines if re.match(r"remote[-_]user:", line))


def check_pages(e, php, cookie):
    for name, path, body in (("files", "/page.html", "page.html of files"), ("wiki", "/a", "GET /a"),
                             ("blog", "/page.html", "page.html of blog"), ("blog", "/x.php", "from php"),
                             ("blog", "/pretty/url", "from php"), ("chat", "/a", "GET /a"),
                             ("shop", "/orders/7", "index.html of shop"), ("shop", "/api/orders", "GET /api/orders"),
                             ("desk", "/a", "GET /a")):
        before = len(e.stack.app.seen) + len(php.seen)
        e.is_closed(name, path)
        assert len(e.stack.app.seen) + len(php.seen) == before, (name, path, "a stranger reached the site")
        e.is_open(name, path, cookie, body)
        if "GET" in body or "php" in body:
            user = dict(php.seen[-1])["REMOTE_USER"] if "php" in body else user_told(e)
            assert user == "ann@example.org", (name, path, user)
    seen = dict(php.seen[-1])
    assert seen["SCRIPT_FILENAME"].endswith("/blog/index.php"), seen
    assert re.fullmatch("[0-9a-f]{32}", seen["HTTP_X_REQUEST_ID"]) and seen["HTTP_REMOTE_USER_ID"] not in ("", "0"), seen


def check_moved(e, cookie):
    """Each application gets what it had from its old system under the name that it had there."""
    told = {"X-Remote-User": "ann@example.org", "X-Forwarded-User": "ann", "X-Email": "ann@example.org",
            "X-Vouch-User": "ann@example.org"}
    for name in sorted(name for name in e.ports if name.startswith("moved")):
        e.is_closed(name, "/a")
        got = e.get(name, "/a", cookie, [(header, "root") for header in told])
        assert got.status == 200 and user_told(e) == "ann@example.org", (name, got.status)
        seen = dict(line.split(": ", 1) for line in got.text.split("\r\n")[1:] if ": " in line)
        expected = {header: value for header, value in told.items() if header in e.blocks[name]}
        assert expected and expected.items() <= seen.items(), (name, seen)


def check_open_path(e, cookie):
    """For everybody, and nobody is told to be somebody there, not even who is."""
    for who in (None, cookie):
        e.is_open("desk", "/webhook", who, "GET /webhook")
        assert user_told(e) == "", user_told(e)
    assert e.get("desk", "/webhook/more").status == 302


def check_web_socket(e, cookie):
    """Only a signed-in user can open it; then bytes go both ways."""
    e.stack.app.answer = lambda head: SWITCHED if b"Upgrade: websocket" in head else b"answer to " + head
    upgrade = [("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Version", "13")]
    assert e.get("chat", "/socket", headers=upgrade).status == 302
    with Connection(e.ports["chat"]) as opened:
        opened.send(raw_request("GET", "/socket", [*upgrade, ("Cookie", cookie), ("Accept", "text/html")]))
        assert opened.read_answer(no_body=True).status == 101
        assert user_told(e) == "ann@example.org"
        opened.send(b"hello\r\n\r\n")
        assert opened.read(15) == b"answer to hello"


with stack() as s:
    s.postern.add_user("ann@example.org")
    site = Examples(s)
    scripts = ScriptedGate(site.php_socket)
    scripts.answer = lambda parameters: whole(b"Content-Type: text/plain\r\n\r\nfrom php")
    scripts.start()
    site.start()
    ann = s.sign_in("ann@example.org")
    assert sorted(site.ports) == ["blog", "chat", "desk", "files", "moved0", "moved1", "moved2", "moved3", "shop", "wiki"]
    check_pages(site, scripts, ann)
    check_moved(site, ann)
    check_open_path(site, ann)
    check_web_socket(site, ann)
    assert s.postern.stop() == 0
    for each in site.ports:
        assert site.get(each, "/page.html", ann).status == 503, each
    scripts.stop()
