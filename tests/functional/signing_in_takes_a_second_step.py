#!/usr/bin/python3
"""With an authenticator app, the password opens nothing: no page of the portal, no operation of the API and no site
takes the cookie of a sign-in that waits, whatever it is called. The code opens the session and leads to the site that
was wanted, which is told the level. Each code works once, a recovery code, too, and ten wrong codes end the sign-in. A
new password by e-mail takes the code, too."""

import json
import urllib.parse

import functional  # noqa: F401
from api import CSRF, JSON_BODY, Api
from crawler import crawl
from http_client import fetch
from nginx import ROOT
from postern import stack
from second_factor import RECOVERY_CODES, Person, let_devices_be_known, recovery_codes, target
from witness import CHEAP_PASSWORDS

SETTINGS = CHEAP_PASSWORDS + "attempts_per_address = 1000\n"
WRONG_CODES = 10
NEW_PASSWORD = "seven quiet ferries at noon"
PORTAL_PAGES = ("/account", "/account/security", "/account/security/totp", "/account/security/recovery-codes",
                "/account/security/totp/remove", "/account/password", "/account/email", "/account/sessions",
                "/account/profile", "/account/delete", "/login/step-up", "/login/step-up/recovery")
METHODS = ("get", "post", "put", "patch", "delete")


def operations(s):
    """(method, path) of all that the API refuses without a session; ids are made up."""
    with open(ROOT + "/src/api/openapi.json", encoding="utf-8") as file:
        documented = json.load(file)["paths"]
    found = []
    for path, item in documented.items():
        for method in (method.upper() for method in METHODS if method in item):
            wanted = path.replace("{id}", "A" * 22)
            if is_closed(call(s, method, wanted)):
                found.append((method, wanted))
    assert len(found) > 15 and ("GET", "/api/v1/me") in found, found
    return found


def call(s, method, path, *cookies):
    """The answer to an operation with these cookies."""
    body = b"" if method == "GET" else b"{}"
    return fetch(s.portal_port, path, method, [CSRF, *([JSON_BODY] if body else []), *(("Cookie", one) for one in cookies)], body)


def is_closed(got):
    return got.status == 401 and json.loads(got.text)["code"] == "not_signed_in"


def own_pages(s, ann):
    """Those of the account to which links lead, and those named above."""
    paths = {urllib.parse.urlsplit(page.url).path for page in crawl(ann.browser, s.portal_url, ["/account"])}
    found = {path for path in paths if path.startswith("/account")} | set(PORTAL_PAGES)
    assert len(found) > len(PORTAL_PAGES), found
    return found


def setting_up(s):
    ann = Person(s, "ann@example.org")
    ann.sign_in()
    let_devices_be_known(s)
    before = ann.cookie
    page = ann.begin()
    got = ann.give(page, ann.wrong_code())
    assert got.status == 403 and "postern" in ann.browser.cookies, got.status
    assert ann.give(page, "12345x").status == 422
    codes = confirm(ann, page)
    assert ann.cookie != before and s.visit(before).status == 302, "the old token is dead"
    assert s.visit(ann.cookie).status == 200
    return ann, codes


def confirm(ann, page):
    got = ann.give(page, ann.code())
    assert got.status == 200, (got.status, got.text)
    codes = recovery_codes(got)
    assert len(codes) == len(set(codes)) == RECOVERY_CODES, codes
    ann.wait_for_next_code()
    return codes


def sign_out(ann):
    ann.browser.submit(ann.get("/logout"))
    assert ann.cookie is None


def half_signed_in(s, ann, pages):
    """What the password alone gives."""
    closed = operations(s)
    wanted = s.site_url + "/notes/1?a=1"
    page = ann.give_password(wanted)
    assert page.status == 200 and page.url.startswith(s.portal_url + "/login/second?rd="), page.url
    assert ann.cookie is None
    waiting = ann.browser.cookies["postern_signin"]
    for cookie in ("postern_signin=" + waiting, "postern=" + waiting,
                   "postern_signin=%s; postern=%s" % (waiting, waiting)):
        assert s.visit(cookie).status == 302, cookie
        assert fetch(s.site_port, "/", headers=[("Cookie", cookie)]).status == 401
        for path in pages:
            got = fetch(s.portal_port, path, headers=[("Accept", "text/html"), ("Cookie", cookie)])
            assert got.status == 303 and "/login" in got.header("Location"), (path, got.status, got.headers)
        for method, path in closed:
            got = call(s, method, path, cookie)
            assert is_closed(got), (method, path, got.status, got.text)
    got = s.try_sign_in(ann.email)
    assert got.status == 401 and not any(line.startswith("postern=") for line in got.all("Set-Cookie")), got.headers
    assert s.sql("SELECT COUNT(*) FROM session").strip() == "0"

    code = ann.code()
    for bad in ("", " ", "12345", "1234567", "abcdef", "²²²²²²"):
        assert ann.give(page, bad).status == 422, bad
    assert ann.browser.post(s.portal_url + "/login/second", {"code": code}).status == 403, "without the form's token"
    assert ann.cookie is None
    got = ann.give(page, code[:3] + " " + code[3:])
    assert got.status == 303 and target(got) == wanted, (got.status, got.headers)
    assert "postern_signin" not in ann.browser.cookies
    arrived = ann.browser.follow(got)
    assert arrived.url == wanted and "Remote-Level: 2\r\n" in arrived.body.decode(), arrived.text
    return code


def code_works_once(s, ann, code):
    sign_out(ann)
    page = ann.give_password()
    assert ann.give(page, code).status == 403 and ann.cookie is None
    ann.wait_for_next_code()
    assert ann.give(page, ann.code()).status == 303 and ann.cookie
    ann.wait_for_next_code()
    # The page is still open in another tab: who is signed in goes on, and nobody signs in twice.
    got = ann.give(page, ann.code())
    assert got.status == 303 and s.sql("SELECT COUNT(*) FROM session").strip() == "1", got.headers


def recovery_code_works_once(s, ann, codes):
    for code, works in ((codes[0], True), (codes[0], False), (codes[1].upper().replace("-", " "), True),
                        ("-".join(["aaaa"] * 4), False)):
        sign_out(ann) if ann.cookie else None
        ann.give_password()
        page = ann.get("/login/second/recovery")
        assert page.status == 200
        got = ann.give(page, code)
        assert got.status == (303 if works else 403) and bool(ann.cookie) == works, (code, got.status, got.text)
    ann.give(ann.give_password(), ann.code())
    ann.wait_for_next_code()
    assert "%d" % (RECOVERY_CODES - 2) in ann.get("/account/security").text
    left = s.sql("SELECT COUNT(*) FROM recovery_code WHERE used_at IS NULL").strip()
    assert left == str(RECOVERY_CODES - 2), left


def wrong_codes_end_the_sign_in(s, ann):
    sign_out(ann)
    waiting = "SELECT COUNT(*) FROM sign_in_step"
    before = s.sql(waiting)
    page = ann.give_password()
    for n in range(1, WRONG_CODES):
        assert ann.give(page, ann.wrong_code()).status == 403, n
    got = ann.give(page, ann.wrong_code())
    assert got.status == 303 and "/login?expired=1" in got.header("Location"), (got.status, got.headers)
    assert "postern_signin" not in ann.browser.cookies
    assert target(ann.give(page, ann.code())).split("?")[0] == s.portal_url + "/login"
    assert ann.cookie is None and s.sql(waiting) == before
    ann.sign_in()


def a_reset_keeps_the_factor(s, ann):
    """The mailbox gives a new password, and no more."""
    sign_out(ann)
    api = Api(s)
    api.must(202, "POST", "/password-resets", email=ann.email)
    token = s.mails.wait_for(ann.email, has="/reset-password").token("/reset-password")
    api.must(204, "PUT", "/password-resets", token=token, password=NEW_PASSWORD)
    page = ann.browser.submit(ann.get("/login"), email=ann.email, password=NEW_PASSWORD)
    page = ann.browser.follow(page)
    assert page.url.startswith(s.portal_url + "/login/second") and ann.cookie is None, page.url
    assert ann.give(page, ann.wrong_code()).status == 403
    assert ann.give(page, ann.code()).status == 303 and ann.cookie


with stack(settings=SETTINGS, mail="file") as s:
    ann, codes = setting_up(s)
    pages = own_pages(s, ann)
    sign_out(ann)
    used = half_signed_in(s, ann, pages)
    code_works_once(s, ann, used)
    recovery_code_works_once(s, ann, codes)
    wrong_codes_end_the_sign_in(s, ann)
    a_reset_keeps_the_factor(s, ann)
    log = s.postern.tail(10**6)
    for secret in (ann.key, codes[0], codes[1]):
        assert secret not in log
