#!/usr/bin/python3
"""make install with a PREFIX and a DESTDIR: the installed programs find their files by themselves, the units have the
installed paths, and a changed snippet survives the next install. make uninstall leaves that snippet, and no other
file."""

import os
import shutil
import subprocess
import tempfile

from functional import ROOT
from postern import BUILD

PREFIX = "/opt/here"
MINIMAL = '[server]\npublic_url = "https://auth.example.org"\n[database]\nsocket = "/run/mysqld/mysqld.sock"\n'


def make(target, root):
    """Runs the target with this DESTDIR; returns what it said."""
    return subprocess.run(
        ["make", "--no-print-directory", target, "DESTDIR=" + root, "PREFIX=" + PREFIX, "BUILD=" + BUILD],
        cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True).stdout


def files_below(root):
    """All files, as paths from `root`."""
    return {os.path.relpath(os.path.join(folder, name), root)
            for folder, _, names in os.walk(root) for name in names}


def read(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


root = tempfile.mkdtemp(prefix="postern-install-")
try:
    make("install", root)
    there = root + PREFIX
    for path in ("bin/postern", "sbin/posternd", "share/postern/templates/sign_in.html", "share/postern/postern.toml",
                 "share/postern/migrations/V0001__create_schema_migration.sql", "share/doc/postern/README.md",
                 "share/doc/postern/docs/README.md", "share/doc/postern/docs/alerts.yml",
                 "share/man/man5/postern.toml.5", "share/bash-completion/completions/postern",
                 "lib/sysusers.d/postern.conf", "lib/tmpfiles.d/postern.conf",
                 "lib/systemd/system/postern-gate.socket", "share/postern/systemd/unix-sockets-only.conf"):
        assert os.path.isfile(os.path.join(there, path)), path
    assert "ExecStart=%s/sbin/posternd --config /etc/postern/postern.toml" % PREFIX in \
        read(there, "lib/systemd/system/postern.service").split("\n")
    for name in os.listdir(os.path.join(ROOT, "nginx", "snippets")):
        assert read(root, "etc/nginx/postern", name) == read(ROOT, "nginx", "snippets", name), name

    # The programs find what lies beside them, without a word in the configuration.
    config = os.path.join(root, "postern.toml")
    with open(config, "w", encoding="utf-8") as file:
        file.write(MINIMAL)
    environment = {"PATH": os.environ["PATH"]}
    for command, expected in (("check", "no problems found"), ("show", 'share_dir = "%s/share/postern"' % there)):
        said = subprocess.run([os.path.join(there, "bin/postern"), "--config", config, "config", command], text=True,
                              capture_output=True, check=True, env=environment).stdout
        assert expected in said, said
    os.unlink(config)

    changed = os.path.join(root, "etc/nginx/postern/http.conf")
    with open(changed, "a", encoding="utf-8") as file:
        file.write("# ours\n")
    with open(os.path.join(there, "share/postern/templates/left-over.html"), "w", encoding="utf-8"):
        pass
    said = make("install", root)
    assert "http.conf has local changes and was kept" in said, said
    assert "# ours" in read(changed) and "# ours" not in read(changed + ".new")
    assert not os.path.exists(os.path.join(there, "share/postern/templates/left-over.html"))
    make("uninstall", root)
    assert files_below(root) == {"etc/nginx/postern/http.conf"}, files_below(root)
finally:
    shutil.rmtree(root)
