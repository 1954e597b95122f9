#!/usr/bin/env python3
"""A private MariaDB server in a folder of its own, for tests and for trying things out.

As a module:

    server = MariaDb("/tmp/somewhere", template="build/mariadb-template")
    server.start()                   # makes the data folder on first use, waits until it answers
    ... server.socket, server.port   # unix socket; port on 127.0.0.1
    server.stop()                    # or kill9(); start() again works on the same data and port

As a command:

    python3 mariadb.py run [--folder F] [--template F] -- command ...
        runs the command with a server, whose whereabouts are in its environment, and ends the server:
        POSTERN_TEST_DB_SOCKET, _PORT, _USER (root, no password), _CA (of its certificate) and
        POSTERN_TEST_DB_CONTROL, a shell command that takes one of the words
        start | stop | kill9 | start-without-tls and returns when it is done.

The server listens on a unix socket and on loopback only. It ends with the process that started
it, even if that one is killed. Works as root (the server then runs as root, in its own folder) and
as an ordinary user. Nothing outside `folder` and `template` is touched.
"""

import argparse
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

START_TIMEOUT_SECONDS = 30
STOP_TIMEOUT_SECONDS = 20
PR_SET_PDEATHSIG = 1

SMALL_SERVER = [
    # A commit reaches the kernel but not the disk: survives kill -9 of the server, not a power cut.
    "--innodb-flush-log-at-trx-commit=2",
    "--innodb-buffer-pool-size=" + os.environ.get("TEST_DB_POOL", "32M"),
    "--innodb-log-file-size=8M",
    "--innodb-log-buffer-size=2M",
    "--innodb-temp-data-file-path=ibtmp1:4M:autoextend",
    "--key-buffer-size=1M",
    "--aria-pagecache-buffer-size=1M",
    "--performance-schema=OFF",
    "--max-connections=200",
    "--skip-name-resolve",
    "--character-set-server=utf8mb4",
]


# The Debian package of a program, where it has another name.
PACKAGES = {"mariadbd": "mariadb-server-core", "mariadb-install-db": "mariadb-server-core",
            "mariadb": "mariadb-client-core", "cc": "gcc"}


def find_program(*names):
    """The first of these programs that exists, also outside an ordinary user's PATH."""
    path = os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin:/sbin"
    for name in names:
        found = shutil.which(name, path=path)
        if found:
            return found
    raise RuntimeError("not installed: %s (Debian: %s)" % (" or ".join(names), PACKAGES.get(names[0], names[0])))


def find_free_port():
    """A TCP port on 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def die_with_parent():
    """In the child, before exec: the kernel ends it when its parent dies."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def run_quietly(command):
    """Runs a command; its output is shown only when it fails."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        text = done.stdout.decode(errors="replace")
        raise RuntimeError("failed: " + " ".join(command) + "\n" + text)


class MariaDb:
    """One server on one folder. Not thread-safe."""

    def __init__(self, folder, port=0, template=None, options=()):
        """`port` 0 picks a free one. `template`: a folder that keeps a fresh data folder between
        runs, since making one takes seconds and copying it does not. `options`: more options for
        mariadbd."""
        self.folder = os.path.abspath(folder)
        self.template = os.path.abspath(template) if template else None
        self.data = os.path.join(self.folder, "data")
        self.log = os.path.join(self.folder, "mariadb.log")
        # Beside it lies ca.pem.other, a CA of the same name that signed nothing here.
        self.ca_file = os.path.join(self.folder, "ca.pem")
        self.port = port or find_free_port()
        self.user = "root"
        self.options = list(options)
        os.makedirs(self.folder, mode=0o700, exist_ok=True)
        # A unix socket's path has room for 107 bytes only; build folders can be deeper than that.
        self._socket_folder = None
        self.socket = os.path.join(self.folder, "mariadb.sock")
        if len(self.socket) > 100:
            self._socket_folder = tempfile.mkdtemp(prefix="postern-db-")
            self.socket = os.path.join(self._socket_folder, "mariadb.sock")
        self._process = None

    @property
    def pid(self):
        """The running server's process id, or None."""
        return self._process.pid if self._process else None

    @property
    def running(self):
        """True while the server runs."""
        return self._process is not None and self._process.poll() is None

    def start(self, tls=False):
        """Starts the server and returns when it answers. With `tls` it has a certificate for
        localhost and 127.0.0.1, not for 127.0.0.2 where it listens too, signed by `ca_file`."""
        if self._process:
            raise RuntimeError("the server runs already")
        if not os.path.isdir(self.data):
            self._make_data_folder()
        command = [find_program("mariadbd", "mysqld"), "--no-defaults", *self._run_as(),
                   "--datadir=" + self.data, "--socket=" + self.socket, "--port=%d" % self.port,
                   "--bind-address=127.0.0.1,127.0.0.2", "--pid-file=" + os.path.join(self.folder, "pid"),
                   *SMALL_SERVER, *self.options, *(self._tls_options() if tls else [])]
        with open(self.log, "ab") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log,
                                             stderr=log, preexec_fn=die_with_parent,
                                             start_new_session=True)
        try:
            self._wait_until_it_answers()
        except BaseException:
            self.kill9()
            raise

    def stop(self):
        """Ends the server in good order. Does nothing when it does not run."""
        if not self._process:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def kill9(self):
        """Ends the server as a crash would."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def remove(self):
        """Ends the server and removes its folder."""
        self.kill9()
        shutil.rmtree(self.folder, ignore_errors=True)
        if self._socket_folder:
            shutil.rmtree(self._socket_folder, ignore_errors=True)

    def sql(self, text, database=None):
        """Runs SQL with the server's own client and returns what it printed, without headings."""
        command = [find_program("mariadb", "mysql"), "--no-defaults", "--user=root", "--batch",
                   "--skip-column-names", "--socket=" + self.socket]
        done = subprocess.run(command + ([database] if database else []), input=text.encode(),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        if done.returncode != 0:
            raise RuntimeError("SQL failed: " + done.stderr.decode(errors="replace"))
        return done.stdout.decode()

    @staticmethod
    def _run_as():
        return ["--user=root"] if os.geteuid() == 0 else []

    def _make_data_folder(self):
        if not self.template:
            self._install(self.data)
            return
        fresh = os.path.join(self.template, "data")
        if not os.path.isdir(fresh):
            os.makedirs(self.template, exist_ok=True)
            own = tempfile.mkdtemp(dir=self.template)
            self._install(os.path.join(own, "data"))
            try:  # the first one wins; the folders are all alike
                os.rename(os.path.join(own, "data"), fresh)
            except OSError:
                pass
            shutil.rmtree(own, ignore_errors=True)
        # Copied under another name first: a half copy must not look like a data folder.
        partial = self.data + ".partial"
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(fresh, partial)
        os.rename(partial, self.data)

    def _install(self, data):
        os.makedirs(data, mode=0o700)
        run_quietly([find_program("mariadb-install-db", "mysql_install_db"), "--no-defaults",
                     *self._run_as(), "--datadir=" + data, "--skip-test-db", "--skip-name-resolve",
                     "--auth-root-authentication-method=normal", "--innodb-log-file-size=8M"])

    def _tls_options(self):
        key, certificate = (os.path.join(self.folder, name) for name in ("key.pem", "cert.pem"))
        if not os.path.exists(certificate):
            self._make_certificate(key, certificate)
        return ["--ssl-cert=" + certificate, "--ssl-key=" + key, "--ssl-ca=" + self.ca_file]

    def _make_certificate(self, key, certificate):
        ca_key, request, extensions = (os.path.join(self.folder, name)
                                       for name in ("ca.key", "request.pem", "extensions.cnf"))
        with open(extensions, "w", encoding="ascii") as file:
            file.write("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
        new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        run_quietly(["openssl", "req", "-x509", *new_key, "-subj", "/CN=test CA", "-days", "30",
                     "-keyout", ca_key, "-out", self.ca_file])
        run_quietly(["openssl", "req", "-x509", *new_key, "-subj", "/CN=test CA", "-days", "30",
                     "-keyout", os.devnull, "-out", self.ca_file + ".other"])
        run_quietly(["openssl", "req", *new_key, "-subj", "/CN=localhost", "-keyout", key,
                     "-out", request])
        run_quietly(["openssl", "x509", "-req", "-in", request, "-CA", self.ca_file, "-CAkey",
                     ca_key, "-CAcreateserial", "-days", "30", "-extfile", extensions,
                     "-out", certificate])

    def _wait_until_it_answers(self):
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise RuntimeError("mariadbd ended at its start; its last words:\n" + self._tail())
            try:
                with socket.socket(socket.AF_UNIX) as probe:
                    probe.settimeout(START_TIMEOUT_SECONDS)
                    probe.connect(self.socket)
                    if probe.recv(5):  # the greeting: it takes queries from here on
                        return
            except OSError:
                pass
            time.sleep(0.02)
        raise RuntimeError("mariadbd does not answer; its last words:\n" + self._tail())

    def _tail(self):
        with open(self.log, "rb") as log:
            return log.read()[-2000:].decode(errors="replace")


class Control:
    """A unix socket through which a test can stop and start the server that serves it."""

    def __init__(self, server):
        self._server = server
        self.path = server.socket + ".control"
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(self.path)
        self._listener.listen()
        # One thread for the whole run: the server ends with the *thread* that started it.
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        words = {"start": lambda: self._server.start(tls=True),
                 "start-without-tls": self._server.start,
                 "stop": self._server.stop,
                 "kill9": self._server.kill9}
        while True:
            peer, _ = self._listener.accept()
            with peer:
                word = peer.recv(64).decode()
                try:
                    words[word]()
                    peer.sendall(b"ok")
                except Exception as error:  # the test sees it, the fixture goes on
                    peer.sendall(repr(error).encode())


def send_control(path, word):
    """Asks the fixture that listens on `path`; returns an exit code."""
    with socket.socket(socket.AF_UNIX) as peer:
        peer.connect(path)
        peer.sendall(word.encode())
        answer = peer.recv(4096)
    if answer != b"ok":
        print(answer.decode(errors="replace"), file=sys.stderr)
        return 1
    return 0


def run(options):
    """Runs options.command beside a server; returns the command's exit code."""
    folder = options.folder or tempfile.mkdtemp(prefix="postern-db-")
    server = MariaDb(folder, template=options.template)
    # A signal to this process must pass through the clean-up below.
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, lambda n, _: sys.exit(128 + n))
    child = None
    try:
        server.start(tls=True)
        control = Control(server)
        environment = dict(
            os.environ, POSTERN_TEST_DB_SOCKET=server.socket, POSTERN_TEST_DB_PORT=str(server.port),
            POSTERN_TEST_DB_USER=server.user, POSTERN_TEST_DB_CA=server.ca_file,
            POSTERN_TEST_DB_CONTROL="'%s' '%s' control '%s'" % (
                sys.executable, os.path.abspath(__file__), control.path))
        child = subprocess.Popen(options.command, env=environment)
        return child.wait()
    finally:
        if child and child.poll() is None:
            child.terminate()
            child.wait()
        if options.folder:
            server.stop()
        else:
            server.remove()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    commands = parser.add_subparsers(required=True)
    runner = commands.add_parser("run", help="run a command beside a private server")
    runner.add_argument("--folder", help="keep the data here (default: a temporary folder)")
    runner.add_argument("--template", help="keep a fresh data folder here for the next run")
    runner.add_argument("command", nargs="+", metavar="-- command")
    runner.set_defaults(action=run)
    control = commands.add_parser("control", help="used by tests: stop and start the server")
    control.add_argument("socket")
    control.add_argument("word", choices=["start", "stop", "kill9", "start-without-tls"])
    control.set_defaults(action=lambda options: send_control(options.socket, options.word))
    options = parser.parse_args()
    try:
        return options.action(options)
    except (RuntimeError, OSError) as error:
        print("mariadb.py: %s" % error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
