#!/usr/bin/python3
"""A site gets the header Authorization only if the gate says that it is not Postern's; the signed assertion comes from
the gate and never from the client; and a program whose token is good for something else reads so in its 403."""

import json
import os
import re

import functional  # noqa: F401
from http_client import fetch
from protected_site import PASS, protected_site
from scripted_gate import ScriptedGate, status, whole

TOKEN = ("Authorization", "Bearer a-secret")
FORGED = [("Postern-Assertion", "forged"), ("Postern-Credential", "forged"), ("postern_assertion", "forged")]
SCOPE = 'Bearer realm="wiki", error="insufficient_scope", scope="site:wiki"'


def answer(credential, assertion=""):
    return status(204, Postern_Verdict="user", Remote_User="ann@example.org", Postern_Credential=credential,
                  Postern_Assertion=assertion)


# A location that the gate is not asked about.
OPEN = """
location /open/ {
    include %s/proxy.conf;
    proxy_pass http://postern_app_wiki;
}
"""
PERSONAL = "pst_" + "0" * 49
REFRESH = "psr_" + "A" * 55


def head_seen(site):
    return site.app.seen[-1].decode().lower()


def reaches_open_location(site, authorization):
    assert fetch(site.port, "/open/x", headers=[("Authorization", authorization)]).status == 200
    lines = [line for line in head_seen(site).split("\r\n") if line.startswith("authorization:")]
    assert lines in ([], ["authorization: " + authorization.lower()]), lines
    return bool(lines)


def check_without_gate(site):
    """Postern's own tokens go no further where there is no verdict, either; an application's do."""
    asked = len(site.gate.seen)
    for token in (PERSONAL, REFRESH):
        for scheme in ("Bearer ", "bearer ", "BEARER ", "Bearer  ", "Bearer\t"):
            assert not reaches_open_location(site, scheme + token), (scheme, token[:4])
    for own in ("Bearer a-secret", "Bearer xpst_1", "Bearer pst-1", "Basic YTpi", "Digest pst_1", "pst_1"):
        assert reaches_open_location(site, own), own
    assert len(site.gate.seen) == asked, "the gate was asked"
    # A verdict that says nothing of the header, and one that says it is not Postern's.
    for credential in ("none", ""):
        site.gate.answer = lambda parameters, said=answer(credential): said
        assert fetch(site.port, "/", headers=[("Authorization", "Bearer " + PERSONAL)]).status == 200
        assert "pst_" not in head_seen(site), credential


def check_headers(site):
    for credential, reaches in (("consumed", False), ("none", True), ("", True)):
        site.gate.answer = lambda parameters, said=answer(credential, "a.b.c"): said
        assert fetch(site.port, "/", headers=[TOKEN, *FORGED]).status == 200
        head = head_seen(site)
        assert ("authorization: bearer a-secret" in head) == reaches, (credential, head)
        assert "postern-assertion: a.b.c\r\n" in head and "forged" not in head, head
        assert "postern-credential" not in head, head
    site.gate.answer = lambda parameters: PASS
    assert fetch(site.port, "/", headers=FORGED).status == 200
    assert "assertion" not in head_seen(site), head_seen(site)


def check_refusal(site):
    site.gate.answer = lambda parameters: status(403, Postern_Reason="scope",
                                                 WWW_Authenticate=SCOPE)
    got = fetch(site.port, "/", headers=[TOKEN])
    assert (got.status, got.header("WWW-Authenticate")) == (403, SCOPE), got.headers
    assert json.loads(got.text)["reason"] == "scope", got.text
    site.gate.answer = lambda parameters: status(403, Postern_Reason="denied", Postern_Rule="default")
    got = fetch(site.port, "/", headers=[TOKEN])
    assert (got.status, got.header("WWW-Authenticate")) == (403, None), got.headers


def php(site_block):
    """The site behind fastcgi_pass, as nginx/README.md shows it."""
    return site_block.replace("/proxy.conf;", "/fastcgi.conf;").replace(
        "location / {", "location / {\ninclude /etc/nginx/fastcgi_params;").replace(
        "proxy_pass http://${postern_shut}postern_app_wiki;", "fastcgi_pass ${postern_shut}php;")


def check_parameters(site, responder):
    for credential, expected in (("consumed", ("", None)), ("none", ("Bearer a-secret",))):
        site.gate.answer = lambda parameters, said=answer(credential, "a.b.c"): said
        assert fetch(site.port, "/", headers=[TOKEN, *FORGED]).status == 200
        seen = dict(responder.seen[-1])
        assert seen.get("HTTP_AUTHORIZATION") in expected, seen
        assert seen["HTTP_POSTERN_ASSERTION"] == "a.b.c" and "forged" not in seen.values(), seen


def with_open_location(site_block):
    """Beside the protected one."""
    folder = re.search(r"include (\S+)/gate\.conf;", site_block).group(1)
    return site_block.replace("location / {", OPEN % folder + "location / {", 1)


with protected_site(edit=with_open_location) as protected:
    check_headers(protected)
    check_refusal(protected)
    check_without_gate(protected)

socket = "/tmp/postern-php-%d.sock" % os.getpid()
php_fpm = ScriptedGate(socket)
php_fpm.answer = lambda parameters: whole(b"Content-Type: text/plain\r\n\r\nhello")
php_fpm.start()
try:
    with protected_site(http="upstream php { server unix:%s; }" % socket, edit=php) as protected:
        check_parameters(protected, php_fpm)
finally:
    php_fpm.stop()
    os.unlink(socket)
