#!/usr/bin/python3
"""A site gets the visitor's cookies without Postern's own: session, device, form and sign-in cookies are removed, in
every order, number and spelling of the prefix, behind proxy_pass and behind fastcgi_pass."""

import itertools
import os
import random

import functional  # noqa: F401
from http_client import fetch
from protected_site import protected_site
from scripted_gate import ScriptedGate, whole

OURS = [prefix + name for prefix in ("", "__Host-", "__Secure-")
        for name in ("postern", "postern_device", "postern_form", "postern_signin", "postern_trusted_2", "postern_my__shop_example_org", "postern_return", "postern_language", "postern_address")]
THEIRS = ["a=b", "theme=dark", "posterns=1", "xpostern=1", "my-postern=1", "q=postern=1", "__Host-app=postern_device", "json={\"a\":1}"]


def php(block):
    return block.replace("/proxy.conf;", "/fastcgi.conf;").replace("location / {", "location / {\ninclude /etc/nginx/fastcgi_params;").replace(
        "proxy_pass http://${postern_shut}postern_app_wiki;", "fastcgi_pass ${postern_shut}php;")


def received_by_application(site, cookies):
    assert fetch(site.port, "/page.html", headers=[("Cookie", cookies)]).status == 200
    lines = site.app.seen[-1].decode("latin-1").split("\r\n")
    return [line.split(":", 1)[1].strip() for line in lines if line.lower().startswith("cookie:")]


def pieces(cookies):
    return [piece.strip() for piece in cookies.split(";") if piece.strip()]


seed = random.randrange(2 ** 32)
print("seed", seed)
chance = random.Random(seed)
with protected_site() as protected:
    for ours in OURS:
        for cookies in (ours + "=secret", "a=b; %s=secret" % ours, "%s=secret; a=b" % ours, "a=b;%s=secret;c=d" % ours,
                        "a=b; %s =secret; c=d" % ours, "%s=" % ours, "a=b;\t%s=secret" % ours, ";;%s=secret;;" % ours,
                        'a="x; %s=secret"' % ours, "%s=secret=more; a=b" % ours):
            got = received_by_application(protected, cookies)
            assert not any("secret" in value or ours in value for value in got), (cookies, got)
    for _ in range(300):
        mine = chance.sample(OURS, chance.randrange(5))
        sent = [name + "=secret" for name in mine] + chance.sample(THEIRS, chance.randrange(len(THEIRS)))
        chance.shuffle(sent)
        got = received_by_application(protected, "; ".join(sent))
        expected = [piece for piece in sent if not piece.endswith("=secret")]
        assert pieces(got[0] if got else "") == expected, (sent, got)
    # More of ours than anybody has: somebody plays with us, and the site gets no cookie.
    for names in itertools.islice(itertools.permutations(OURS, 9), 0, 3000, 500):
        got = received_by_application(protected, "; ".join(name + "=secret" for name in names) + "; a=b")
        assert got in ([], [""]), got

socket = "/tmp/postern-cookies-%d.sock" % os.getpid()
php_fpm = ScriptedGate(socket)
php_fpm.answer = lambda parameters: whole(b"Content-Type: text/plain\r\n\r\nhello")
php_fpm.start()
try:
    with protected_site(http="upstream php { server unix:%s; }" % socket, edit=php) as protected:
        sent = "a=b; __Host-postern=secret; __Host-postern_device=secret; c=d; postern_form=secret"
        assert fetch(protected.port, "/page.html", headers=[("Cookie", sent)]).status == 200
        values = [value for key, value in php_fpm.seen[-1] if key == "HTTP_COOKIE"]
        assert [pieces(value) for value in values] == [["a=b", "c=d"]], values
finally:
    php_fpm.stop()
    os.unlink(socket)
