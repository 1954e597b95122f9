#!/usr/bin/python3
"""Every user whose imported hash can be verified signs in with the old system's password, once with that system's
hash and once with the Argon2id hash that replaces it. Hashes that cannot be verified are refused line by line, and
the message says to leave the field empty; those users are created without a password."""

import csv
import os

import functional  # noqa: F401
from nginx import ROOT
from postern import CommandFailed, stack

PASSWORD = "correct horse"
WORDS = {"weak": "too weak to keep. Leave it empty", "unknown": "of a kind that can't be verified here. Leave it empty",
         "malformed": "truncated or damaged", "too_costly": "takes too much time or memory to verify. Leave it empty"}


def rows():
    with open(os.path.join(ROOT, "tests/support/foreign_hashes.tsv"), encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]


def write_csv(path, lines):
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["email", "password_hash"])
        out.writerows(lines)


def stored(running, email):
    return running.sql("SELECT phc FROM user_password JOIN user ON user.id = user_id WHERE email = '%s'" % email).strip()


# All from one address, and as fast as it goes.
SETTINGS = "[throttle]\nattempts_per_address = 1000\n"

with stack(settings=SETTINGS) as s:
    table = rows()
    good = [(number, kind, text) for number, (kind, verdict, text) in enumerate(table) if verdict == "verified"]
    bad = [(number, verdict, text) for number, (kind, verdict, text) in enumerate(table) if verdict != "verified"]
    path = os.path.join(s.folder, "users.csv")

    write_csv(path, [("user%d@example.org" % number, text) for number, _, text in bad])
    try:
        s.postern.command("user", "import", path)
        raise AssertionError("hashes that can't be verified were imported")
    except CommandFailed as failure:
        said = str(failure).split("\n")
    for line, (_, verdict, _) in enumerate(bad, 2):
        assert any("line %d: " % line in one and WORDS[verdict] in one for one in said), (line, verdict, said)
    assert s.sql("SELECT COUNT(*) FROM user").strip() == "0"

    write_csv(path, [("user%d@example.org" % number, text) for number, _, text in good])
    s.postern.command("user", "import", path)
    for number, kind, _ in good:
        email = "user%d@example.org" % number
        before = stored(s, email)
        assert s.try_sign_in(email, "wrong horse").status == 401, kind
        s.sign_in(email, PASSWORD)
        after = stored(s, email)
        assert after != before and after.startswith("$argon2id$v=19$"), (kind, before, after)
        s.sign_in(email, PASSWORD)
