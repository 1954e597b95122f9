"""A site protected by the shipped snippets, with a scripted gate instead of posternd: for what the
snippets do with answers, good and bad.

    with protected_site() as site:
        site.gate.answer = lambda parameters: status(401)
        assert fetch(site.port).status == 401

`server` and `http` are put into the server block and the http block: what an administrator, or an
enemy, has there.
"""

import contextlib
import os
import tempfile

from echo_app import EchoApp
from nginx import Nginx, fill_template, share_snippets
from ports import pick_port
from scripted_gate import ScriptedGate, status

PASS = status(204, Postern_Verdict="user", Remote_User="ann@example.org", Remote_User_Id="id-ann",
              Remote_Email="ann@example.org", Remote_Name="Ann", Remote_Name_Encoded="Ann", Remote_Groups="",
              Remote_Level="1")


class ProtectedSite:
    """nginx with one protected site, its application or files, and the gate."""

    def __init__(self, folder, kind="proxy", server="", http="", edit=None):
        self.folder = folder
        self.port = pick_port()
        self.app = EchoApp()
        self.root = os.path.join(folder, "files")
        gate_socket = os.path.join(folder, "gate.sock")
        self.gate = ScriptedGate(gate_socket)
        self.gate.answer = lambda parameters: PASS
        self.snippets = share_snippets(os.path.join(folder, "snippets"), gate_socket,
                                       os.path.join(folder, "portal.sock"))
        os.makedirs(os.path.join(self.root, "folder"))
        for name in ("index.html", "page.html", "folder/index.html"):
            with open(os.path.join(self.root, name), "w", encoding="utf-8") as file:
                file.write("a protected file")
        self.nginx = Nginx(os.path.join(folder, "nginx"), self.http(kind, server, http, edit),
                           ports=[self.port])

    def http(self, kind, server="", http="", edit=None):
        """The http block. `edit` changes the site's server block before it goes in."""
        block = fill_template("site-%s.conf.in" % kind, SITE="wiki", UPSTREAM_NAME="postern_app_wiki",
                              UPSTREAM="127.0.0.1:%d" % self.app.port, ROOT=self.root, TLS="",
                              LISTEN="127.0.0.1:%d" % self.port, SERVER_NAME="localhost",
                              SNIPPETS=self.snippets)
        # At the start of the server block: nginx does not mind the order, error_page does.
        block = block.replace("server_name localhost;", "server_name localhost;\n" + server, 1)
        if edit:
            block = edit(block)
        return "%s\ninclude %s/upstreams.conf;\ninclude %s/http.conf;\n%s" % (
            http, self.snippets, self.snippets, block)

    def start(self):
        """Starts gate, application and nginx."""
        self.gate.start()
        self.app.start()
        self.nginx.start()

    def stop(self):
        """Ends them."""
        self.nginx.stop()
        self.app.stop()
        with contextlib.suppress(OSError):
            self.gate.stop()


@contextlib.contextmanager
def protected_site(**settings):
    """A running ProtectedSite in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="postern-test-") as folder:
        site = ProtectedSite(folder, **settings)
        site.start()
        try:
            yield site
        finally:
            site.stop()
