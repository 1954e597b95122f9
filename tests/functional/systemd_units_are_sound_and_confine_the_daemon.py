#!/usr/bin/python3
"""The units: systemd-analyze finds nothing wrong with them, and rates the service 1.5 or better of 10 (0 is best),
and 0.6 or better with the profile for hosts that need no network."""

import os
import re
import shutil
import subprocess
import sys
import tempfile

from functional import ROOT

NO_TEST = 77
UNITS = os.path.join(ROOT, "systemd")
PROFILE = os.path.join(UNITS, "profiles", "unix-sockets-only.conf")
SOCKETS = {"gate": ("root", "0660", "www-data"), "portal": ("postern", "0660", "www-data"),
           "control": ("postern", "0600", "postern")}


def analyze(*arguments):
    """(status, what systemd-analyze said)"""
    done = subprocess.run(["systemd-analyze", *arguments], text=True, capture_output=True, check=False)
    return done.returncode, done.stdout + done.stderr


def exposure(folder):
    """The rating of postern.service in this folder, with the drop-ins that lie there."""
    _, said = analyze("security", "--offline=yes", "--no-pager", os.path.join(folder, "postern.service"))
    return float(re.search(r"Overall exposure level for postern.service: ([0-9.]+)", said).group(1))


def copy_units(folder):
    """The units, with a program and manual pages that are there, so that only real mistakes are found."""
    for name in os.listdir(UNITS):
        if name.endswith((".service", ".socket")):
            with open(os.path.join(UNITS, name), encoding="utf-8") as file:
                text = file.read()
            text = re.sub(r"^Documentation=.*\n", "", text, flags=re.M).replace("/usr/sbin/posternd", "/bin/true")
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)


if not shutil.which("systemd-analyze"):
    print("systemd-analyze is not installed")
    sys.exit(NO_TEST)
with tempfile.TemporaryDirectory() as folder:
    copy_units(folder)
    units = sorted(os.path.join(folder, name) for name in os.listdir(folder))
    assert len(units) == 4, units
    status, said = analyze("verify", "--man=no", *units)
    assert status == 0 and not said.strip(), said

    plain = exposure(folder)
    os.mkdir(os.path.join(folder, "postern.service.d"))
    shutil.copy(PROFILE, os.path.join(folder, "postern.service.d"))
    confined = exposure(folder)
    print("exposure %.1f, with the profile %.1f" % (plain, confined))
    assert plain <= 1.5 and confined <= 0.6, (plain, confined)

for name, (user, mode, group) in SOCKETS.items():
    with open(os.path.join(UNITS, "postern-%s.socket" % name), encoding="utf-8") as file:
        lines = file.read().split("\n")
    for line in ("FileDescriptorName=" + name, "SocketUser=" + user, "SocketMode=" + mode, "SocketGroup=" + group,
                 "ListenStream=/run/postern/%s.sock" % name, "Service=postern.service"):
        assert line in lines, (name, line)
