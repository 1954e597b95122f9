#!/usr/bin/python3
"""Names, addresses and browsers crafted to become HTML, template, header or link are shown as text: no page and no
e-mail has an element, an attribute, a header or a link more than with a harmless name. Headers that claim another
host affect no link."""

import html.parser
import urllib.parse

import functional  # noqa: F401
from api import Api
from crawler import crawl
from http_client import Browser, fetch
from postern import PASSWORD, stack, wait_until
from witness import CHEAP_PASSWORDS

HARMLESS = "Ann Other"
NAMES = [
    "\"><script>alert(1)</script>", "' onmouseover='alert(1)", "</title><svg/onload=alert(1)>", "<!--", "]]>",
    "&lt;img src=x onerror=alert(1)&gt;", "{{FORM_TOKEN}}{{#SESSIONS}}[[common.email]]", "{{%AUTOESCAPE}}{{!", "%0d%0aBcc: eve@evil.example",
    "=HYPERLINK(\"x\",\"y\")", "\\r\\nBcc: eve@evil.example", "=?utf-8?q?=0d=0aBcc:_eve?=", "a\u200d\U0001f600<b>\u05d0",
]
HOSTILE_EMAIL = "o'{{x}}`&=?+onload=1|$id%0d~@example.org"
HOSTILE_BROWSER = "\"><img src=x onerror=alert(1)> {{FORM_TOKEN}} Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0"
EVIL = "evil.example"
CLAIMS = [("X-Forwarded-Host", EVIL), ("X-Forwarded-Proto", "gopher"), ("Forwarded", "host=" + EVIL),
          ("X-Original-URL", "//" + EVIL), ("X-Host", EVIL), ("X-Forwarded-Server", EVIL), ("X-Forwarded-Port", "666")]


class Skeleton(html.parser.HTMLParser):
    """Which elements with which attributes a document has, and where its links lead."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.targets = set(), set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.add((tag, tuple(name for name, _ in attrs)))
        self.targets.update(value for name, value in attrs if name in ("href", "src", "action"))

    def handle_comment(self, data):
        self.elements.add(("comment", data))

    def unknown_decl(self, data):
        self.elements.add(("declaration", data))


def path_of(url):
    return urllib.parse.urlsplit(url).path


class Person:
    """Somebody with an account, and what their pages look like."""

    def __init__(self, s, email):
        self._s, self._email = s, email
        self._browser = Browser()
        s.postern.add_user(email, name=HARMLESS)
        self._browser.submit(self._browser.get(s.portal_url + "/login"), email=email, password=PASSWORD)
        cookie = "postern=" + self._browser.cookies["postern"]
        self._api = Api(s, cookie, [("User-Agent", HOSTILE_BROWSER)])

    def call_himself(self, name):
        got = self._api.must(200, "PATCH", "/me", display_name=name)
        assert got.json["display_name"] == name, got.text

    def pages(self):
        """path -> Skeleton, of all pages that they see."""
        pages = crawl(self._browser, self._s.portal_url, ["/account", "/logout"])
        return {path_of(page.url): Skeleton(page.text) for page in pages}

    def raw_pages(self):
        return crawl(self._browser, self._s.portal_url, ["/account", "/logout"])


def check_pages(s, person, name, plain):
    for page in person.raw_pages():
        shown = Skeleton(page.text)
        known = plain[path_of(page.url)]
        assert shown.elements <= known.elements, (name, page.url, shown.elements - known.elements)
        assert {path_of(one) for one in shown.targets} <= {path_of(one) for one in known.targets}, (name, page.url)
        assert "<script>" not in page.text and "onerror=alert(1)>" not in page.text, (name, page.url)


def mail_with_link(s, email, number):
    """The mail about a new password that was asked for last; `number` came before it."""
    got = fetch(s.portal_port, "/api/v1/password-resets", "POST",
                [("Content-Type", "application/json"), ("Host", "localhost:%d" % s.portal_port), *CLAIMS],
                ('{"email": "%s"}' % email).encode())
    assert got.status == 202, (got.status, got.text)
    wait_until(lambda: len(s.mails.all(email)) > number, "an e-mail to " + email)
    return s.mails.all(email)[-1]


def check_mail(s, mail, name, plain):
    assert mail.message.keys() == plain.message.keys(), (name, mail.message.keys())
    assert len(mail.message["To"].addresses) == 1, mail.message["To"]
    shown, known = Skeleton(mail.html), Skeleton(plain.html)
    assert shown.elements <= known.elements, (name, shown.elements - known.elements)
    for link in [*mail.links(), *shown.targets]:
        assert link.startswith(s.portal_url + "/"), (name, link)
    assert EVIL not in mail.raw.decode() or EVIL in name, (name, mail.raw)
    assert name in mail.text, (name, mail.text)


def check_hosts(s):
    """nginx with another Host: it may be refused; else no link and no redirect leads there."""
    for host in (EVIL, "localhost:%d@%s" % (s.portal_port, EVIL), EVIL + ":80", "[::1]"):
        for target in ("/", "/login", "/account", "/nowhere"):
            got = fetch(s.portal_port, target, headers=[("Host", host), *CLAIMS])
            assert EVIL not in got.text and EVIL not in str(got.headers), (host, target, got.headers)


def check(s):
    for email in ("ann@example.org", HOSTILE_EMAIL):
        person = Person(s, email)
        plain_pages = person.pages()
        plain_mail = mail_with_link(s, email, len(s.mails.all(email)))
        for name in NAMES if email != HOSTILE_EMAIL else NAMES[:2]:
            person.call_himself(name)
            check_pages(s, person, name, plain_pages)
            count = len(s.mails.all(email))
            check_mail(s, mail_with_link(s, email, count), name, plain_mail)
        print("%s: %d pages" % (email, len(plain_pages)))
        assert len(plain_pages) >= 3, plain_pages.keys()
    check_hosts(s)


with stack(settings=CHEAP_PASSWORDS + "mails_per_address = 1000\nmails_per_account = 100\n",
           mail="file") as whole:
    check(whole)
