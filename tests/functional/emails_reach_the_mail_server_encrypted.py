#!/usr/bin/python3
"""E-mails are sent over STARTTLS or TLS with a name and a password, within about a second of their cause, in the
recipient's language, as text and HTML; several share a connection. `postern mail test` prints the server's answer. The
mail server is told the portal's full name, since many refuse a short one."""

import time

import functional  # noqa: F401
from mail_server import mail_server
from metrics import read_metrics
from postern import CommandFailed, stack, wait_until

ANN = "ann@example.org"


def add_mail(s, kind, to, language="", user="NULL", details=""):
    """What a service writes in its transaction."""
    s.sql("INSERT INTO outbox (kind, user_id, email, language, details, created_at, next_attempt_at) "
          "VALUES ('%s', %s, '%s', '%s', '%s', UTC_TIMESTAMP(), UTC_TIMESTAMP())"
          % (kind, user, to, language, details))


def check_delivery(s):
    started = time.monotonic()
    add_mail(s, "reset_password", ANN, "de")
    mail = s.mails.wait_for(ANN)
    took = time.monotonic() - started
    print("delivered %.1f s after it was written" % took)
    assert took < 3, took
    assert mail.subject == "Wählen Sie ein neues Passwort", mail.subject
    assert len(mail.token("/reset-password")) == 43
    assert mail.link("/reset-password").startswith(s.portal_url + "/reset-password?token=")
    assert mail.token("/reset-password") in mail.html and '<html lang="de">' in mail.html
    assert mail.sender == "Postern <auth@example.org>", mail.sender
    assert mail.message["Auto-Submitted"] == "auto-generated"
    user = s.sql("SELECT id FROM user WHERE email = '%s'" % ANN).strip()
    add_mail(s, "new_sign_in", ANN, "en", user, "address=192.0.2.7&device=Firefox%20on%20Linux")
    notice = s.mails.wait_for(ANN)
    assert "Firefox on Linux" in notice.text and "192.0.2.7" in notice.html, notice.text
    wait_until(lambda: s.sql("SELECT COUNT(*) FROM outbox").strip() == "0", "an empty outbox", 5)


def check_nobody(s):
    before = s.sql("SELECT COUNT(*) FROM mail_token").strip()
    add_mail(s, "reset_password", "nobody@example.org")
    wait_until(lambda: s.sql("SELECT COUNT(*) FROM outbox").strip() == "0", "an empty outbox", 5)
    assert not s.mails.all("nobody@example.org")
    assert s.sql("SELECT COUNT(*) FROM mail_token").strip() == before


def check_connection(s):
    connections, taken = s.mails.connections, len(s.mails.raw_mails())
    user = s.sql("SELECT id FROM user WHERE email = '%s'" % ANN).strip()
    for _ in range(10):
        add_mail(s, "new_sign_in", ANN, "en", user)
    wait_until(lambda: len(s.mails.raw_mails()) == taken + 10, "ten e-mails", 10)
    assert s.mails.connections <= connections + 1, (connections, s.mails.connections)


def check_metrics(s):
    sent = len(s.mails.raw_mails())
    wait_until(lambda: read_metrics(s.portal_port)["postern_mails_sent_total",] == sent, "the count", 5)
    found = read_metrics(s.portal_port)
    assert found["postern_mails_failed_total",] == 0 and found["postern_outbox_waiting",] == 0, found


def check_command(s):
    assert "The mail server accepted the e-mail." in s.postern.command("mail", "test", "bob@example.net")
    mail = s.mails.wait_for("bob@example.net")
    assert mail.subject == "Test e-mail" and not mail.links(), mail.text
    assert "No e-mail is waiting" in s.postern.command("mail", "list")
    s.mails.answers["RCPT"] = "550 5.1.1 <{}>: no such user"
    try:
        s.postern.command("mail", "test", "bob@example.net")
        raise AssertionError("the refusal was not noticed")
    except CommandFailed as failed:
        assert failed.status == 3 and "550 5.1.1 [...] no such user" in failed.output, failed.output
    del s.mails.answers["RCPT"]


def check_own_name(s):
    """An address and a short name are none that a server takes; then the system's own name has to do."""
    for url, named in (("https://auth.example.org", True), ("https://192.0.2.7", False), ("https://[2001:db8::1]:8443", False)):
        s.mails.client_names.clear()
        status, out, err = s.postern.split_command("mail", "test", "carl@example.net", POSTERN_SERVER_PUBLIC_URL=url)
        assert status == 0, out + err
        assert ("auth.example.org" in s.mails.client_names) == named, (url, s.mails.client_names)


for security in ("starttls", "tls"):
    with mail_server(security=security) as server, stack(mail=server) as whole:
        whole.postern.add_user(ANN)
        check_delivery(whole)
        if security == "starttls":
            check_nobody(whole)
            check_connection(whole)
            check_metrics(whole)
            check_command(whole)
            check_own_name(whole)
