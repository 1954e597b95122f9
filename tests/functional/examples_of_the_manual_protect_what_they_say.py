#!/usr/bin/python3
"""The server blocks of docs/protect-a-site.md and the locations of docs/moving-from.md work as they stand there: strangers get
nothing, whoever is signed in gets the site, and the site learns who he is from nobody but the gate."""

import os
import re
import textwrap

import functional  # noqa: F401
from functional import ROOT
from http_client import Connection, fetch, raw_request
from ports import pick_port
from postern import stack
from scripted_gate import ScriptedGate, whole

FORGED = [("Remote-User", "root"), ("Remote_User", "root"), ("Remote-User-Id", "0"), ("X-Request-Id", "root")]
SWITCHED = b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"


def blocks_of(page):
    """The indented blocks of a page."""
    with open(os.path.join(ROOT, "docs", page), encoding="utf-8") as file:
        return [textwrap.dedent(block) for block in re.findall(r"(?:^(?:    .*)?\n)+", file.read(), re.M)]


def examples():
    """Site -> configuration, of each block that has a server in it, and of each location in one that is made for it."""
    servers = {re.search(r"set \$postern_site (\w+);", block).group(1): block
               for block in blocks_of("protect-a-site.md") if "server {" in block}
    upstream = "upstream wiki_app { server 127.0.0.1:3000; }\n"
    for number, block in enumerate(one for one in blocks_of("moving-from.md") if "location / {" in one):
        outside, location, inside = block.partition("location / {")
        name = "moved%d" % number
        servers[name] = "%s%sserver {\nlisten 443 ssl;\nset $postern_site %s;\ninclude /etc/nginx/postern/gate.conf;\n%s}" % (
            upstream.replace("wiki", name), outside, name, (location + inside).replace("wiki_app", name + "_app"))
    return servers


class Examples:
    """The examples on this machine's ports and paths, behind one stack."""

    def __init__(self, running):
        self.stack = running
        self.ports = {}
        self.php = ScriptedGate(os.path.join(running.folder, "php.sock"))
        self.php.answer = lambda parameters: whole(b"Content-Type: text/plain\r\n\r\nfrom php")
        self.php.start()

    def fit(self, name, block):
        """One example for here: without TLS, which is not what it is about."""
        self.ports[name] = pick_port()
        root = os.path.join(self.stack.folder, name)
        os.makedirs(root)
        for page in ("page.html", "index.html"):
            with open(os.path.join(root, page), "w", encoding="utf-8") as file:
                file.write("%s of %s" % (page, name))
        for old, new in ((r"listen 443 ssl;", "listen 127.0.0.1:%d;" % self.ports[name]),
                         (r"ssl_certificate.*;", ""), (r"unix:/run/php/[^;]*", "unix:" + self.php.path),
                         (r"/etc/nginx/postern", self.stack.snippets), (r"/srv/\w+", root),
                         (r"127\.0\.0\.1:3000", "127.0.0.1:%d" % self.stack.app.port),
                         (r"include fastcgi_params", "include /etc/nginx/fastcgi_params")):
            block = re.sub(old, new, block)
        return block

    def start(self):
        """Registers the sites, and lets nginx serve them."""
        blocks = [self.fit(name, block) for name, block in EXAMPLES.items()]
        self.stack.nginx.stop()
        self.stack.start_nginx("\n".join(blocks))
        self.stack.postern.command("site", "remove", "wiki")  # the stack's own, at another port
        for name, port in self.ports.items():
            self.stack.postern.command("site", "add", name, "http://localhost:%d" % port)

    def get(self, name, path, cookie=None, headers=(), accept="text/html"):
        """A request to an example, with identity headers that nobody may believe."""
        more = [("Cookie", cookie)] if cookie else []
        return fetch(self.ports[name], path, headers=[("Accept", accept), *FORGED, *more, *headers])

    def is_closed(self, name, path):
        """A stranger is sent to sign in and back; a program is told so; nobody sees anything."""
        link = "%s/login?rd=" % self.stack.portal_url
        page = self.get(name, path)
        assert page.status == 302 and page.header("Location").startswith(link), (name, path, page.status)
        assert "%d" % self.ports[name] in page.header("Location"), page.header("Location")
        program = self.get(name, path, accept="application/json")
        assert (program.status, program.header("Location")) == (401, None), (name, path, program.status)

    def is_open(self, name, path, cookie, body):
        """Who is signed in gets this."""
        got = self.get(name, path, cookie)
        assert got.status == 200 and body in got.text, (name, path, got.status, got.text)

    def told(self, parameters=False):
        """What the last request told the site about its visitor."""
        if parameters:
            return dict(self.php.seen[-1])["REMOTE_USER"]
        lines = self.stack.app.seen[-1].decode().lower().split("\r\n")
        users = [line.partition(":")[2].strip() for line in lines if re.match(r"remote[-_]user:", line)]
        return ", ".join(users)


def check_pages(e, cookie):
    for name, path, body in (("files", "/page.html", "page.html of files"), ("wiki", "/a", "GET /a"),
                             ("blog", "/page.html", "page.html of blog"), ("blog", "/x.php", "from php"),
                             ("blog", "/pretty/url", "from php"), ("chat", "/a", "GET /a"),
                             ("shop", "/orders/7", "index.html of shop"), ("shop", "/api/orders", "GET /api/orders"),
                             ("desk", "/a", "GET /a")):
        before = len(e.stack.app.seen) + len(e.php.seen)
        e.is_closed(name, path)
        assert len(e.stack.app.seen) + len(e.php.seen) == before, (name, path, "a stranger reached the site")
        e.is_open(name, path, cookie, body)
        if "GET" in body or "php" in body:
            assert e.told(parameters="php" in body) == "ann@example.org", (name, path)
    php = dict(e.php.seen[-1])
    assert php["SCRIPT_FILENAME"].endswith("/blog/index.php"), php
    assert re.fullmatch("[0-9a-f]{32}", php["HTTP_X_REQUEST_ID"]) and php["HTTP_REMOTE_USER_ID"] not in ("", "0"), php


def check_moved(e, cookie):
    """Each application gets what it had from its old system under the name that it had there."""
    told = {"X-Remote-User": "ann@example.org", "X-Forwarded-User": "ann", "X-Email": "ann@example.org",
            "X-Vouch-User": "ann@example.org"}
    for name in sorted(name for name in e.ports if name.startswith("moved")):
        e.is_closed(name, "/a")
        got = e.get(name, "/a", cookie, [(header, "root") for header in told])
        assert got.status == 200 and e.told() == "ann@example.org", (name, got.status)
        seen = dict(line.split(": ", 1) for line in got.text.split("\r\n")[1:] if ": " in line)
        expected = {header: value for header, value in told.items() if header in EXAMPLES[name]}
        assert expected and expected.items() <= seen.items(), (name, seen)


def check_open_path(e, cookie):
    """For everybody, and nobody is told to be somebody there, not even who is."""
    for who in (None, cookie):
        e.is_open("desk", "/webhook", who, "GET /webhook")
        assert e.told() == "", e.told()
    assert e.get("desk", "/webhook/more").status == 302


def check_web_socket(e, cookie):
    """Opened by whoever is signed in, and by nobody else; then bytes go both ways."""
    e.stack.app.answer = lambda head: SWITCHED if b"Upgrade: websocket" in head else b"answer to " + head
    upgrade = [("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Version", "13")]
    assert e.get("chat", "/socket", headers=upgrade).status == 302
    with Connection(e.ports["chat"]) as opened:
        opened.send(raw_request("GET", "/socket", [*upgrade, ("Cookie", cookie), ("Accept", "text/html")]))
        assert opened.read_answer(no_body=True).status == 101
        assert e.told() == "ann@example.org"
        opened.send(b"hello\r\n\r\n")
        assert opened._read(15) == b"answer to hello"


EXAMPLES = examples()
with stack() as s:
    s.postern.add_user("ann@example.org")
    site = Examples(s)
    site.start()
    ann = s.sign_in("ann@example.org")
    assert sorted(site.ports) == ["blog", "chat", "desk", "files", "moved0", "moved1", "moved2", "moved3", "shop", "wiki"]
    check_pages(site, ann)
    check_moved(site, ann)
    check_open_path(site, ann)
    check_web_socket(site, ann)
    assert s.postern.stop() == 0
    for each in site.ports:
        assert site.get(each, "/page.html", ann).status == 503, each
    site.php.stop()
