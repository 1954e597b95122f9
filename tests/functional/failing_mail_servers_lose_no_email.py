#!/usr/bin/python3
"""Whatever the mail server does, every e-mail is delivered exactly once when it works again, or visibly given up if
the server refuses it permanently. A server that hangs delays neither the courier's other tasks nor a stop."""

import json
import time

import functional  # noqa: F401
from mail_server import SilentServer, mail_server
from metrics import read_metrics
from postern import stack, wait_until

PEOPLE = ["p%02d@example.org" % n for n in range(8)]


def configure(s, **changes):
    """The mail server with these changes; users can sign in without a confirmed address."""
    s.postern.configure("[registration]\nverify_email = false\n[mail]\n" + s.mails.settings(**changes))


def ask_for_mails(s, people):
    s.sql("".join(
        "INSERT INTO outbox (kind, email, language, details, created_at, next_attempt_at) VALUES "
        "('sign_in_blocked', '%s', '', '', UTC_TIMESTAMP(), UTC_TIMESTAMP());\n" % who
        for who in people))


def waiting(s):
    return int(s.sql("SELECT COUNT(*) FROM outbox WHERE failed_at IS NULL"))


def make_due(s):
    """Saves the time that the courier would wait between two attempts."""
    s.sql("UPDATE outbox SET next_attempt_at = UTC_TIMESTAMP() WHERE attempts > 0 AND failed_at IS NULL")


def check_recovers(s, break_it, mend):
    """What was asked for while the server was broken is delivered afterwards, once each."""
    before = len(s.mails.raw_mails())
    break_it()
    ask_for_mails(s, PEOPLE)
    wait_until(lambda: s.sql("SELECT COUNT(*) FROM outbox WHERE last_error <> ''").strip() != "0",
               "an attempt", 10)
    assert waiting(s) == len(PEOPLE)
    mend()
    wait_until(lambda: (make_due(s), waiting(s) == 0)[1], "an empty outbox", 20)
    got = sorted(mail.to for mail in s.mails.all()[before:])
    assert got == PEOPLE, got


def check_given_up(s):
    s.mails.answers["RCPT"] = "550 5.1.1 <{}>: no such user"
    ask_for_mails(s, PEOPLE[:2])
    wait_until(lambda: waiting(s) == 0, "two e-mails given up", 10)
    listed = json.loads(s.postern.command("mail", "list", "--json"))
    assert [entry["to"] for entry in listed] == PEOPLE[:2], listed
    assert all(entry["failed_at"] and "550 5.1.1 [...] no such user" in entry["last_error"]
               for entry in listed), listed
    lines = [line for line in s.postern.log() if line["event"] == "mail_failed"]
    assert len(lines) == 2 and lines[0]["kind"] == "sign_in_blocked", lines
    assert not any(who in s.postern.tail(100000) for who in PEOPLE), "an address in the log"
    assert read_metrics(s.portal_port)["postern_mails_failed_total",] == 2
    del s.mails.answers["RCPT"]
    before = len(s.mails.raw_mails())
    assert "Queued 1 e-mail again" in s.postern.command("mail", "retry", listed[0]["id"])
    assert "Queued 1 e-mail again" in s.postern.command("mail", "retry")
    wait_until(lambda: len(s.mails.raw_mails()) == before + 2, "two retried e-mails", 10)
    assert "No e-mail has failed" in s.postern.command("mail", "retry")


def check_nothing_waits_for_a_slow_server(s):
    silent = SilentServer()
    configure(s, port=str(silent.port), timeout='"60s"')
    s.postern.reload()
    ask_for_mails(s, PEOPLE[:1])
    wait_until(lambda: s.sql("SELECT attempts FROM outbox").strip() == "1", "an e-mail being sent", 10)
    started = time.monotonic()
    s.sign_in(PEOPLE[0])
    s.postern.command("session", "revoke", "--user", PEOPLE[0])  # which the courier confirms
    took = time.monotonic() - started
    assert took < 4, took
    started = time.monotonic()
    assert s.postern.stop() == 0
    took = time.monotonic() - started
    print("stopped within %.1f s" % took)
    assert took < 5, took
    silent.close()
    configure(s)
    before = len(s.mails.raw_mails())
    s.postern.start()
    wait_until(lambda: len(s.mails.raw_mails()) == before + 1, "the mail that the stop cut off", 10)


with mail_server() as server, stack() as whole:
    whole.mails = server
    configure(whole)
    whole.postern.reload()
    for person in PEOPLE:
        whole.postern.add_user(person)
    check_recovers(whole, server.stop, server.start)
    check_recovers(whole, lambda: server.answers.update(RCPT="451 4.3.0 later"), server.answers.clear)
    check_recovers(whole, lambda: server.answers.update(DATA="close"), server.answers.clear)
    check_given_up(whole)
    check_nothing_waits_for_a_slow_server(whole)
