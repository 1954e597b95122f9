#!/usr/bin/python3
"""A site of files shows its own page for missing files, with status 404, and only to visitors who may pass: if the
gate is shut the answer is 503, and a visitor who is not signed in goes to the sign-in page. Redirects that add a
folder's slash do not reveal nginx's own host name and port."""

import os

import functional  # noqa: F401
from http_client import fetch
from protected_site import PASS, protected_site
from scripted_gate import status

OWN_PAGE = "set $postern_404 /404.html;"


def write_page(site):
    with open(os.path.join(site.root, "404.html"), "w", encoding="utf-8") as file:
        file.write("the site's own words")


with protected_site(kind="static", server=OWN_PAGE) as protected:
    write_page(protected)
    missing = fetch(protected.port, "/nothing")
    assert missing.status == 404 and b"own words" in missing.body, (missing.status, missing.body)
    assert fetch(protected.port, "/page.html").status == 200
    for answer, expected in ((status(503), 503), (status(200), 503), (status(403), 403),
                             (status(401, Location="https://auth.example.org/login"), 302)):
        protected.gate.answer = lambda parameters, answer=answer: answer
        for path in ("/nothing", "/404.html"):
            refused = fetch(protected.port, path)
            assert refused.status == expected and b"own words" not in refused.body, (path, refused.status, expected)
    protected.gate.answer = lambda parameters: PASS
    slash = fetch(protected.port, "/folder")
    assert slash.status == 301 and slash.header("Location") == "/folder/", slash.headers

# A page in a folder, with a blank in its name, set in the location, and behind try_files of one-page applications.
for where, setting in (("errors/404.html", "set $postern_404 /errors/404.html;"),
                       ("not found.html", 'set $postern_404 "/not found.html";')):
    with protected_site(kind="static", server=setting) as protected:
        os.makedirs(os.path.join(protected.root, "errors"))
        with open(os.path.join(protected.root, where), "w", encoding="utf-8") as file:
            file.write("the site's own words")
        for method, path in (("GET", "/nothing"), ("GET", "/folder/nothing"), ("GET", "/nothing?x=1"), ("GET", "/a%20b"),
                             ("HEAD", "/nothing")):
            missing = fetch(protected.port, path, method)
            assert missing.status == 404 and (b"own words" in missing.body) == (method == "GET"), (where, method, path, missing.body)
        protected.gate.answer = lambda parameters: status(503)
        assert fetch(protected.port, "/nothing").status == 503
with protected_site(kind="static", edit=lambda block: block.replace(
        "/static.conf;", "/static.conf; set $postern_404 /404.html;", 1)) as protected:
    write_page(protected)
    assert b"own words" in fetch(protected.port, "/nothing").body
with protected_site(kind="static", edit=lambda block: block.replace(
        "/static.conf;", "/static.conf; try_files $uri /index.html;", 1)) as protected:
    assert fetch(protected.port, "/dash/5").status == 200
    protected.gate.answer = lambda parameters: status(401, Location="https://auth.example.org/login")
    assert fetch(protected.port, "/dash/5").status == 302

# The slash of a folder: with its query, with an escaped name, whatever host and port the visitor sees; and only for
# who may pass.
with protected_site(kind="static") as protected:
    os.makedirs(os.path.join(protected.root, "two words"))
    for path, expected in (("/folder?x=1", "/folder/?x=1"), ("/two%20words", "/two%20words/")):
        for host in ("files.example.org", "files.example.org:8443", "evil.example"):
            slash = fetch(protected.port, path, headers=[("Host", host)])
            assert slash.status == 301 and slash.header("Location") == expected, (path, host, slash.headers)
    protected.gate.answer = lambda parameters: status(401, Location="https://auth.example.org/login")
    refused = fetch(protected.port, "/folder")
    assert (refused.status, refused.header("Location")) == (302, "https://auth.example.org/login"), refused.headers

# Its own page is missing itself; no page was named: nginx's own 404.
for server in (OWN_PAGE, ""):
    with protected_site(kind="static", server=server) as protected:
        missing = fetch(protected.port, "/nothing")
        assert missing.status == 404 and b"nginx" in missing.body, (missing.status, missing.body)
