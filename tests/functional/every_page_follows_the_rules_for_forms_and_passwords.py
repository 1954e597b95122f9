#!/usr/bin/python3
"""On every page that a link leads to, signed in and not, and on the pages of links in e-mails: forms work only with
the token of the same browser; password fields accept password managers and pasting; signed-in users can sign out;
headers and cookies are correct; and viewing a page changes nothing."""

import urllib.parse

import functional  # noqa: F401
from api import Api
from api_person import ApiPerson
from crawler import crawl, forms
from http_client import Browser, fetch
from passkey import Passkey, add
from postern import PASSWORD, stack, wait_until
from second_factor import let_devices_be_known
from witness import CHEAP_PASSWORDS

EMAIL = "ann@example.org"
STRANGERS_PAGES = ["/", "/register", "/forgot-password", "/resend?what=verify_email",
                   "/resend?what=deletion_scheduled"]
# Reading a session may write when it was last seen.
FACTS = ["SELECT * FROM user ORDER BY 1", "SELECT * FROM user_password ORDER BY 1", "SELECT * FROM mail_token ORDER BY 1",
         "SELECT * FROM outbox ORDER BY 1", "SELECT * FROM audit ORDER BY 1", "SELECT id, HEX(token_hash) FROM session ORDER BY 1",
         "SELECT user_id, HEX(device_hash), trusted_until FROM known_device ORDER BY 1, 2",
         "SELECT user_id, HEX(secret), last_step FROM user_totp ORDER BY 1",
         "SELECT user_id, public_id, name FROM user_passkey ORDER BY 1, 2",
         "SELECT user_id, HEX(code_hash), used_at FROM recovery_code ORDER BY 1, 2",
         "SELECT user_id FROM factor_enrolment ORDER BY 1"]
HEADERS = {
    "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
}


def facts(s):
    """What neither looking at pages nor a forged form may change."""
    return [s.sql(select) for select in FACTS]


def check_headers(page):
    for name, value in HEADERS.items():
        assert page.header(name) == value, (page.url, name, page.header(name))
    policy = page.header("Content-Security-Policy")
    for part in ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in policy and "unsafe" not in policy, (page.url, policy)
    assert page.header("Referrer-Policy") in ("same-origin", "strict-origin"), page.url
    if "token=" in page.url:
        assert page.header("Referrer-Policy") == "strict-origin", page.url
    for cookie in page.all("Set-Cookie"):
        for attribute in ("HttpOnly", "SameSite=Lax", "Path=/"):
            assert attribute in cookie, (page.url, cookie)


def check_passwords(page, form):
    """Of one form; how many there are."""
    count = 0
    for name, tag in form.fields:
        if not name or "password" not in name:
            assert tag.get("type") != "password", (page.url, name)
            continue
        count += 1
        assert tag["type"] == "password", (page.url, name, tag)
        assert tag.get("autocomplete") in ("current-password", "new-password"), (page.url, name, tag)
        for word in ("maxlength", "pattern", "onpaste", "readonly", "value"):
            assert not tag.get(word), (page.url, name, tag)
    return count


def check_forgeries(page, form, browser, foreign_token):
    """Without the token, with that of another browser, or from another site: refused. A form that acts for no session
    takes the token of another one, as a page of ours has sent it, but not from a browser without a cookie of ours."""
    good = form.values()
    assert form.method == "post" and good.get("form_token"), (page.url, form.action)
    without = {name: value for name, value in good.items() if name != "form_token"}
    foreign = {**good, "form_token": foreign_token}
    acts_for_session = "/account" in form.action or form.action.endswith("/logout")
    for sender, fields in ((browser, without), (browser, {**good, "form_token": ""}),
                           (browser if acts_for_session else Browser(), foreign)):
        got = sender.post(form.action, fields)
        asks_again = form.action.endswith("/logout") and got.header("Location") == "/logout"
        assert got.status == 403 or asks_again, (page.url, form.action, got.status)
    parts = urllib.parse.urlsplit(form.action)
    for origin in ([("Origin", "https://evil.example")], [("Origin", "null")], [],
                   [("Sec-Fetch-Site", "cross-site")], [("Sec-Fetch-Site", "same-site")]):
        got = fetch(parts.port, parts.path, "POST", [
            ("Content-Type", "application/x-www-form-urlencoded"), ("Cookie", browser.cookie_header()), *origin],
                    urllib.parse.urlencode(good).encode())
        assert got.status == 403, (page.url, form.action, origin, got.status)


def check_pages(browser, pages, foreign_token):
    """How many forms and password fields there are."""
    found = {"forms": 0, "passwords": 0}
    for page in pages:
        assert page.status == 200, (page.url, page.status)
        check_headers(page)
        for form in forms(page):
            found["forms"] += 1
            found["passwords"] += check_passwords(page, form)
            check_forgeries(page, form, browser, foreign_token)
    return found


def check_sign_out(pages):
    for page in pages:
        assert any(form.action.endswith("/logout") for form in forms(page)), page.url


def pages_of_links(s, browser):
    """The pages that links in e-mails lead to, each with a valid link."""
    api = Api(s)
    api.must(202, "POST", "/users", email="new@example.org", display_name="New", password=PASSWORD)
    for email, kind in ((EMAIL, "/password-resets"), ("gone@example.org", "/account-restorations")):
        api.must(202, "POST", kind, email=email)
    wanted = [("new@example.org", "/verify-email"), (EMAIL, "/reset-password"), ("gone@example.org", "/keep-account"),
              ("other@example.com", "/confirm-email"), ("old@example.org", "/undo-email")]
    return [browser.get(find_link(s, email, path)) for email, path in wanted]


def find_link(s, email, path):
    """From whichever mail has it."""
    def found():
        return [mail.link(path) for mail in s.mails.all(email) if any(path + "?" in link for link in mail.links())]

    return wait_until(found, "an e-mail to %s with %s" % (email, path))[0]


def make_accounts(s):
    """Ann, who has requested another address; an account scheduled for deletion; and one whose address was changed."""
    for email in (EMAIL, "gone@example.org", "old@example.org"):
        s.postern.add_user(email)
    api = Api(s)
    api.signed_in("gone@example.org").must(202, "DELETE", "/me", password=PASSWORD)
    api.signed_in(EMAIL).must(202, "PUT", "/me/email", email="other@example.com", password=PASSWORD)
    api.signed_in("old@example.org").must(202, "PUT", "/me/email", email="newer@example.org", password=PASSWORD)
    link = find_link(s, "newer@example.org", "/confirm-email")
    api.must(200, "PUT", "/email-changes", token=link.split("token=")[1])


def owner_of_factors(s):
    """A browser of somebody who has an app and a passkey and trusts it."""
    cleo = ApiPerson(s, "cleo@example.org")
    assert cleo.browser.sign_in(cleo.email).status == 201
    let_devices_be_known(s)
    cleo.add_app()
    add(cleo.browser, Passkey(s.portal_url))
    return cleo.trusting()


def wait_for_quiet(s):
    wait_until(lambda: s.sql("SELECT COUNT(*) FROM outbox") == "0\n", "all e-mails sent")


def check(s):
    make_accounts(s)
    stranger, ann, other = Browser(), Browser(), Browser()
    foreign_token = forms(other.get(s.portal_url + "/login"))[0].values()["form_token"]
    ann.submit(ann.get(s.portal_url + "/login"), email=EMAIL, password=PASSWORD)
    cleo = owner_of_factors(s)
    linked = pages_of_links(s, stranger)
    wait_for_quiet(s)
    before = facts(s)
    open_pages = crawl(stranger, s.portal_url, STRANGERS_PAGES)
    own_pages = crawl(ann, s.portal_url, ["/account", "/logout"])
    factor_pages = crawl(cleo, s.portal_url, ["/account/security"])
    for path in ("/account/security/totp/remove", "/account/security/recovery-codes", "/account/security/passkeys/"):
        assert any(path in page.url for page in factor_pages), (path, [page.url for page in factor_pages])
    check_sign_out(own_pages + factor_pages)
    outside = check_pages(stranger, open_pages + linked, foreign_token)
    inside = check_pages(ann, own_pages, foreign_token)
    check_pages(cleo, factor_pages, foreign_token)
    assert facts(s) == before, "looking at pages, or a forged form, changed something"
    print("%d pages without a session: %s; %d pages of links; %d with one: %s" % (
        len(open_pages), outside, len(linked), len(own_pages), inside))
    assert outside["passwords"] >= 3 and inside["passwords"] >= 1 and inside["forms"] >= 20, "pages are missing"


with stack(settings=CHEAP_PASSWORDS, mail="file") as whole:
    check(whole)
