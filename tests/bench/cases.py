"""What is measured: the servers, and for each case a function that loads it for some seconds.

A round of a case yields `rps` (what its name says, per second), and `p50_ms` and `p99_ms` where there
are answers.
"""

import contextlib
import functools
import json
import os
import shutil
import ssl
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

import sessions
import wrk
from http_client import fetch
from nginx import Nginx, share_snippets
from ports import end_with_parent, pick_port
from postern import BUILD, PASSWORD, Postern, wait_until

STRICT = '[gate]\ncache = "off"\n'
COOKIES = 1000
PAGE = "/page.html"
SETTLE_SECONDS = 0.5
SIGN_IN_EMAIL = "sign-in-%d@example.org"

PLAIN_SERVER = """
server {{ listen 127.0.0.1:{static}; root {root}; }}

server {{
    listen 127.0.0.1:{nginx_204};
    root {root};
    location = /check {{ internal; auth_request off; return 204; }}
    location / {{ auth_request /check; }}
}}

upstream null_fastcgi {{ server unix:{socket} max_fails=0; }}
server {{
    listen 127.0.0.1:{null_fastcgi};
    root {root};
    location = /check {{
        internal;
        auth_request off;
        fastcgi_pass null_fastcgi;
        fastcgi_pass_request_body off;
        fastcgi_pass_request_headers off;
        fastcgi_param CONTENT_LENGTH "";
        fastcgi_param HTTP_COOKIE $http_cookie;
    }}
    location / {{ auth_request /check; }}
}}
"""


def url(port, path=PAGE):
    """Where a server of this run answers."""
    return "http://127.0.0.1:%d%s" % (port, path)


def write_page(folder):
    """The small file that everybody asks for; returns its folder."""
    root = os.path.join(folder, "files")
    os.makedirs(root)
    with open(os.path.join(root, PAGE[1:]), "w", encoding="ascii") as file:
        file.write("<!doctype html><title>bench</title>" + "x" * 565)
    return root


@contextlib.contextmanager
def temporary_folder():
    """A folder that is removed at the end."""
    folder = tempfile.mkdtemp(prefix="postern-bench-")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def running(server):
    """A server with start() and stop()."""
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def plain_servers(folder, root):
    """nginx and the do-nothing responder for the cases without Postern; yields the ports by case."""
    path = os.path.join(folder, "null.sock")
    responder = subprocess.Popen(
        [os.path.join(BUILD, "bin", "null_fastcgi"), path, str(2 * os.cpu_count())],
        preexec_fn=end_with_parent())
    try:
        wait_until(lambda: os.path.exists(path), "null_fastcgi listens")
        ports = {case: pick_port() for case in ("static", "nginx_204", "null_fastcgi")}
        http = PLAIN_SERVER.format(root=root, socket=path, **ports)
        with running(Nginx(os.path.join(folder, "plain-nginx"), http, ports=list(ports.values()),
                           workers=os.cpu_count())):
            yield ports
    finally:
        responder.terminate()
        responder.wait()


@contextlib.contextmanager
def gate_site(postern, root):
    """nginx in front of one posternd, with the server block that `postern nginx` prints; yields the
    site's port."""
    port = pick_port()
    snippets = share_snippets(os.path.join(postern.folder, "bench-snippets"), postern.gate_socket,
                              postern.portal_socket)
    site = postern.command("nginx", "wiki", "--root", root, "--listen", "127.0.0.1:%d" % port,
                           "--snippets", snippets)
    http = "include %s/upstreams.conf;\ninclude %s/http.conf;\n%s" % (snippets, snippets, site)
    with running(Nginx(os.path.join(postern.folder, "bench-nginx"), http, ports=[port],
                       workers=os.cpu_count())):
        assert fetch(port, PAGE).status == 401
        known = [("Cookie", sessions.cookie(1))]
        assert fetch(port, PAGE, headers=known).status == 200
        yield port


def strict_daemon(whole):
    """One more posternd on the stack's database, without a cache."""
    return Postern(os.path.join(whole.folder, "strict"), whole.portal_url, whole.database_socket,
                   whole.database, settings=STRICT)


def visits(port, connections, cookie=""):
    """A case: one visitor."""
    return functools.partial(wrk.with_cookie, url(port), cookie, connections=connections)


def visits_of_many(port, connections, path):
    """A case: many visitors at random."""
    return functools.partial(wrk.with_cookies, url(port), path, connections=connections)


class SigningIn:
    """The people who sign in, at a running stack's portal."""

    def __init__(self, whole):
        self._whole = whole
        self._url = url(whole.portal_port, "/api/v1/sessions")
        self._users = os.path.join(whole.folder, "sign-in-users")
        with open(self._users, "w", encoding="ascii") as file:
            for number in range(wrk.SIGN_IN_CLIENTS):
                whole.postern.add_user(SIGN_IN_EMAIL % number)
                file.write(json.dumps({"email": SIGN_IN_EMAIL % number, "password": PASSWORD,
                                       "remember": False}) + "\n")

    def alone(self, seconds):
        """A case: nothing but sign-ins."""
        with self._clients(seconds) as clients:
            return clients.figures()

    def beside(self, case):
        """A case: another one with sign-ins at the same time."""
        def storm(seconds):
            with self._clients(seconds) as clients:
                figures = case(seconds=seconds)
                signed_in = clients.figures()
            return dict(figures, sign_ins=signed_in["rps"], turned_away=signed_in["busy"])
        return storm

    @contextlib.contextmanager
    def _clients(self, seconds):
        yield wrk.SignIns(self._url, self._users, seconds)
        # wrk just goes; what its last requests wait for is still being done.
        time.sleep(SETTLE_SECONDS)
        # The next case finds the table as it was.
        self._whole.sql("DELETE FROM session WHERE user_id IN "
                        "(SELECT id FROM user WHERE email LIKE 'sign-in-%')")


def hashing(seconds):
    """A case: libsodium alone, on all cores."""
    done = subprocess.run([os.path.join(BUILD, "bin", "bench_hashing"), str(os.cpu_count()),
                           str(seconds)], check=True, capture_output=True, text=True)
    return {"rps": float(done.stdout)}


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def _status(address, headers):
    unchecked = ssl.create_default_context()
    unchecked.check_hostname = False
    unchecked.verify_mode = ssl.CERT_NONE
    opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}),
                                         urllib.request.HTTPSHandler(context=unchecked))
    try:
        return opener.open(urllib.request.Request(address, headers=headers), timeout=10).status
    except urllib.error.HTTPError as error:
        return error.code


def other_backend(address, cookie, connections):
    """A case: a page behind some other auth_request backend. Exits unless the cookie is what opens it."""
    with_it, without = _status(address, {"Cookie": cookie}), _status(address, {})
    if not 200 <= with_it < 300 or 200 <= without < 300:
        raise SystemExit("%s answers %d with the cookie and %d without it; it has to be 2xx with it, and "
                         "401, 403 or a redirect without it" % (address, with_it, without))
    return functools.partial(wrk.with_cookie, address, cookie, connections=connections)
