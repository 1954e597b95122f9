#!/usr/bin/python3
"""Each `postern ...` on a page names existing commands and options, and each variable POSTERN_... an existing
setting."""

import glob
import os
import re
import sys

import functional  # noqa: F401
from functional import ROOT

sys.path.insert(0, os.path.join(ROOT, "dev"))
import manual  # noqa: E402

NO_SETTINGS = {"POSTERN_CONFIG", "POSTERN_SECTION_KEY"}
OF_THE_GATE = {"POSTERN_SITE", "POSTERN_URI", "POSTERN_RAW_URI", "POSTERN_METHOD", "POSTERN_SCHEME", "POSTERN_HOST"}


def shown_commands(text):
    """What follows `postern` in backquotes, and in indented lines that begin with it."""
    for inside in re.findall(r"`(?:[\w/=. ]+ )?postern ([^`]+)`", text, re.S):
        yield inside
    for line in re.findall(r"^    (?:sudo |.*\| )?postern (.+)$", text, re.M):
        yield line


def wrong_with(program, shown):
    """What is not there of a command; empty when all is."""
    command, in_command = program, True
    for word in re.split(r"\s*(?:&&|[|;>#])\s*", shown.strip())[0].split():
        below = {each.words[-1]: each for each in command.commands}
        if word.startswith("-") and word != "-":  # alone, it is standard input
            name = word.partition("=")[0]
            known = {name for option in [*command.options, *program.options] for name in option.names}
            if name not in known:
                return "%s has no option %s" % (" ".join(command.words), name)
        elif in_command and word in below:
            command = below[word]
        elif in_command and below and re.fullmatch(r"[a-z-]+", word):
            return "%s has no command %s" % (" ".join(command.words), word)
        else:
            in_command = False
    return ""


pages = sorted(page for pattern in ("*.md", "docs/*.md", "docs/*.toml", "docs/*.yml", "nginx/*", "sql/*.md", "src/*.md", "systemd/*")
               for page in glob.glob(os.path.join(ROOT, pattern)) if os.path.isfile(page))
postern = manual.program("postern")
variables = {key["variable"] for key in manual.keys()} | NO_SETTINGS | OF_THE_GATE
wrong, seen = [], 0
for path in pages:
    with open(path, encoding="utf-8") as file:
        page = file.read()
    for one in shown_commands(page):
        seen += 1
        what = wrong_with(postern, one)
        if what:
            wrong.append("%s: `postern %s`: %s" % (os.path.relpath(path, ROOT), one, what))
    for variable in set(re.findall(r"\bPOSTERN_[A-Z_]+", page)) - variables:
        wrong.append("%s: %s is no setting" % (os.path.relpath(path, ROOT), variable))
assert seen > 60, seen
assert wrong_with(postern, "user ad x") and wrong_with(postern, "user add --nam x") and not wrong_with(postern, "user add x")
assert not wrong, "\n".join(wrong)
