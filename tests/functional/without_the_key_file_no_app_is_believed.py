#!/usr/bin/python3
"""posternd without the key file, with another one, or with a secret that is damaged or another user's, checks no code of
an app: it says so, counts no attempt, opens no session, and shows nobody the way around. A recovery code needs no key
and still works. With the file back, so do the codes."""

import os
import secrets

import functional  # noqa: F401
from postern import stack
from second_factor import Person
from witness import CHEAP_PASSWORDS


def restart(s):
    s.postern.stop()
    s.postern.start()


def nobody_gets_in(s, ann, reason, others=()):
    """Nor with a code of these others."""
    ann.browser.cookies.clear()
    page = ann.give_password()
    assert page.status == 200 and "/login/second" in page.url, page.url
    for code in (ann.code(), ann.wrong_code(), *(other.code() for other in others)):
        got = ann.give(page, code)
        assert got.status == 503 and ann.cookie is None, (code, got.status)
    assert s.sql("SELECT (SELECT COUNT(*) FROM session) + (SELECT COUNT(*) FROM sign_in_failure)").strip() == "0"
    assert s.sql("SELECT wrong_codes FROM sign_in_step ORDER BY created_at DESC LIMIT 1").strip() == "0"
    line = next(line for line in s.postern.log() if line["event"] == "factor_unavailable")
    assert reason in line["reason"], line
    return page


def recovery_code_works(s, ann, code):
    page = ann.get("/login/second/recovery")
    got = ann.give(page, code)
    assert got.status == 303 and s.visit(ann.cookie).status == 200, (got.status, got.text)
    s.sql("DELETE FROM session; DELETE FROM sign_in_step")


with stack(settings=CHEAP_PASSWORDS + "attempts_per_address = 1000\n") as s:
    ann = Person(s, "ann@example.org")
    codes = ann.set_up()
    s.sql("DELETE FROM session")
    path = s.postern.keys_path
    os.rename(path, path + ".away")
    restart(s)
    nobody_gets_in(s, ann, "not in the key file")
    recovery_code_works(s, ann, codes[0])
    with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(32) + "\n")
    restart(s)
    nobody_gets_in(s, ann, "not in the key file")
    recovery_code_works(s, ann, codes[1])
    os.rename(path + ".away", path)
    restart(s)
    ann.browser.cookies.clear()
    ann.sign_in()
    s.sql("DELETE FROM session; DELETE FROM sign_in_step")
    s.sql("UPDATE user_totp SET secret ="
          " CONCAT(LEFT(secret, 20), CHAR(ASCII(SUBSTRING(secret, 21, 1)) ^ 1), SUBSTRING(secret, 22))")  # one bit
    nobody_gets_in(s, ann, "damaged")
    recovery_code_works(s, ann, codes[2])

    # Bob can write the database, and puts the secret of their app into Ann's row.
    bob = Person(s, "bob@example.org")
    bob.set_up()
    s.sql("DELETE FROM session")
    user_id = "(SELECT id FROM user WHERE email = '%s')"
    of_ann, of_bob = user_id % ann.email, user_id % bob.email
    s.sql("UPDATE user_totp t, (SELECT * FROM user_totp WHERE user_id = %s) o SET t.secret = o.secret, t.key_id = o.key_id,"
          " t.last_step = 0 WHERE t.user_id = %s" % (of_bob, of_ann))
    nobody_gets_in(s, ann, "damaged", [bob])
    s.sql("DELETE FROM user_totp WHERE user_id = %s; UPDATE user_totp SET user_id = %s, last_step = 0" % (of_ann, of_ann))
    nobody_gets_in(s, ann, "damaged", [bob])
    recovery_code_works(s, ann, codes[3])
