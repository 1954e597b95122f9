#!/usr/bin/python3
"""The commands about second factors: what a user has, its removal after the loss of a phone, with an e-mail and an event,
and the release of an app that a wrong clock locked. They ask before what cannot be undone, say when there is nothing to
do, and work for damaged users, too."""

import json
import os
import time

import functional  # noqa: F401
from postern import stack
from second_factor import STEP_SECONDS, Person
from witness import CHEAP_PASSWORDS

SETTINGS = CHEAP_PASSWORDS + "attempts_per_address = 1000\nmails_per_account = 20\n"


def run(s, *words):
    """The JSON that a command prints."""
    return json.loads(s.postern.command("user", *words, "--json"))


def refused(s, *words):
    """What a command says that is refused."""
    status, out, err = s.postern.split_command("user", *words)
    assert status == 1 and out == "", (words, status, out, err)
    return err


def looking(s, ann):
    bob = "bob@example.org"
    s.postern.add_user(bob)
    assert "the password is enough" in s.postern.command("user", "factors", bob)
    assert run(s, "factors", bob)["authenticator_app"] is None and run(s, "factors", bob)["recovery_codes"] is None
    assert run(s, "show", bob)["authenticator_app"] is False
    ann.set_up()
    has = run(s, "factors", ann.email)
    assert has["user"]["email"] == ann.email and has["recovery_codes"]["left"] == 10, has
    assert has["authenticator_app"]["key_in_file"] and has["authenticator_app"]["last_used_at"] is None, has
    ann.sign_in()
    assert run(s, "factors", ann.email)["authenticator_app"]["last_used_at"]
    text = s.postern.command("user", "factors", ann.email, "--utc")
    assert "recovery codes      10 left" in text and "Z\n" in text and "missing" not in text, text
    assert "second factor  authenticator app, 10 recovery codes left\n" in s.postern.command("user", "show", ann.email)
    shown = run(s, "show", ann.email)
    assert (shown["authenticator_app"], shown["recovery_codes"]) == (True, 10), shown
    for words in (("factors",), ("reset-factors",), ("totp-unlock",)):
        assert "no such user" in refused(s, *words, "nobody@example.org"), words


def missing_key(s, ann):
    """The app needs a key that this host has no more."""
    os.rename(s.postern.keys_path, s.postern.keys_path + ".away")
    status, out, err = s.postern.split_command("user", "factors", ann.email)
    assert status == 1 and "missing from the key file" in out and "sealed with" in err, (status, out, err)
    status, out, err = s.postern.split_command("user", "factors", ann.email, "--json")
    assert status == 1 and json.loads(out)["authenticator_app"]["key_in_file"] is False
    assert "second factor  authenticator app" in s.postern.command("user", "show", ann.email)
    os.rename(s.postern.keys_path + ".away", s.postern.keys_path)


def unlocking(s, ann):
    """The clock of the server was an hour ahead while a code was accepted."""
    assert run(s, "totp-unlock", ann.email)["result"] == "not_locked"
    assert "no authenticator app" in refused(s, "totp-unlock", "bob@example.org")
    step = int(time.time()) // STEP_SECONDS
    s.sql("UPDATE user_totp SET last_step = %d" % (step + 120))
    page = ann.give_password()
    assert ann.give(page, ann.code(1)).status == 403
    assert run(s, "totp-unlock", ann.email)["result"] == "unlocked"
    got = ann.give(page, ann.code(1))
    assert got.status == 303, (got.status, got.text)
    assert "Nothing to do" in s.postern.command("user", "totp-unlock", ann.email)
    ann.wait_for_next_code()
    assert len(events(s, "totp_unlocked")) == 1


def events(s, event):
    """Of the audit log."""
    return [line for line in json.loads(s.postern.command("audit", "--json", "--limit", "100")) if line["event"] == event]


def blocked_codes(s, ann):
    """So many wrong ones that none counts any more."""
    page = ann.give_password()
    s.sql("DELETE FROM sign_in_failure")
    known = ann.browser.cookies.pop("postern_device")
    ann.give(page, ann.wrong_code())
    assert s.sql("SELECT COUNT(*) FROM sign_in_failure").strip() == "1"
    s.sql("UPDATE sign_in_failure SET failures = 100")
    got = ann.give(page, ann.code())
    assert got.status == 429 and ann.give(page, ann.code()).status == 429, got.status
    ann.browser.cookies["postern_device"] = known


def resetting(s, ann):
    ann.sign_in()
    terminal = s.postern.at_terminal("user", "reset-factors", ann.email)
    terminal.expect("[y/N] ")
    terminal.type("n")
    status, screen = terminal.end()
    assert status == 1 and "nothing was changed" in screen, screen
    assert run(s, "factors", ann.email)["authenticator_app"] and s.visit(ann.cookie).status == 200
    cookie = ann.cookie
    blocked_codes(s, ann)
    said = s.postern.command("user", "reset-factors", ann.email, "--yes")
    assert "password alone" in said and "An e-mail tells them" in said, said
    assert s.visit(cookie).status == 302
    for table in ("user_totp", "recovery_set", "recovery_code", "sign_in_failure"):
        assert s.sql("SELECT COUNT(*) FROM " + table).strip() == "0", (table, s.sql("SELECT * FROM " + table))
    s.mails.wait_for(ann.email, subject="The second step was removed")
    (event,) = events(s, "factors_reset")
    assert event["actor"] == "admin:%d" % os.getuid() and event["result"] == "ok", event
    assert "no second factor" in refused(s, "reset-factors", ann.email)
    assert len(events(s, "factors_reset")) == 1

    ann.key = None
    ann.browser.cookies.clear()
    ann.set_up()
    assert ann.code()
    ann.browser.cookies.clear()
    ann.sign_in()


def damaged_rows(s, ann):
    """A factor, and then its user, that cannot be read."""
    row = "user " + s.sql("SELECT id FROM user WHERE email = '%s'" % ann.email).strip()
    s.sql("UPDATE user_totp SET public_id = 'x'")
    for words in (("factors", ann.email), ("totp-unlock", ann.email)):
        assert "postern user reset-factors '%s'" % row in refused(s, *words), words
    status, out, err = s.postern.split_command("user", "show", ann.email)
    assert status == 1 and "second factor  (damaged)" in out and "reset-factors" in err, (out, err)
    s.sql("UPDATE user SET display_name = 'a\u202eb' WHERE email = '%s'" % ann.email)
    assert run(s, "reset-factors", row)["result"] == "factors_reset"
    assert s.sql("SELECT COUNT(*) FROM user_totp").strip() == "0"


with stack(settings=SETTINGS, mail="file") as s:
    ann = Person(s, "ann@example.org")
    looking(s, ann)
    missing_key(s, ann)
    unlocking(s, ann)
    resetting(s, ann)
    damaged_rows(s, ann)
