#!/usr/bin/python3
"""Everyone whose imported hash can be verified signs in with the password of the old system, once with its hash and once with
ours that replaces it. What can't be verified is refused line by line, and the message says to leave the field empty;
those people come in without a password."""

import csv
import os

import functional  # noqa: F401
from nginx import ROOT
from postern import stack

PASSWORD = "correct horse"
WORDS = {"weak": "too weak to keep. Leave it empty", "unknown": "of a kind that can't be verified here. Leave it empty",
         "malformed": "cut off or damaged", "too_costly": "takes too much time or memory to verify. Leave it empty"}


def rows():
    with open(os.path.join(ROOT, "tests/support/foreign_hashes.tsv"), encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]


def write_csv(path, lines):
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["email", "password_hash"])
        out.writerows(lines)


with stack() as s:
    table = rows()
    good = [(number, kind, text) for number, (kind, verdict, text) in enumerate(table) if verdict == "verified"]
    bad = [(number, verdict, text) for number, (kind, verdict, text) in enumerate(table) if verdict != "verified"]
    path = os.path.join(s.folder, "users.csv")

    write_csv(path, [("user%d@example.org" % number, text) for number, _, text in bad])
    said = s.postern.command("user", "import", path)
    assert said.status != 0, said.output
    for line, (_, verdict, _) in enumerate(bad, 2):
        assert any(":%d:" % line in one or "line %d" % line in one for one in said.output.split("\n")
                   if WORDS[verdict] in one), (line, verdict, said.output)
    assert s.sql("SELECT COUNT(*) FROM user").strip() == "0"

    write_csv(path, [("user%d@example.org" % number, text) for number, _, text in good])
    said = s.postern.command("user", "import", path)
    assert said.status == 0, said.output
    for number, kind, _ in good:
        email = "user%d@example.org" % number
        before = s.sql("SELECT password_hash FROM user WHERE email = '%s'" % email)
        assert s.try_sign_in(email, "wrong horse").status == 401, kind
        s.sign_in(email, PASSWORD)
        after = s.sql("SELECT password_hash FROM user WHERE email = '%s'" % email)
        assert after != before and after.startswith("$argon2id$v=19$"), (kind, before, after)
        s.sign_in(email, PASSWORD)
