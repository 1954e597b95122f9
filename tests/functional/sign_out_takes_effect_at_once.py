#!/usr/bin/python3
"""The request after a sign-out, an ended session, a disabled user or a changed password is refused, whichever worker
answers it."""

import json

import functional  # noqa: F401
from http_client import Browser, fetch
from postern import stack

EMAIL = "ann@example.org"
ROUNDS = 20


def is_in(s, cookie):
    """Asked often enough that every worker is asked; they must agree."""
    answers = {s.visit(cookie).status for _ in range(8)}
    assert len(answers) == 1 and answers <= {200, 302}, answers
    return answers == {200}


def sign_out_by_page(s, cookie):
    browser = Browser()
    browser.cookies = dict([cookie.split("=", 1)])
    page = browser.get(s.portal_url + "/logout")
    got = browser.submit(page)
    assert got.status in (302, 303), got.status


def sign_out_by_api(s, cookie):
    got = fetch(s.portal_port, "/api/v1/sessions/current", "DELETE",
                [("Cookie", cookie), ("X-Postern-CSRF", "1")])
    assert got.status == 204, (got.status, got.text)


def revoke_one(s, cookie):
    got = fetch(s.portal_port, "/api/v1/sessions", headers=[("Cookie", cookie)])
    current = [row for row in json.loads(got.text)["sessions"] if row["current"]]
    assert len(current) == 1, got.text
    s.postern.command("session", "revoke", current[0]["id"])


ENDINGS = [
    sign_out_by_page,
    sign_out_by_api,
    revoke_one,
    lambda s, cookie: s.postern.command("session", "revoke", "--user", EMAIL),
    lambda s, cookie: s.postern.command("user", "disable", EMAIL),
    lambda s, cookie: s.postern.command("user", "set-password", EMAIL,
                                        stdin="correct horse battery staple\n"),
]


def check_row_by_row(s):
    """The strict gate has no memory: also what somebody deletes by hand has ended."""
    cookie = s.sign_in(EMAIL)
    assert is_in(s, cookie)
    s.sql("DELETE FROM session")
    assert not is_in(s, cookie)


def check(s, strict):
    s.postern.add_user(EMAIL)
    s.postern.add_user("bob@example.org")
    bob = s.sign_in("bob@example.org")
    for end in ENDINGS:
        cookie, other = s.sign_in(EMAIL), s.sign_in(EMAIL)
        assert is_in(s, cookie) and is_in(s, other)
        end(s, cookie)
        assert not is_in(s, cookie), end
        assert is_in(s, bob), "another user was signed out"
        if end in (sign_out_by_page, sign_out_by_api, revoke_one):
            assert is_in(s, other), "another session of the user ended too"
        s.postern.command("user", "enable", EMAIL)
        assert not is_in(s, cookie), "it came back"
    for _ in range(ROUNDS):
        cookie = s.sign_in(EMAIL)
        assert is_in(s, cookie)
        sign_out_by_api(s, cookie)
        assert not is_in(s, cookie)
    if strict:
        check_row_by_row(s)

    # A site that is removed is closed for everybody.
    cookie = s.sign_in(EMAIL)
    s.postern.command("site", "remove", "wiki")
    assert {s.visit(cookie).status for _ in range(8)} == {503}


for cache in ("on", "off"):
    with stack(settings='[gate]\ncache = "%s"\n' % cache) as whole:
        check(whole, strict=cache == "off")
