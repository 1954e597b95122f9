#!/usr/bin/python3
"""The passwords of both database users change, in the database and in their files, and posternd is reloaded. Sessions
stay valid, an open form is accepted, a known browser stays known, and no check fails. The server has no other secret
to rotate. A forgotten file is noticed: the reload is refused, and the old workers keep serving."""

import os
import secrets
import signal

import functional  # noqa: F401
from http_client import Browser
from postern import PASSWORD, stack, wait_until

EMAIL = "ann@example.org"


class Account:
    """A user of the database whose password is in a file."""

    def __init__(self, s, name):
        self._s = s
        self.name = name + "_" + secrets.token_hex(4)
        self.path = os.path.join(s.folder, name + "-password")
        s.sql("CREATE USER %s@localhost; GRANT ALL ON %s.* TO %s@localhost" % (self.name, s.database, self.name))
        self.rotate()

    def rotate(self, in_file=True):
        password = secrets.token_hex(16)
        self._s.sql("ALTER USER %s@localhost IDENTIFIED BY '%s'" % (self.name, password))
        if in_file:
            self.write(password)
        return password

    def write(self, password):
        with open(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write(password + "\n")


def use(s, main, gate):
    with open(s.postern.config_path, encoding="utf-8") as file:
        text = file.read()
    keys = 'user = "%s"\npassword_file = "%s"\ngate_user = "%s"\ngate_password_file = "%s"' % (
        main.name, main.path, gate.name, gate.path)
    with open(s.postern.config_path, "w", encoding="utf-8") as file:
        file.write(text.replace('user = "root"', keys))


def refused_reloads(s):
    return len([line for line in s.postern.log() if line["event"] == "reload_failed"])


with stack() as s:
    accounts = Account(s, "main"), Account(s, "gate")
    try:
        s.postern.stop()
        use(s, *accounts)
        s.postern.start()
        s.postern.add_user(EMAIL)
        browser = Browser()
        got = browser.submit(browser.get(s.portal_url + "/login"), email=EMAIL, password=PASSWORD)
        assert got.status == 303
        cookie, device = "postern=" + browser.cookies["postern"], browser.cookies["postern_device"]
        assert s.visit(cookie).status == 200
        open_form = browser.get(s.portal_url + "/account/profile")

        for account in accounts:
            account.rotate()
        s.postern.reload()
        assert s.visit(cookie).status == 200 and s.visit().status == 302
        got = browser.submit(open_form, "/account/profile", display_name="Ann Other", language="en", time_zone="UTC")
        assert got.status == 303, (got.status, got.text)
        assert browser.cookies["postern_device"] == device
        other = Browser()
        other.cookies["postern_device"] = device
        got = other.submit(other.get(s.portal_url + "/login"), email=EMAIL, password=PASSWORD)
        assert got.status == 303 and other.cookies["postern_device"] == device
        users = s.sql("SELECT user FROM information_schema.processlist WHERE db = '%s'" % s.database).split()
        assert {account.name for account in accounts} <= set(users), users

        for count, account in enumerate(accounts, 1):
            workers = s.postern.workers()
            password = account.rotate(in_file=False)
            account.write("forgotten")  # another text than the workers have, and not the new one either
            os.kill(s.postern.process.pid, signal.SIGHUP)
            wait_until(lambda wanted=count: refused_reloads(s) == wanted, "a reload that is refused")
            assert s.postern.workers() == workers and s.visit(cookie).status == 200
            account.write(password)
            s.postern.reload()
            assert s.visit(cookie).status == 200
    finally:
        s.sql("".join("DROP USER %s@localhost;" % account.name for account in accounts))
