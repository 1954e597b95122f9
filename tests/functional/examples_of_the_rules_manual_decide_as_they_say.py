#!/usr/bin/python3
"""Every example of docs/rules.md can be checked and applied as it stands, once its site, users, groups and roles exist.
`postern rules check` asks all its tests, and all pass; with one answer changed, that test alone fails. What is stored
says the same: `rules show` prints rules that pass the same tests."""

import json
import os
import re
import tomllib

import functional  # noqa: F401
from access_rules import write_rules
from functional import ROOT
from postern import stack
from rules_reference import PEOPLE, examples_of

TEST = re.compile(r"^\[\[site\.\w+\.test\]\]\n(?:.+\n?)+", re.M)
ANSWERS = ("pass", "sign_in", "step_up", "denied", "odd_path")
ENOUGH_EXAMPLES, ENOUGH_TESTS = 10, 30  # fewer would mean that the page is read wrongly


def examples():
    """The files on the page."""
    with open(os.path.join(ROOT, "docs", "rules.md"), encoding="utf-8") as file:
        return list(examples_of(file.read()))


def prepare(s, files):
    """What the page says must exist first: users with groups and roles; and the sites."""
    for kind in ("group", "role"):
        for name in sorted({name for has in PEOPLE.values() for name in has.get(kind + "s", [])}):
            s.postern.command(kind, "add", name)
    for email, has in PEOPLE.items():
        s.postern.add_user(email)
        for group in has.get("groups", []):
            s.postern.command("group", "join", group, email)
        for role in has.get("roles", []):
            s.postern.command("grant", "add", "--user", email, "--role", role)
    for name in sorted({name for file in files for name in tomllib.loads(file)["site"]} - {"wiki"}):  # the stack's own
        s.postern.command("site", "add", name, "http://%s.localhost:1" % name)


def run(s, command, text, *more):
    """What `postern rules COMMAND --json` says of a file with this text, and its exit status."""
    status, out, err = s.postern.split_command("rules", command, write_rules(s, text), "--json", *more)
    assert out, (command, text, status, err)
    return status, json.loads(out)


def check(s, text):
    """The tests of a file: (expected, came, passed) of each."""
    status, said = run(s, "check", text)
    assert not said["problems"], (text, said)
    tests = [(test["expected"], test["came"], test["passed"]) for test in said["tests"]]
    assert (status == 0) == all(passed for _, _, passed in tests), (text, status, said)
    return tests


def passes(s, text):
    """How many tests the file has; all pass."""
    tests = check(s, text)
    assert len(tests) == len(TEST.findall(text)), (text, tests)
    assert all(expected == came and passed for expected, came, passed in tests), (text, tests)
    return len(tests)


def changed(test):
    """The same question with another answer."""
    (said,) = re.findall(r'^expect = "(\w+)"$', test, re.M)
    return test.replace('"%s"' % said, '"%s"' % next(answer for answer in ANSWERS if answer != said))


def fails_if_changed(s, text):
    """The last test of a file, expecting something else."""
    last = list(TEST.finditer(text))[-1]
    tests = check(s, text[:last.start()] + changed(last[0]) + text[last.end():])
    assert [passed for _, _, passed in tests] == [True] * (len(tests) - 1) + [False], (text, tests)


def is_stored_as_it_stands(s, text):
    """What is applied and printed again decides alike."""
    status, said = run(s, "apply", text, "--yes")
    assert status == 0, (text, said)
    shown = s.postern.command("rules", "show", *tomllib.loads(text)["site"])
    passes(s, shown + "\n" + "\n".join(match[0] for match in TEST.finditer(text)))


def main():
    with stack() as s:
        files = examples()
        prepare(s, files)
        asked = 0
        for text in files:
            asked += passes(s, text)
            if TEST.search(text):
                fails_if_changed(s, text)
            is_stored_as_it_stands(s, text)
        assert len(files) >= ENOUGH_EXAMPLES and asked >= ENOUGH_TESTS, (len(files), asked)


if __name__ == "__main__":
    main()
