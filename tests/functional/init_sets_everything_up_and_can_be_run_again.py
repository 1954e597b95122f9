#!/usr/bin/python3
"""`postern init`: configuration, passwords, database with two users, a site, the first account, nginx files. It can
be run again at any time: what exists stays, what is missing is created, and an interrupted run is continued. Bad
input changes nothing. It asks on a terminal, and prints the SQL for a database administrator."""

import contextlib
import os
import pty
import select
import shutil
import subprocess
import tempfile
import time

from functional import ROOT
from mariadb import MariaDb, find_program
from postern import BUILD, MARIADB_TEMPLATE, PASSWORD

POSTERN = os.path.join(BUILD, "bin", "postern")
ENVIRONMENT = {"PATH": os.environ["PATH"], "POSTERN_SERVER_SHARE_DIR": os.path.join(BUILD, "share")}
EMAIL = "ann@example.org"


class Host:
    """A folder that stands for a host's /etc, and a database server."""

    def __init__(self, folder):
        self.folder = folder
        self.server = MariaDb(os.path.join(folder, "db"), template=MARIADB_TEMPLATE, options=["--skip-networking"])
        self.config = os.path.join(folder, "etc", "postern.toml")
        self.secrets = os.path.join(folder, "secrets")
        self.nginx = os.path.join(folder, "conf.d")
        os.mkdir(self.nginx)
        shutil.copytree(os.path.join(ROOT, "nginx", "snippets"), os.path.join(folder, "snippets"))

    def command(self, *words):
        return [POSTERN, "--config", self.config, *words]

    def init_words(self, *words):
        return self.command("init", "--database-socket", self.server.socket, "--secrets", self.secrets,
                            "--nginx-folder", self.nginx, "--snippets", os.path.join(self.folder, "snippets"), *words)

    def run(self, words, stdin=""):
        """(status, output)"""
        done = subprocess.run(words, input=stdin, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env=ENVIRONMENT, check=False)
        return done.returncode, done.stdout

    def init(self, *words, stdin=PASSWORD + "\n", expected=0):
        status, said = self.run(self.init_words(*words), stdin)
        assert status == expected, (status, said)
        return said

    def state(self):
        """Every file that init makes, with its mode and what is in it."""
        found = {}
        for top in (os.path.dirname(self.config), self.secrets, self.nginx):
            for folder, _, names in os.walk(top):
                for name in names:
                    path = os.path.join(folder, name)
                    with open(path, encoding="utf-8") as file:
                        found[os.path.relpath(path, self.folder)] = (oct(os.stat(path).st_mode & 0o777), file.read())
        return found

    def sql(self, text):
        return subprocess.run([find_program("mariadb"), "--no-defaults", "--user=root", "--batch", "--skip-column-names",
                               "--socket=" + self.server.socket], input=text, text=True, capture_output=True,
                              check=True).stdout

    def reset(self):
        """As if nothing had been done."""
        self.sql("DROP DATABASE IF EXISTS postern; DROP USER IF EXISTS postern@localhost, postern_gate@localhost;")
        for folder in (os.path.dirname(self.config), self.secrets, self.nginx):
            shutil.rmtree(folder, ignore_errors=True)
        os.mkdir(self.nginx)


WISHES = ["--public-url", "https://auth.example.org", "--site", "wiki=https://wiki.example.org",
          "--serve", "wiki=http://127.0.0.1:3000", "--admin-email", EMAIL]


def check_the_result(host):
    """What a finished run leaves behind."""
    state = host.state()
    assert set(state) == {"etc/postern.toml", "etc/keys", "secrets/postern.database-password",
                          "secrets/postern.gate-database-password", "conf.d/postern.conf",
                          "conf.d/postern_site_wiki.conf"}, set(state)
    for name in ("database-password", "gate-database-password"):
        mode, secret = state["secrets/postern." + name]
        assert mode == "0o600" and len(secret) == 44, (mode, len(secret))
    mode, key = state["etc/keys"]
    assert mode in ("0o600", "0o640") and len(key) == 44, (mode, len(key))
    assert host.run(host.command("key", "check"))[0] == 0
    config = state["etc/postern.toml"][1]
    for line in ('public_url = "https://auth.example.org"', 'cookie_domain = "example.org"',
                 'gate_user = "postern_gate"', '#workers = 0'):
        assert line in config.split("\n"), line
    assert "server_name auth.example.org" in state["conf.d/postern.conf"][1]
    # nginx reads them in this order, and a site may use the log format of the first.
    assert sorted(os.listdir(host.nginx))[0] == "postern.conf", os.listdir(host.nginx)
    assert "server 127.0.0.1:3000" in state["conf.d/postern_site_wiki.conf"][1]
    assert host.run(host.command("config", "check"))[0] == 0
    assert "wiki" in host.run(host.command("site", "list"))[1]
    assert EMAIL in host.run(host.command("user", "list"))[1]
    grants = host.sql("SHOW GRANTS FOR postern@localhost; SHOW GRANTS FOR postern_gate@localhost;")
    assert "ALL PRIVILEGES" not in grants and "user_password" not in grants, grants
    return state


def on_a_terminal(words, answers):
    """Runs it on a terminal of its own, with an answer to each question; returns the status and what was shown."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(words[0], words, ENVIRONMENT)
    shown, answered, deadline = "", 0, time.monotonic() + 60
    while time.monotonic() < deadline:
        ready, _, _ = select.select([terminal], [], [], 0.1)
        if not ready:
            continue
        try:
            part = os.read(terminal, 4096).decode()
        except OSError:  # the other end is closed
            break
        shown += part
        if answers and answers[0][0] in shown[answered:]:
            answered = len(shown)
            os.write(terminal, (answers.pop(0)[1] + "\n").encode())
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown


def nothing_is_done_by_bad_input(host):
    for words, status, said in (
            ([], 2, "--public-url"),
            (["--public-url", "http://auth.example.org"], 1, "plain http"),
            (["--public-url", "https://auth.example.org", "--site", "wiki"], 2, "wiki=https://"),
            (["--public-url", "https://auth.example.org", "--serve", "wiki=/srv"], 2, "no --site names"),
            (["--public-url", "https://auth.example.org", "--site", "w=https://w.other.org"], 1, "no domain"),
            (["--database-only"], 1, "without --database-only first")):
        assert said in host.init(*words, expected=status), words
        assert host.state() == {}, words


def a_second_run_changes_nothing(host):
    before = check_the_result(host)
    said = host.init(*WISHES, stdin="")
    assert host.state() == before and "Created" not in said and "Wrote" not in said, said
    for name in ("secrets/postern.database-password", "secrets/postern.gate-database-password", "etc/keys"):
        assert before[name][1].strip() not in said


def an_installation_without_a_key_file_gets_one(host):
    keys = os.path.join(os.path.dirname(host.config), "keys")
    before = host.state()
    os.unlink(keys)
    host.init("--database-only")
    assert not os.path.exists(keys), "each host of several would make one of its own"
    said = host.init(*WISHES, stdin="")
    assert "Created the key file %s with the key" % keys in said and "backup" in said, said
    after = host.state()
    assert {name for name in after if after[name] != before.get(name)} == {"etc/keys"} and set(after) == set(before)


def what_is_missing_is_made_again(host):
    site_file = os.path.join(host.nginx, "postern_site_wiki.conf")
    host.sql("DROP USER postern_gate@localhost;")
    os.unlink(os.path.join(host.nginx, "postern.conf"))
    with open(site_file, "w", encoding="utf-8") as file:
        file.write("# mine\n")
    said = host.init(*WISHES, stdin="")
    assert "Wrote " + os.path.join(host.nginx, "postern.conf") in said and site_file not in said, said
    assert host.state()["conf.d/postern_site_wiki.conf"][1] == "# mine\n"
    os.unlink(site_file)
    host.init(*WISHES, stdin="")
    check_the_result(host)


def what_is_somebody_elses_is_not_taken(host):
    os.unlink(os.path.join(host.secrets, "postern.database-password"))
    said = host.init(*WISHES, expected=1)
    assert "already exists with another password" in said, said
    host.reset()
    host.init(*WISHES)
    said = host.init(*WISHES[:2], "--site", "wiki=https://other.example.org", expected=1)
    assert "already exists, at https://wiki.example.org" in said, said


def somebody_else_can_run_the_sql(host):
    host.reset()
    for _ in range(2):
        said = host.init(*WISHES, "--print-sql", expected=1)
        sql = said[said.index("-- Run this"):said.index("postern: the SQL above")]
        host.sql(sql)
    host.init(*WISHES, "--print-sql")
    check_the_result(host)


def it_asks_on_a_terminal(host):
    host.reset()
    answers = [("Address of the portal", "https://auth.example.org"), ("Address of a site", "https://wiki.example.org"),
               ("A short name", "wiki"), ("Its application", "http://127.0.0.1:3000"), ("Continue?", "n")]
    status, shown = on_a_terminal(host.init_words(), list(answers))
    assert status == 1 and "nothing was changed" in shown and host.state() == {}, shown
    answers[-1:] = [("Continue?", "y"), ("Your own e-mail address", EMAIL), ("New password", PASSWORD), ("Repeat the password", PASSWORD)]
    status, shown = on_a_terminal(host.init_words(), answers)
    assert status == 0 and "under example.org" in shown and PASSWORD not in shown, shown
    check_the_result(host)


with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as at_the_end:
    host = Host(folder)
    nothing_is_done_by_bad_input(host)

    # The database is not there yet: what could be made is made, and the next run goes on from there.
    assert "is it running here" in host.init(*WISHES, expected=3)
    kept = host.state()
    assert set(kept) == {"etc/postern.toml", "secrets/postern.database-password",
                         "secrets/postern.gate-database-password"}, set(kept)
    host.server.start()
    at_the_end.callback(host.server.stop)
    said = host.init(*WISHES)
    assert "systemctl" in said and "the first administrator" in said, said
    assert {name: host.state()[name] for name in kept} == kept
    a_second_run_changes_nothing(host)
    an_installation_without_a_key_file_gets_one(host)
    what_is_missing_is_made_again(host)
    what_is_somebody_elses_is_not_taken(host)
    somebody_else_can_run_the_sql(host)
    it_asks_on_a_terminal(host)
