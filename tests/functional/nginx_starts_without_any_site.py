#!/usr/bin/python3
"""nginx accepts the includes of the http level before any site is protected, and with nothing but the portal, so that
an administrator can set up Postern step by step and reload nginx after each step."""

import os
import tempfile

import functional  # noqa: F401
from nginx import Nginx, fill_template, share_snippets
from ports import pick_port

with tempfile.TemporaryDirectory(prefix="postern-test-") as folder:
    snippets = share_snippets(os.path.join(folder, "snippets"), "/nowhere", "/nowhere")
    includes = "include %s/upstreams.conf;\ninclude %s/http.conf;\n" % (snippets, snippets)
    portal = fill_template("portal.conf.in", LISTEN="127.0.0.1:%d" % pick_port(), SERVER_NAME="localhost", TLS="",
                           SNIPPETS=snippets, BASE_PATH="/")
    server = Nginx(os.path.join(folder, "nginx"), includes)
    for http in (includes, includes + portal):
        server.set_http(http)
        assert not server.check(), server.check()
