#!/usr/bin/python3
"""A command whose output does not fit on the disk ends with status 1 and says so; a file that is missing is no missing
database; a reader that stops reading gets no error message."""

import os
import subprocess

import functional  # noqa: F401
from postern import BUILD, stack

COMMANDS = ("user list", "user list --json", "user export", "session list", "session list --json", "site list",
            "mail list", "audit", "audit --json", "config show", "config show --json", "config keys", "config check",
            "nginx wiki --root /srv", "nginx --portal", "database grants", "migrate --dry-run", "status --json",
            "user show ann@example.org", "--help", "--version", "help user", "user list --help", "--describe")


OURS = {name: value for name, value in os.environ.items() if not name.startswith("POSTERN_")}


def run(whole, words, **streams):
    """(exit status, standard error)"""
    streams.setdefault("env", OURS)
    done = subprocess.run([os.path.join(BUILD, "bin", "postern"), "-c", whole.postern.config_path, *words.split()]
                          if words != "--describe" else [os.path.join(BUILD, "bin", "postern"), words],
                          stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False, **streams)
    return done.returncode, done.stderr


def check_full_disk(whole):
    """Every command that prints."""
    with open("/dev/full", "w", encoding="ascii") as full:
        for words in COMMANDS:
            status, said = run(whole, words, stdout=full)
            assert status == 1 and said.startswith("postern: "), (words, status, said)
            if not words.startswith(("status", "user export")):
                assert said == "postern: the output is incomplete: it could not be written\n", (words, said)
        done = subprocess.run([os.path.join(BUILD, "bin", "posternd"), "--help"], stdout=full, check=False)
        assert done.returncode == 1


def check_missing_files(whole):
    """Status 1, and the name of what is missing."""
    folder = os.path.join(whole.folder, "none")
    for words in ("migrate", "nginx --portal", "mail test ann@example.org", "user list", "site list"):
        status, said = run(whole, words, stdout=subprocess.DEVNULL,
                           env={**OURS, "POSTERN_SERVER_SHARE_DIR": folder})
        assert status == 1 and folder in said and "database" not in said, (words, status, said)


def check_closed_pipe(whole):
    """As in `postern audit | head -1`."""
    for words in ("user list", "config keys"):
        ours, theirs = os.pipe()
        os.close(ours)
        status, said = run(whole, words, stdout=theirs)
        os.close(theirs)
        assert status != 0 and said == "", (words, status, said)


def main():
    with stack(mail="file") as whole:
        whole.postern.add_user("ann@example.org")
        check_full_disk(whole)
        check_missing_files(whole)
        check_closed_pipe(whole)


if __name__ == "__main__":
    main()
