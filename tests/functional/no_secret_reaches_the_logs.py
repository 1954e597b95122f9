#!/usr/bin/python3
"""The whole life of an account with passwords, cookies, tokens, addresses and names that can be recognised: none of them is
in posternd's log at its lowest level, nor in nginx's logs, in whatever spelling."""

import base64
import hashlib
import os
import urllib.parse

import functional  # noqa: F401
from http_client import Browser, fetch, hidden_fields
from postern import stack
from witness import CHEAP_PASSWORDS

EMAIL, NAME = "canary.one@example.org", "Canary Bird"
PASSWORD, WRONG = "yellow canary in a coal mine", "grey sparrow on a wet roof"
LINKS = ["/verify-email", "/reset-password", "/confirm-email", "/undo-email", "/keep-account"]
SETTINGS = CHEAP_PASSWORDS + '[log]\nlevel = "debug"\n'


class Canaries:
    """Everything that must not be found, and where it came from."""

    def __init__(self):
        self.known = {}

    def add(self, what, secret):
        """One more, in all spellings in which it could be written."""
        data = secret.encode()
        for text in (secret, urllib.parse.quote(secret), urllib.parse.quote_plus(secret), data.hex(),
                     base64.b64encode(data).decode().rstrip("="), hashlib.sha256(data).hexdigest(),
                     hashlib.sha1(data).hexdigest()):
            self.known[text.lower()] = what

    def add_cookies(self, browser):
        for name, value in browser.cookies.items():
            self.add("cookie " + name, value)

    def add_form(self, page):
        for name, value in hidden_fields(page.text).items():
            if len(value) > 20:
                self.add("field " + name, value)

    def check(self, name, text):
        """Says what of it is in this log."""
        lowered = text.lower()
        assert len(lowered) > 0 or name != "posternd", "an empty log proves nothing"
        found = sorted({what for secret, what in self.known.items() if secret in lowered})
        assert not found, (name, found)


def open_page(s, browser, canaries, path):
    page = browser.get(s.portal_url + path)
    canaries.add_form(page)
    canaries.add_cookies(browser)
    return page


def live(s, canaries):
    """Registers, signs in rightly and wrongly, looks around, and signs out."""
    browser = Browser()
    page = open_page(s, browser, canaries, "/register")
    browser.submit(page, email=EMAIL, display_name=NAME, password=PASSWORD)
    for password in (WRONG, PASSWORD):
        page = open_page(s, browser, canaries, "/login")
        browser.submit(page, email=EMAIL, password=password)
    canaries.add_cookies(browser)
    assert open_page(s, browser, canaries, "/account").status == 200
    assert s.visit("postern=" + browser.cookies["postern"]).status == 200
    browser.submit(open_page(s, browser, canaries, "/logout"))


def open_links(s, canaries):
    """Links as a mail has them, good or not, and what a browser says about where it came from."""
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


def read(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def check(s):
    canaries = Canaries()
    canaries.add("the address", EMAIL)
    canaries.add("the name", NAME)
    canaries.add("the password", PASSWORD)
    canaries.add("a wrong password", WRONG)
    live(s, canaries)
    open_links(s, canaries)
    send_nonsense(s, canaries)
    status = s.postern.stop()
    s.nginx.stop()
    assert status == 0, status
    canaries.check("posternd", read(s.postern.log_path))
    canaries.check("nginx, errors", read(s.nginx.error_log))
    site_only = read(os.path.join(s.folder, "nginx", "access.log"))
    assert "GET /account HTTP" in site_only, "nginx logs nothing at all: that proves nothing"
    canaries.check("nginx", site_only)
    assert s.postern.log()[-1]["level"], "not the log that was meant"


with stack(settings=SETTINGS, access_log="access.log combined") as whole:
    check(whole)
