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

# Its own page is missing itself; no page was named: nginx's own 404.
for server in (OWN_PAGE, ""):
    with protected_site(kind="static", server=server) as protected:
        missing = fetch(protected.port, "/nothing")
        assert missing.status == 404 and b"nginx" in missing.body, (missing.status, missing.body)
