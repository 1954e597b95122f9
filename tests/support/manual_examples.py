"""The server blocks that docs/protect-a-site.md and docs/moving-from.md show, on this machine's ports and paths.

    with stack() as s:
        site = Examples(s)          # site.php_socket: where the one for PHP looks for it
        site.start()
        site.get("wiki", "/page", cookie)
"""

import os
import re
import textwrap

from http_client import fetch
from nginx import ROOT
from ports import pick_port

FORGED = [("Remote-User", "root"), ("Remote_User", "root"), ("Remote-User-Id", "0"), ("X-Request-Id", "root")]


def blocks_of(page):
    """The indented blocks of a page."""
    with open(os.path.join(ROOT, "docs", page), encoding="utf-8") as file:
        return blocks_in(file.read())


def blocks_in(text):
    """The indented blocks of a part of a page."""
    return [textwrap.dedent(block) for block in re.findall(r"(?:^(?:    .*)?\n)+", text, re.M)]


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

    def __init__(self, running, blocks=None):
        self.stack = running
        self.blocks = blocks or examples()
        self.ports = {}
        self.php_socket = os.path.join(running.folder, "php.sock")

    def root(self, name):
        """The folder of a site's files."""
        return os.path.join(self.stack.folder, name)

    def fit(self, name, block):
        """One example for here: without TLS, which is not what it is about."""
        self.ports[name] = pick_port()
        root = self.root(name)
        os.makedirs(root)
        for page in ("page.html", "index.html"):
            with open(os.path.join(root, page), "w", encoding="utf-8") as file:
                file.write("%s of %s" % (page, name))
        for old, new in ((r"listen 443 ssl;", "listen 127.0.0.1:%d;" % self.ports[name]),
                         (r"ssl_certificate.*;", ""), (r"unix:/run/php/[^;]*", "unix:" + self.php_socket),
                         (r"/etc/nginx/postern", self.stack.snippets), (r"/srv/\w+", root),
                         (r"127\.0\.0\.1:3000", "127.0.0.1:%d" % self.stack.app.port),
                         (r"include fastcgi_params", "include /etc/nginx/fastcgi_params")):
            block = re.sub(old, new, block)
        return block

    def start(self):
        """Registers the sites, and lets nginx serve them."""
        blocks = [self.fit(name, block) for name, block in self.blocks.items()]
        self.stack.nginx.stop()
        self.stack.start_nginx("\n".join(blocks))
        if "wiki" in self.ports:  # the stack's own is at another port
            self.stack.postern.command("site", "remove", "wiki")
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
