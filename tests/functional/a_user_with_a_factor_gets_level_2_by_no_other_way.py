#!/usr/bin/python3
"""The tables of "Ways to sign in" in docs/security.md name every way to a session, and what is none. Each row is tried here
with the password and the mailbox of a user who has second factors, and without these: none gives a session of level 2
or 3. A row that nothing tries is a failure, and so is a check without a row."""

# seconds: 240

import base64
import json
import re
import secrets
import urllib.parse

import functional  # noqa: F401
from api import Api
from api_browser import ApiBrowser
from api_person import FINISH, ApiPerson
from http_client import Browser, fetch
from nginx import ROOT
from passkey import PRESENT, Passkey, add, challenge
from postern import PASSWORD, stack, wait_until
from tokens import bearer, claims_of, grant_beside, renew, visit
from witness import CHEAP_PASSWORDS

SETTINGS = (CHEAP_PASSWORDS + "attempts_per_address = 10000\nmails_per_address = 1000\nmails_per_account = 20\n"
            "[second_factor]\nreset_delay = \"3d\"\n")
NEW_PASSWORD = "seven quiet ferries at noon"
STEP_UP = "/sessions/current/step-up"
NO_CODES = ("", " ", "000000", True, False, 0, None, [], {}, ["000000"], {"code": "000000"}, "x" * 5000)


def documented():
    """The first cell of each row of the section."""
    with open(ROOT + "/docs/security.md", encoding="utf-8") as file:
        section = file.read().split("\n## Ways to sign in\n")[1].split("\n## ")[0]
    cells = [line.split("|")[1].strip() for line in section.split("\n") if line.startswith("|")]
    rows = [cell for cell in cells if cell not in ("way", "what") and not re.fullmatch("-+", cell)]
    assert len(rows) == len(set(rows)) and len(rows) > 20, rows
    return rows


class Attempt:
    """One row: what it makes of users and browsers is looked at in the end."""

    def __init__(self, s):
        self.s = s
        self.users = []
        self.browsers = []

    def browser(self, cookies=None):
        self.browsers.append(ApiBrowser(self.s, cookies))
        return self.browsers[-1]

    def person(self, key=None):
        """A new user with an app, recovery codes, and perhaps this passkey, but without a session."""
        user = ApiPerson(self.s, secrets.token_hex(6) + "@example.org")
        user.recovery_codes = user.set_up()
        if key:
            add(user.browser, key)
        self.users.append(user)
        return self.without_sessions(user)

    def without_sessions(self, user):
        """What the user did for the preparation is over."""
        self.s.sql("DELETE n FROM session n JOIN user u ON u.id = n.user_id WHERE u.email = '%s'" % user.email)
        user.browser = self.browser()
        return user

    def weak_session(self, user):
        """As one that is older than the factor."""
        user.browser = user.elsewhere()
        self.browsers.append(user.browser)
        self.s.sql("UPDATE session n JOIN user u ON u.id = n.user_id SET n.level = 1, n.methods = 'password',"
                   " n.factor_at = NULL WHERE u.email = '%s'" % user.email)
        return user.browser

    def waiting(self, user):
        """A browser in which the password was right."""
        browser = self.browser()
        assert user.needs_the_second_step(browser)
        return browser

    def assert_weak(self, row):
        """No session of level 2 or 3, and no cookie that opens the site, which asks for 2."""
        for user in self.users:
            strong = self.s.sql("SELECT n.level, n.methods FROM session n JOIN user u ON u.id = n.user_id"
                                " WHERE u.email = '%s' AND n.level >= 2" % user.email)
            assert strong == "", (row, strong)
        for browser in [*self.browsers, *(user.browser for user in self.users)]:
            assert self.s.visit(browser.cookie_header() or None).status == 302, (row, browser.cookies)


# --- ways to a session ---------------------------------------------------------------------------------------------

def by_password(a):
    user = a.person()
    page = user.give_password(a.s.site_url + "/")
    assert "/login/second" in page.url and user.cookie is None, page.url
    for more in ({"code": ""}, {"level": "2"}, {"factor": "0"}):
        page = user.browser.submit(user.browser.get(a.s.portal_url + "/login"), email=user.email, password=PASSWORD, **more)
        assert user.cookie is None, more


def by_code(a):
    user, other = a.person(), a.person()
    page = user.give_password()
    used = user.code()
    a.s.sql("UPDATE user_totp SET last_step = %d" % 2**40)  # as if the code of now was used
    for code in ("", " ", user.wrong_code(), other.code(), used, used[:5], used + "0"):
        got = user.give(page, code)
        assert got.status in (403, 422) and user.cookie is None, (code, got.status)
    form = {"form_token": re.search(r'name="form_token" value="([^"]*)"', page.text)[1]}
    for fields in ({}, {"code[]": "1"}, {"password": PASSWORD}, {"current_password": PASSWORD}, {"trust_device": "1"}):
        got = user.browser.post(a.s.portal_url + "/login/second", {**form, **fields})
        assert got.status in (403, 422) and user.cookie is None, (fields, got.status)
    for path in ("/account", "/account/security/totp"):
        assert user.get(path).status == 303, path


def by_recovery_code(a):
    user, other = a.person(), a.person()
    used = user.recovery_codes[0]
    user.elsewhere(method="recovery_code", code=used)
    a.without_sessions(user)
    user.give_password()
    page = user.get("/login/second/recovery")
    for code in ("", "aaaa-aaaa-aaaa-aaaa", other.recovery_codes[0], used, used.replace("-", "").upper(), user.code()):
        got = user.give(page, code)
        assert got.status in (403, 422) and user.cookie is None, (code, got.status)


def submit_passkey(user, page, action, answer):
    """The form that a page's script fills in."""
    got = user.browser.submit(page, action, passkey=answer if isinstance(answer, str) else json.dumps(answer))
    assert user.cookie is None, (action, got.status)


def by_passkey_alone(a):
    key, thiefs = Passkey(a.s.portal_url, count=1), Passkey(a.s.portal_url)
    user = a.person(key)
    a.person(thiefs)
    for words in ({"user_handle": key.handle}, {"raw_id": key.id}, {"raw_id": key.id, "user_handle": key.handle}):
        browser = a.browser()
        browser.must_refuse(401, "passkey_refused", "POST", "/sessions", passkey=thiefs.get(challenge(browser), **words))
    browser = a.browser()
    got = key.get(challenge(browser), flags=PRESENT)  # a key that was found, without its PIN
    browser.must_refuse(401, "passkey_refused", "POST", "/sessions", passkey=got)
    for answer in ("", "{}", "null", got, thiefs.get(challenge(user.browser), user_handle=key.handle)):
        submit_passkey(user, user.get("/login"), "/login/passkey", answer)


def by_passkey_after_the_password(a):
    key, thiefs = Passkey(a.s.portal_url), Passkey(a.s.portal_url)
    user = a.person(key)
    a.person(thiefs)
    for words in ({}, {"raw_id": key.id}, {"raw_id": key.id, "user_handle": key.handle}):
        browser = a.waiting(user)
        answer = thiefs.get(challenge(browser, "second_factor"), **words)
        browser.must_refuse(401, "passkey_refused", "POST", FINISH, method="passkey", passkey=answer)
    user.give_password()
    page = user.get("/login/second/passkey")
    for answer in ("", "{}", thiefs.get(challenge(user.browser, "second_factor"), raw_id=key.id)):
        submit_passkey(user, page, "/login/second/passkey", answer)


def on_a_trusted_device(a):
    user, other = a.person(), a.person()
    known = user.elsewhere().cookies["postern_device"]
    others = other.trusting().cookies["postern_device"]
    ended = user.trusting().cookies["postern_device"]
    for each in (user, other):
        a.without_sessions(each)
    a.s.sql("UPDATE known_device d JOIN user u ON u.id = d.user_id SET d.trusted_until = UTC_TIMESTAMP()"
            " WHERE u.email = '%s' AND d.trusted_until IS NOT NULL" % user.email)
    for device in (known, others, ended, "A" * 43, secrets.token_urlsafe(32)):
        browser = a.browser({"postern_device": device})
        assert user.needs_the_second_step(browser), device
        page = Browser()
        page.cookies["postern_device"] = device
        page.submit(page.get(a.s.portal_url + "/login"), email=user.email, password=PASSWORD, trust_device="1")
        assert "postern" not in page.cookies, device


def by_api(a):
    user = a.person()
    named = {"email": user.email, "password": PASSWORD}
    for more, status in (({}, 401), ({"remember": True}, 401), ({"level": 2}, 422), ({"trust_device": True}, 422),
                         ({"code": user.code()}, 422), ({"passkey": None}, 422), ({"method": "totp"}, 422)):
        browser = a.browser()
        got = browser.post("/sessions", **named, **more)
        assert got.status == status and browser.cookie is None, (more, got.status, got.text)


def second_step_by_api(a):
    user, other = a.person(), a.person()
    browser = a.browser()
    browser.must_refuse(401, "sign_in_gone", "POST", FINISH, method="totp", code=user.code())
    browser = a.waiting(user)
    for code in NO_CODES:
        for method in ("totp", "recovery_code"):
            if browser.post(FINISH, method=method, code=code).status == 401:  # that was the tenth wrong one
                browser = a.waiting(user)
            assert browser.cookie is None, code
    browser = a.waiting(user)
    for members in ({"code": other.code()}, {"method": "password", "password": PASSWORD}, {"method": "totp"},
                    {"method": "totp", "code": other.code()}, {"method": "passkey", "passkey": {}},
                    {"method": "recovery_code", "code": other.recovery_codes[0], "trust_device": True}):
        got = browser.post(FINISH, **members)
        assert got.status in (403, 422) and browser.cookie is None, (members, got.status, got.text)


def tokens_by_api(a):
    user, other = a.person(), a.person()
    a.without_sessions(user)
    for members in ({}, {"code": ""}, {"code": user.wrong_code()}, {"code": other.code()},
                    {"recovery_code": other.recovery_codes[0]}, {"code": 1}, {"level": 2}):
        got = Api(a.s).post("/tokens", email=user.email, password=PASSWORD, **members)
        assert got.status in (401, 403, 422, 429), (members, got.status, got.text)
    assert a.s.sql("SELECT COUNT(*) FROM token_family f JOIN user u ON u.id = f.user_id WHERE u.email = '%s'"
                   % user.email).strip() == "0"
    weak = a.weak_session(user)
    tokens = grant_beside(a.s, weak.cookie)
    assert claims_of(tokens["access_token"])["acr"] == "1"
    assert visit(a.s, bearer(tokens["access_token"])).status == 401, "the site asks for two"
    assert claims_of(renew(a.s, tokens["refresh_token"]).json["access_token"])["acr"] == "1"


def step_up_on_the_pages(a):
    user = a.person()
    a.weak_session(user)
    page = user.get("/login/step-up")
    assert 'name="code"' in page.text, page.text
    for fields in ({"current_password": PASSWORD}, {"code": ""}, {"code": user.wrong_code()}, {"password": PASSWORD}):
        got = user.browser.submit(page, "/login/step-up", **fields)
        assert got.status in (403, 422), (fields, got.status)
    got = user.browser.submit(page, "/login/step-up/recovery", code="aaaa-aaaa-aaaa-aaaa")
    assert got.status == 403, got.status
    submit_again = user.browser.submit(page, "/login/step-up/passkey", passkey="{}")
    assert submit_again.status >= 400, submit_again.status


def step_up_by_api(a):
    user = a.person()
    browser = a.weak_session(user)
    browser.must_refuse(403, "factor_required", "POST", STEP_UP, method="password", password=PASSWORD)
    for members in ({"method": "totp", "code": user.wrong_code()}, {"method": "totp", "code": None},
                    {"method": "recovery_code", "code": "aaaa-aaaa-aaaa-aaaa"}, {"method": "none"}):
        assert browser.post(STEP_UP, **members).status in (403, 422), members


def by_adding_a_factor(a):
    user = a.person()
    browser = a.weak_session(user)
    identity = browser.get_json("/me/factors")["totp"]["id"]
    for method, path, members in (("POST", "/me/factors/totp", {}), ("PUT", "/me/factors/recovery-codes", {}),
                                  ("POST", "/me/factors/passkeys/challenges", {"kind": "passkey"}),
                                  ("DELETE", "/me/factors/" + identity, {}), ("DELETE", "/me/password", {}),
                                  ("PUT", "/me/password", {"current_password": PASSWORD, "password": NEW_PASSWORD}),
                                  ("PUT", "/me/email", {"email": "new-" + user.email, "password": PASSWORD}),
                                  ("DELETE", "/sessions", {"password": PASSWORD}),
                                  ("DELETE", "/me", {"password": PASSWORD})):
        browser.must_refuse(403, "step_up_required", method, path, **members)
    got = browser.call("PUT", "/me/factors/totp", code="123456")
    assert got.status in (403, 410), (got.status, got.text)
    for path in ("/account/security/totp", "/account/security/passkeys", "/account/security/recovery-codes",
                 "/account/password", "/account/email", "/account/delete"):
        assert "/login/step-up" in (user.get(path).header("Location") or ""), path
    form = user.get("/account/profile")
    for path in ("/account/security/totp/setup", "/account/security/totp/remove", "/account/security/recovery-codes"):
        got = browser.submit(form, path)
        assert "/login/step-up" in (got.header("Location") or ""), (path, got.status)


# --- what opens none -----------------------------------------------------------------------------------------------

def registering(a):
    user = a.person()
    browser = a.browser()
    got = browser.post("/users", email=user.email, display_name="Ann", password=NEW_PASSWORD)
    assert got.status == 202 and browser.cookie is None, (got.status, got.text)
    page = user.get("/register")
    user.browser.submit(page, email=user.email, display_name="Ann", password=NEW_PASSWORD)
    assert user.cookie is None
    assert a.browser().sign_in(user.email, NEW_PASSWORD).json["code"] == "bad_credentials"
    assert user.needs_the_second_step(a.browser())


def by_link(prepare, path, method, api_path, password=None, email=None):
    """A check of what the link to this page gives, on the page and over the API. `prepare(a, user)` has it sent."""
    def check(a):
        for on_page in (True, False):
            user = a.person()
            to = prepare(a, user) or user.email
            mail = a.s.mails.wait_for(to, has=path)
            browser = a.browser()
            if on_page:
                form = browser.get(mail.link(path))
                got = browser.submit(form, a.s.portal_url + path, **({"password": password} if password else {}))
                assert got.status == 303, (path, got.status, got.text)
                browser.follow(got)
            else:
                more = {"password": password} if password else {}
                got = browser.call(method, api_path, token=mail.token(path), **more)
                assert got.status in (200, 204), (path, got.status, got.text)
            assert browser.cookie is None, path
            assert browser.get(a.s.portal_url + "/account").status == 303, path
            user.email = email(user, to) if email else user.email
            after_link(a, user, password)
    return check


def after_link(a, user, password):
    """The second step is still asked for."""
    a.without_sessions(user)
    assert a.s.sql("SELECT COUNT(*) FROM user_totp t JOIN user u ON u.id = t.user_id WHERE u.email = '%s'"
                   % user.email).strip() == "1", user.email
    if password is not False:
        assert user.needs_the_second_step(a.browser(), password)


def unconfirmed(a, user):
    a.s.sql("UPDATE user SET email_verified_at = NULL WHERE email = '%s'" % user.email)
    a.browser().must(202, "POST", "/email-verifications", email=user.email)


def forgotten(a, user):
    a.browser().must(202, "POST", "/password-resets", email=user.email)


def moving(a, user):
    """Returns the new address."""
    to = "new-" + user.email
    user.elsewhere().must(202, "PUT", "/me/email", email=to, password=PASSWORD)
    return to


def moved(a, user):
    """The link goes to the old address, which is the user's again in the end."""
    old, new = user.email, moving(a, user)
    token = a.s.mails.wait_for(new, has="/confirm-email").token("/confirm-email")
    a.browser().must(200, "PUT", "/email-changes", token=token)
    return old


def undoing(a):
    """And then a new password by the link that the undoing sends."""
    by_link(moved, "/undo-email", "DELETE", "/email-changes", password=False)(a)
    for user in a.users:
        token = a.s.mails.wait_for(user.email, has="/reset-password").token("/reset-password")
        a.browser().must(204, "PUT", "/password-resets", token=token, password=NEW_PASSWORD)
        assert user.needs_the_second_step(a.browser(), NEW_PASSWORD)


def deleted(a, user):
    a.s.postern.command("user", "delete", user.email)
    a.browser().must(202, "POST", "/account-restorations", email=user.email)


def lost(a, user):
    a.waiting(user).must(202, "POST", FINISH + "/lost")


def reset_begun(a, user):
    lost(a, user)
    token = a.s.mails.wait_for(user.email, has="/reset-factors").token("/reset-factors")
    a.browser().must(200, "PUT", "/factor-resets", token=token)
    assert user.needs_the_second_step(a.browser())


def waiting_cookie(a):
    user = a.person()
    token = a.waiting(user).cookies["postern_signin"]
    for cookies in ({"postern_signin": token}, {"postern": token}, {"postern": token, "postern_signin": token}):
        browser = a.browser(cookies)
        for path in ("/me", "/me/factors", "/sessions"):
            assert browser.call("GET", path).status == 401, (cookies, path)
        assert browser.get(a.s.portal_url + "/account").status == 303, cookies


def device_cookie(a):
    user = a.person()
    token = user.trusting().cookies["postern_device"]
    a.without_sessions(user)
    for cookies in ({"postern_device": token}, {"postern": token}, {"postern_signin": token}):
        browser = a.browser(cookies)
        assert not browser.is_signed_in(), cookies
        assert browser.post(FINISH, method="totp", code=user.wrong_code()).status == 401, cookies


def planted_session(a):
    user = a.person()
    for token in (secrets.token_urlsafe(32), "A" * 43, "", "0", user.email):
        browser = a.browser({"postern": token})
        assert not browser.is_signed_in(), token
        browser.must_refuse(401, "second_factor_required", "POST", "/sessions", email=user.email, password=PASSWORD)
        assert browser.cookies.get("postern", token) == token and not browser.is_signed_in()


def authorization(a):
    user = a.person()
    waiting = a.waiting(user).cookies["postern_signin"]
    device = user.trusting().cookies["postern_device"]
    a.without_sessions(user)
    basic = base64.b64encode(("%s:%s" % (user.email, PASSWORD)).encode()).decode()
    for value in ("Basic " + basic, "Bearer " + waiting, "Bearer " + device, "Digest username=\"%s\"" % user.email):
        headers = [("Authorization", value)]
        assert a.s.visit(headers=headers).status in (302, 401), value
        assert fetch(a.s.site_port, "/", headers=headers).status == 401, value
        assert fetch(a.s.portal_port, "/api/v1/me", headers=headers).status == 401, value
    assert a.s.sql("SELECT COUNT(*) FROM session n JOIN user u ON u.id = n.user_id WHERE u.email = '%s'"
                   % user.email).strip() == "0"


def identity_headers(a):
    user = a.person()
    headers = [("Remote-User", user.email), ("Remote-Email", user.email), ("Remote-Level", "3"), ("X-Remote-User", user.email)]
    assert a.s.visit(headers=headers).status == 302
    browser = a.weak_session(user)
    assert a.s.visit(browser.cookie, headers=headers).status == 302
    assert fetch(a.s.portal_port, "/api/v1/me", headers=headers).status == 401


def token_in_an_address(a):
    user = a.person()
    token = a.waiting(user).cookies["postern_signin"]
    query = urllib.parse.urlencode({"postern": token, "token": token, "session": token, "postern_signin": token})
    browser = a.browser()
    for path in ("/account", "/login/second", "/login/step-up"):
        assert browser.get(a.s.portal_url + path + "?" + query).status in (200, 303), path
        assert browser.cookie is None and not browser.is_signed_in()
    assert a.s.visit(target="/?" + query).status == 302
    for path in ("/verify-email", "/keep-account", "/reset-factors", "/keep-factors"):
        form = browser.get(a.s.portal_url + path + "?token=" + token)
        browser.submit(form, a.s.portal_url + path, token=token)
        assert browser.cookie is None, path


def passwords_by_command(a):
    user = a.person()
    a.s.postern.command("user", "set-password", user.email, stdin=NEW_PASSWORD + "\n")
    assert user.needs_the_second_step(a.browser(), NEW_PASSWORD)
    a.s.postern.command("user", "reset-password", user.email)
    token = a.s.mails.wait_for(user.email, has="/reset-password").token("/reset-password")
    a.browser().must(204, "PUT", "/password-resets", token=token, password=PASSWORD)
    assert user.needs_the_second_step(a.browser())


def changes_by_command(a):
    user = a.person()
    a.s.postern.command("user", "edit", user.email, "--email", "x-" + user.email)
    user.email = "x-" + user.email
    a.s.sql("UPDATE user SET email_verified_at = NULL WHERE email = '%s'" % user.email)
    a.s.postern.command("user", "verify", user.email)
    for words in (("disable",), ("enable",), ("delete",), ("keep",)):
        a.s.postern.command("user", *words, user.email)
    assert user.needs_the_second_step(a.browser())


def importing(a):
    user = a.person()
    a.s.postern.add_user("other-" + user.email, NEW_PASSWORD)
    phc = a.s.sql("SELECT p.phc FROM user_password p JOIN user u ON u.id = p.user_id WHERE u.email = 'other-%s'" % user.email)
    path = a.s.folder + "/import.jsonl"
    with open(path, "w", encoding="utf-8") as file:
        file.write(json.dumps({"email": user.email, "password_hash": phc.strip(), "email_verified": True}) + "\n")
    done = json.loads(a.s.postern.command("user", "import", path, "--json"))
    assert (done["added"], done["already_there"]) == (0, 1), done
    assert a.browser().sign_in(user.email, NEW_PASSWORD).json["code"] == "bad_credentials"
    assert user.needs_the_second_step(a.browser())


def factors_removed_by_command(a):
    """Then there is no factor, and no level 2 either."""
    user = a.person()
    a.s.postern.command("user", "reset-factors", user.email, "--yes")
    browser = a.browser()
    got = browser.sign_in(user.email)
    assert got.status == 201 and got.json["session"]["level"] == 1, got.text
    assert browser.post(STEP_UP, method="password", password=PASSWORD).json["session"]["level"] == 1


CHECKS = {
    "the form at `/login`": by_password,
    "`/login`, then `/login/second`": by_code,
    "`/login`, then `/login/second/recovery`": by_recovery_code,
    "`/login`, then `/login/second/passkey`": by_passkey_after_the_password,
    "`/login`, by \"Sign in with a passkey\"": by_passkey_alone,
    "`/login`, on a trusted device": on_a_trusted_device,
    "`POST /api/v1/sessions`": by_api,
    "`POST /api/v1/sessions/second-factor`": second_step_by_api,
    "`POST /api/v1/tokens`": tokens_by_api,
    "`/login/step-up`": step_up_on_the_pages,
    "`POST /api/v1/sessions/current/step-up`": step_up_by_api,
    "adding a second factor": by_adding_a_factor,
    "registering with an address that has an account": registering,
    "the link that confirms an address": by_link(unconfirmed, "/verify-email", "PUT", "/email-verifications"),
    "the link to a new password": by_link(forgotten, "/reset-password", "PUT", "/password-resets", NEW_PASSWORD),
    "the link to another address": by_link(moving, "/confirm-email", "PUT", "/email-changes", email=lambda user, to: to),
    "the link that undoes a change of address": undoing,
    "the link that cancels a deletion": by_link(deleted, "/keep-account", "PUT", "/account-restorations"),
    "the link that begins the reset of lost factors": by_link(lost, "/reset-factors", "PUT", "/factor-resets"),
    "the link that cancels the reset": by_link(reset_begun, "/keep-factors", "PUT", "/factor-reset-cancellations"),
    "the cookie of a sign-in that waits": waiting_cookie,
    "the cookie by which a device is known": device_cookie,
    "a session cookie that Postern has not made": planted_session,
    "the header `Authorization` at a site": authorization,
    "identity headers that a client sends": identity_headers,
    "a token in an address or a form": token_in_an_address,
    "`postern user set-password` and `postern user reset-password`": passwords_by_command,
    "`postern user edit`, `verify`, `keep`, `disable` and `enable`": changes_by_command,
    "`postern user import`": importing,
    "`postern user reset-factors`": factors_removed_by_command,
}


rows = documented()
assert set(rows) == CHECKS.keys(), set(rows) ^ CHECKS.keys()
with stack(settings=SETTINGS, mail="file") as s:
    s.postern.command("site", "set", "wiki", "--level", "2")
    # The site itself is open to who has the factor: the checks below look at the right thing.
    owner = ApiPerson(s, "owner@example.org")
    owner.set_up()
    wait_until(lambda: s.visit(owner.browser.cookie).status == 200, "level 2 passes")
    for row in rows:
        attempt = Attempt(s)
        try:
            CHECKS[row](attempt)
        except AssertionError as error:
            raise AssertionError(row) from error
        attempt.assert_weak(row)
