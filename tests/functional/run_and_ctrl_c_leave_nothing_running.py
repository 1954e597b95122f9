#!/usr/bin/python3
"""make run starts portal, site, API, e-mail page and account; Ctrl-C, kill -9 and the death of one server leave nothing
running; a second run keeps the data; obstacles are named. What it prints to try works as it stands."""
# alone
# seconds: 180

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile

import functional  # noqa: F401
from functional import ROOT
from http_client import Browser, fetch
from ports import pick_port
from postern import BUILD, MARIADB_TEMPLATE, wait_until

WORDS = re.compile(r"e-mail +(\S+)\n +password +(\S+)")


class Run:
    """One `dev/run.py`."""

    def __init__(self, folder, portal, site, mail=None):
        self.folder, self.portal, self.site, self.mail = folder, portal, site, mail or pick_port()
        self.api = pick_port()
        self.process = subprocess.Popen(
            [sys.executable, os.path.join(ROOT, "dev", "run.py")], stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True,
            env=dict(os.environ, RUN_FOLDER=folder, PORTAL_PORT=str(portal), SITE_PORT=str(site),
                     MAIL_PORT=str(self.mail), API_PORT=str(self.api)))
        self.said = ""

    def wait_until_ready(self):
        """Reads on until it says that it runs."""
        while "Ctrl-C stops" not in self.said:
            line = self.process.stdout.readline()
            assert line, "it ended:\n" + self.said
            self.said += line
        return WORDS.search(self.said).groups()

    def wait(self):
        """Its exit status; everything it said is in `said`."""
        self.said += self.process.stdout.read()
        return self.process.wait(60)

    def descendants(self):
        """Every process that it has started, directly or not."""
        found, new = set(), {self.process.pid}
        while new:
            found |= new
            new = {child for pid in new for child in _children(pid)} - found
        return found - {self.process.pid}


def _children(pid):
    with contextlib.suppress(OSError), open("/proc/%d/task/%d/children" % (pid, pid),
                                            encoding="ascii") as file:
        return {int(word) for word in file.read().split()}
    return set()


def is_alive(pid):
    with contextlib.suppress(OSError), open("/proc/%d/stat" % pid, encoding="ascii") as file:
        return file.read().rsplit(")", 1)[1].split()[0] not in "ZX"
    return False


def nothing_left(pids, run):
    wait_until(lambda: not any(is_alive(pid) for pid in pids), "all servers gone")
    for port in (run.portal, run.site, run.mail, run.api):
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0, port


def sign_in(run, email, password):
    browser = Browser()
    page = browser.follow(browser.get("http://localhost:%d/" % run.site))
    assert page.status == 200 and "/login" in page.url, (page.status, page.url)
    page = browser.follow(browser.submit(page, action="/login", email=email, password=password))
    assert page.status == 200 and "Remote-User" in page.text, (page.status, page.url)
    assert ">%s<" % email in page.text, page.text
    return browser


def check_first_and_second_run(folder, ports):
    first = Run(folder, *ports)
    email, password = first.wait_until_ready()
    assert os.stat(os.path.join(folder, "account.txt")).st_mode & 0o777 == 0o600
    assert not _listens_elsewhere(first), "a server listens on more than loopback"
    browser = sign_in(first, email, password)
    check_mails(first)
    check_printed_commands(first)
    check_api(first, browser, email)
    check_rules(first, browser, email)
    pids = first.descendants()
    assert len(pids) > 8, pids
    check_second_in_the_same_folder(folder)
    first.process.send_signal(signal.SIGINT)
    assert first.wait() == 0, first.said
    nothing_left(pids, first)

    second = Run(folder, *ports)
    assert second.wait_until_ready() == (email, password), "the account has changed"
    page = browser.get("http://localhost:%d/" % second.site)
    assert page.status == 200, "the session did not outlive the restart"
    return second


def check_mails(run):
    """An e-mail appears on the page; requests for another host name see nothing."""
    config = os.path.join(run.folder, "posternd", "postern.toml")
    ours = {name: value for name, value in os.environ.items() if not name.startswith("POSTERN_")}
    subprocess.run([os.path.join(BUILD, "bin", "postern"), "--config", config, "mail", "test",
                    "ann@example.org"], check=True, capture_output=True, env=ours)
    listed = fetch(run.mail, "/")
    assert "Test e-mail" in listed.text and "ann@example.org" in listed.text, listed.text
    shown = fetch(run.mail, re.search(r'href="(/mail/[^"]+)"', listed.text)[1])
    assert shown.status == 200 and "sandbox=" in shown.text and "Test e-mail" in shown.text, shown.text
    assert fetch(run.mail, host="evil.example").status == 421
    assert fetch(run.mail, "/mail/../account.txt").status == 404


def check_printed_commands(run):
    """The commands that it prints can be called as they stand there."""
    command = re.search(r"alias demo='([^']+)'", run.said)[1].split()
    printed = re.findall(r"^ +demo (?!site )(.+?)(?:  .*)?$", run.said, re.M)
    assert len(printed) == 8, printed
    ours = {name: value for name, value in os.environ.items() if not name.startswith("POSTERN_")}
    for words in (line.split() for line in printed):
        help_too = ["--help"] if {"revoke", "disable", "join", "--follow"} & set(words) else []  # change what follows
        done = subprocess.run([*command, *words, *help_too], cwd=ROOT, env=ours, capture_output=True, text=True,
                              check=False)
        assert done.returncode == 0 and done.stdout, (words, done)


def check_api(run, browser, email):
    """The printed lines get a token and call the API with it; a browser that is signed in does not get in."""
    lines = re.findall(r"^ +((?:TOKEN=\$\(|)curl .+)$", run.said, re.M)
    assert len(lines) == 2, lines
    base = "http://localhost:%d" % run.api
    assert fetch(run.api, "/").status == 401
    assert browser.get(base + "/").status == 401
    token = "TOKEN=" + _in_shell(lines[0], 'echo "$TOKEN"').strip()
    wait_until(lambda: email in _in_shell(token, lines[1]), "the gate knows the new key")
    answer = json.loads(_in_shell(token, lines[1]))
    assert answer["headers"]["Remote-User"] == email and answer["headers"]["Authorization"] == "", answer
    notes = lines[1].replace(base + "/", base + "/notes")
    assert json.loads(_in_shell(token, notes + """ -d '{"text": "milk"}'""")) == {"notes": ["milk"]}
    assert json.loads(_in_shell(token, notes)) == {"notes": ["milk"]}


def _in_shell(*lines):
    """The output of commands that people copy."""
    ours = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return subprocess.run(["sh", "-c", "\n".join(lines)], env=ours, check=True, capture_output=True, text=True).stdout


def check_rules(run, browser, email):
    """The admin area is the editors' alone; the printed command makes the demo user one of them."""
    url = "http://localhost:%d/admin/" % run.site
    assert browser.get(url).status == 403
    command = re.search(r"alias demo='([^']+)'", run.said)[1].split()
    join = re.search(r"^ +demo (group join editors .+?)  ", run.said, re.M)[1].split()
    assert join[-1] == email
    ours = {name: value for name, value in os.environ.items() if not name.startswith("POSTERN_")}
    subprocess.run([*command, *join], cwd=ROOT, env=ours, check=True, capture_output=True)
    page = browser.get(url)
    assert page.status == 200 and "editors" in page.text, (page.status, page.text)


def _listens_elsewhere(run):
    inodes = set()
    for pid in run.descendants():
        with contextlib.suppress(OSError):
            for name in os.listdir("/proc/%d/fd" % pid):
                with contextlib.suppress(OSError):
                    inodes.add(os.readlink("/proc/%d/fd/%s" % (pid, name)))
    with open("/proc/net/tcp", encoding="ascii") as file:
        rows = [line.split() for line in list(file)[1:]]
    return [row[1] for row in rows if row[3] == "0A" and "socket:[%s]" % row[9] in inodes
            and not row[1].startswith("0100007F")]


def check_second_in_the_same_folder(folder):
    other = Run(folder, pick_port(), pick_port())
    assert other.wait() == 1 and "already running" in other.said, other.said


def check_kill_9(run):
    pids = run.descendants()
    run.process.kill()
    run.process.wait()
    nothing_left(pids, run)


def check_death_of_a_server(folder, ports):
    run = Run(folder, *ports)
    run.wait_until_ready()
    pids = run.descendants()
    posternd = next(pid for pid in _children(run.process.pid) if _command(pid).endswith("posternd"))
    os.kill(posternd, signal.SIGKILL)
    assert run.wait() == 1 and "posternd has stopped unexpectedly" in run.said, run.said
    nothing_left(pids, run)


def _command(pid):
    with open("/proc/%d/cmdline" % pid, encoding="utf-8") as file:
        return file.read().split("\0")[0]


def check_other_ports(folder):
    """The demo site is known under its new address."""
    run = Run(folder, pick_port(), pick_port())
    email, password = run.wait_until_ready()
    sign_in(run, email, password)
    pids = run.descendants()
    run.process.send_signal(signal.SIGTERM)
    assert run.wait() == 0, run.said
    nothing_left(pids, run)


def check_what_is_in_the_way(folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", pick_port()))
        taken.listen()
        port = taken.getsockname()[1]
        run = Run(folder, port, pick_port())
        assert run.wait() == 1, run.said
        assert "port %d is in use by" % port in run.said, run.said
        assert "(process %d)" % os.getpid() in run.said, run.said
        assert "PORTAL_PORT=" in run.said, run.said
    for portal, site, words in (("http", 8081, "write a number"), (8080, 8080, "must differ"),
                                (70000, 8081, "write a number")):
        run = Run(folder, portal, site)
        assert run.wait() == 1 and words in run.said, run.said


def check_build_of_root():
    """Where root has built, another user is told which folder is in the way."""
    if os.geteuid() != 0 or not os.path.exists(MARIADB_TEMPLATE):
        return
    with tempfile.TemporaryDirectory(prefix="postern-test-") as folder:
        os.chmod(folder, 0o777)
        done = subprocess.run(
            [sys.executable, os.path.join(ROOT, "dev", "run.py")], user=65534, group=65534, extra_groups=[],
            capture_output=True, text=True, check=False,
            env=dict(os.environ, RUN_FOLDER=os.path.join(folder, "run"), PORTAL_PORT=str(pick_port()),
                     SITE_PORT=str(pick_port()), MAIL_PORT=str(pick_port()),
                     API_PORT=str(pick_port())))
    assert done.returncode == 1 and MARIADB_TEMPLATE in done.stdout, (done.stdout, done.stderr)
    assert "did root build here?" in done.stdout and "Traceback" not in done.stderr, (done.stdout, done.stderr)


with tempfile.TemporaryDirectory(prefix="postern-test-") as temporary:
    check_build_of_root()
    where = os.path.join(temporary, "run")
    both = pick_port(), pick_port()
    check_what_is_in_the_way(where)
    check_kill_9(check_first_and_second_run(where, both))
    check_death_of_a_server(where, both)
    check_other_ports(where)
