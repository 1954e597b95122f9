#!/usr/bin/python3
"""bash and zsh complete the commands of `postern`, their options, and option values from a fixed set."""

import os
import shutil
import subprocess

import functional  # noqa: F401
from functional import ROOT

FILES = os.path.join(ROOT, "share", "completion")
BASH = """
set -u
source "$1"; shift
program=$1
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
compopt() { echo "a file"; }
_$program
printf '%s\\n' ${COMPREPLY[@]+"${COMPREPLY[@]}"}
"""
ZSH = """
compadd() { print -l -- "$@"; }
_describe() { local array=$4; print -l -- ${${(P)array}%%:*}; }
_files() { print "a file"; }
complete_it() { source "$1"; }
file=$1; shift
words=("$@") CURRENT=$#
complete_it "$file"
"""


def bash(*words):
    """What bash offers for the last of these words."""
    done = subprocess.run(["bash", "-c", BASH, "test", os.path.join(FILES, words[0] + ".bash"), *words],
                          check=True, text=True, stdout=subprocess.PIPE)
    return done.stdout.split("\n")[:-1]


def zsh(*words):
    """What zsh chooses from for the last of these words."""
    done = subprocess.run(["zsh", "-f", "-c", ZSH, "test", os.path.join(FILES, "_postern"), *words],
                          check=True, text=True, stdout=subprocess.PIPE)
    return done.stdout.split("\n")[:-1]


assert bash("postern", "us") == ["user"]
assert {"migrate", "user", "site", "nginx", "--config", "--version"} <= set(bash("postern", ""))
assert bash("postern", "user", "im") == ["import"]
assert bash("postern", "-c", "/a/file", "user", "ex") == ["export"]
assert bash("postern", "user", "import", "--dry") == ["--dry-run"]
assert bash("postern", "user", "import", "a.csv", "--skip") == ["--skip-bad"]
assert bash("postern", "user", "import", "") == bash("postern", "user", "import", "a.csv", "")
assert bash("postern", "site", "add", "wiki", "https://wiki.example.org", "--policy", "") == ["signed_in", "public"]
assert bash("postern", "user", "export", "--format", "j") == ["jsonl"]
assert bash("postern", "user", "export", "--format", "=", "j") == ["jsonl"]
assert bash("postern", "user", "export", "--format", "=") == ["csv", "jsonl"]
assert bash("postern", "--config", "=", "x", "user", "im") == ["import"]
assert bash("postern", "user", "export", "--output", "")[:1] == ["a file"]
assert bash("postern", "--config", "")[:1] == ["a file"]
# The name of a user is no command, even when it is called like one.
assert bash("postern", "user", "show", "list", "--j") == ["--json"]
assert bash("posternd", "--log-format", "") == ["json", "text"]
if shutil.which("zsh"):
    assert {"import", "export", "add"} <= set(zsh("postern", "user", ""))
    assert {"--dry-run", "--skip-bad"} <= set(zsh("postern", "user", "import", ""))
    assert zsh("postern", "user", "export", "--format", "") == ["csv", "jsonl"]
    assert zsh("postern", "-c", "") == ["a file"]
