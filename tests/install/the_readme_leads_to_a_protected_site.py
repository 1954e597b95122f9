#!/usr/bin/python3
"""README.md, word by word, leads from a Debian 12 with nothing but make and git to a protected site: `git clone` and
`make deb` there, then its server section on another one, which has systemd and not what a build needs. Then the life
of an installation: restart, reload, a killed daemon, an upgrade, the profile without network, and a purge that leaves
nothing."""
# seconds: 1800

import json
import os
import re
import shutil
import sys
import tempfile
import textwrap
import threading

from machine import ROOT, CannotBeMade, Machine
from pristine_root import PristineRoot, prepare, remove

NO_TEST = 77
PASSWORD = "correct horse battery staple"
SITE = "https://wiki.example.org/"
CURL = ("curl -sk --max-time 20 --resolve wiki.example.org:443:127.0.0.1 "
        "--resolve auth.example.org:443:127.0.0.1 ")


def readme_commands():
    """The blocks of the section, in order; a block with several commands is one shell script."""
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        section = file.read().split("## Run it on a server\n", 1)[1].split("\n## ", 1)[0]
    blocks = re.findall(r"(?:^    .*\n)+", section, re.M)
    return [textwrap.dedent(block) for block in blocks]


def build_commands():
    """How README.md clones the tree, and the command that it names for the package."""
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        text = file.read()
    clone = re.search(r"^    (git clone .*)$", text, re.M).group(1)
    package = re.search(r"with `(make [a-z]+)`", text.split("## Run it on a server\n", 1)[1]).group(1)
    return clone.replace("<this repository>", "/src"), package


def build_package(folder):
    """Compiles what includes a library, and takes the other objects from the build folder."""
    clone, package = build_commands()
    try:
        prepare()
        with PristineRoot("package") as root:
            root.run("cd /root\n%s\ncp -r /src/build .\nexport MAKEFLAGS=-j2 DEB_BUILD_OPTIONS=noautodbgsym\n%s\n"
                     "cp build/deb/postern_*.deb /postern_built.deb" % (clone, package))
            return root.take("/postern_built.deb", folder)
    finally:
        remove()


def status_of(machine, url, more=""):
    return machine.run(CURL + "-o /dev/null -w '%%{http_code}' %s '%s'" % (more, url))


def sign_in(machine):
    """Over the API, as the account that `postern init` made; the cookie is kept in /root/jar."""
    body = json.dumps({"email": "you@example.org", "password": PASSWORD})
    said = machine.run(CURL + "-c jar -o /dev/null -w '%{http_code}' -H 'Content-Type: application/json' "
                       "-d @- https://auth.example.org/api/v1/sessions", stdin=body)
    assert said == "201", said


def is_protected(machine):
    """Strangers are sent to the portal, a member gets the page."""
    said = machine.run(CURL + "-o /dev/null -w '%{http_code} %{redirect_url}' -H 'Accept: text/html' " + SITE)
    assert said.startswith("302 https://auth.example.org/login?"), said
    assert machine.run(CURL + "-b jar " + SITE) == "For members only.\n"


class Visits:
    """A member opens the site again and again, in a thread, while something happens."""

    def __init__(self, machine):
        self._machine = machine
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.seen = {}

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()

    def _run(self):
        urls = " ".join(["-o /dev/null " + SITE] * 40)
        while not self._over.is_set():
            for status in self._machine.run(CURL + "-b jar -w '%{http_code}\\n' " + urls).split():
                self.seen[status] = self.seen.get(status, 0) + 1


def install(machine):
    """The recipe. It asks twice: apt-get whether to go on, and `postern init` for the password."""
    for block in readme_commands():
        if "/systemd/system/postern.service.d" in block:
            return block
        answer = "y\n" if block.startswith("apt-get") else PASSWORD + "\n"
        if block.startswith("postern init"):
            check_nothing_runs_yet(machine)
        print(machine.run(block, stdin=answer)[-1500:])
    raise AssertionError("README.md does not mention the profile")


def check_nothing_runs_yet(machine):
    units = machine.run("systemctl list-units --all --plain --no-legend 'postern*'")
    assert " active " not in units and " failed " not in units, units
    assert "enabled" in machine.run("systemctl is-enabled postern.service postern-gate.socket")


def survive(machine):
    """Whatever an administrator does in the course of a day, under load: no visit fails."""
    before = machine.run("cat /etc/postern/* /etc/credstore/postern.*")
    machine.run("echo '# mine' >>/etc/nginx/postern/http.conf")
    with Visits(machine) as visits:
        machine.run("systemctl restart postern")
        machine.run("systemctl reload postern && systemctl reload nginx")
        machine.run("systemctl kill --kill-whom=main --signal=KILL postern; "
                    "until systemctl is-active -q postern; do :; done")
        upgrade = machine.run("dpkg-deb -R postern_*.deb new && sed -i 's/^Version: .*/Version: 99/' new/DEBIAN/control && "
                    "dpkg-deb -b new upgrade.deb && dpkg -i upgrade.deb")
    assert "The database postern is ready." in upgrade, upgrade
    print("visits during restart, reload, kill and upgrade: %s" % visits.seen)
    assert set(visits.seen) == {"200"}, visits.seen
    assert "99" in machine.run("dpkg-query -W -f '${Version}' postern")
    assert before == machine.run("cat /etc/postern/* /etc/credstore/postern.*")
    assert "# mine" in machine.run("cat /etc/nginx/postern/http.conf")
    is_protected(machine)
    said = machine.run("postern init --site wiki=https://wiki.example.org --admin-email you@example.org")
    assert "Made" not in said and "Wrote" not in said, said


def check_confinement(machine):
    said = machine.run("systemctl show postern -p User,NRestarts,StatusText,NotifyAccess")
    assert "User=postern" in said and "StatusText=Serving" in said, said
    said = machine.run("postern doctor")  # nginx runs as www-data here
    assert "failed" not in said and "(www-data) can open it" in said, said
    # The passwords are root's alone; the daemon has copies.
    assert machine.run("stat -c %a:%U /etc/credstore/postern.database-password") == "600:root\n"
    # A reload reads the keys again, so the daemon itself may read them.
    assert machine.run("stat -c %a:%U:%G /etc/postern/keys") == "640:root:postern\n"
    assert "secrets in the database" in machine.run("postern key check")
    machine.run("! runuser -u www-data -- test -w /run/postern/control.sock")
    journal = machine.run("journalctl -u postern --no-pager -o cat")
    assert '"event":"ready"' in journal and PASSWORD not in journal, journal[-3000:]


def refuse_what_nginx_refuses(machine):
    """A server block that nginx does not like, here for want of a certificate, does not stay."""
    said = machine.run("! postern init --site shop=https://shop.example.org --serve shop=/srv/wiki 2>&1")
    assert "nginx rejects" in said and "/etc/ssl/certs/shop.example.org.pem" in said, said
    assert "shop" not in machine.run("nginx -t && ls /etc/nginx/conf.d")


def restart_what_hangs(machine):
    """A master that does nothing any more is ended by the watchdog, here after 2 s, and started anew."""
    machine.run("mkdir -p /etc/systemd/system/postern.service.d && cd /etc/systemd/system/postern.service.d && "
                "printf '[Service]\\nWatchdogSec=2s\\n' >watchdog.conf && "
                "systemctl daemon-reload && systemctl restart postern")
    machine.run("before=$(systemctl show postern -P MainPID); kill -STOP $before; "
                "timeout 30 sh -c \"while [ $before = \\$(systemctl show postern -P MainPID) ]; do :; done; "
                "until systemctl is-active -q postern; do :; done\"")
    assert "watchdog" in machine.run("journalctl -u postern --no-pager -o cat -n 50").lower()
    machine.run("rm /etc/systemd/system/postern.service.d/watchdog.conf && systemctl daemon-reload")


def purge(machine):
    """Everything goes but the database and the keys that open its secrets."""
    said = machine.run("apt-get purge -y postern")
    assert 'the database "postern" and its users were not removed' in said, said
    left = machine.run("find / -xdev -path /proc -prune -o -path /root -prune -o -path '/var/lib/mysql' -prune -o "
                       "-path /var/log -prune -o -path /var/cache -prune -o -path /var/lib/apt -prune -o "
                       "-name '*postern*' -print")
    assert left.replace("/etc/systemd/system/postern.service.d\n", "") == "/etc/postern\n", left
    assert "/etc/postern/keys, which opens" in said and machine.run("ls /etc/postern") == "keys\n", said
    assert machine.run("stat -c %a:%U:%G /etc/postern/keys") == "600:root:root\n"
    assert machine.run("getent passwd postern || echo gone") == "gone\n"
    machine.run("nginx -t && systemctl reload nginx && systemctl is-active nginx mariadb")


def main():
    folder = tempfile.mkdtemp(prefix="postern-machine-")
    try:
        with Machine(folder, debs=[build_package(folder)], packages=["mariadb-server", "nginx"]) as machine:
            profile = install(machine)
            # nginx reloads after systemctl has come back.
            machine.run("timeout 20 sh -c 'until %s -o /dev/null https://auth.example.org/login; do :; done'" % CURL)
            sign_in(machine)
            is_protected(machine)
            survive(machine)
            check_confinement(machine)
            refuse_what_nginx_refuses(machine)
            restart_what_hangs(machine)
            machine.run(profile)
            is_protected(machine)
            purge(machine)
    except CannotBeMade as why:
        print(why)
        return NO_TEST
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
