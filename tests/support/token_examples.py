"""The sites of docs/tokens.md on this machine, git and CalDAV, with the real servers behind nginx; and real clients,
which are programs of somebody.

    with stack() as s:
        s.postern.add_user("ann@example.org")
        token, token_id = make_token(s, "ann@example.org", "site:git")
        with token_examples(s) as sites:
            sites.add_repository("notes")
            client = Client(s.folder)
            client.run("git", "clone", "http://token:%s@localhost:%d/notes.git" % (token, sites.ports["git"]))
"""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys

from api import Api
from cgi_runner import CgiRunner
from manual_examples import Examples, blocks_of
from ports import end_with_parent, pick_port
from postern import wait_until
from tokens import make_personal

PAGE = "tokens.md"
SKIPPED = 77
CLIENT_SECONDS = 60


def needs_programs(*names):
    """Leaves out a script whose clients are not installed."""
    for name in names:
        if not shutil.which(name):
            print("%s is not installed (dev/setup.sh functional)" % name)
            sys.exit(SKIPPED)


def make_token(s, email, *scopes):
    """A personal token, and its id."""
    return make_personal(s, s.sign_in(email), name="For " + ", ".join(scopes), scopes=scopes)


def revoke_token(s, email, token_id):
    """Its owner revokes it."""
    Api(s).signed_in(email).must(204, "DELETE", "/me/access-tokens/" + token_id)


class Client:
    """Programs of one person, with a home of their own: no proxies, no settings of this machine, no questions."""

    def __init__(self, folder, name="home"):
        self.home = os.path.join(folder, name)
        os.makedirs(self.home)
        kept = {name: value for name, value in os.environ.items()
                if not name.lower().endswith("_proxy") and not name.startswith(("GIT_", "XDG_", "POSTERN_"))}
        self.environment = {**kept, "HOME": self.home, "LC_ALL": "C.UTF-8", "GIT_TERMINAL_PROMPT": "0",
                            "GIT_CONFIG_NOSYSTEM": "1"}

    def write(self, name, text):
        """A file that only its owner can read."""
        path = os.path.join(self.home, name)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def write_netrc(self, user, password):
        """What curl, wget, git and cadaver look up for this machine."""
        self.write(".netrc", " ".join(("machine", "localhost", "login", user, "password", password)) + "\n")

    def read(self, name):
        with open(os.path.join(self.home, name), encoding="utf-8") as file:
            return file.read()

    def call(self, *command, stdin="", folder=None):
        """What ended: returncode, stdout, stderr. `folder`: below the home."""
        return subprocess.run(command, input=stdin, text=True, errors="replace", capture_output=True, check=False,
                              cwd=os.path.join(self.home, folder or ""), env=self.environment, timeout=CLIENT_SECONDS)

    def run(self, *command, stdin="", folder=None):
        """The standard output; it must succeed."""
        done = self.call(*command, stdin=stdin, folder=folder)
        assert done.returncode == 0, (command, done)
        return done.stdout

    def fails(self, *command, stdin="", folder=None):
        """The standard error; it must fail."""
        done = self.call(*command, stdin=stdin, folder=folder)
        assert done.returncode != 0, (command, done)
        return done.stderr


class _Radicale:
    """Radicale with the settings that the page shows."""

    def __init__(self, folder):
        self.port = pick_port()
        self._folder = folder
        self._process = None

    def start(self):
        os.makedirs(self._folder)
        (shown,) = (block for block in blocks_of(PAGE) if block.lstrip().startswith("[auth]"))
        config = os.path.join(self._folder, "config")
        with open(config, "w", encoding="utf-8") as file:
            file.write("%s\n[server]\nhosts = 127.0.0.1:%d\n[storage]\nfilesystem_folder = %s\n"
                       % (shown, self.port, os.path.join(self._folder, "collections")))
        with open(os.path.join(self._folder, "log"), "wb") as log:
            self._process = subprocess.Popen([sys.executable, "-m", "radicale", "--config", config], stdout=log,
                                             stderr=log, stdin=subprocess.DEVNULL, preexec_fn=end_with_parent())
        wait_until(self._answers, "Radicale listens")

    def stop(self):
        if self._process:
            self._process.terminate()
            self._process.wait()

    def _answers(self):
        assert self._process.poll() is None, "Radicale has ended: is python3-radicale installed (dev/setup.sh)?"
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


class TokenExamples(Examples):
    """The server blocks of the page, with what they need behind them."""

    def __init__(self, running):
        super().__init__(running, {re.search(r"set \$postern_site (\w+);", block).group(1): block
                                   for block in blocks_of(PAGE) if "server {" in block})
        self.repositories = os.path.join(running.folder, "repositories")
        self._cgi = CgiRunner(os.path.join(running.folder, "cgi.sock"))
        self._radicale = _Radicale(os.path.join(running.folder, "radicale"))

    def fit(self, name, block):
        for old, new in (("unix:/run/fcgiwrap.socket", "unix:" + self._cgi.path), ("/srv/git", self.repositories),
                         ("127.0.0.1:5232", "127.0.0.1:%d" % self._radicale.port)):
            block = block.replace(old, new)
        return super().fit(name, block)

    def start(self):
        self._cgi.start()
        self._radicale.start()
        super().start()

    def stop(self):
        """Ends the servers behind nginx."""
        self._radicale.stop()
        self._cgi.stop()

    def add_repository(self, name):
        """An empty repository whose hook notes for whom it was called; returns its path."""
        path = os.path.join(self.repositories, name + ".git")
        subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", path], check=True)
        hook = os.path.join(path, "hooks", "post-receive")
        with open(hook, "w", encoding="utf-8") as file:
            file.write('#!/bin/sh\necho "$REMOTE_USER" >>pushed-by\n')
        os.chmod(hook, 0o755)
        return path


@contextlib.contextmanager
def token_examples(running):
    """The running sites of the page, beside `wiki`."""
    sites = TokenExamples(running)
    try:
        sites.start()
        yield sites
    finally:
        sites.stop()
