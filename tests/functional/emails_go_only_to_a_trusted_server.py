#!/usr/bin/python3
"""No e-mail goes to a server whose certificate is not trusted or names another host, that does not offer the required
encryption, or that refuses the password. The e-mail waits, and the administrator sees why."""

import contextlib

import functional  # noqa: F401
from mail_server import make_certificate, mail_server
from postern import CommandFailed, stack, wait_until

ANN = "ann@example.org"


def refused(s, settings, reason):
    """With these settings nothing is sent; the mail waits for this reason."""
    s.sql("DELETE FROM outbox")
    s.postern.configure("[mail]\n" + settings)
    s.postern.reload()
    s.sql("INSERT INTO outbox (kind, email, language, details, created_at, next_attempt_at) VALUES "
          "('sign_in_blocked', '%s', '', '', UTC_TIMESTAMP(), UTC_TIMESTAMP())" % ANN)
    wait_until(lambda: s.sql("SELECT last_error FROM outbox").strip(), "an attempt", 10)
    row = s.sql("SELECT last_error, failed_at IS NULL, next_attempt_at > UTC_TIMESTAMP() FROM outbox")
    error, waits, later = row.rstrip("\n").split("\t")
    print(error)
    assert reason in error, (reason, error)
    assert (waits, later) == ("1", "1"), row
    try:
        s.postern.command("mail", "test", ANN)
        raise AssertionError("the test mail was sent")
    except CommandFailed as failed:
        assert reason in failed.output, failed.output
    secrets = (server.password, ANN)
    assert not any(secret in s.postern.tail(100000) for secret in secrets), "a secret in the log"


with contextlib.ExitStack() as servers:
    server = servers.enter_context(mail_server())
    stranger = servers.enter_context(mail_server(host="mail.example.net"))
    encrypted = servers.enter_context(mail_server(security="tls"))
    plain = servers.enter_context(mail_server(security="none", user=None))
    with stack() as whole:
        whole.postern.add_user(ANN)
        other_authority, _ = make_certificate(stranger.folder)
        refused(whole, server.settings(ca_file='"%s"' % other_authority), "certificate")
        refused(whole, server.settings(host='"127.0.0.1"'), "certificate")
        refused(whole, stranger.settings(), "certificate")
        refused(whole, encrypted.settings(ca_file='"%s"' % other_authority), "certificate")
        refused(whole, plain.settings(security='"starttls"'), "SSL")
        server.password = "another one"
        refused(whole, server.settings(), "said: 535")
        for one in (server, stranger, encrypted, plain):
            assert not one.raw_mails(), one.raw_mails()
