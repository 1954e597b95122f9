#!/usr/bin/python3
"""The brand of docs/branding.md, made as it is written there, is on every page, in every e-mail and on nginx's own
pages, in every language, and nothing of ours is left in what people read. A broken file is refused with file and line,
and the daemon goes on as before."""

import html.parser
import json
import os
import re
import signal
import tempfile

import functional
from http_client import Browser, fetch
from postern import PASSWORD, CommandFailed, stack, wait_until

NAME = "Riverside Library"
MANUAL = os.path.join(functional.ROOT, "docs", "branding.md")
FILE = re.compile(r"^`(/etc/postern/[\w./-]+)`:\n\n((?:    .*\n|\n)+)", re.M)

# Names that programs, browsers and nginx know. They stand on the page of the API only.
PROGRAMS_KNOW = re.compile(r"""
    (?:__Host-|__Secure-)?postern_\w+ | __Host-postern | X-Postern-CSRF | Postern-Assertion
  | postern-assertion-jwks\.json | ^postern$ | ^postern\ [a-z-]+(?:\ [a-z-]+)*$
  | "postern\ [a-z-]+(?:\ [a-z-]+)*"
""", re.X)
# In the words of the console: `run postern doctor`, `/run/postern/control.sock`.
COMMAND = re.compile(r"\bpostern [a-z]+\b|/postern\b|\bPOSTERN_SITE\b")
READ_OUT = ("title", "alt", "placeholder", "aria-label", "content")


class Visible(html.parser.HTMLParser):
    """What people read or hear of a document: `text`, and what stands in <code> apart from it."""

    def __init__(self, document):
        super().__init__()
        self.text, self.code, self.name_is_there = [], [], False
        self._open = []
        self.feed(document)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "link", "input", "img", "br"):
            self._open.append(tag)
        for name, value in attrs:
            if value and (name in READ_OUT or name.startswith("data-")):
                self.text.append(value)

    def handle_endtag(self, tag):
        while tag in self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data):
        if "style" in self._open or "script" in self._open:
            return
        (self.code if "code" in self._open or "pre" in self._open else self.text).append(data)


def is_console(where):
    """Whether it is a page of the console, which names commands and files, as code."""
    return os.path.basename(where).startswith("admin_")


def check(document, where, named=True):
    """Nothing of ours is in it, and the name is."""
    seen = Visible(document)
    for part in seen.text + ([] if is_console(where) else seen.code):
        rest = PROGRAMS_KNOW.sub("", part.strip()) if where.startswith("/api") else part
        rest = COMMAND.sub("", rest) if is_console(where) else rest
        assert "postern" not in rest.lower(), (where, part)
    if named:
        assert any(NAME in part for part in seen.text), (where, seen.text[:20])


def make_brand(root):
    """Writes the files of the manual below `root`; returns what belongs into the configuration."""
    settings = ""
    with open(MANUAL, encoding="utf-8") as file:
        blocks = FILE.findall(file.read())
    assert len(blocks) >= 7, [path for path, _ in blocks]
    for path, block in blocks:
        text = re.sub(r"(?m)^    ", "", block).strip("\n") + "\n"
        if path == "/etc/postern/postern.toml":
            settings = text.replace("/etc/postern", root)
            continue
        target = path.replace("/etc/postern", root)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w", encoding="utf-8") as file:
            file.write(text)
    assert "[brand]" in settings
    return settings


def check_preview(s, root):
    """Every page and every e-mail, in both schemes and each language."""
    folder = os.path.join(root, "look")
    said = json.loads(s.postern.command("brand", "preview", folder, "--json"))
    assert said["result"] == "written", said
    count = 0
    for at, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(at, name)
            if not name.endswith((".html", ".txt")):
                continue
            with open(path, encoding="utf-8") as file:
                text = file.read()
            if name.endswith(".txt"):
                assert "postern" not in text.lower() and NAME in text, path
                continue
            check(text, path)
            count += name != "index.html"
    assert count == said["pages"] > 300, (count, said)
    for scheme in ("light", "dark"):
        languages = set(os.listdir(os.path.join(folder, scheme))) - {"static"}
        assert languages == {"de", "en", "fr", "it"}, languages
        with open(os.path.join(folder, scheme, "static", "postern.css"), encoding="utf-8") as file:
            assert "prefers-color-scheme" not in file.read()
    s.postern.command("brand", "preview", folder)  # once more, over what it has made itself
    try:
        s.postern.command("brand", "preview", root)
    except CommandFailed as failure:
        assert failure.status == 1 and "other files" in failure.output, failure.output
    else:
        raise AssertionError("overwrote a folder that is not its own")


def check_live_pages(s):
    """As a browser gets them."""
    for path in ("/login", "/login?lang=de", "/login?lang=it", "/register", "/forgot-password", "/nowhere", "/api/"):
        check(fetch(s.portal_port, path, headers=[("Accept", "text/html")]).text, path)
    sign_in = fetch(s.portal_port, "/login").text
    for part in ("Sign in to the library", "For readers and staff.", "/static/brand-logo.svg?v=",
                 "/static/brand.css?v=", "https://library.example/imprint", "Opening hours", "mailto:help@library.example", "2 Quay Street"):
        assert part in sign_in, part
    assert "Accedi alla biblioteca" in fetch(s.portal_port, "/login?lang=it").text
    for link in re.findall(r'(?:href|src)="(/static/[^"]+)"', sign_in):
        got = fetch(s.portal_port, link.replace("&amp;", "&"))
        assert got.status == 200, (link, got.status)
        if ".svg" in link:
            assert "default-src 'none'" in got.header("Content-Security-Policy"), link
    css = fetch(s.portal_port, "/static/brand.css").text
    assert "--accent: #7a3b12" in css and "--accent: #e9b48a" in css and "0.25rem" in css, css
    assert json.loads(fetch(s.portal_port, "/api/openapi.json").text)["info"]["title"] == NAME


def check_account_and_mail(s):
    """Behind the sign-in, and in the mailbox."""
    s.postern.add_user("ann@example.org")
    browser = Browser()
    browser.submit(browser.get(s.portal_url + "/login"), email="ann@example.org", password=PASSWORD)
    for path in ("/account", "/account/profile", "/account/security", "/account/sessions", "/account/tokens",
                 "/account/history", "/account/delete", "/logout"):
        check(browser.get(s.portal_url + path).text, path)
    fresh = Browser()
    fresh.submit(fresh.get(s.portal_url + "/forgot-password"), email="ann@example.org")
    mail = s.mails.wait_for("ann@example.org", has="/reset-password")
    assert NAME in mail.sender and "postern" not in mail.sender.lower(), mail.sender
    assert NAME in mail.text and "postern" not in mail.text.lower(), mail.text
    assert "https://library.example/imprint" in mail.text and "help@library.example" in mail.text, mail.text
    assert "#7a3b12" in mail.html and "<img" not in mail.html, mail.html
    check(mail.html, "e-mail")


def check_nginx(s):
    """nginx's own pages, when the portal is down."""
    snippet = os.path.join(s.snippets, "brand.conf")
    assert NAME not in fetch_down(s, "en"), "before brand apply"
    assert json.loads(s.postern.command("brand", "apply", "--snippets", s.snippets, "--json"))["file"] == snippet
    assert "up to date" in s.postern.command("brand", "apply", "--snippets", s.snippets)
    s.nginx.reload()
    for language, title in (("en", "Temporarily unavailable"), ("de", "Vorübergehend nicht erreichbar"),
                            ("it", "Al momento non disponibile")):
        page = fetch_down(s, language)
        assert "<html lang=%s>" % language in page and "<h1>%s</h1>" % title in page, page
        assert "#7a3b12" in page and "#e9b48a" in page, page
        check(page, "503 in " + language)
        assert "$" not in page, page


def fetch_down(s, language):
    got = fetch(s.portal_port, "/login", headers=[("Accept-Language", language)])
    assert got.status == 503, got.status
    return got.text


def check_broken_overlay(s, root):
    """A reload is refused with file and line, and everything goes on."""
    path = os.path.join(root, "share", "messages", "en.properties")
    with open(path, encoding="utf-8") as file:
        good = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(good + "sign_in.title\n")
    line = "%s:%d" % (path, good.count("\n") + 1)
    status, out, err = s.postern.split_command("config", "check")
    assert status == 1 and line in err, (out, err)
    os.kill(s.postern.process.pid, signal.SIGHUP)
    wait_until(lambda: any(entry["event"] == "reload_failed" and line in entry["reason"] for entry in s.postern.log()),
               "the log names " + line)
    assert "Sign in to the library" in fetch(s.portal_port, "/login").text
    with open(path, "w", encoding="utf-8") as file:
        file.write(good.replace("Sign in to the library", "Come in"))
    s.postern.reload()
    assert "Come in" in fetch(s.portal_port, "/login").text


with tempfile.TemporaryDirectory(prefix="postern-brand-") as brand_root:
    brand = make_brand(brand_root)
    with stack(settings=brand, server='overlay = "%s/share"' % brand_root, mail="file") as whole:
        checked = whole.postern.command("config", "check")
        assert "no problems found" in checked and "it.properties: lacks " in checked, checked
        check_preview(whole, brand_root)
        check_live_pages(whole)
        check_account_and_mail(whole)
        check_broken_overlay(whole, brand_root)
        whole.postern.stop()
        check_nginx(whole)
