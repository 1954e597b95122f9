"""A fresh Debian 12 in a folder, booted with systemd as its first process, without a network.

    with Machine(folder, debs=[package], packages=["nginx"]) as machine:
        machine.run("systemctl is-system-running --wait")     # raises CommandFailed
        machine.root                                          # its files

The base system and the packages are downloaded once and kept in build/machine. CannotBeMade says why this host cannot
make one: no root, no mmdebstrap, no network, no namespaces.
"""

import os
import shutil
import signal
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))

from ports import end_with_parent  # noqa: E402

KEPT = os.path.join(ROOT, os.environ.get("BUILD", "build"), "machine")
BASE = os.path.join(KEPT, "bookworm.tar")
ARCHIVES = os.path.join(KEPT, "archives")
BASE_PACKAGES = "systemd,systemd-sysv,dbus,make,git,ca-certificates,curl"
BOOT_SECONDS = 60
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/root",
               "DEBIAN_FRONTEND": "noninteractive", "TERM": "dumb"}


class CannotBeMade(Exception):
    """The text says why."""


class CommandFailed(AssertionError):
    """A command in the machine ended with another status than 0."""


def must(command, why, **more):
    """Runs a command that makes a machine; raises CannotBeMade."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **more)
    if done.returncode != 0:
        raise CannotBeMade("%s: %s" % (why, done.stdout.strip()[-600:]))


def _check_host():
    if os.geteuid() != 0:
        raise CannotBeMade("this needs root")
    for program in ("mmdebstrap", "systemd-nspawn", "nsenter"):
        if not shutil.which(program):
            raise CannotBeMade("%s is not installed" % program)


def _make_base():
    if os.path.exists(BASE):
        return
    os.makedirs(ARCHIVES, exist_ok=True)
    must(["mmdebstrap", "--quiet", "--variant=minbase", "--skip=cleanup/apt/lists", "--include=" + BASE_PACKAGES,
          "bookworm", BASE + ".draft.tar"], "mmdebstrap cannot make Debian 12")
    os.rename(BASE + ".draft.tar", BASE)


class Machine:
    """Starts on entering, is gone on leaving."""

    def __init__(self, folder, debs=(), packages=()):
        self.root = os.path.join(folder, "root")
        self._console = os.path.join(folder, "console")
        self._debs, self._packages = debs, packages
        self._nspawn = None
        self._leader = None

    def __enter__(self):
        _check_host()
        _make_base()
        os.makedirs(self.root)
        subprocess.run(["tar", "-xf", BASE, "-C", self.root, "--numeric-owner"], check=True)
        for deb in self._debs:
            shutil.copy(deb, os.path.join(self.root, "root"))
        try:
            self._download()
            self._boot()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self._leader:
            os.kill(self._leader, signal.SIGRTMIN + 4)  # systemd: power off
        if self._nspawn:
            try:
                self._nspawn.wait(30)
            except subprocess.TimeoutExpired:
                self._nspawn.kill()
                self._nspawn.wait()

    def run(self, script, stdin=""):
        """Runs a piece of shell as root in /root; returns what it printed."""
        done = subprocess.run(
            ["nsenter", "--target", str(self._leader), "--mount", "--uts", "--ipc", "--net", "--pid", "--root",
             "/bin/sh", "-ec", "cd /root\n" + script],
            input=stdin, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=ENVIRONMENT, check=False)
        if done.returncode != 0:
            raise CommandFailed("%s\nended with status %d:\n%s" % (script, done.returncode, done.stdout[-4000:]))
        return done.stdout

    def _download(self):
        """What the machine will install, while there is a network: its own has none."""
        there = os.path.join(self.root, "var/cache/apt/archives")
        shutil.copytree(ARCHIVES, there, dirs_exist_ok=True)
        names = ["/root/" + os.path.basename(deb) for deb in self._debs] + list(self._packages)
        shutil.copy("/etc/resolv.conf", os.path.join(self.root, "etc/resolv.conf"))
        command = ["chroot", self.root, "apt-get", "install", "--download-only", "-qq", "-y",
                   "-o", "APT::Keep-Downloaded-Packages=true", *names]
        must(command, "the packages cannot be downloaded", env=ENVIRONMENT)
        os.unlink(os.path.join(self.root, "etc/resolv.conf"))
        for name in os.listdir(there):
            if name.endswith(".deb") and not os.path.exists(os.path.join(ARCHIVES, name)):
                shutil.copy(os.path.join(there, name), ARCHIVES)

    def _boot(self):
        with open(self._console, "wb") as console:
            self._nspawn = subprocess.Popen(
                ["systemd-nspawn", "--directory=" + self.root, "--boot", "--private-network", "--register=no",
                 "--keep-unit", "--quiet", "--console=pipe", "--machine=postern-test"],
                stdin=subprocess.DEVNULL, stdout=console, stderr=console, preexec_fn=end_with_parent())
        deadline = time.monotonic() + BOOT_SECONDS
        while not self._has_booted():
            if self._nspawn.poll() is not None or time.monotonic() > deadline:
                with open(self._console, encoding="utf-8", errors="replace") as said:
                    raise CannotBeMade("systemd-nspawn cannot boot it: " + said.read()[-600:])
            time.sleep(0.05)

    def _has_booted(self):
        """True when systemd answers in there."""
        children = "/proc/%d/task/%d/children" % (self._nspawn.pid, self._nspawn.pid)
        with open(children, encoding="ascii") as file:
            pids = file.read().split()
        if not pids:
            return False
        self._leader = int(pids[0])
        try:
            self.run("test -S /run/systemd/private && timeout 60 systemctl is-system-running --wait || true")
            return os.path.exists("/proc/%d/root/run/systemd/private" % self._leader)
        except (CommandFailed, OSError):
            return False
