#!/usr/bin/python3
"""The Debian package: lintian has no complaints, every file of the list is in it, its snippets are configuration
files, and its version matches the programs."""

import os
import re
import shutil
import subprocess
import sys

from machine import KEPT, ROOT

NO_TEST = 77
BUILD = os.path.dirname(KEPT)
FOLDER = os.path.join(BUILD, "deb")
FILES = ["usr/bin/postern", "usr/sbin/posternd", "usr/share/postern/postern.toml", "usr/share/man/man1/postern.1.gz",
         "usr/share/man/man5/postern.toml.5.gz", "usr/share/man/man8/posternd.8.gz", "lib/systemd/system/postern.service",
         "lib/systemd/system/postern-gate.socket", "lib/systemd/system/postern-portal.socket",
         "lib/systemd/system/postern-control.socket", "usr/lib/sysusers.d/postern.conf",
         "usr/lib/tmpfiles.d/postern.conf", "usr/share/bash-completion/completions/postern",
         "usr/share/doc/postern/README.md", "usr/share/doc/postern/docs/install.md", "etc/nginx/postern/gate.conf"]


def said_by(*command):
    return subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True).stdout


for program in ("lintian", "dpkg-deb", "dpkg-parsechangelog"):
    if not shutil.which(program):
        print("%s is not installed" % program)
        sys.exit(NO_TEST)
package = next(os.path.join(FOLDER, name) for name in os.listdir(FOLDER) if re.fullmatch(r"postern_.*\.deb", name))
changes = next(os.path.join(FOLDER, name) for name in os.listdir(FOLDER) if name.endswith(".changes"))
complaints = [line for line in said_by("lintian", "--allow-root", "--fail-on=none", changes).split("\n") if line]
assert not complaints, complaints

listed = set(re.findall(r"^-\S+ \S+ +\d+ \S+ \S+ \./(.*)$", said_by("dpkg-deb", "--contents", package), re.M))
assert not set(FILES) - listed, set(FILES) - listed
snippets = {"/etc/nginx/postern/" + name for name in os.listdir(os.path.join(ROOT, "nginx", "snippets"))}
assert set(said_by("dpkg-deb", "--info", package, "conffiles").split()) == snippets
version = said_by("dpkg-deb", "--field", package, "Version").strip()
assert version == said_by(os.path.join(BUILD, "bin", "postern"), "--version").strip(), version
