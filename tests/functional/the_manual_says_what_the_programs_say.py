#!/usr/bin/python3
"""Every configuration key and every command's help is on its page of the manual, and no page or completion file is
older than the programs (`make docs` writes them)."""

import os
import re
import subprocess
import sys

import functional  # noqa: F401
from functional import ROOT
from postern import BUILD

sys.path.insert(0, os.path.join(ROOT, "dev"))


def output(*command):
    """What a command prints, without tests' variables, which would be taken for settings."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("POSTERN_")}
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, env=environment).stdout


def rendered(page):
    """A page of the manual as words with one space between them."""
    text = output("mandoc", "-T", "utf8", os.path.join(ROOT, "man", page))
    return re.sub(r"\s+", " ", re.sub(".\b", "", text).replace("‐\n", "").replace("‐", "-").replace("−", "-"))


def commands(words):
    """(words, help) of a program's command and all below it."""
    text = output(os.path.join(BUILD, "bin", words[0]), *words[1:], "--help")
    yield words, text
    below = text.partition("\nSubcommands:\n")[2].partition("\n\n")[0]
    for name in re.findall(r"^  (\S+)", below, re.M):
        yield from commands([*words, name])


def check_commands(program, page):
    """Each command, its summary, options and operands are in the page."""
    text = rendered(page)
    seen = 0
    for words, said in commands([program]):
        if "\nSubcommands:\n" in said:
            continue
        seen += 1
        place = text
        if words[1:]:
            # The head of its entry; its end is where the next one begins.
            head = " ".join(words[1:])
            summary = re.sub(r"\s+", " ", said.split("\nUsage:")[0].strip()).replace("`", "")
            assert re.search(r" %s (\[?\w+\]? )*%s\." % (re.escape(head), re.escape(summary)), text), (page, words)
            place = text[text.index(summary):]
        for option in re.findall(r"^  (?:-\w,)?(--[\w-]+)", said, re.M):
            assert option == "--help" or option in place, (page, words, option)
        for line in re.findall(r"^(?:  -\S.*? |  [A-Z]+ \S.*? | ) {8,}(\S.*)$", said, re.M):
            line = line.replace("`", "")
            assert line.startswith("Print this help") or line in place, (page, words, line)
    return seen


stale = subprocess.run([sys.executable, os.path.join(ROOT, "dev", "manual.py"), "--check"], check=False,
                       stdout=subprocess.PIPE, text=True)
assert stale.returncode == 0, stale.stdout
assert check_commands("postern", "postern.1") > 20
check_commands("posternd", "posternd.8")
