"""The portal's server block as it is shipped, limits included, before a portal that says 204 to everything.

    with lone_portal("/auth/") as (port, portal):
        fetch(port, "/auth/login", "POST")
        portal.stop()
"""

import contextlib
import os
import tempfile

from nginx import Nginx, fill_template, share_snippets
from ports import pick_port
from scripted_gate import ScriptedGate, whole


@contextlib.contextmanager
def lone_portal(base="/", http=""):
    """nginx below `base`, with more lines of the http block; its port, and what is behind."""
    with tempfile.TemporaryDirectory(prefix="postern-test-") as folder:
        behind = ScriptedGate(os.path.join(folder, "portal.sock"))
        behind.answer = lambda parameters: whole(b"Status: 204\r\n\r\n")
        port = pick_port()
        snippets = share_snippets(os.path.join(folder, "snippets"), "/nowhere", behind.path, limits=True)
        block = fill_template("portal.conf.in", LISTEN="127.0.0.1:%d" % port, SERVER_NAME="localhost", TLS="",
                              SNIPPETS=snippets, BASE_PATH=base)
        server = Nginx(os.path.join(folder, "nginx"), "include %s/upstreams.conf;\ninclude %s/http.conf;\n%s\n%s" % (
            snippets, snippets, http, block), ports=[port])
        behind.start()
        server.start()
        try:
            yield port, behind
        finally:
            server.stop()
            with contextlib.suppress(OSError):
                behind.stop()
