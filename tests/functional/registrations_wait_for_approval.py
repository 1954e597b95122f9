#!/usr/bin/python3
"""Where an administrator approves, who registers has no session until then, by no way; approvers get one e-mail. Approved,
they sign in; declined, they are gone and get the text. Only addresses of the allowed domains register. New terms come first
on the account, and the gate does not ask for them."""

import json
import tempfile

import functional  # noqa: F401
from http_client import Browser, fetch
from postern import PASSWORD, stack

ANN = "ann@example.org"
EVE = "eve@example.org"
ZOE = "zoe@club.example.net"


def register(s, address):
    """Registers over the API; the status, and the codes of what was wrong."""
    person = {"email": address, "display_name": "Person", "password": PASSWORD}
    got = fetch(s.portal_port, "/api/v1/users", "POST", [("Content-Type", "application/json")],
                json.dumps(person).encode())
    body = json.loads(got.text)
    return got.status, [error["code"] for error in body["errors"]] if "errors" in body else body.get("status")


def sign_in(s, address):
    """Status and code of a sign-in over the API."""
    got = fetch(s.portal_port, "/api/v1/sessions", "POST", [("Content-Type", "application/json")],
                json.dumps({"email": address, "password": PASSWORD}).encode())
    return got.status, json.loads(got.text).get("code")


def confirm(s, address):
    """Uses the link in the e-mail."""
    browser = Browser()
    link = s.mails.wait_for(address, "Confirm your e-mail address").link("/verify-email")
    assert browser.submit(browser.get(link), "/verify-email").status == 303


def check_domains(s):
    """The answer is honest: everybody may know the domains."""
    for address in ("eve@evil.example", "eve@sub.example.org", "eve@example.net"):
        assert register(s, address) == (422, ["domain_not_allowed"]), address
    page = Browser().get(s.portal_url + "/register")
    assert "example.org, *.example.net" in page.text, page.text


def check_who_waits(s):
    """They have no session, and those who may approve know that they wait."""
    for address in (EVE, ZOE):
        assert register(s, address) == (202, "confirmation_sent")
        assert sign_in(s, address) == (403, "email_not_verified")
        confirm(s, address)
        assert sign_in(s, address) == (403, "awaiting_approval")
    s.postern.reload()  # the courier that starts looks who waits, as it does every minute
    mail = s.mails.wait_for(ANN, "Registrations wait for approval")
    assert "/admin/approvals" in mail.text, mail.text
    waiting = json.loads(s.postern.command("user", "waiting", "--json"))
    assert sorted(user["email"] for user in waiting) == [EVE, ZOE], waiting
    browser = Browser()
    page = browser.submit(browser.get(s.portal_url + "/login"), "/login", email=EVE, password=PASSWORD)
    assert page.status == 403 and "waits for approval" in page.text, page.text
    assert "postern" not in browser.cookies, browser.cookies


def check_decisions(s):
    """One gets in, the other is gone."""
    s.postern.command("user", "approve", EVE)
    s.mails.wait_for(EVE, "was approved")
    cookie = s.sign_in(EVE)
    assert s.visit(cookie).status == 200
    s.postern.command("user", "decline", ZOE, "--message", "Join the club first.", "--yes")
    assert "Join the club first." in s.mails.wait_for(ZOE, "was not approved").text
    assert sign_in(s, ZOE) == (401, "bad_credentials")
    events = [entry["event"] for entry in json.loads(s.postern.command("audit", "--json"))]
    assert events.count("user_approved") == 1 and events.count("user_declined") == 1, events


def check_terms(s):
    """They come first on the account; the site is open all the same."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("Be <b>kind</b>.\n\nAlways.\n")
        file.flush()
        s.postern.command("terms", "add", "2026-11", "--file", "en=" + file.name, "--must-accept-by", "1h")
    s.sql("UPDATE terms_version SET must_accept_by = '2020-01-01'")
    browser = Browser()
    page = browser.submit(browser.get(s.portal_url + "/login"), "/login", email=EVE, password=PASSWORD)
    assert page.header("Location").endswith("/account/terms"), page.headers
    assert s.visit("postern=" + browser.cookies["postern"]).status == 200
    page = browser.follow(browser.get(s.portal_url + "/account/sessions"))
    assert "Be &lt;b&gt;kind" in page.text, page.text
    page = browser.submit(page, "/account/terms", terms="2026-11")
    assert page.header("Location").endswith("/account/sessions"), page.headers
    assert browser.get(s.portal_url + "/account/sessions").status == 200


with stack(mail="file") as s:
    s.postern.add_user(ANN)
    s.postern.command("grant", "add", "--user", ANN, "--role", "admin")
    s.postern.configure("[registration]\nmode = \"approval\"\ndomains = [\"example.org\", \"*.example.net\"]\n")
    s.postern.reload()
    check_domains(s)
    check_who_waits(s)
    check_decisions(s)
    check_terms(s)
