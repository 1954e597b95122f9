"""What is measured: the servers, and for each case a function that loads it for some seconds.

A round of a case yields `rps` (what its name says, per second), and `p50_ms` and `p99_ms` where there
are answers.
"""

import contextlib
import functools
import hmac
import json
import os
import secrets
import shutil
import ssl
import struct
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

import key_file
import sessions
import wrk
from http_client import fetch
from nginx import Nginx, share_snippets
from ports import end_with_parent, pick_port
from postern import BUILD, PASSWORD, Postern, wait_until
from tokens import bearer

STRICT = '[gate]\ncache = "off"\n'
COOKIES = 1000
PAGE = "/page.html"
SETTLE_SECONDS = 0.5
RULES = 50
GROUPS = 8
GROUP = "bench-group-%d"
FIRST_USES = 10_000
SIGN_IN_EMAIL = "sign-in-%d@example.org"
TOTP_EMAIL = "sign-in-totp-%d@example.org"
TOTP_STEP = 30              # seconds
TOTP_PER_CORE_SECOND = 150  # no processor hashes more passwords

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

# They have the password of {like}; the apps are given as public ids and sealed secrets.
ADD_TOTP_PEOPLE = """
INSERT INTO user (public_id, email, display_name, created_at, email_verified_at) VALUES {users};
CREATE TEMPORARY TABLE app (public_id CHAR(22) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY,
                            secret VARBINARY(80) NOT NULL);
INSERT INTO app VALUES {apps};
INSERT INTO user_password (user_id, phc, changed_at)
SELECT u.id, p.phc, UTC_TIMESTAMP()
FROM app JOIN user u USING (public_id)
JOIN user has ON has.email = '{like}' JOIN user_password p ON p.user_id = has.id;
INSERT INTO user_totp (user_id, public_id, secret, key_id, last_step, created_at)
SELECT u.id, u.public_id, app.secret, {key}, 0, UTC_TIMESTAMP() FROM app JOIN user u USING (public_id);
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
def gate_site(postern, root, name="wiki"):
    """nginx in front of one posternd, with the server block that `postern nginx` prints for this site;
    yields its port."""
    port = pick_port()
    snippets = share_snippets(os.path.join(postern.folder, name + "-snippets"), postern.gate_socket,
                              postern.portal_socket)
    site = postern.command("nginx", name, "--root", root, "--listen", "127.0.0.1:%d" % port,
                           "--snippets", snippets)
    http = "include %s/upstreams.conf;\ninclude %s/http.conf;\n%s" % (snippets, snippets, site)
    with running(Nginx(os.path.join(postern.folder, name + "-nginx"), http, ports=[port],
                       workers=os.cpu_count())):
        assert fetch(port, PAGE).status == 401
        wait_until_open(port, "Cookie", sessions.cookie(1))
        yield port


def wait_until_open(port, name, value):
    """Returns when the gate lets a request with this header in. Right after its start it has no keys."""
    wait_until(lambda: fetch(port, PAGE, headers=[(name, value)]).status == 200, "the page, by " + name)


def write_rules(folder, site):
    """A file with RULES rules for this site, the last of which is about the page of the cases; returns
    its path. Those before it are what rules often are: an area, a group, a method, a network."""
    lines = ["[bench_office]", 'networks = ["192.0.2.0/24", "2001:db8::/32"]', "", "[site.%s]" % site,
             'default = "deny"']
    for number in range(1, RULES):
        lines += ["[[site.%s.rule]]" % site, 'name = "area %d"' % number,
                  'path = ["/area-%d/**", "/files/*/%d/*.png"]' % (number, number),
                  'methods = ["GET", "POST"]', 'allow = ["group:%s"]' % (GROUP % (number % GROUPS))]
        if number % 3 == 0:
            lines.append('from = ["bench_office"]')
    lines += ["[[site.%s.rule]]" % site, 'name = "the page"', 'path = ["%s"]' % PAGE,
              'allow = [%s]' % ", ".join('"group:%s"' % (GROUP % n) for n in range(GROUPS))]
    path = os.path.join(folder, "rules.toml")
    with open(path, "w", encoding="ascii") as file:
        file.write("\n".join(lines) + "\n")
    return path


@contextlib.contextmanager
def ruled_site(whole, root):
    """As gate_site(), for a site with rules, everybody being in GROUPS groups; yields its port."""
    postern = whole.postern
    postern.command("site", "add", "ruled", "http://ruled.localhost")
    for number in range(GROUPS):
        postern.command("group", "add", GROUP % number)
    whole.sql("INSERT INTO group_member (user_id, group_id, granted_at, granted_by) "
              "SELECT u.id, g.id, UTC_TIMESTAMP(), 'bench' FROM user u JOIN user_group g")
    postern.command("rules", "apply", write_rules(postern.folder, "ruled"), "--yes")
    with gate_site(postern, root, "ruled") as port:
        yield port


@contextlib.contextmanager
def asserted_site(whole, root):
    """As gate_site(), for a site that gets a signed assertion with each visit; yields its port."""
    whole.postern.command("site", "add", "asserted", "http://asserted.localhost", "--assertion", "on")
    with gate_site(whole.postern, root, "asserted") as port:
        yield port


def further_daemon(whole, name, settings=""):
    """One more posternd on the stack's database, with its keys and a memory of its own."""
    return Postern(os.path.join(whole.folder, name), whole.portal_url, whole.database_socket,
                   whole.database, settings=settings, keys_path=whole.postern.keys_path)


def strict_daemon(whole):
    """One more posternd on the stack's database, without a cache."""
    return further_daemon(whole, "strict", STRICT)


def visits(port, connections, cookie=""):
    """A case: one visitor."""
    return functools.partial(wrk.with_cookie, url(port), cookie, connections=connections)


def visits_of_many(port, connections, path):
    """A case: many visitors at random."""
    return functools.partial(wrk.with_cookies, url(port), path, connections=connections)


def visits_by_token(port, connections, authorization):
    """A case: one program. `authorization` gives what it sends in a round; the gate has seen that once before the load."""
    def load(seconds):
        sent = authorization()
        wait_until_open(port, "Authorization", sent)
        return wrk.with_header(url(port), "Authorization: " + sent, seconds, connections)
    return load


def first_uses(port, connections, programs):
    """A case: FIRST_USES programs, each of which asks once, with an access token that no gate has seen. A round of it is
    this number of requests, however many seconds the others last."""
    def load(**_):
        wait_until_open(port, "Authorization", bearer(programs.mint(1)[0]))
        done = subprocess.run([os.path.join(BUILD, "bin", "ask_once"), str(port), PAGE, str(connections),
                               programs.write_headers(FIRST_USES)],
                              stdout=subprocess.PIPE, text=True, check=True)
        figures = json.loads(done.stdout)
        if figures.pop("statuses") != {"200": FIRST_USES}:
            raise RuntimeError("good tokens were refused: " + done.stdout)
        return figures
    return load


class SigningIn:
    """The people who sign in, at a running stack's portal."""

    def __init__(self, whole):
        self._whole = whole
        self._url = url(whole.portal_port, "/api/v1/sessions")
        self._users = os.path.join(whole.folder, "sign-in-users")
        self._secrets = []  # of the apps of those who have one
        with open(self._users, "w", encoding="ascii") as file:
            for number in range(wrk.SIGN_IN_CLIENTS):
                whole.postern.add_user(SIGN_IN_EMAIL % number)
                file.write(json.dumps({"email": SIGN_IN_EMAIL % number, "password": PASSWORD,
                                       "remember": False}) + "\n")

    def alone(self, seconds):
        """A case: nothing but sign-ins."""
        with self._clients(seconds) as clients:
            return clients.figures()

    def with_totp(self, seconds):
        """A case: nothing but sign-ins with the code of an app, each of another person."""
        people = os.path.join(self._whole.folder, "totp-people")
        self._have_apps(TOTP_PER_CORE_SECOND * os.cpu_count() * (seconds + 1))
        # A code is good for one more step after its own, and the case is shorter than that.
        assert seconds < TOTP_STEP, "codes would end meanwhile"
        with open(people, "w", encoding="ascii") as file:
            for number, secret in enumerate(self._secrets):
                password = {"email": TOTP_EMAIL % number, "password": PASSWORD, "remember": False}
                code = {"method": "totp", "code": totp_code(secret, time.time())}
                file.write(json.dumps(password) + "\t" + json.dumps(code) + "\n")
        with self._clients(seconds, people) as clients:
            return clients.figures()

    def _have_apps(self, count):
        """So many people with the password of the others and an app, set up by SQL."""
        first = len(self._secrets)
        if first >= count:
            return
        (key,) = key_file.read_keys(self._whole.postern.keys_path)
        fresh = [secrets.token_bytes(20) for _ in range(first, count)]
        self._secrets += fresh
        users, apps = [], []
        for number, secret in enumerate(fresh, first):
            public_id = ("totp%d" % number).rjust(21, "0") + "A"
            users.append("('%s', '%s', 'Bench', UTC_TIMESTAMP(), UTC_TIMESTAMP())" % (public_id, TOTP_EMAIL % number))
            apps.append("('%s', X'%s')" % (public_id, key.seal((public_id, public_id), secret).hex()))
        self._whole.sql(ADD_TOTP_PEOPLE.format(users=", ".join(users), apps=", ".join(apps), key=key.number,
                                               like=SIGN_IN_EMAIL % 0))

    def beside(self, case):
        """A case: another one with sign-ins at the same time."""
        def storm(seconds):
            with self._clients(seconds) as clients:
                figures = case(seconds=seconds)
                signed_in = clients.figures()
            return dict(figures, sign_ins=signed_in["rps"], turned_away=signed_in["busy"])
        return storm

    @contextlib.contextmanager
    def _clients(self, seconds, with_totp=None):
        yield wrk.SignIns(self._url, with_totp or self._users, seconds, with_totp is not None)
        # wrk just goes; what its last requests wait for is still being done.
        time.sleep(SETTLE_SECONDS)
        # The next case finds the tables as they were.
        for table in ("session", "sign_in_step"):
            self._whole.sql("DELETE FROM %s WHERE user_id IN "
                            "(SELECT id FROM user WHERE email LIKE 'sign-in-%%')" % table)
        self._whole.sql("UPDATE user_totp SET last_step = 0")


def totp_code(secret, at):
    """The six digits that an app shows at this time (RFC 6238)."""
    digest = hmac.new(secret, struct.pack(">Q", int(at) // TOTP_STEP), "sha1").digest()
    start = digest[-1] & 15
    return "%06d" % ((struct.unpack(">I", digest[start:start + 4])[0] & 0x7fffffff) % 10**6)


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
