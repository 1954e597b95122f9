#!/usr/bin/python3
"""A person makes a token on the pages of their account, is shown it once, and uses it with curl at a site. The page says
when it was used last. Once it is revoked, curl is refused. A program that signed in over the API stands beside the
devices, and is signed out there. With JavaScript and without; axe finds nothing, and every page fits a phone."""

import json
import re
import subprocess

from scenes import (EMAIL, PASSWORD, PROGRAM_PAGES, TOKEN_PAGES, portal_and_browser, screenshot, sign_in, violations)
from http_client import fetch
from postern import ENOUGH_VISITS, wait_until

SETTINGS = '[gate]\nlast_seen_interval = "1s"\n'
TOKEN = re.compile(r"pst_[0-9A-Za-z]{49}")
PHONE = (360, 640)
DESKTOP = (1200, 900)
TOO_WIDE = "return document.documentElement.scrollWidth > document.documentElement.clientWidth"


def look_at(window, name, javascript):
    """Fails when axe finds anything, or when the page is wider than a phone."""
    if not javascript:
        return
    for scheme in ("light", "dark"):
        window.set_scheme(scheme)
        for kind, size in (("phone", PHONE), ("desktop", DESKTOP)):
            window.set_size(*size)
            assert not window.run(TOO_WIDE), name + " is too wide for a " + kind
            screenshot(window, "token-%s-%s-%s" % (name, kind, scheme))
        found = violations(window)
        assert not found, "%s, %s:\n%s" % (name, scheme, "\n".join(found))


def curl(whole, token):
    """(status, body) of the site, as curl gets it with the token as the password."""
    done = subprocess.run(["curl", "--silent", "--noproxy", "*", "--write-out", "\n%{http_code}", "-u",
                           EMAIL + ":" + token, whole.site_url + "/notes"],
                          capture_output=True, text=True, check=True)
    body, _, status = done.stdout.rpartition("\n")
    return int(status), body


def make(whole, window, javascript):
    """Makes a token; returns it."""
    window.open(whole.portal_url + "/account/tokens")
    assert "You have no tokens." in window.text, window.text
    look_at(window, "none", javascript)
    window.follow("Make a token")
    look_at(window, "new", javascript)
    if javascript:
        window.run("document.querySelector('form.panel').noValidate = true")
        window.press_button("Make the token")
        window.wait_for_focus("role", "alert")
        assert "Enter a name." in window.text, window.text
        look_at(window, "refused", javascript)
    window.fill("name", "Backup")
    window.find("#site-wiki").click()
    window.press_button("Make the token")
    token = window.find("#token").text
    assert TOKEN.fullmatch(token), token
    buttons = [button.text for button in window.find_all("[data-keep-codes] button")]
    assert buttons == (["Copy"] if javascript else []), buttons
    assert "curl --user '%s' %s/" % (EMAIL, whole.site_url) in window.text, window.text
    look_at(window, "made", javascript)
    return token


def use(whole, window, token):
    """The site knows whose token it is, and the page when it was used."""
    status, body = curl(whole, token)
    assert status == 200 and EMAIL in body, (status, body)
    assert curl(whole, token[:-1] + ("a" if token[-1] != "a" else "b"))[0] == 401

    def is_shown_as_used():
        assert curl(whole, token)[0] == 200
        window.open(whole.portal_url + "/account/tokens")
        return "Last used:" in window.text

    wait_until(is_shown_as_used, "the last use on the page of the tokens")
    assert "Never used" not in window.text and "Use wiki" in window.text, window.text
    assert not TOKEN.search(window.text), "the token is shown again"


def revoke(whole, window, token, javascript):
    question = window.find("a[href*='/account/tokens/end']").property("href")
    for number, page in enumerate(TOKEN_PAGES):
        window.open(whole.portal_url + page.format(id=question.rpartition("=")[2]))
        look_at(window, "page-%d" % number, javascript)
    assert "Revoke this token?" in window.text and "Backup" in window.text, window.text
    assert curl(whole, token)[0] == 200
    window.press_button("Revoke the token")
    window.wait_for_url(whole.portal_url + "/account/tokens?revoked=1")
    assert "The token was revoked." in window.text and "You have no tokens." in window.text, window.text
    assert {curl(whole, token)[0] for _ in range(ENOUGH_VISITS)} == {401}


def sign_in_by_program(whole):
    """A program gets tokens with the password; returns the one that renews them."""
    body = json.dumps({"email": EMAIL, "password": PASSWORD, "name": "Phone app"}).encode()

    def granted():
        got = fetch(whole.portal_port, "/api/v1/tokens", "POST", [("Content-Type", "application/json")], body)
        assert got.status in (201, 503), (got.status, got.text)  # the first key is made after the start
        return json.loads(got.text)["refresh_token"] if got.status == 201 else None

    return wait_until(granted, "tokens for a program")


def sign_out_program(whole, window, javascript):
    refresh_token = sign_in_by_program(whole)
    window.open(whole.portal_url + "/account/sessions")
    assert "Programs" in window.text and "Phone app" in window.text, window.text
    question = window.find("a[href*='/account/programs/end']").property("href")
    for number, page in enumerate(PROGRAM_PAGES):
        window.open(whole.portal_url + page.format(id=question.rpartition("=")[2]))
        look_at(window, "program-%d" % number, javascript)
    assert "Sign out this program?" in window.text and "Phone app" in window.text, window.text
    window.press_button("Sign out the program")
    window.wait_for_url(whole.portal_url + "/account/sessions?ended=program")
    assert "The program has been signed out." in window.text and "Phone app" not in window.text, window.text
    got = fetch(whole.portal_port, "/api/v1/tokens/refresh", "POST", [("Content-Type", "application/json")],
                json.dumps({"refresh_token": refresh_token}).encode())
    assert got.status == 401, (got.status, got.text)


def journey(javascript):
    with portal_and_browser(javascript, settings=SETTINGS) as (whole, window):
        whole.postern.add_user(EMAIL)
        window.open(whole.portal_url + "/login")
        sign_in(window)
        window.wait_for_url(whole.portal_url + "/account")
        token = make(whole, window, javascript)
        use(whole, window, token)
        revoke(whole, window, token, javascript)
        sign_out_program(whole, window, javascript)


def main():
    journey(javascript=True)
    journey(javascript=False)


if __name__ == "__main__":
    main()
