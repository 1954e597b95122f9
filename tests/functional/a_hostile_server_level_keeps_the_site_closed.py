#!/usr/bin/python3
"""Whatever the outer configuration levels say, a location that includes protect.conf serves nothing without a good
verdict from the gate, and still serves with one."""

import functional  # noqa: F401
from http_client import fetch
from protected_site import PASS, protected_site
from scripted_gate import CLOSE, STDOUT, record, status, whole

BAD_PAGES = """
location = /.bad { return 200 "bad page"; }
location @bad { return 200 "bad page"; }
"""
HOSTILE = {
    "intercepted errors that become 200": ("""
        fastcgi_intercept_errors on; proxy_intercept_errors on;
        error_page 401 403 = @bad;
        error_page 500 502 503 504 =200 /.bad;
        recursive_error_pages on;""" + BAD_PAGES, ""),
    "error pages that name the refusals themselves": ("""
        error_page 401 =200 /.bad; error_page 403 =200 /.bad; error_page 500 =204 /.bad;
        error_page 404 =200 /.bad;""" + BAD_PAGES, ""),
    "satisfy any with everybody allowed": ("satisfy any; allow all;", ""),
    "a check of its own": ("auth_request /.own; location = /.own { return 204; }", ""),
    "a cache on the answers": ("""
        fastcgi_cache answers; fastcgi_cache_key $request_uri;
        fastcgi_cache_valid any 1h; fastcgi_ignore_headers Cache-Control Expires Set-Cookie;""",
                               "fastcgi_cache_path cache keys_zone=answers:1m;"),
    "no next upstream, small buffers, long time-outs": ("""
        fastcgi_next_upstream off; fastcgi_buffer_size 1k; fastcgi_buffers 2 1k;
        fastcgi_busy_buffers_size 1k; fastcgi_connect_timeout 60s; fastcgi_buffering off;
        fastcgi_keep_conn off; fastcgi_pass_request_headers on; fastcgi_hide_header Remote-User;""", ""),
    "parameters that say something else": ("""
        fastcgi_param POSTERN_SITE other; fastcgi_param HTTP_COOKIE none;""", ""),
    "a rewrite that catches the check": ("rewrite ^/(?!page)(.*)$ /page.html last;", ""),
    "a return that catches the check": ('if ($uri ~ "^/.postern") { return 200; }', ""),
    "a return 204 that catches the check": ('if ($uri ~ "^/.postern") { return 204; }', ""),
    "headers of its own": ("""
        add_header Remote-User root always; add_header Postern-Verdict user always;
        proxy_set_header Remote-User root;""", ""),
    "open error pages at the http level": ("", """
        fastcgi_intercept_errors on; proxy_intercept_errors on; satisfy any;
        error_page 401 403 404 500 502 503 504 =200 /index.html;"""),
}
CATCHES_THE_CHECK = {"a rewrite that catches the check", "a return that catches the check",
                     "a return 204 that catches the check"}
REFUSALS = [
    ("page", status(401, Location="https://auth.example.org/login"), 302),
    ("program", status(401, WWW_Authenticate="Bearer"), 401),
    ("forbidden", status(403), 403),
    ("unavailable", status(503), 503),
    ("no status line", whole(b"Content-Type: text/plain\r\n\r\nerror"), 503),
    ("204 without a user", status(204, Postern_Verdict="user"), 503),
    ("200", status(200), 503),
    ("closed", [record(STDOUT, b"Stat"), CLOSE], 503),
]


def check(name, site):
    blind = name in CATCHES_THE_CHECK  # the gate is never asked: then nobody may pass
    for refusal, answer, expected in REFUSALS:
        site.gate.answer = lambda parameters, answer=answer: answer
        site.app.seen.clear()
        got = fetch(site.port, "/page.html")
        where = "%s / %s: %d" % (name, refusal, got.status)
        assert b"protected" not in got.body and not site.app.seen, where
        assert got.status == (503 if blind else expected), where
    site.gate.stop()
    assert fetch(site.port, "/page.html").status == 503, name + " / gate gone"
    site.gate.start()
    site.gate.answer = lambda parameters: PASS
    got = fetch(site.port, "/page.html", headers=[("Remote-User", "root")])
    assert got.status == (503 if blind else 200), "%s: a good visitor gets %d" % (name, got.status)
    assert not blind or not site.app.seen, name
    assert not any(b"root" in head for head in site.app.seen), name
    if not blind:
        parameters = dict(site.gate.seen[-1])
        assert parameters["POSTERN_SITE"] == "wiki" and parameters["HTTP_COOKIE"] == "", parameters


for kind in ("proxy", "static"):
    for title, (server, http) in HOSTILE.items():
        with protected_site(kind=kind, server=server, http=http) as protected:
            check(title, protected)

# A server level that spoils the lock's own directives does not start: no silent opening.
with protected_site() as protected:
    for line in ("satisfy any;", "fastcgi_intercept_errors on;", "auth_request off;"):
        protected.nginx.set_http(protected.http("proxy", edit=lambda block, line=line: block.replace(
            "/protect.conf;", "/protect.conf; " + line, 1)))
        assert "duplicate" in protected.nginx.check(), line
