#!/usr/bin/python3
"""A person whom the rules of a site do not let in gets a page at that very address: who they are, what they asked for,
which rule refused it, and how to ask for access; the contact of the site gets that request by e-mail, once a day. A
program gets a problem document. Nobody who is not signed in learns of a rule, and the status is 403 whatever the portal
does."""

import html
import json
import os
import re

import functional  # noqa: F401
from access_rules import apply_rules
from http_client import Browser, fetch, page_headers
from postern import PASSWORD, CommandFailed, stack, wait_until
from protected_site import protected_site
from scripted_gate import CLOSE, HANG, ScriptedGate, status, whole

RULES = """\
[site.wiki]
default = "signed_in"

[[site.wiki.rule]]
name    = "the admin area"
path    = ["/admin/**"]
allow   = ["user:root@example.org"]
effect  = "allow"

[[site.wiki.rule]]
name    = "nobody <b>else</b>"
path    = ["/admin/**"]
effect  = "deny"

[[site.wiki.rule]]
name    = "closed for all"
path    = ["/closed/**"]
effect  = "deny"
"""
EMAIL, KEEPER = "ann@example.org", "keeper@example.org"
PAGE = "/admin/caf%C3%A9?token=of-the-site"
MESSAGE = "I am new here.\n\nSee https://evil.example/ <b>now</b>"


def sign_in(s):
    browser = Browser()
    got = browser.submit(browser.get(s.portal_url + "/login"), email=EMAIL, password=PASSWORD)
    assert got.status == 303, (got.status, got.text)
    return browser


def link(page, begins):
    """The one link of a page that begins so."""
    found = [html.unescape(one) for one in re.findall(r'href="([^"]*)"', page.text)]
    found = [one for one in found if one.startswith(begins)]
    assert len(found) == 1, (begins, page.text)
    return found[0]


def check_page(s, ann):
    """What a person reads."""
    page = ann.get(s.site_url + PAGE)
    assert page.status == 403 and page.header("Cache-Control") == "no-store", (page.status, page.headers)
    assert page.header("Content-Type") == "text/html; charset=utf-8", page.headers
    for text in ("<strong>Ann Ärmel</strong> (ann@example.org)", "<strong>Our wiki</strong>", "<code>/admin/café</code>",
                 "<strong>nobody &lt;b&gt;else&lt;/b&gt;</strong>"):
        assert text in page.text, (text, page.text)
    assert "the admin area" not in page.text and "root@example.org" not in page.text
    # It stands at the site's address: it must not act there, nor load anything, nor set anything.
    policy = page.header("Content-Security-Policy")
    assert policy.startswith("default-src 'none'") and "script-src" not in policy, policy
    assert "<script" not in page.text and "<link" not in page.text and not page.all("Set-Cookie")
    assert page.header("Strict-Transport-Security") is None
    assert not s.app.seen, s.app.seen
    # A form that was sent to such a page, and another language.
    assert ann.post(s.site_url + PAGE, {"a": "b"}).status == 403
    german = fetch(s.site_port, PAGE, headers=[*page_headers(ann.cookie_header()), ("Accept-Language", "de")])
    assert '<html lang="de">' in german.text and "Eine Regel dieser Website" in german.text, german.text
    head = fetch(s.site_port, PAGE, "HEAD", headers=page_headers(ann.cookie_header()))
    assert head.status == 403
    return page


def check_program(s, ann):
    got = s.visit_as_program(ann.cookie_header(), PAGE)
    assert (got.status, got.header("Content-Type")) == (403, "application/problem+json"), got.headers
    said = json.loads(got.text)
    assert (said["code"], said["reason"], len(said["request_id"])) == ("access_denied", "denied", 32), said
    assert "else" not in got.text and EMAIL not in got.text, got.text


def check_stranger(s):
    """Without a session: no word about the rules, the site or its contact."""
    for target in (PAGE, "/closed/x"):
        for headers in (page_headers(), page_headers("postern=" + "x" * 43)):
            got = fetch(s.site_port, target, headers=headers)
            assert got.status in (302, 403), (target, got.status)
            for secret in ("closed for all", "admin area", "else", "Our wiki", KEEPER):
                assert secret not in got.text, (target, secret, got.text)


def check_own_host(s, ann):
    """The page is for the server blocks of sites alone."""
    got = ann.get(s.portal_url + "/.postern/denied?site=wiki")
    assert got.status == 404 and "Our wiki" not in got.text, got.status
    got = fetch(s.site_port, "/.postern/denied", headers=page_headers(ann.cookie_header()))
    assert got.status == 403 and "Our wiki" not in got.text, got.status


def check_request(s, ann, page):
    """From the page to the contact's mailbox."""
    form = ann.get(link(page, s.portal_url + "/access?"))
    assert form.status == 200 and "Our wiki" in form.text and "/admin/caf%C3%A9" in form.text, form.text
    assert "of-the-site" not in form.text and KEEPER not in form.text
    got = ann.submit(form, s.portal_url + "/access", message=MESSAGE)
    assert got.status == 303, (got.status, got.text)
    assert ann.follow(got).status == 200
    mail = s.mails.wait_for(KEEPER, "asks for access")
    assert EMAIL in mail.text and "Our wiki" in mail.text, mail.text
    quoted = [line for line in mail.text.splitlines() if line.startswith("> ")]
    assert "> Name: Ann Ärmel" in quoted and "> See https://evil.example/ <b>now</b>" in quoted, mail.text
    apart = "\n".join(line for line in mail.text.splitlines() if not line.startswith(">"))
    assert "evil" not in apart and "Ärmel" not in apart, apart
    assert "evil" not in mail.subject and "<b>now" not in mail.html and 'href="https://evil' not in mail.html
    # Once a day, by whatever window; then again.
    again = ann.submit(form, s.portal_url + "/access", message="please")
    assert again.status == 429 and "24 hours" in again.text, again.status
    s.sql("UPDATE audit SET created_at = created_at - INTERVAL 25 HOUR WHERE event = 'access_requested'")
    assert ann.submit(form, s.portal_url + "/access", message="please").status == 303
    s.mails.wait_for(KEEPER, "asks for access")
    noted = json.loads(s.postern.command("audit", "--json", "--user", EMAIL, "--event", "access_requested"))
    assert [(one["result"], one["detail"]) for one in noted] == [("ok", "wiki")] * 2, noted
    # Another site's page cannot send it.
    got = ann.post(s.portal_url + "/access", {"site": "wiki", "message": "x"}, [("Sec-Fetch-Site", "cross-site")])
    assert got.status == 403, got.status


def check_without_contact(s, ann):
    s.postern.command("site", "set", "wiki", "--no-contact")
    page = ann.get(s.site_url + PAGE)
    assert "ask the person who runs this site" in page.text and "/access?" not in page.text, page.text


def check_other_account(s, ann, page):
    """Signing out from there leads the next person back to the page."""
    out = ann.get(link(page, s.portal_url + "/logout?"))
    got = ann.submit(out, s.portal_url + "/logout")
    assert got.status == 303 and "rd=" in got.header("Location"), got.headers
    back = ann.submit(ann.follow(got), email="root@example.org", password=PASSWORD)
    assert back.header("Location") == s.site_url + PAGE, back.headers
    assert ann.follow(back).status == 200


def check_whatever_the_portal_does():
    """The shipped snippets before a portal that fails in every way."""
    broken = [status(503), status(404), status(400), status(500), whole(b"nonsense"), [CLOSE], [HANG], [b"\xff" * 64, CLOSE]]
    headers = [("Sec-Fetch-Mode", "navigate"), ("Accept-Language", "fr")]
    for kind in ("proxy", "static"):
        with protected_site(kind=kind) as site:
            site.gate.answer = lambda parameters: status(403, Postern_Reason="odd_path", Postern_Rule="default")
            got = fetch(site.port, "/page.html", headers=headers)
            assert got.status == 403 and "<h1>Accès refusé</h1>" in got.text, (got.status, got.text)
            portal = ScriptedGate(os.path.join(site.folder, "portal.sock"))
            portal.start()
            for answer in broken:
                portal.answer = lambda parameters, answer=answer: answer
                got = fetch(site.port, "/page.html", headers=headers)
                assert got.status == 403 and "protected file" not in got.text, (got.status, got.text)
                assert got.header("Cache-Control") == "no-store", got.headers
            portal.answer = lambda parameters: whole(
                b"Status: 403\r\nContent-Type: text/html\r\nSet-Cookie: a=b\r\n\r\n<p>ours <!--# echo var=\"uri\" --></p>")
            got = fetch(site.port, "/page.html?x=y", headers=[*headers, ("Cookie", "postern=z")])
            assert got.text == '<p>ours <!--# echo var="uri" --></p>' and not got.all("Set-Cookie"), got.text
            seen = dict(portal.seen[-1])
            assert (seen["POSTERN_SITE"], seen["POSTERN_RAW_URI"], seen["POSTERN_REASON"], seen["POSTERN_RULE"],
                    seen["HTTP_COOKIE"], seen["REQUEST_METHOD"]) == (
                        "wiki", "/page.html?x=y", "odd_path", "default", "postern=z", "GET"), seen
            program = fetch(site.port, "/page.html", headers=[("Sec-Fetch-Mode", "cors"), ("Accept", "text/html")])
            assert json.loads(program.text)["reason"] == "odd_path", program.text
            portal.stop()


with stack(mail="file") as s:
    s.postern.add_user("root@example.org")  # the first user: an administrator
    s.postern.add_user(EMAIL, name="Ann Ärmel")
    s.postern.command("site", "set", "wiki", "--title", "Our wiki", "--contact", KEEPER)
    apply_rules(s, RULES)
    ann = sign_in(s)
    wait_until(lambda: ann.get(s.site_url + PAGE).status == 403, "the rules at the gate")
    s.app.seen.clear()
    denied = check_page(s, ann)
    check_program(s, ann)
    check_stranger(s)
    check_own_host(s, ann)
    check_request(s, ann, denied)
    check_without_contact(s, ann)
    check_other_account(s, ann, denied)
    try:
        s.postern.command("site", "set", "wiki", "--contact", "two@example.org lines")
        raise AssertionError("an address that is none was taken")
    except CommandFailed as error:
        assert error.status == 1, error
check_whatever_the_portal_does()
