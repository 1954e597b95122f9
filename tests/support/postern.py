"""posternd with its command line, and the whole stack around it: for tests, benchmarks, `make run`.

    with stack() as s:                           # database, posternd, nginx with portal and one site
        s.postern.add_user("ann@example.org", PASSWORD)
        cookie = s.sign_in("ann@example.org", PASSWORD)
        fetch(s.site_port, "/", headers=[("Cookie", cookie)])

The database server is the one named by POSTERN_TEST_DB_SOCKET (tests/functional/run.py provides it), else
a private one. Every stack has a database of its own in it.
"""

import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time

from database_proxy import DatabaseProxy
from echo_app import EchoApp
from http_client import fetch
from mails import MailFolder
from mariadb import MariaDb, find_program
from nginx import ROOT, Nginx, share_snippets
from ports import end_with_parent, pick_port
from terminal import Terminal

READY_TIMEOUT_SECONDS = 20
ENOUGH_VISITS = 8  # asks every gate worker, most likely more than once
STOP_TIMEOUT_SECONDS = 30
PASSWORD = "correct horse battery staple"
BUILD = os.path.join(ROOT, os.environ.get("BUILD", "build"))
CONFIG = """\
[server]
public_url = "{public_url}"
gate_socket = "{folder}/gate.sock"
portal_socket = "{folder}/portal.sock"
control_socket = "{folder}/control.sock"
socket_group = ""
share_dir = "{share}"
{server}

[database]
{where}
name = "{database}"
user = "{database_user}"

[keys]
file = "{keys}"
{mail}
"""


def wait_until(fact, what, timeout=READY_TIMEOUT_SECONDS):
    """Returns fact()'s first true value; an error that says `what` when it stays away."""
    deadline = time.monotonic() + timeout
    while True:
        value = fact()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError("not within %d s: %s" % (timeout, what))
        time.sleep(0.01)


class CommandFailed(RuntimeError):
    """`postern ...` ended with a status other than 0."""

    def __init__(self, arguments, status, output):
        super().__init__("postern %s: status %d: %s" % (" ".join(arguments), status, output.strip()))
        self.status = status
        self.output = output


class Postern:
    """One posternd on one folder, and `postern` with the same configuration."""

    def __init__(self, folder, public_url, database_socket, database="postern", database_user="root",
                 settings="", server="", mail="", where=None, keys_path=None):
        """`settings`: more TOML, with tables of its own; `server` and `mail`: more keys of these. `where`: the keys of
        [database] in place of `database_socket`. `keys_path`: another host's key file, in place of a new one."""
        self.folder = os.path.abspath(folder)
        self.public_url = public_url
        self.gate_socket = os.path.join(self.folder, "gate.sock")
        self.portal_socket = os.path.join(self.folder, "portal.sock")
        self.config_path = os.path.join(self.folder, "postern.toml")
        self.log_path = os.path.join(self.folder, "posternd.log")
        self.process = None
        self.manager = None  # a ServiceManager that posternd is started by
        self._log_start = 0
        os.makedirs(self.folder, mode=0o700, exist_ok=True)
        self.keys_path = keys_path or os.path.join(self.folder, "keys")
        _make_key_file(self.keys_path)
        self._config = CONFIG.format(
            public_url=public_url, folder=self.folder, share=os.path.join(BUILD, "share"),
            where=where or 'socket = "%s"' % database_socket, database=database, database_user=database_user,
            server=server, mail="[mail]\n" + mail if mail else "", keys=self.keys_path)
        self.configure(settings)

    def configure(self, settings=""):
        """Writes the configuration file anew, with these further settings."""
        with open(self.config_path, "w", encoding="utf-8") as file:
            file.write(self._config + "\n" + settings)

    def command(self, *arguments, stdin=""):
        """Runs `postern ...`; returns what it printed. Raises CommandFailed."""
        done = subprocess.run(
            self._command_line(arguments), input=stdin, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, check=False, env=self._environment())
        if done.returncode != 0:
            raise CommandFailed(arguments, done.returncode, done.stdout)
        return done.stdout

    def start_command(self, *arguments):
        """A running `postern ...` whose output can be read; the caller ends it."""
        return subprocess.Popen(self._command_line(arguments), stdout=subprocess.PIPE, text=True,
                                env=self._environment())

    def at_terminal(self, *arguments, columns=80, **variables):
        """`postern ...` at a terminal; `variables` are added to its environment."""
        return Terminal(self._command_line(arguments), {**self._environment(), "TERM": "xterm", **variables}, columns)

    def split_command(self, *arguments, stdin="", **variables):
        """(exit status, standard output, standard error) of `postern ...`; `variables` are added to its environment."""
        done = subprocess.run(self._command_line(arguments), input=stdin, text=True, capture_output=True,
                              check=False, env={**self._environment(), **variables})
        return done.returncode, done.stdout, done.stderr

    def _command_line(self, arguments):
        return [os.path.join(BUILD, "bin", "postern"), "--config", self.config_path, *arguments]

    def add_user(self, email, password=PASSWORD, name="", admin=False):
        """A new user; with `admin`, an administrator if nobody is one yet."""
        self.command("user", "add", email, *(["--name", name] if name else []), *([] if admin else ["--no-admin"]),
                     stdin=password + "\n")

    def start(self, arguments=(), confine=None):
        """Starts posternd and returns when it says that it is ready. `confine`: called in the new process
        before posternd is there."""
        self.launch(arguments, confine)
        try:
            wait_until(lambda: self._ready_or_ended(), "posternd ready; its log:\n" + self.tail())
        except BaseException:
            self.stop()
            raise

    def launch(self, arguments=(), confine=None):
        """Starts posternd and returns at once."""
        end = end_with_parent()

        def before():
            end()
            if confine:
                confine()

        with open(self.log_path, "ab") as log:
            self._log_start = log.tell()
            command = [os.path.join(BUILD, "bin", "posternd"), "--config", self.config_path, *arguments]
            environment, descriptors = self._environment(), []
            if self.manager:
                command, environment, descriptors = self.manager.wrap(command, environment)
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=before,
                start_new_session=True, env=environment, pass_fds=descriptors)

    def reload(self):
        """SIGHUP; returns when the new generation serves and the old one has gone."""
        before = self.workers()
        os.kill(self.process.pid, signal.SIGHUP)
        wait_until(lambda: len(self.workers()) >= len(before) and not self.workers() & before,
                   "a reload; log:\n" + self.tail())

    def stop(self):
        """SIGTERM; returns the exit status, or None when it did not run."""
        if not self.process:
            return None
        self.process.terminate()
        try:
            status = self.process.wait(STOP_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait()
        self.process = None
        return status

    def workers(self, role=None):
        """The process ids of the workers: all, or those called gate, portal or courier."""
        children = "/proc/%d/task/%d/children" % (self.process.pid, self.process.pid)
        with open(children, encoding="ascii") as file:
            pids = {int(word) for word in file.read().split()}
        return pids if role is None else {pid for pid in pids if _name(pid) == "postern-" + role}

    def log(self):
        """The lines since the last start, as dictionaries (JSON format only)."""
        lines = []
        for line in self._log_text().split("\n"):
            if line.startswith("{"):
                lines.append(json.loads(line))
        return lines

    def tail(self, size=3000):
        """The end of the log since the last start."""
        return self._log_text()[-size:]

    def _log_text(self):
        with open(self.log_path, "rb") as file:
            file.seek(self._log_start)
            return file.read().decode(errors="replace")

    def _ready_or_ended(self):
        if self.process.poll() is not None:
            raise RuntimeError("posternd ended at its start:\n" + self.tail())
        text = self._log_text()
        return '"event":"ready"' in text or "] ready " in text

    @staticmethod
    def _environment():
        return {name: value for name, value in os.environ.items() if not name.startswith("POSTERN_")}


def _make_key_file(path):
    """As `postern init` makes it; an existing one stays."""
    with contextlib.suppress(FileExistsError):
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32) + "\n")


def _name(pid):
    try:
        with open("/proc/%d/comm" % pid, encoding="utf-8") as file:
            return file.read().strip()
    except OSError:
        return ""


class Stack:
    """Database, posternd, and nginx with the portal and one protected site, `wiki`."""

    def __init__(self, folder, settings="", policy="signed_in", http="", own_database=False,
                 server="", through_proxy=False, limits=False, mail=None, access_log="off",
                 hosts=("localhost", "localhost"), database=None):
        """`database`: the keys of [database] that say where the server is, and the socket of one that this test can
        ask itself, in place of the shared server. `hosts`: of the portal and of the site, names below localhost or [::1]. `server`: more keys of [server]. `through_proxy`: posternd reaches the database only through
        `self.proxy`. `limits`: nginx limits attempts to sign in, as it is shipped. `mail`: None, "file",
        or what has settings() for [mail] and is `self.mails` then, such as a MailServer. `access_log`:
        nginx's, wherever a snippet does not say otherwise."""
        self.folder = folder
        self.portal_port, self.site_port = pick_port(), pick_port()
        self.portal_url = "http://%s:%d" % (hosts[0], self.portal_port)
        self.site_url = "http://%s:%d" % (hosts[1], self.site_port)
        self._loopback = "[::1]" if hosts[0] == "[::1]" else "127.0.0.1"
        self.database = "postern_" + secrets.token_hex(8)
        self._private = None
        shared = None if own_database else os.environ.get("POSTERN_TEST_DB_SOCKET")
        where, shared = database or (None, shared)
        if not shared:
            self._private = MariaDb(os.path.join(folder, "db"), template=MARIADB_TEMPLATE)
        self._database_socket = shared or self._private.socket
        self._keeps_database = database is not None  # it goes with its server, which may be gone already
        self.proxy = DatabaseProxy(os.path.join(folder, "db.sock"), self._database_socket)
        self.mails = MailFolder(os.path.join(folder, "mail")) if mail == "file" else mail
        self.postern = Postern(os.path.join(folder, "p"), self.portal_url,
                               self.proxy.path if through_proxy else self._database_socket,
                               self.database, settings=settings, server=server,
                               mail=self.mails.settings() if self.mails else "", where=where)
        self.app = EchoApp()
        self._policy = policy
        self._http = http
        self._limits = limits
        self._access_log = access_log
        self.nginx = None

    @property
    def database_socket(self):
        """Where the database server itself listens."""
        return self._database_socket

    @property
    def mariadb(self):
        """The private database server of this stack; None when it is shared."""
        return self._private

    def sql(self, text):
        """Runs SQL in this stack's database."""
        done = subprocess.run(
            [find_program("mariadb", "mysql"), "--no-defaults", "--user=root", "--batch",
             "--skip-column-names", "--binary-as-hex", "--socket=" + self._database_socket, self.database],
            input=text, text=True, capture_output=True, check=False)
        if done.returncode != 0:
            raise RuntimeError("SQL failed: " + done.stderr)
        return done.stdout

    def start(self):
        """Starts everything, with the schema in place and the site registered."""
        if self._private:
            self._private.start()
        self.proxy.start()
        self._create_database()
        self.postern.command("migrate")
        self.postern.command("site", "add", "wiki", self.site_url, "--policy", self._policy)
        self.postern.start()
        self.app.start()
        self.start_nginx()

    def _create_database(self):
        chosen, self.database = self.database, "mysql"
        try:
            self.sql("CREATE DATABASE %s CHARACTER SET utf8mb4" % chosen)
        finally:
            self.database = chosen

    def nginx_site(self, name="wiki", *more):
        """The server block of a site, from `postern nginx`."""
        return self.postern.command(
            "nginx", name, "--upstream", "http://127.0.0.1:%d" % self.app.port,
            "--listen", "%s:%d" % (self._loopback, self.site_port), "--snippets", self.snippets, *more)

    @property
    def snippets(self):
        """The folder with the snippets, as this stack's nginx includes them."""
        return os.path.join(self.folder, "snippets")

    def start_nginx(self, more=""):
        """Starts nginx, with `more` in its http block."""
        share_snippets(self.snippets, self.postern.gate_socket, self.postern.portal_socket,
                       self._limits)
        portal = self.postern.command("nginx", "--portal", "--listen",
                                      "%s:%d" % (self._loopback, self.portal_port), "--snippets", self.snippets)
        http = "\n".join(["include %s/upstreams.conf;" % self.snippets,
                          "include %s/http.conf;" % self.snippets,
                          portal, self.nginx_site(), self._http, more])
        self.nginx = Nginx(os.path.join(self.folder, "nginx"), http,
                           ports=[self.portal_port, self.site_port], access_log=self._access_log,
                           address=self._loopback.strip("[]"))
        self.nginx.start()

    def stop(self):
        """Ends everything; returns posternd's exit status."""
        if self.nginx:
            self.nginx.stop()
        self.app.stop()
        status = self.postern.stop()
        self.proxy.stop()
        if self._private:
            self._private.remove()
        elif not self._keeps_database:
            self.sql("DROP DATABASE IF EXISTS " + self.database)
        return status

    def try_sign_in(self, email, password=PASSWORD, remember=False):
        """One attempt over the API; returns the answer, whatever it is."""
        body = json.dumps({"email": email, "password": password, "remember": remember}).encode()
        return fetch(self.portal_port, "/api/v1/sessions", "POST",
                     [("Content-Type", "application/json")], body)

    def sign_in(self, email, password=PASSWORD, remember=False):
        """Signs in over the API; returns what goes into a Cookie header."""
        got = self.try_sign_in(email, password, remember)
        assert got.status == 201, (got.status, got.text)
        cookies = [line.split(";")[0] for line in got.all("Set-Cookie")]
        return next(cookie for cookie in cookies if cookie.startswith("postern="))

    def sign_out(self, cookie):
        """Signs out over the API."""
        got = fetch(self.portal_port, "/api/v1/sessions/current", "DELETE",
                    [("Cookie", cookie), ("X-Postern-CSRF", "1")])
        assert got.status == 204, (got.status, got.text)

    def visit(self, cookie=None, target="/", headers=()):
        """What a person gets who opens a page of the site."""
        more = [("Cookie", cookie)] if cookie else []
        return fetch(self.site_port, target, headers=[("Accept", "text/html"), *more, *headers])

    def statuses(self, cookie=None, target="/", headers=()):
        """Those of as many visits as ask every gate worker, most likely more than once."""
        return {self.visit(cookie, target, headers).status for _ in range(ENOUGH_VISITS)}

    def visit_as_program(self, cookie=None, target="/", method="GET"):
        """What a program gets from the site, which is told what is missing and not led anywhere."""
        more = [("Cookie", cookie)] if cookie else []
        return fetch(self.site_port, target, method, headers=[("Accept", "application/json"), *more])


class OtherHost:
    """A second host of a Stack: posternd and nginx of its own over the same database, which it reaches
    through `proxy` only. It has a gate and a portal; start() before, stop() after use."""

    def __init__(self, whole, settings="", where=None):
        """`where`: the keys of [database], in place of the proxy."""
        folder = os.path.join(whole.folder, "other")
        os.makedirs(folder)
        self._whole = whole
        self.portal_port, self.site_port = pick_port(), pick_port()
        self.proxy = DatabaseProxy(os.path.join(folder, "db.sock"), whole.database_socket)
        self.postern = Postern(os.path.join(folder, "p"), whole.portal_url, self.proxy.path,
                               whole.database, settings=settings,
                               mail=whole.mails.settings() if whole.mails else "", where=where,
                               keys_path=whole.postern.keys_path)
        self.nginx = None
        self._folder = folder

    def start(self):
        """Starts proxy, posternd and nginx."""
        self.proxy.start()
        self.postern.start()
        snippets = share_snippets(os.path.join(self._folder, "snippets"), self.postern.gate_socket,
                                  self.postern.portal_socket)
        listen = "127.0.0.1:%d"
        parts = ["include %s/upstreams.conf;" % snippets, "include %s/http.conf;" % snippets,
                 self.postern.command("nginx", "--portal", "--listen", listen % self.portal_port,
                                      "--snippets", snippets),
                 self.postern.command("nginx", "wiki", "--upstream",
                                      "http://127.0.0.1:%d" % self._whole.app.port,
                                      "--listen", listen % self.site_port, "--snippets", snippets)]
        self.nginx = Nginx(os.path.join(self._folder, "nginx"), "\n".join(parts),
                           ports=[self.portal_port, self.site_port])
        self.nginx.start()

    def stop(self):
        """Ends them; returns posternd's exit status."""
        if self.nginx:
            self.nginx.stop()
        status = self.postern.stop()
        self.proxy.stop()
        return status

    def visit(self, cookie=None, target="/", headers=()):
        """What a person gets who opens a page of the site on this host."""
        more = [("Cookie", cookie)] if cookie else []
        return fetch(self.site_port, target, headers=[("Accept", "text/html"), *more, *headers])


@contextlib.contextmanager
def other_host(whole, **settings):
    """A running OtherHost of a running Stack."""
    other = OtherHost(whole, **settings)
    try:
        other.start()
        yield other
    except BaseException:
        print("--- the other host\n" + other.postern.tail())
        raise
    finally:
        other.stop()


MARIADB_TEMPLATE = os.path.join(BUILD, "mariadb-template")


@contextlib.contextmanager
def stack(**settings):
    """A running Stack in a temporary folder. A test that fails shows the end of the logs."""
    folder = tempfile.mkdtemp(prefix="postern-test-")
    whole = Stack(folder, **settings)
    try:
        whole.start()
        yield whole
    except BaseException:
        _show_logs(whole)
        raise
    finally:
        whole.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _show_logs(whole):
    print("--- posternd")
    with contextlib.suppress(OSError):
        print(whole.postern.tail())
    if whole.nginx:
        print("--- nginx\n" + whole.nginx.tail())
