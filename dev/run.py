#!/usr/bin/python3
"""make run: all of Postern on this machine, with a protected demo site and an API. Ctrl-C stops everything.

Keeps its data in ./run: a private MariaDB (unix socket only), posternd and nginx, all running as the calling
user and reachable from this machine only. E-mails go to a folder and are shown on a page of their own. The environment
variables PORTAL_PORT, SITE_PORT, MAIL_PORT and API_PORT choose other ports, RUN_FOLDER another folder.
"""

import contextlib
import fcntl
import glob
import json
import os
import pwd
import re
import secrets
import signal
import sys
import threading

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))

from demo_api import DemoApi  # noqa: E402
from mail_page import MailPage  # noqa: E402
from mails import MailFolder  # noqa: E402
from mariadb import MariaDb, find_program  # noqa: E402
from nginx import Nginx, share_snippets  # noqa: E402
from ports import is_free, pick_port  # noqa: E402
from postern import BUILD, MARIADB_TEMPLATE, CommandFailed, Postern, wait_until  # noqa: E402

FOLDER = os.path.abspath(os.environ.get("RUN_FOLDER") or os.path.join(ROOT, "run"))
DATABASE_FOLDER = os.path.join(FOLDER, "database")
MAIL_FOLDER = os.path.join(FOLDER, "mail")
ACCOUNT_FILE = os.path.join(FOLDER, "account.txt")
NGINX_DUMP = os.path.join(FOLDER, "nginx.txt")  # for `postern doctor`
EMAIL = "demo@example.org"
SITE = "demo"
API = "api"  # the other site: for programs alone
GROUPS = {"staff": "Everybody who works here", "editors": "Who may change the wiki"}
ROLE = "editor"
RULES_FILE = os.path.join(ROOT, "dev", "demo", "rules.toml")
PORT_NAMES = {"PORTAL_PORT": 8080, "SITE_PORT": 8081, "MAIL_PORT": 8082, "API_PORT": 8083}
LOOK_EVERY_SECONDS = 0.2

DATABASE_SQL = """
CREATE DATABASE IF NOT EXISTS postern CHARACTER SET utf8mb4;
CREATE USER IF NOT EXISTS postern@localhost;
GRANT ALL ON postern.* TO postern@localhost;
"""

# Prints one line, to be copied.
GET_TOKEN = (r"""TOKEN=$(curl -sS {portal}/api/v1/tokens --json '{{"email": "{email}", "password": "{password}"}}' | """
             r"""sed 's/.*"access_token":"\([^"]*\).*/\1/')""")

# The demo site's application: one page that shows the headers it received (escaped by nginx).
DEMO_APPLICATION = """
server {{
    listen 127.0.0.1:{port};
    root {root};
    charset utf-8;
    ssi on;
    set $portal_url {portal_url};
    add_header Cache-Control no-store;
    location / {{ try_files /index.html =404; }}
}}
"""


class CannotRun(Exception):
    """Something is missing or in the way; the text says what, and what to do."""


def say(text):
    """Prints a line. The terminal may be closed by now: that must not keep the servers from being stopped."""
    with contextlib.suppress(OSError):
        print(text, flush=True)


def read_ports():
    """The ports (portal, site, mail, API) from the environment. Raises CannotRun if they are invalid."""
    chosen = []
    for name, fallback in PORT_NAMES.items():
        text = os.environ.get(name) or str(fallback)
        if not re.fullmatch(r"[1-9][0-9]{0,4}", text) or int(text) > 65535:
            raise CannotRun("%s is %r; write a number from 1 to 65535" % (name, text))
        chosen.append(int(text))
    if len(set(chosen)) < len(chosen):
        raise CannotRun("%s are %s; they must differ" % (", ".join(PORT_NAMES), ", ".join(map(str, chosen))))
    return chosen


def find_listener(port):
    """`nginx (process 123)` for the program that listens on the port, if this user may see it; else None."""
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        if not os.path.exists(table):
            continue
        with open(table, encoding="ascii") as file:
            for fields in (line.split() for line in list(file)[1:]):
                if fields[3] == "0A" and int(fields[1].rsplit(":", 1)[1], 16) == port:
                    inodes.add("socket:[%s]" % fields[9])
    for link in glob.glob("/proc/[0-9]*/fd/*"):
        try:
            if os.readlink(link) in inodes:
                pid = link.split("/")[2]
                with open("/proc/%s/comm" % pid, encoding="utf-8", errors="replace") as file:
                    return "%s (process %s)" % (file.read().strip(), pid)
        except OSError:
            continue
    return None


def check_ports(ports):
    """Every port must be free."""
    for name, port in zip(PORT_NAMES, ports):
        if port < 1024 and os.geteuid() != 0:
            raise CannotRun("%s=%d: ports below 1024 require root; choose a higher one" % (name, port))
        if not is_free(port):
            who = find_listener(port) or "another program"
            raise CannotRun("port %d is in use by %s.\nStop it, or choose another port: "
                            "make run %s=%d" % (port, who, name, port + 1000))


def check_tools():
    """Every program that is started must be installed."""
    for program in ("posternd", "postern"):
        path = os.path.join(BUILD, "bin", program)
        if not os.access(path, os.X_OK):
            raise CannotRun("%s is missing; build it first: make" % path)
    for package, program in (("nginx", "nginx"), ("mariadb-server-core", "mariadbd"),
                             ("mariadb-server-core", "mariadb-install-db"),
                             ("mariadb-client-core", "mariadb")):
        try:
            find_program(program)
        except RuntimeError as error:
            raise CannotRun("%s is missing; install it with dev/setup.sh run, or as root: "
                            "apt-get install %s" % (program, package)) from error


def check_template():
    """What an earlier build left must be readable: root may have made it."""
    for folder, _, files in os.walk(MARIADB_TEMPLATE, onerror=_cannot_use_template):
        for file in files:
            if not os.access(os.path.join(folder, file), os.R_OK):
                _cannot_use_template(None)


def _cannot_use_template(_error):
    raise CannotRun("%s belongs to another user (did root build here?); remove it as that user, or choose another "
                    "folder: make run BUILD=build/mine" % MARIADB_TEMPLATE)


def take_folder():
    """Creates ./run, and keeps a second `make run` out of it while the returned file is open."""
    os.makedirs(FOLDER, mode=0o700, exist_ok=True)
    if os.stat(FOLDER).st_uid != os.geteuid():
        raise CannotRun("%s belongs to another user (were you root the last time?); run as that user, "
                        "or remove the folder to start over" % FOLDER)
    os.chmod(FOLDER, 0o700)
    lock = open(os.path.join(FOLDER, "lock"), "w", encoding="ascii")  # pylint: disable=R1732
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise CannotRun("`make run` is already running in this folder") from error
    return lock


class Demo:
    """The three servers, in the order in which they start, the page with the e-mails, and the API."""

    def __init__(self, portal_port, site_port, mail_port, api_port):
        self.portal_url = "http://localhost:%d" % portal_port
        self.site_url = "http://localhost:%d" % site_port
        self.api_url = "http://localhost:%d" % api_port
        self._ports = (portal_port, site_port, api_port)
        self._application_port, api_application_port = pick_port(), pick_port()
        self.database = MariaDb(DATABASE_FOLDER, options=["--skip-networking"],
                                template=MARIADB_TEMPLATE)
        self.postern = Postern(os.path.join(FOLDER, "posternd"), self.portal_url, self.database.socket,
                               database_user="postern", mail=MailFolder(MAIL_FOLDER).settings())
        self.mail_page = MailPage(MAIL_FOLDER, mail_port)
        self.api = DemoApi(api_application_port)
        self._api_upstream = "http://127.0.0.1:%d" % api_application_port
        self.nginx = None

    def start(self):
        """Starts everything; returns when the portal and the site answer."""
        say("Starting MariaDB ...")
        self.database.start()
        self.database.sql(DATABASE_SQL)
        self.postern.command("migrate")
        self._add_account()
        self._add_groups()
        self._add_site(SITE, self.site_url)
        self._add_site(API, self.api_url, "--credentials", "token,basic")
        self._add_rules()
        say("Starting posternd ...")
        self.postern.start(["--log-format", "text"])
        self.mail_page.start()
        self.api.start()
        say("Starting nginx ...")
        self._start_nginx()
        wait_until(self._has_signing_key, "a key that signs tokens; the end of posternd's log:\n" + self.postern.tail())

    def stop(self):
        """Stops what was started, in reverse order."""
        if self.nginx:
            self.nginx.stop()
        self.api.stop()
        self.mail_page.stop()
        self.postern.stop()
        self.database.stop()

    def find_dead(self):
        """(name, end of its log) of a server that has exited by itself, or None."""
        if not self.database.running:
            return "MariaDB", _tail(self.database.log)
        if self.postern.process.poll() is not None:
            return "posternd", self.postern.tail()
        if self.nginx.process.poll() is not None:
            return "nginx", self.nginx.tail()
        return None

    def _add_account(self):
        if os.path.exists(ACCOUNT_FILE):
            return
        password = "-".join(secrets.token_hex(2) for _ in range(4))
        try:
            self.postern.add_user(EMAIL, password, "Demo Person")
        except CommandFailed:  # the user exists, but the file does not
            self.postern.command("user", "set-password", EMAIL, stdin=password + "\n")
        descriptor = os.open(ACCOUNT_FILE + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "w", encoding="ascii") as file:
            file.write("e-mail    %s\npassword  %s\n" % (EMAIL, password))
        os.rename(ACCOUNT_FILE + ".new", ACCOUNT_FILE)

    def _add_groups(self):
        known = {row["name"] for row in json.loads(self.postern.command("group", "list", "--json"))}
        if known >= set(GROUPS):
            return
        for name, description in GROUPS.items():
            if name not in known:
                self.postern.command("group", "add", name, "--description", description)
        if "staff" not in known:
            self.postern.command("group", "join", "staff", EMAIL)
        if ROLE not in {row["name"] for row in json.loads(self.postern.command("role", "list", "--json"))}:
            self.postern.command("permission", "add", "edit-pages", "--resource", "wiki/pages", "--action", "edit")
            self.postern.command("role", "add", ROLE, "--permission", "edit-pages")
            self.postern.command("grant", "add", "--group", "editors", "--role", ROLE)

    def _add_site(self, name, url, *options):
        known = self.postern.command("site", "list")
        if re.search(r"^%s +%s " % (name, re.escape(url)), known, re.M):
            return
        if re.search(r"^%s " % name, known, re.M):  # it was on another port
            self.postern.command("site", "remove", name)
        self.postern.command("site", "add", name, url, *options)

    def _add_rules(self):
        if SITE not in json.loads(self.postern.command("rules", "show", "--json"))["sites"]:
            self.postern.command("rules", "apply", RULES_FILE)

    def _has_signing_key(self):
        return json.loads(self.postern.command("key", "list", "--json"))["signing_keys"]

    def _start_nginx(self):
        snippets = share_snippets(os.path.join(FOLDER, "snippets"), self.postern.gate_socket,
                                  self.postern.portal_socket)
        portal, site, api = ("127.0.0.1:%d" % port for port in self._ports)
        upstream = "http://127.0.0.1:%d" % self._application_port
        http = "\n".join([
            "include %s/upstreams.conf;" % snippets, "include %s/http.conf;" % snippets,
            self.postern.command("nginx", "--portal", "--listen", portal, "--snippets", snippets),
            self.postern.command("nginx", SITE, "--upstream", upstream, "--listen", site, "--snippets",
                                 snippets),
            self.postern.command("nginx", API, "--upstream", self._api_upstream, "--listen", api, "--snippets",
                                 snippets),
            DEMO_APPLICATION.format(port=self._application_port, portal_url=self.portal_url,
                                    root=os.path.join(ROOT, "dev", "demo"))])
        self.nginx = Nginx(os.path.join(FOLDER, "nginx"), http, access_log="access.log",
                           ports=[*self._ports, self._application_port])
        self.nginx.start()
        with open(NGINX_DUMP, "w", encoding="utf-8") as file:
            file.write(self.nginx.dump())


def _tail(path, size=2000):
    with open(path, "rb") as file:
        return file.read()[-size:].decode(errors="replace")


def greet(demo):
    """Prints the addresses and the credentials."""
    with open(ACCOUNT_FILE, encoding="ascii") as file:
        email, password = (line.split()[1] for line in file)
    say("""
  Postern is running.

    portal        {portal}
    demo site     {site}    (asks you to sign in)
    API           {api}    (another site, for programs: takes tokens and no cookies)
    e-mails       {emails}    (what Postern would send)

    e-mail        {email}
    password      {password}    (also in {file})

  Or register your own account. Data and logs: {folder}

  Administer it from another terminal, in this folder:

    alias demo='{postern} -c {config}'
    demo doctor --nginx-user {me} --nginx-dump {dump}    checks everything
    demo user list

  {site}/admin/ is closed to you: its rules let in the group editors alone. Ask why, and change it:

    demo explain --site {name} --user {email} --path /admin/
    demo group join editors {email}    then reload the page: it lets you in
    demo rules show                    prints the rules; edit them and run `demo rules apply FILE`

  A program gets in with a token. This one is for ten minutes; {portal}/account/tokens makes one for months:

    {get_token}
    curl -H "Authorization: Bearer $TOKEN" {api}/

  Three things to try while you are signed in to the demo site:

    demo session revoke --user {email}    then reload the site: it asks you to sign in again
    demo user disable {email}             nobody signs in as this user until `demo user enable`
    demo audit --follow                    then sign in once with a wrong password

  Ctrl-C stops everything; the data stays.
""".format(portal=demo.portal_url, site=demo.site_url, api=demo.api_url, name=SITE, emails=demo.mail_page.url,
           email=email, password=password,
           get_token=GET_TOKEN.format(portal=demo.portal_url, email=email, password=password),
           file=os.path.relpath(ACCOUNT_FILE, ROOT), folder=os.path.relpath(FOLDER, ROOT),
           me=pwd.getpwuid(os.geteuid()).pw_name, dump=os.path.relpath(NGINX_DUMP, ROOT),
           postern=os.path.relpath(os.path.join(BUILD, "bin", "postern"), ROOT),
           config=os.path.relpath(demo.postern.config_path, ROOT)))


def watch(demo, asked_to_stop):
    """Waits until asked to stop, or until a server exits. Returns the exit status."""
    while not asked_to_stop.wait(LOOK_EVERY_SECONDS):
        dead = demo.find_dead()
        if dead:
            say("\n%s has stopped unexpectedly. The end of its log:\n\n%s" % dead)
            return 1
    return 0


class Ending:
    """Ctrl-C and other signals that stop. During the start, the first one raises KeyboardInterrupt; afterwards
    they only set a flag, so that nothing interrupts the shutdown."""

    def __init__(self):
        self.asked = threading.Event()
        self.interrupts = True
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def _on_signal(self, _number, _frame):
        first = not self.asked.is_set()
        self.asked.set()
        if first and self.interrupts:
            raise KeyboardInterrupt


def run(demo, ending):
    """Starts, waits, stops. Returns the exit status."""
    try:
        demo.start()
        greet(demo)
        ending.interrupts = False
        return watch(demo, ending.asked)
    finally:
        ending.interrupts = False
        say("Stopping ...")
        demo.stop()
        say("Stopped; nothing is left running.")


def main():
    ending = Ending()
    try:
        ports = read_ports()
        check_tools()
        if os.path.exists(MARIADB_TEMPLATE):
            check_template()
        with take_folder():
            check_ports(ports)
            return run(Demo(*ports), ending)
    except KeyboardInterrupt:
        return 0
    except (CannotRun, CommandFailed, RuntimeError, AssertionError, OSError) as error:
        say("make run: %s" % error)
        return 1


if __name__ == "__main__":
    sys.exit(main())
