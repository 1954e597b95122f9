#!/usr/bin/python3
"""Wrong codes count for the account, in whatever sign-in, on the page or over the API, and however its address is spelled. Twenty
of them block the app: the right code is refused, too, in all these ways. Its owner still gets in on a device that is
known, and a recovery code gives the app back."""

import functional  # noqa: F401
from api_browser import ApiBrowser
from api_person import FINISH, ApiPerson
from http_client import Browser
from postern import PASSWORD, stack
from witness import CHEAP_PASSWORDS

MOST = 20  # as many as are free, so that nobody waits before
SETTINGS = CHEAP_PASSWORDS + "max_failures = %d\nattempts_per_address = 100000\n" % MOST
SPELLINGS = ("ann@example.org", "Ann@Example.Org", "ANN@EXAMPLE.ORG")


def over_api(s, email, code):
    """The answer to a code in a sign-in of its own, in a new browser."""
    browser = ApiBrowser(s)
    got = browser.sign_in(email)
    assert got.status == 401 and got.json["code"] == "second_factor_required", (got.status, got.text)
    got = browser.post(FINISH, method="totp", code=code)
    assert browser.cookie is None
    return got


def on_page(s, email, code):
    """The same."""
    browser = Browser()
    page = browser.get(s.portal_url + "/login")
    page = browser.follow(browser.submit(page, email=email, password=PASSWORD))
    assert page.url.split("?")[0] == s.portal_url + "/login/second", page.url
    got = browser.submit(page, page.url.split("?")[0], code=code)
    assert "postern" not in browser.cookies
    return got


def ways(s):
    """Each way to send a code, again and again."""
    while True:
        for email in SPELLINGS:
            for send in (over_api, on_page):
                yield lambda code, send=send, email=email: send(s, email, code)


with stack(settings=SETTINGS) as s:
    ann = ApiPerson(s, "ann@example.org")
    codes = ann.set_up()
    home = ann.elsewhere()
    for number, send in enumerate(ways(s)):
        status = send(ann.wrong_code()).status
        if status == 429:
            break
        assert status == 403 and number < MOST, (number, status)
    assert MOST - 1 <= number <= MOST, number
    opened = s.sql("SELECT COUNT(*) FROM session")
    for _, send in zip(range(2 * len(SPELLINGS)), ways(s)):
        assert send(ann.code()).status == 429
    assert s.sql("SELECT COUNT(*) FROM session") == opened

    assert ann.needs_the_second_step(home)
    assert ann.finish(home).status == 201, "where the owner has been before"
    stranger = ApiBrowser(s)
    assert ann.needs_the_second_step(stranger)
    assert ann.finish(stranger).status == 429
    assert ann.finish(stranger, method="recovery_code", code=codes[0]).status == 201
    ann.elsewhere()  # with the app, which is back
