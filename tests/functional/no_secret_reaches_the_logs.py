#!/usr/bin/python3
"""The whole life of an account with recognisable passwords, cookies, tokens, addresses and names: none of them is in
posternd's log at its lowest level, nor in nginx's logs, in any spelling."""

import urllib.parse

import functional  # noqa: F401
from canaries import Canaries, read
from http_client import Browser, fetch
from postern import stack, wait_until
from witness import CHEAP_PASSWORDS

EMAIL, NEW_EMAIL, NAME = "canary.one@example.org", "canary.two@example.com", "Canary"
PASSWORD, WRONG = "yellow canary in a coal mine", "grey sparrow on a wet roof"
SECOND, THIRD = "orange duck below the bridge", "purple heron over the harbour"
LINKS = ["/verify-email", "/reset-password", "/confirm-email", "/undo-email", "/keep-account", "/reset-factors",
         "/keep-factors"]
SETTINGS = CHEAP_PASSWORDS + '[log]\nlevel = "debug"\n'


def open_page(s, browser, canaries, path):
    page = browser.get(s.portal_url + path)
    canaries.add_form(page)
    canaries.add_cookies(browser)
    return page


def sign_in(s, browser, canaries, email, password):
    page = open_page(s, browser, canaries, "/login")
    got = browser.submit(page, email=email, password=password)
    canaries.add_cookies(browser)
    return got


def use_link(s, browser, canaries, email, path, **fields):
    """Opens the link in the newest mail that has it, and sends the form there."""
    def link():
        mails = [mail for mail in s.mails.all(email) if any(path + "?token=" in one for one in mail.links())]
        return mails[-1].link(path) if mails else None

    found = wait_until(link, "an e-mail with a link to " + path)
    canaries.add("token of " + path, found.split("token=")[1])
    page = browser.get(found)
    assert page.status == 200, (path, page.status)
    canaries.add_form(page)
    got = browser.submit(page, urllib.parse.urlsplit(found).path, **fields)
    assert got.status == 303, (path, got.status, got.text)


def live(s, canaries):
    """All that people do with an account, in its order; with passwords that are wrong now and then."""
    browser = Browser()
    page = open_page(s, browser, canaries, "/register")
    browser.submit(page, email=EMAIL, display_name=NAME, password=PASSWORD)
    use_link(s, browser, canaries, EMAIL, "/verify-email")
    assert sign_in(s, browser, canaries, EMAIL, WRONG).status == 401
    assert sign_in(s, browser, canaries, EMAIL, PASSWORD).status == 303
    assert s.visit("postern=" + browser.cookies["postern"]).status == 200
    for path, fields in (
            ("/account/profile", {"display_name": NAME + " Bird", "language": "de", "time_zone": "Europe/Berlin"}),
            ("/account/password", {"password": WRONG[:8]}),
            ("/account/password", {"password": SECOND}),
            ("/account/email", {"email": NEW_EMAIL})):
        got = browser.submit(open_page(s, browser, canaries, path), path, **fields)
        assert got.status < 500, (path, got.status)
    use_link(s, browser, canaries, NEW_EMAIL, "/confirm-email")
    browser.submit(open_page(s, browser, canaries, "/logout"))
    browser.submit(open_page(s, browser, canaries, "/forgot-password"), email=NEW_EMAIL)
    use_link(s, browser, canaries, NEW_EMAIL, "/reset-password", password=THIRD)
    assert sign_in(s, Browser(), canaries, NEW_EMAIL, THIRD).status == 303
    assert sign_in(s, browser, canaries, NEW_EMAIL, THIRD).status == 303
    path = "/account/delete"
    browser.submit(open_page(s, browser, canaries, path), path, sure="1")
    use_link(s, browser, canaries, NEW_EMAIL, "/keep-account")
    use_link(s, browser, canaries, EMAIL, "/undo-email")


def open_links(s, canaries):
    """Links as in an e-mail, valid or not, and the Referer that a browser sends."""
    for number, path in enumerate(LINKS):
        token = "CanaryTokenCanaryTokenCanaryTokenCanaryTok" + str(number)
        canaries.add("token of " + path, token)
        link = "%s?token=%s" % (path, token)
        referer = [("Referer", s.portal_url + link)]
        fetch(s.portal_port, link)
        fetch(s.portal_port, path, "POST", [("Content-Type", "application/x-www-form-urlencoded"), *referer],
              ("token=" + token).encode())
        fetch(s.portal_port, "/static/postern.css", headers=referer)


def send_nonsense(s, canaries):
    """What is refused is not logged either."""
    cookie = "CanaryCookieCanaryCookieCanaryCookieCanaryC"
    canaries.add("an unknown cookie", cookie)
    for port in (s.portal_port, s.site_port):
        fetch(port, "/account", headers=[("Cookie", "postern=" + cookie)])
        fetch(port, "/account", headers=[("Cookie", "postern=%s; postern=%s" % (cookie, cookie))])
        fetch(port, "/account", headers=[("Authorization", "Bearer " + cookie)])
    for body in ('{"email": "%s", "password": "%s"' % (EMAIL, PASSWORD), '["%s"]' % PASSWORD,
                 '{"email": "%s", "password": 1, "%s": 2}' % (EMAIL, PASSWORD)):
        fetch(s.portal_port, "/api/v1/sessions", "POST", [("Content-Type", "application/json")], body.encode())
    fetch(s.portal_port, "/login", "POST", [("Content-Type", "application/x-www-form-urlencoded")],
          urllib.parse.urlencode({"email": EMAIL, "password": PASSWORD}).encode())


def check(s):
    canaries = Canaries()
    for what, secret in (("the address", EMAIL), ("the new address", NEW_EMAIL), ("the name", NAME),
                         ("the password", PASSWORD), ("a wrong password", WRONG), ("the second password", SECOND),
                         ("the third password", THIRD)):
        canaries.add(what, secret)
    live(s, canaries)
    open_links(s, canaries)
    send_nonsense(s, canaries)
    status = s.postern.stop()
    s.nginx.stop()
    assert status == 0, status
    assert read(s.postern.log_path), "an empty log proves nothing"
    canaries.check("posternd", read(s.postern.log_path))
    canaries.check("nginx, errors", read(s.nginx.error_log))
    canaries.add("a network address", "127.0.0.1")
    canaries.check("posternd", read(s.postern.log_path))
    of_portal = read(s.folder, "nginx", "postern.log")
    assert '"path":"/reset-password"' in of_portal, "nginx logs nothing of the portal: that proves nothing"
    canaries.check("nginx, portal", of_portal)
    del canaries.known["127.0.0.1"]  # in the log of a site it is the site's business
    site_only = read(s.folder, "nginx", "access.log")
    assert "GET /account HTTP" in site_only, "nginx logs nothing at all: that proves nothing"
    canaries.check("nginx", site_only)
    assert s.postern.log()[-1]["level"], "not the log that was meant"


with stack(settings=SETTINGS, access_log="access.log combined", mail="file") as whole:
    check(whole)
