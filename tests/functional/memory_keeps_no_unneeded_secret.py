#!/usr/bin/python3
"""After people have registered, signed in, changed their password, set up and used second factors and been checked, no
process has their passwords, tokens, secrets of apps, codes or recovery codes in its memory, as text or as bytes. The gate
knows neither the main database password nor the mail server's nor the key file, the portal not the mail server's
password, and only the gate knows the gate's. No process leaves a core dump. Needs root, to read their memory."""

import base64
import os
import re
import secrets

import functional
from api_person import FINISH, ApiPerson
from http_client import Browser
from process_memory import memory_of
from postern import stack, wait_until
from second_factor import let_devices_be_known, recovery_codes
from witness import CHEAP_PASSWORDS

PASSWORD, NEW = "yellow canary in a coal mine", "orange duck below the bridge"
EMAIL = "canary@example.org"


class Mail:
    """Settings of a mail server that nobody runs, with a password."""

    def __init__(self, password_file):
        self._password_file = password_file

    def settings(self):
        return ('transport = "smtp"\nhost = "localhost"\nport = 9\nsecurity = "none"\nuser = "postern"\n'
                'from = "auth@example.org"\npassword_file = "%s"\n' % self._password_file)


def write_secret(path, text):
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(text + "\n")


def names_found(pid, wanted, not_on_stack=()):
    """The names of those of the secrets that this process has in its memory. What a worker shows can stay on its
    stack until its next request (docs/security.md): `not_on_stack` are not looked for there."""
    return {name for piece, is_stack in memory_of(pid) for name, secret in wanted.items()
            if secret in piece and not (is_stack and name in not_on_stack)}


def use_accounts(s):
    """Lets people do what sends passwords and tokens through portal and gate; returns the tokens."""
    browser = Browser()
    s.postern.add_user(EMAIL, PASSWORD)
    got = browser.submit(browser.get(s.portal_url + "/login"), email=EMAIL, password=PASSWORD)
    assert got.status == 303, got.status
    tokens = [browser.cookies["postern"]]
    cookie = s.sign_in(EMAIL, PASSWORD)
    tokens.append(cookie.split("=", 1)[1])
    assert s.visit(cookie).status == 200 and s.visit(cookie).status == 200
    got = browser.submit(browser.get(s.portal_url + "/account/password"), "/account/password",
                         password=NEW)
    assert got.status == 303, (got.status, got.text)
    tokens.append(browser.cookies["postern"])
    return tokens


class Factors:
    """What a user of second factors shows and is shown."""

    def __init__(self, s):
        self._s = s
        self.tokens = []
        self._keys, self._codes, self._recovery_codes = [], [], []

    def use(self):
        """Sets apps up, on the pages and over the API, and uses codes and recovery codes."""
        user = ApiPerson(self._s, "factors@example.org")
        user.sign_in()
        let_devices_be_known(self._s)
        page = user.begin()
        got = user.give(page, self._code(user))
        assert got.status == 200, (got.status, got.text)
        shown = recovery_codes(got)
        self._done(user)
        got = user.give(user.give_password(), self._code(user))
        assert got.status == 303, (got.status, got.text)
        self._done(user)
        user.give_password()
        self._recovery_codes += shown[:2]  # one that is used, and one that is not
        got = user.give(user.get("/login/second/recovery"), shown[0])
        assert got.status == 303, (got.status, got.text)
        self._done(user)

        browser = user.browser
        user.key = browser.must(201, "POST", "/me/factors/totp").json["secret"]
        browser.must(200, "PUT", "/me/factors/totp", code=self._code(user))
        self._done(user)
        shown = browser.must(200, "PUT", "/me/factors/recovery-codes").json["recovery_codes"]
        self._recovery_codes += shown[:2]
        assert browser.sign_in(user.email).status == 401
        self.tokens.append(browser.cookies["postern_signin"])
        browser.must(201, "POST", FINISH, method="totp", code=self._code(user), trust_device=True)
        self._done(user)
        browser.must(200, "POST", "/sessions/current/step-up", method="recovery_code", code=shown[0])
        self._done(user)

    def _code(self, user):
        """That of now."""
        self._keys.append(user.key)
        self._codes.append(user.code())
        return self._codes[-1]

    def _done(self, user):
        """Remembers the tokens of now."""
        user.wait_for_next_code()
        self.tokens += [user.browser.cookies["postern"], user.browser.cookies["postern_device"]]

    def secrets(self):
        """By name, without the tokens."""
        wanted = {}
        for number, key in enumerate(dict.fromkeys(self._keys)):
            wanted["secret of app %d" % number] = key.encode()
            wanted["secret of app %d in groups" % number] = " ".join(re.findall("....", key)).encode()
            wanted["bytes of the secret of app %d" % number] = base64.b32decode(key)
        for number, code in enumerate(self._recovery_codes):
            wanted["recovery code %d" % number] = code.encode()
            wanted["recovery code %d without dashes" % number] = code.replace("-", "").encode()
        for code in dict.fromkeys(self._codes):  # alone, six digits are in many places
            wanted["code %s in a form" % code] = b"code=" + code.encode()
            wanted["code %s in JSON" % code] = b'"code": "%s"' % code.encode()
        return wanted


def people_secrets(tokens):
    wanted = {"password": PASSWORD.encode(), "new password": NEW.encode(),
              "password in a form": PASSWORD.replace(" ", "+").encode(),
              "new password in a form": NEW.replace(" ", "+").encode()}
    for number, token in enumerate(tokens):
        wanted["token %d" % number] = token.encode()
        wanted["bytes of token %d" % number] = base64.urlsafe_b64decode(token + "=")
    return wanted


def check(s, servers):
    factors = Factors(s)
    factors.use()
    people = {**people_secrets([*use_accounts(s), *dict.fromkeys(factors.tokens)]), **factors.secrets()}
    needed = {"gate": {"gate password"}, "portal": {"database password", "key file", "bytes of the key"},
              "courier": {"database password", "mail password", "key file", "bytes of the key"}}
    for role, kept in needed.items():
        workers = s.postern.workers(role)
        assert workers
        for pid in workers:
            found = names_found(pid, {**people, **servers}, factors.secrets())
            if role == "gate":  # the last request lies in the buffer of a connection that is kept
                found = {name for name in found if not name.startswith("token")}
            assert found == kept, (role, found)
            with open("/proc/%d/limits" % pid, encoding="ascii") as limits:
                assert re.search(r"Max core file size +0 +0 ", limits.read())
    assert not names_found(s.postern.process.pid, people)
    assert names_found(s.postern.process.pid, servers) == set(servers) - {"bytes of the key"}, "finds what is there"


def run():
    with stack(settings=CHEAP_PASSWORDS) as s:
        servers = {name + " password": secrets.token_hex(20) for name in ("gate", "database", "mail")}
        paths = {name: os.path.join(s.folder, name.replace(" ", "-")) for name in servers}
        for name, secret in servers.items():
            write_secret(paths[name], secret)
        tag = secrets.token_hex(4)
        users = ["main_" + tag, "gate_" + tag]
        try:
            for user, name in zip(users, ("database password", "gate password")):
                s.sql("CREATE USER %s@localhost IDENTIFIED BY '%s'; GRANT ALL ON %s.* TO %s@localhost"
                      % (user, servers[name], s.database, user))
            s.postern.stop()
            with open(s.postern.config_path, encoding="utf-8") as file:
                text = file.read()
            keys = 'user = "%s"\npassword_file = "%s"\ngate_user = "%s"\ngate_password_file = "%s"' % (
                users[0], paths["database password"], users[1], paths["gate password"])
            with open(s.postern.config_path, "w", encoding="utf-8") as file:
                file.write(text.replace('user = "root"', keys) + "\n[registration]\nverify_email = false\n[mail]\n"
                           + Mail(paths["mail password"]).settings())
            s.postern.start()
            wait_until(lambda: s.visit().status == 302, "the gate")
            with open(s.postern.keys_path, "rb") as file:
                key = file.read().strip()
            check(s, {**{name: secret.encode() for name, secret in servers.items()}, "key file": key,
                      "bytes of the key": base64.urlsafe_b64decode(key + b"=")})
        finally:
            s.sql("".join("DROP USER %s@localhost;" % user for user in users))


functional.needs_root("the memory of posternd")
run()
