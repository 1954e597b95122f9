#!/usr/bin/python3
"""After `postern migrate` there are no users: no table has a row that lets anybody sign in, and no common name and
password works."""

import functional  # noqa: F401
from postern import stack
from witness import CHEAP_PASSWORDS

USUAL = ["admin", "root", "postern"]

with stack(settings=CHEAP_PASSWORDS) as s:
    for table in ("user", "user_password", "session", "mail_token", "known_device", "outbox", "user_totp",
                  "recovery_set", "token_family", "personal_token"):
        assert s.sql("SELECT COUNT(*) FROM %s" % table) == "0\n", table
    for name in USUAL:
        for email in (name, name + "@localhost", name + "@example.org"):
            for password in (name, "", "password"):
                got = s.try_sign_in(email, password)
                assert got.status in (401, 422, 429), (email, password, got.status, got.text)
                assert not got.all("Set-Cookie"), got.headers
