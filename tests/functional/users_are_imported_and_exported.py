#!/usr/bin/python3
"""Users are imported with their existing hashes, sign in with their existing passwords, and are exported. A file with
an invalid line changes nothing; an interrupted import can be run again."""
import json
import os
import stat

import functional  # noqa: F401
from postern import CommandFailed, stack

# Django's own test vectors, and "correct horse" hashed by libxcrypt 4.4 and Werkzeug 3.1.
PEOPLE = [
    ("bcrypt@example.org", "Bea", "correct horse",
     "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e"),
    ("yescrypt@example.org", "=Yul, \"Y\"", "correct horse",
     "$y$j75$abcdefghijklmnopqrst./$yKtBBNB2zULLrkjAC90VfDUrx/VQfgJFxf0vXIDlzQA"),
    ("django@example.org", "D\u00e9", "l\u00e8tmein",
     "pbkdf2_sha256$12000$seasalt$Ybw8zsFxqja97tY/o6G+Fy1ksY4U/Hw3DRrGED6Up4s="),
    ("werkzeug@example.org", "Wil", "correct horse",
     "scrypt:32768:8:1$obDDqklE1GJnySH0$5de1216db556ae718ffef9e8377d79e5e189b9421968263c3067423ddce82f"
     "524e5d4eb6ec9bbacb4b44040bf91a0cfd7dcaccbe833174d3c199ef02ce1e47da"),
]


def quoted(text):
    return '"%s"' % text.replace('"', '""')


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def csv_of(people):
    lines = ["\ufeffemail,name,password_hash"]
    lines += [",".join(quoted(x) for x in (mail, "'" + name if name[0] == "=" else name, h))
              for mail, name, _, h in people]
    return "\r\n".join(lines) + "\r\n"


def run(s, *words):
    return s.postern.command("user", *words)


def report(s, *words):
    return json.loads(run(s, *words, "--json"))


def users(s):
    return int(s.sql("SELECT COUNT(*) FROM user"))


def hash_kinds(s):
    return s.sql("SELECT GROUP_CONCAT(DISTINCT SUBSTRING_INDEX(phc, '$', 2)) FROM user_password").strip()


def check_bad_file(s, folder):
    """With one invalid line nothing is written, unless invalid lines are skipped."""
    bad = write(folder, "bad.csv", csv_of(PEOPLE[:1]) + "weak@example.org,W,$1$salt$hash\r\n"
                                                         "no address,N,\r\n")
    try:
        run(s, "import", bad)
        raise AssertionError("a file with bad lines was imported")
    except CommandFailed as failure:
        assert "nothing was imported" in str(failure), failure
    assert users(s) == 0
    found = report(s, "import", bad, "--dry-run", "--skip-bad")
    assert [line["line"] for line in found["bad_lines"]] == [3, 4], found
    assert (found["good"], found["bad"], users(s)) == (1, 2, 0)


def check_import(s, folder):
    path = write(folder, "users.csv", csv_of(PEOPLE + PEOPLE[:1]))
    found = report(s, "import", path)
    assert (found["added"], found["repeated"], found["already_there"]) == (4, 1, 0), found
    found = report(s, "import", path)
    assert (found["added"], found["already_there"], users(s)) == (0, 4, 4), found
    for mail, _, password, _ in PEOPLE:
        assert s.try_sign_in(mail, password + "x").status == 401
        s.sign_in(mail, password)
        s.sign_in(mail, password)  # now with a hash of our own
    assert hash_kinds(s) == "$argon2id", hash_kinds(s)


def check_no_password(s, folder):
    path = write(folder, "more.jsonl",
                 '{"email":"later@example.org","disabled":false,"email_verified":true}\n')
    assert report(s, "import", path)["added"] == 1
    assert s.try_sign_in("later@example.org", "!").status == 401


def check_files_of_other_programs(s, folder):
    """Files as databases and spreadsheets write them; what is none of ours gets words that say what to do."""
    spreadsheet = write(folder, "SHEET.CSV", "\ufeffE-Mail;Name;Disabled;Created\r\nsheet@example.org;S;f;2024-01-02 03:04:05\r\n")
    database = write(folder, "dump.csv", "user_email\tlang\tdisplay_name\nnull@example.org\t\\N\t\\N\n")
    lines = write(folder, "bom.jsonl", '\ufeff{"email":"bom@example.org","disabled":0,"locale":"de"}\n')
    extra = write(folder, "extra.csv", "email,username,Phone\nextra@example.org,ex,1\n")
    separator = write(folder, "sep.csv", 'sep=|\r\nemail|name\r\nsep@example.org|NULL\r\n')
    tabs = write(folder, "tabs.tsv", "email\tdate_joined\ntabs@example.org\t1704164645\n")
    keycloak = write(folder, "realm.ndjson", '{"Email":"realm@example.org","createdTimestamp":1704164645678,"emailVerified":true}\n')
    classic = write(folder, "classic.csv", "email;name\rclassic@example.org;C\r")
    laravel = write(folder, "laravel.csv", "id,name,Email Address,email_verified_at,password,is_active,avatar,\r\n"
                    '7, "Zo, Z" ,lara@example.org,NULL,$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e,0,x.png,\r\n,,,,,,,\r\n')
    mongo = write(folder, "mongo.jsonl", '{"_id":{"$oid":"1"},"email":"mongo@example.org","roles":["a"],"score":1.5,"banned":true,'
                  '"emailVerified":null,"locale":"de_DE","a":{"b":{"c":{"d":{"e":1}}}}}\n')
    for path, options in ((laravel, ("--ignore-unknown",)), (mongo, ("--ignore-unknown",)), (spreadsheet, ()), (database, ()), (lines, ()), (extra, ("--ignore-unknown",)),
                          (separator, ()), (tabs, ()), (keycloak, ()), (classic, ())):
        assert report(s, "import", path, *options)["added"] == 1, path
    assert s.sql("SELECT created_at FROM user WHERE email = 'sheet@example.org'").strip() == "2024-01-02 03:04:05"
    assert s.sql("SELECT display_name, language FROM user WHERE email = 'null@example.org'").split() == ["null@example.org"]
    assert s.sql("SELECT display_name FROM user WHERE email = 'sep@example.org'").strip() == "sep@example.org"
    got = s.sql("SELECT display_name, disabled, email_verified_at IS NULL, language FROM user WHERE email IN "
                "('lara@example.org', 'mongo@example.org') ORDER BY email").splitlines()
    assert got == ["Zo, Z\t1\t1\t", "mongo@example.org\t1\t0\tde-DE"], got
    assert s.sql("SELECT COUNT(*) FROM user_password JOIN user ON user.id = user_id WHERE email = 'lara@example.org' "
                 "AND phc LIKE '$2b$%'").strip() == "1"
    for who in ("tabs", "realm"):
        assert s.sql("SELECT created_at FROM user WHERE email = '%s@example.org'" % who).strip() == "2024-01-02 03:04:05"
    for name, encoding, text in (("wide.csv", "utf-16", "email\nwide@example.org\n"),
                                 ("wide_without_mark.csv", "utf-16-le", "email\nwide@example.org\n"),
                                 ("wide_big.jsonl", "utf-16-be", '{"email":"wide@example.org"}\n'),
                                 ("western.csv", "latin-1", "email,name\nwest@example.org,Zo\u00eb\n"),
                                 ("western_titles.csv", "latin-1", "email,Pr\u00e9nom\nwest@example.org,Zo\n"),
                                 ("book.xlsx", "utf-8", "PK")):
        with open(os.path.join(folder, name), "w", encoding=encoding) as file:
            file.write(text)
    os.mkfifo(os.path.join(folder, "pipe.csv"))
    for name, words in (("wide.csv", "UTF-16; save it as UTF-8"), ("wide_without_mark.csv", "UTF-16; save it as UTF-8"),
                        ("wide_big.jsonl", "UTF-16; save it as UTF-8"), ("western.csv", "line 2: is not UTF-8"),
                        ("western_titles.csv", "first line is not UTF-8"), ("book.xlsx", "CSV UTF-8"),
                        ("extra.csv", "--ignore-unknown"),
                        ("pipe.csv", "no regular file"), ("array.json", "jq -c"), ("missing.csv", "cannot read")):
        if name == "array.json":
            write(folder, name, '[{"email":"array@example.org"}]')
        try:
            run(s, "import", os.path.join(folder, name))
            raise AssertionError(name + " was imported")
        except CommandFailed as failure:
            assert words in str(failure), (name, failure)
    s.sql("DELETE FROM user WHERE email IN ('sheet@example.org', 'null@example.org', 'bom@example.org', 'extra@example.org', "
          "'lara@example.org', 'mongo@example.org', 'sep@example.org', 'tabs@example.org', 'realm@example.org', 'classic@example.org')")


def check_export(s, folder):
    for form in ("csv", "jsonl"):
        path = os.path.join(folder, "all." + form)
        run(s, "export", "--format", form, "--output", path)
        assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
        before = run(s, "export", "--format", form)
        with open(path, encoding="utf-8") as file:
            assert file.read() == before
        s.sql("DELETE FROM user")
        assert report(s, "import", path)["added"] == 5
        assert run(s, "export", "--format", form) == before, form
    assert "'=Yul" in run(s, "export", "--format", "csv")
    assert "$argon2id" not in run(s, "export", "--without-hashes")
    s.sign_in(PEOPLE[1][0], PEOPLE[1][2])
    trail = s.sql("SELECT DISTINCT event FROM audit WHERE actor LIKE 'admin:%' AND event LIKE 'user%' "
                  "ORDER BY event").split()
    assert trail == ["user_imported", "users_exported"], trail


if __name__ == "__main__":
    with stack() as whole:
        here = whole.postern.folder
        check_bad_file(whole, here)
        check_import(whole, here)
        check_no_password(whole, here)
        check_files_of_other_programs(whole, here)
        check_export(whole, here)
