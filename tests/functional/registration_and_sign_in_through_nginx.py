#!/usr/bin/python3
"""A stranger opens the site, registers, signs in, and lands on the requested page as a known user; then signs out and
is out. The same over the API. Forms of other sites and planted sessions achieve nothing."""

import json
import urllib.parse

import functional  # noqa: F401
from http_client import Browser, fetch, hidden_fields
from postern import PASSWORD, stack

EMAIL = "zoe@example.org"
NAME = "Zoë <b>O'Hara</b>"


def check_by_forms(s):
    browser = Browser()
    wanted = s.site_url + "/notes/1?a=1&b=2"
    page = browser.follow(browser.get(wanted))
    assert urllib.parse.urlsplit(page.url).path == "/login", page.url
    register = urllib.parse.urljoin(page.url, "/register?" + urllib.parse.urlsplit(page.url).query)
    page = browser.get(register)
    page = browser.follow(browser.submit(page, "/register", email=EMAIL, display_name=NAME,
                                         password=PASSWORD))
    assert "/login" in page.url and page.status == 200, (page.url, page.status, page.text)
    before = dict(browser.cookies)
    page = browser.submit(page, "/login", email="  Zoe@EXAMPLE.org ".strip(), password=PASSWORD)
    assert page.header("Location") == wanted, (page.status, page.headers)
    cookie_line = next(line for line in page.all("Set-Cookie") if line.startswith("postern="))
    for attribute in ("HttpOnly", "SameSite=Lax", "Path=/"):
        assert attribute in cookie_line, cookie_line
    assert "postern" not in before
    page = browser.follow(page)
    head = page.body.decode()
    assert page.url == wanted and "GET /notes/1?a=1&b=2 " in head, (page.url, head)
    assert "Remote-User: %s\r\n" % EMAIL in head and "Remote-Name: %s\r\n" % NAME in head, head
    account = browser.get(s.portal_url + "/account")
    assert account.status == 200 and EMAIL in account.text and NAME not in account.text
    token = browser.cookies["postern"]
    page = browser.submit(browser.get(s.portal_url + "/logout"))
    assert "postern" not in browser.cookies, browser.cookies
    assert s.visit("postern=" + token).status == 302
    assert browser.get(wanted).status == 302


def check_by_api(s):
    def call(method, path, body=None, headers=()):
        data = json.dumps(body).encode() if body is not None else b""
        typed = [("Content-Type", "application/json")] if body is not None else []
        return fetch(s.portal_port, "/api/v1" + path, method, [*typed, *headers], data)

    person = {"email": "api@example.org", "display_name": "Api", "password": PASSWORD}
    got = call("POST", "/users", person)
    assert got.status == 201, (got.status, got.text)
    got = call("POST", "/users", person)
    problem = json.loads(got.text)
    assert got.header("Content-Type") == "application/problem+json", got.headers
    assert problem["status"] == got.status == 409 and problem["code"], got.text
    got = call("POST", "/sessions", {"email": person["email"], "password": "not " + PASSWORD})
    assert got.status == 401 and not got.all("Set-Cookie"), (got.status, got.text)
    unknown = call("POST", "/sessions", {"email": "nobody@example.org", "password": PASSWORD})
    same = ("type", "title", "status", "code", "detail")
    assert [json.loads(unknown.text).get(key) for key in same] == [
        json.loads(got.text).get(key) for key in same], (unknown.text, got.text)
    cookie = s.sign_in(person["email"])
    assert json.loads(call("GET", "/me", headers=[("Cookie", cookie)]).text)["email"] == person["email"]
    assert s.visit(cookie).status == 200
    got = call("DELETE", "/sessions/current", headers=[("Cookie", cookie)])
    assert got.status == 403 and s.visit(cookie).status == 200, "ended without a CSRF header"
    got = call("DELETE", "/sessions/current", headers=[("Cookie", cookie), ("X-Postern-CSRF", "1")])
    assert got.status == 204 and s.visit(cookie).status == 302, got.status


def check_foreign_forms(s):
    """Login CSRF and session fixation."""
    page = Browser().get(s.portal_url + "/login")
    form = {**hidden_fields(page.text), "email": EMAIL, "password": PASSWORD}
    login = s.portal_url + "/login"
    stranger = Browser()  # has none of the cookies that belong to the token
    assert stranger.post(login, form).status == 403
    victim = Browser()
    token = hidden_fields(victim.get(login).text)
    form = {**form, **token}
    for headers in ([("Sec-Fetch-Site", "cross-site")], [("Sec-Fetch-Site", "same-site")],
                    [("Origin", "null")], [("Origin", "https://evil.example")], []):
        kept = [("Content-Type", "application/x-www-form-urlencoded"),
                ("Cookie", victim.cookie_header()), *headers]
        got = fetch(s.portal_port, "/login", "POST", kept, urllib.parse.urlencode(form).encode())
        assert got.status == 403 and not any("postern=" in line for line in got.all("Set-Cookie")), (
            headers, got.status)
    planted = "A" * 43
    victim.cookies["postern"] = planted
    got = victim.submit(victim.get(login), email=EMAIL, password=PASSWORD)
    assert got.status in (302, 303), got.status
    assert victim.cookies["postern"] != planted and s.visit("postern=" + planted).status == 302
    first = victim.cookies["postern"]
    victim.post(login, {**hidden_fields(victim.get(s.portal_url + "/logout").text), "email": EMAIL,
                        "password": PASSWORD})
    assert victim.cookies["postern"] != first, "a second sign-in kept the session"
    assert s.visit("postern=" + first).status == 302, "the session before a new sign-in lives on"


with stack() as s:
    check_by_forms(s)
    check_by_api(s)
    check_foreign_forms(s)
    s.postern.configure("[registration]\nenabled = false\n")
    s.postern.reload()
    got = fetch(s.portal_port, "/api/v1/users", "POST", [("Content-Type", "application/json")],
                json.dumps({"email": "late@example.org", "display_name": "L",
                            "password": PASSWORD}).encode())
    assert got.status == 403, (got.status, got.text)
    assert "late@example.org" not in s.postern.command("user", "list")
    log = s.postern.tail(10**7)
    for secret in (PASSWORD, EMAIL, "api@example.org"):
        assert secret not in log, "in the log: " + secret
