#!/usr/bin/python3
"""Signing in on a new device sends the owner an e-mail, in their language, with what is known about the device. The
first device of an account and known devices send none. When an account becomes blocked, one e-mail is sent, once."""

import hashlib
import json

import functional  # noqa: F401
from http_client import fetch
from postern import PASSWORD, stack, wait_until

EMAIL = "ann@example.org"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def sign_in(s, cookie="", password=PASSWORD):
    """One attempt over the API; returns the answer and the device's cookie."""
    body = json.dumps({"email": EMAIL, "password": password}).encode()
    got = fetch(s.portal_port, "/api/v1/sessions", "POST",
                [("Content-Type", "application/json"), ("User-Agent", FIREFOX), ("Cookie", cookie)], body)
    device = [line.split(";")[0] for line in got.all("Set-Cookie") if line.startswith("postern_device=")]
    return got.status, device[0] if device else ""


def main():
    with stack(mail="file") as s:
        s.postern.add_user(EMAIL)
        s.sql("UPDATE user SET language = 'de'")
        status, first = sign_in(s)
        assert status == 201 and first
        assert sign_in(s, first) == (201, first)
        status, second = sign_in(s)
        assert status == 201 and second != first
        assert sign_in(s, second) == (201, second)

        # The outbox is emptied in its order: the next mail is the only one so far.
        mail = s.mails.wait_for(EMAIL)
        assert mail.subject == "Neue Anmeldung bei Ihrem Konto", mail.subject
        assert "Firefox, Linux" in mail.text and "127.0.0.1" in mail.text, mail.text

        key = hashlib.sha256(EMAIL.encode()).hexdigest()
        s.sql("REPLACE INTO sign_in_failure (account_key, failures, last_failed_at)"
              " VALUES (x'%s', 99, UTC_TIMESTAMP() - INTERVAL 1 HOUR)" % key)
        assert sign_in(s, password="quite another password")[0] == 401
        assert sign_in(s, password="quite another password")[0] == 429
        mail = s.mails.wait_for(EMAIL)
        assert mail.subject == "Die Anmeldung bei Ihrem Konto ist gesperrt", mail.subject
        wait_until(lambda: s.sql("SELECT COUNT(*) FROM outbox").strip() == "0", "an empty outbox")
        assert sign_in(s, first) == (201, first)
        trail = s.sql("SELECT result, detail FROM audit WHERE event = 'sign_in' ORDER BY id").splitlines()
        assert trail[-3:] == ["refused\twrong_password", "throttled\tblocked", "ok\t"], trail


if __name__ == "__main__":
    main()
