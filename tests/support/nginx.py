"""A private nginx in a folder of its own, for tests, benchmarks and `make run`.

    server = Nginx("/tmp/somewhere", http_text, ports=[8080])
    server.start()      # checks the configuration, waits until every port answers
    server.reload()
    server.stop()

`http_text` goes into the http block. Everything that nginx writes stays in the folder; it runs as the
calling user and ends with the process that started it.

The snippets of this project are used as they are shipped: `share_snippets(folder, gate, portal)` copies them
with the paths of two sockets and of the log put in, as an administrator would do.
"""

import os
import shutil
import signal
import socket
import subprocess
import time

import ports as ports_module
from mariadb import find_program

START_TIMEOUT_SECONDS = 20
STOP_TIMEOUT_SECONDS = 20
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SNIPPETS = os.path.join(ROOT, "nginx", "snippets")

NOBODY_UNLIMITED = "geo $postern_unlimited {\n    default 0;"
EVERYBODY_UNLIMITED = "geo $postern_unlimited {\n    default 1;"

MAIN = """\
daemon off;
worker_processes {workers};
{user}pid nginx.pid;
error_log error.log {level};
{main}
events {{ worker_connections 4096; }}
http {{
    types {{
        text/html  html;
        text/css   css;
        text/plain txt;
    }}
    default_type application/octet-stream;
    access_log {access_log};
    client_body_temp_path temp/body;
    proxy_temp_path       temp/proxy;
    fastcgi_temp_path     temp/fastcgi;
    uwsgi_temp_path       temp/uwsgi;
    scgi_temp_path        temp/scgi;
{http}
}}
"""


def share_snippets(folder, gate_socket, portal_socket, limits=False):
    """Copies the snippets to `folder`, with these sockets. Returns the folder. Without `limits` nobody's
    attempts to sign in are limited: all of a test come from one address."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(SNIPPETS, folder)
    _replace(os.path.join(folder, "upstreams.conf"), "/run/postern/gate.sock", gate_socket)
    _replace(os.path.join(folder, "upstreams.conf"), "/run/postern/portal.sock", portal_socket)
    for name in ("gate.conf", "http.conf", "proxy.conf"):
        _replace(os.path.join(folder, name), "/etc/nginx/postern/", folder + "/")
    for name in ("portal.conf", "portal-errors.conf"):  # into the folder of nginx
        _replace(os.path.join(folder, name), "/var/log/nginx/postern.log", "postern.log")
    if not limits:
        _replace(os.path.join(folder, "http.conf"), NOBODY_UNLIMITED, EVERYBODY_UNLIMITED)
    return folder


def _replace(path, old, new):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    assert old in text, (path, old)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace(old, new))


def fill_template(name, **values):
    """The template nginx/`name` with its @NAMES@ filled, as `postern nginx` does it."""
    with open(os.path.join(ROOT, "nginx", name), encoding="utf-8") as file:
        text = file.read()
    values.setdefault("ORIGIN", "")
    for key, value in values.items():
        text = text.replace("@%s@" % key, value)
    return text


class Nginx:
    """One nginx on one folder. Not thread-safe; start it from the main thread."""

    def __init__(self, folder, http, ports=(), workers=1, main="", access_log="off",
                 level="warn", address="127.0.0.1"):
        self.folder = os.path.abspath(folder)
        self.ports = list(ports)
        self._address = address
        self.error_log = os.path.join(self.folder, "error.log")
        self._process = None
        self._format = {"workers": workers, "main": main, "access_log": access_log, "level": level,
                        "user": "user root;\n" if os.geteuid() == 0 else ""}
        os.makedirs(os.path.join(self.folder, "temp"), exist_ok=True)
        self.set_http(http)

    def set_http(self, http):
        """Writes another http block; reload() makes it count."""
        with open(os.path.join(self.folder, "nginx.conf"), "w", encoding="utf-8") as file:
            file.write(MAIN.format(http=http, **self._format))

    @property
    def pid(self):
        """The master's process id, or None."""
        return self._process.pid if self._process else None

    @property
    def process(self):
        """The running master as subprocess.Popen, or None."""
        return self._process

    def check(self):
        """What `nginx -t` has to say; empty when the configuration is good."""
        done = subprocess.run(self._command("-t"), capture_output=True, check=False)
        return "" if done.returncode == 0 else done.stderr.decode(errors="replace")

    def dump(self):
        """What `nginx -T` prints: every file of the configuration."""
        return subprocess.run(self._command("-T"), capture_output=True, text=True, check=True).stdout

    def start(self):
        """Starts nginx and returns when it takes connections on all its ports."""
        wrong = self.check()
        if wrong:
            raise RuntimeError("nginx refuses its configuration:\n" + wrong)
        self._process = subprocess.Popen(
            self._command(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, preexec_fn=ports_module.end_with_parent(),
            start_new_session=True)
        try:
            self._wait_until_it_answers()
        except BaseException:
            self.stop()
            raise

    def reload(self):
        """Takes a changed configuration; returns when only new workers are left: an old one may still
        accept a connection, and answer it by the old configuration."""
        before = self.workers()
        os.kill(self._process.pid, signal.SIGHUP)
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while not self.workers() or self.workers() & before:
            if time.monotonic() > deadline:
                raise RuntimeError("nginx does not reload:\n" + self.tail())
            time.sleep(0.02)

    def workers(self):
        """The process ids of the workers."""
        path = "/proc/%d/task/%d/children" % (self._process.pid, self._process.pid)
        with open(path, encoding="ascii") as file:
            return {int(word) for word in file.read().split()}

    def stop(self):
        """Ends nginx. Does nothing when it does not run."""
        if not self._process:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def tail(self, size=2000):
        """The end of the error log."""
        try:
            with open(self.error_log, "rb") as log:
                return log.read()[-size:].decode(errors="replace")
        except FileNotFoundError:
            return ""

    def _command(self, *more):
        return [find_program("nginx"), "-p", self.folder, "-c", "nginx.conf", "-e", "error.log", *more]

    def _wait_until_it_answers(self):
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        missing = list(self.ports)
        while missing or not os.path.exists(os.path.join(self.folder, "nginx.pid")):
            if self._process.poll() is not None:
                raise RuntimeError("nginx ended at its start; its last words:\n" + self.tail())
            if time.monotonic() > deadline:
                raise RuntimeError("nginx does not answer; its last words:\n" + self.tail())
            missing = [port for port in missing if not _connects(self._address, port)]
            time.sleep(0.01)


def _connects(address, port):
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.settimeout(1)
        return probe.connect_ex((address, port)) == 0
