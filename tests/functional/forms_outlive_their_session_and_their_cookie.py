#!/usr/bin/python3
"""A form that is sent after the session has ended, after a sign-in in another tab or without its cookie: forms of the
account lead through the sign-in page back to their own page and change nothing; signing out says that it is done, or
asks again; forms that need no session just work. Two session cookies of one name end with the next sign-in."""

import urllib.parse

import functional  # noqa: F401
from http_client import Browser, fetch, hidden_fields, page_headers
from postern import PASSWORD, stack

EMAIL = "ann@example.org"
FORMS = ["/account/verification", "/account/profile", "/account/email", "/account/password", "/account/sessions/end",
         "/account/delete"]


def signed_in(s):
    browser = Browser()
    got = browser.submit(browser.get(s.portal_url + "/login"), email=EMAIL, password=PASSWORD)
    assert got.header("Location") == "/account", (got.status, got.text)
    return browser



def is_back(got, path, s):
    """Whether the answer leads through the sign-in page to this page of the portal."""
    parts = urllib.parse.urlsplit(got.header("Location") or "")
    return got.status == 303 and parts.path == "/login" and urllib.parse.parse_qs(parts.query) == {
        "rd": [s.portal_url + path]}


def check_account_forms(s):
    name = s.sql("SELECT display_name FROM user")
    for lose_cookies in (False, True):
        for path in FORMS:
            browser = signed_in(s)
            token = hidden_fields(browser.get(s.portal_url + "/account/profile").text)["form_token"]
            s.postern.command("session", "revoke", "--user", EMAIL)
            if lose_cookies:
                browser.cookies.clear()
            got = browser.post(s.portal_url + path, {"form_token": token, "display_name": "Eve", "password": PASSWORD})
            assert is_back(got, path, s), (path, got.status, got.header("Location"))
            page = browser.get(s.portal_url + got.header("Location"))
            back = browser.follow(browser.submit(page, email=EMAIL, password=PASSWORD))
            shown = {"/account/verification": "/account", "/account/sessions/end": "/account/sessions"}.get(path, path)
            assert back.status == 200 and back.url == s.portal_url + shown, (path, back.url)
    assert s.sql("SELECT display_name FROM user") == name


def check_another_tab(s):
    """The session is another one by now: the form is of the account of that time, so it is refused."""
    browser = signed_in(s)
    token = hidden_fields(browser.get(s.portal_url + "/account/profile").text)["form_token"]
    del browser.cookies["postern"]
    browser.submit(browser.get(s.portal_url + "/login"), email=EMAIL, password=PASSWORD)
    got = browser.post(s.portal_url + "/account/profile", {"form_token": token, "display_name": "Eve"})
    assert got.status == 403 and "This form has expired" in got.text, got.status
    # Signing out asks again, and then does it.
    got = browser.post(s.portal_url + "/logout", {"form_token": token})
    assert got.status == 303 and got.header("Location") == "/logout", (got.status, got.header("Location"))
    page = browser.follow(got)
    assert s.visit(browser.cookie_header()).status == 200
    got = browser.post(s.portal_url + "/logout", hidden_fields(page.text))
    assert got.header("Location") == "/login?signed_out=1" and "postern" not in browser.cookies
    # Again, from the tab that still shows the account.
    for token in (hidden_fields(page.text)["form_token"], token):
        got = browser.post(s.portal_url + "/logout", {"form_token": token})
        assert got.header("Location") == "/login?signed_out=1", (got.status, got.header("Location"))


def check_open_forms(s):
    browser = Browser()
    pages = {path: browser.get(s.portal_url + path) for path in ("/login", "/register", "/forgot-password")}
    browser.submit(browser.get(s.portal_url + "/login"), email=EMAIL, password=PASSWORD)
    browser.cookies = {name: value for name, value in browser.cookies.items() if not name.endswith("_form")}
    assert browser.submit(pages["/forgot-password"], email=EMAIL).status == 200
    got = browser.submit(pages["/register"], email="new@example.org", display_name="New", password=PASSWORD)
    assert got.status in (200, 303), (got.status, got.text)
    got = browser.submit(pages["/login"], email=EMAIL, password=PASSWORD)
    assert got.status == 303 and got.header("Location") == "/account", got.status
    # No cookie at all: nothing is done, and the page keeps what was typed.
    lost = Browser()
    got = lost.submit(pages["/login"], email=EMAIL, password=PASSWORD, rd=s.site_url + "/x")
    assert got.status == 403 and EMAIL in got.text and PASSWORD not in got.text and "postern" not in lost.cookies
    got = lost.post(s.portal_url + "/login", {**hidden_fields(got.text), "email": EMAIL, "password": PASSWORD})
    assert got.header("Location") == s.site_url + "/x", (got.status, got.text)


def check_doubled_cookie(s):
    """Neither counts, until a sign-in deletes what it can and sets its own."""
    browser = signed_in(s)
    token = browser.cookies["postern"]
    cookie = "postern=%s; postern=%s" % (token, token)
    assert fetch(s.portal_port, "/account", headers=page_headers(cookie)).status == 303
    assert s.visit(cookie).status == 302
    form = hidden_fields(browser.get(s.portal_url + "/account/profile").text)
    before = len(s.postern.log())
    got = fetch(s.portal_port, "/login", "POST", [
        *page_headers(browser.cookie_header() + "; postern=" + token), ("Sec-Fetch-Site", "same-origin"),
        ("Content-Type", "application/x-www-form-urlencoded")],
        urllib.parse.urlencode({**form, "email": EMAIL, "password": PASSWORD}).encode())
    assert got.status == 303, (got.status, got.text)
    events = [line["event"] for line in s.postern.log()[before:]]
    assert "session_cookie_doubled" in events, events


def check_links_of_any_shape(s):
    """What browsers send as it is, and what is as long as nginx takes it, arrives at the same page."""
    browser = signed_in(s)
    for target, same in (("/" + "x" * 7000, None), ("/explore?left=" + "%7B%22a%22" * 600, None),
                         ("/ü".encode(), "/%C3%BC"), (b"/a\\b", "/a%5Cb"), (b"/caf\xe9", "/caf%E9"),
                         ("/a|b?c={d}^e", "/a%7Cb?c=%7Bd%7D%5Ee"), ("/%e4%b8%ad?x=[1]", None)):
        raw = target.decode("utf-8", "surrogateescape") if isinstance(target, bytes) else target
        got = fetch(s.site_port, raw, headers=page_headers())
        assert got.status == 302, (raw[:40], got.status)
        got = browser.get(got.header("Location"))
        where = got.header("Location") or ""
        assert where.lower() == (s.site_url + (same or raw)).lower() or where == s.site_url + raw, (raw[:60], where[:200])


with stack(mail="file") as s:
    s.postern.add_user(EMAIL)
    check_account_forms(s)
    check_another_tab(s)
    check_open_forms(s)
    check_doubled_cookie(s)
    check_links_of_any_shape(s)
