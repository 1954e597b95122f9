#!/usr/bin/python3
"""`postern nginx --lint` names file and line of each hole in the broken configurations of tests/support/nginx_corpus,
and a request goes through each of them; of the right ones it has nothing to say, and they serve who is signed in and
nobody else, also when something other than the gate answers in its place. The rows of docs/nginx-lint.md are the codes that occur."""

import json
import os
import re

import functional
from mariadb import find_program
from nginx_corpus import SECRET, Corpus
from postern import stack

REFUSED = (401, 302, 403, 404, 500, 503)  # 404: nothing for anybody; 500: try_files finds nothing under the lock


def documented():
    with open(os.path.join(functional.ROOT, "docs", "nginx-lint.md"), encoding="utf-8") as file:
        return set(re.findall(r"^\| `([a-z0-9-]+)` \|", file.read(), re.M))


def lint(s, case, server):
    """The report on this case, read from a file as an administrator would save it."""
    dump = os.path.join(case.folder, "dump")
    with open(dump, "w", encoding="utf-8") as file:
        file.write(server.dump())
    status, out, err = s.postern.split_command("nginx", "--lint", dump, "--json")
    os.unlink(dump)
    assert out, (case.name, status, err)
    return status, json.loads(out)


def faults_of(report):
    return {(one["file"], one["line"], one["code"]) for one in report["problems"] if one["severity"] != "note"}


def check_right(s, case, codes):
    with case.served() as server:
        status, report = lint(s, case, server)
        assert status == 0 and not faults_of(report), (case.name, report["problems"])
        assert report["sites"] > 0 and report["protected_locations"] > 0 and report["site_names_checked"], report
        codes |= {one["code"] for one in report["problems"]}
        check_closed(case)
        for path in case.facts.get("open", ()):
            got = case.send({"request": path})
            assert got[0] in (200, 302) and "/login" not in got[1], (case.name, path, got)
        got = case.send({"request": case.facts.get("serves", case.facts["refused"][0]), "as": "ann"})
        assert got[0] == 200 and SECRET in got[2], (case.name, got)
    with case.served("stray"):
        check_closed(case)


def check_closed(case):
    for path in case.facts["refused"]:
        got = case.send({"request": path})
        assert got[0] in REFUSED and SECRET not in got[2], (case.name, path, got)


def check_broken(s, case, codes):
    with case.served(case.facts.get("gate", "posternd")) as server:
        status, report = lint(s, case, server)
        assert case.findings() and faults_of(report) == case.findings(), (case.name, report["problems"])
        assert status == 1 and all(one["why"] and one["fix"] for one in report["problems"]), (case.name, report)
        codes |= {one["code"] for one in report["problems"]}
        show(case)


def show(case):
    """The hole is one: the request gets what it should not, or not what it should."""
    facts = case.facts
    if "first" in facts:
        assert case.send(facts["first"])[0] == 200, case.name
    status, head, body = case.send(facts)
    assert status == facts.get("status", 200), (case.name, status, body)
    own = [key for key in ("has", "lacks", "header", "lacks_header") if key in facts]
    if not own and status == 200:
        assert SECRET in body, (case.name, body)
    assert facts.get("has", "") in body, (case.name, body)
    assert "lacks" not in facts or facts["lacks"] not in body, (case.name, body)
    assert "header" not in facts or "%s: %s" % tuple(facts["header"]) in head.split("\r\n"), (case.name, head)
    assert "lacks_header" not in facts or facts["lacks_header"].lower() not in head.lower(), (case.name, head)


def check_program(s, case):
    """Without a file, nginx itself is asked; one that cannot be asked is an error of its own."""
    with case.served() as server:
        program = os.path.join(case.folder, "nginx-here")
        with open(program, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\nexec %s -p %s -c nginx.conf -e error.log \"$@\"\n"
                       % (find_program("nginx"), server.folder))
        os.chmod(program, 0o755)
        status, out, err = s.postern.split_command("nginx", "--lint", "--nginx", program)
        assert status == 0 and "no problems found in 1 protected server block" in out, (out, err)
        status, _, err = s.postern.split_command("nginx", "--lint", "--nginx", "/nowhere/nginx")
        assert status == 3 and "nginx cannot be run" in err, (status, err)
        status, _, err = s.postern.split_command("nginx", "--lint", "--nginx", "/bin/false")
        assert status == 3 and "-T fails" in err, (status, err)


with stack() as whole:
    people = {}
    for name in ("ann", "bob"):
        whole.postern.add_user(name + "@example.org")
        people[name] = whole.sign_in(name + "@example.org")
    whole.postern.command("site", "add", "notes", "http://notes.localhost")
    whole.nginx.stop()
    corpus = Corpus(whole, people)
    corpus.start()
    seen = set()
    right, broken = corpus.cases("right"), corpus.cases("broken")
    assert len(right) >= 20 and len(broken) >= 20
    for each in right:
        check_right(whole, each, seen)
    for each in broken:
        check_broken(whole, each, seen)
    assert seen == documented(), seen ^ documented()
    check_program(whole, right[0])
    corpus.stop()
