#!/usr/bin/python3
"""The server block for PHP in nginx/README.md works as shown: files and scripts only behind the gate."""

import os
import re
import textwrap

import functional  # noqa: F401
from functional import ROOT
from http_client import fetch
from protected_site import protected_site
from scripted_gate import ScriptedGate, status, whole


def example():
    """The block, as it is printed."""
    with open(os.path.join(ROOT, "nginx", "README.md"), encoding="utf-8") as file:
        section = file.read().split("## A site behind PHP", 1)[1].split("\nThe application finds", 1)[0]
    return textwrap.dedent(section)


def fit(block, site, php_socket):
    """The example with this machine's paths and port."""
    block = re.sub(r"unix:/run/php/[^;]*", "unix:" + php_socket, block)
    block = block.replace("/etc/nginx/postern", site.snippets).replace("/srv/wiki", site.root)
    block = block.replace("include fastcgi_params", "include /etc/nginx/fastcgi_params")
    return "include %s/upstreams.conf;\ninclude %s/http.conf;\n%s" % (
        site.snippets, site.snippets, block.replace("    ...", "    listen 127.0.0.1:%d;" % site.port))


with protected_site(kind="static") as s:
    good = s.gate.answer({})
    php = ScriptedGate(os.path.join(s.folder, "php.sock"))
    php.answer = lambda parameters: whole(b"Content-Type: text/plain\r\n\r\nfrom php")
    php.start()
    s.nginx.set_http(fit(example(), s, php.path))
    s.nginx.reload()
    for path, body in (("/page.html", b"a protected file"), ("/missing", b"from php"), ("/x.php?a=b", b"from php")):
        s.gate.answer = lambda parameters: good
        got = fetch(s.port, path, headers=[("Remote-User", "root")])
        assert (got.status, got.body) == (200, body), (path, got.status, got.body)
        for answer, expected in ((status(200), 503), (status(503), 503), (status(204), 503), (status(403), 403),
                                 (status(401, Location="https://auth.example.org/login"), 302)):
            s.gate.answer = lambda parameters, answer=answer: answer
            php.seen.clear()
            got = fetch(s.port, path)
            assert got.status == expected and not php.seen, (path, got.status, expected)
            assert b"protected" not in got.body
    s.gate.answer = lambda parameters: good
    fetch(s.port, "/x.php", headers=[("Remote-User", "root")])
    seen = dict(php.seen[-1])
    assert seen["REMOTE_USER"] == seen["HTTP_REMOTE_USER"] == "ann@example.org", seen
    assert seen["SCRIPT_FILENAME"] == s.root + "/x.php", seen
    php.stop()
