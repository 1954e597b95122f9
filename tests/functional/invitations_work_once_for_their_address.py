#!/usr/bin/python3
"""An invitation works with registration closed, for its address alone, and once: of twenty that use the link at the same
moment one gets the account. It gives its groups and roles; what is gone is left out. Used, expired and withdrawn links
say the same. A person with an account signs in and gets the groups alone."""

import json
import threading

import functional  # noqa: F401
from http_client import Browser, fetch
from postern import PASSWORD, stack

EVE = "eve@example.org"
BOB = "bob@example.org"
GROUP = "editors"


def invite(s, address, *more):
    """The link in the e-mail to a new invitation."""
    s.postern.command("invite", "add", address, *more)
    return s.mails.wait_for(address, "Your invitation").link("/invitation")


def accept(browser, link, **fields):
    """The answer to the form on the page."""
    page = browser.get(link)
    return browser.submit(page, "/invitation", display_name="Eve <b>", password=PASSWORD, **fields)


def groups_of(s, address):
    """Their names."""
    listed = json.loads(s.postern.command("group", "show", GROUP, "--json"))["members"]
    return [one["email"] for one in listed if one["email"] == address]


def check_registration_is_closed(s):
    """Nobody else gets in."""
    person = {"email": "late@example.org", "display_name": "L", "password": PASSWORD}
    got = fetch(s.portal_port, "/api/v1/users", "POST", [("Content-Type", "application/json")],
                json.dumps(person).encode())
    assert got.status == 403, (got.status, got.text)
    assert Browser().get(s.portal_url + "/register").status == 403


def check_twenty_at_once(s):
    """One of them wins."""
    link = invite(s, EVE, "--group", GROUP, "--group", "gone", "--role", "writer")
    s.postern.command("group", "remove", "gone", "--yes")
    pages = [(browser, browser.get(link)) for browser in (Browser() for _ in range(20))]
    answers = []
    start = threading.Barrier(len(pages))

    def run(number, browser, page):
        start.wait()
        while True:
            answer = browser.submit(page, "/invitation", display_name="Eve %d" % number, password=PASSWORD)
            if answer.status != 503:  # too many hash at once: the link is still good, or gone
                break
        answers.append(answer.status)

    threads = [threading.Thread(target=run, args=(number, *pair)) for number, pair in enumerate(pages)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(303) == 1, answers
    assert set(answers) <= {303, 409, 410}, answers
    assert groups_of(s, EVE) == [EVE]
    user = json.loads(s.postern.command("user", "show", EVE, "--json"))
    assert user["verified"] and "writer" in json.dumps(user), user
    entries = json.loads(s.postern.command("audit", "--event", "invitation_used", "--json"))
    details = [entry["detail"] for entry in entries]
    assert "left out: group gone" in details, details
    s.sign_in(EVE)
    return link


def check_links_that_are_good_for_nothing(s, used):
    """Nobody learns which of them it was."""
    withdrawn = invite(s, "may@example.org")
    listed = json.loads(s.postern.command("invite", "list", "--json"))
    (one,) = [entry for entry in listed if entry["email"] == "may@example.org"]
    s.postern.command("invite", "remove", one["id"])
    expired = invite(s, "june@example.org")
    s.sql("UPDATE invitation SET expires_at = '2020-01-01' WHERE email = 'june@example.org'")
    never = withdrawn.rsplit("=", 1)[0] + "=" + "A" * 43
    bodies = set()
    for link in (used, withdrawn, expired, never):
        answer = Browser().get(link)
        assert answer.status == 410, (link, answer.status)
        # But for the links to the same page in other languages.
        bodies.add(answer.text.replace(link.rsplit("=", 1)[1], ""))
    assert len(bodies) == 1, bodies


def check_an_account_that_there_is(s):
    """It gets the groups, once its owner has signed in."""
    s.postern.add_user(BOB)
    link = invite(s, BOB, "--group", GROUP)
    stranger = Browser()
    page = stranger.get(link)
    assert page.status == 200 and "has an account" in page.text, page.text
    assert groups_of(s, BOB) == []
    other = Browser()
    other.submit(other.get(s.portal_url + "/login"), "/login", email=EVE, password=PASSWORD)
    page = other.get(link)
    assert "/invitation/accept" not in page.text, page.text
    own = Browser()
    own.submit(own.get(s.portal_url + "/login"), "/login", email=BOB, password=PASSWORD)
    answer = own.submit(own.get(link), "/invitation/accept")
    assert answer.status == 303, (answer.status, answer.text)
    assert groups_of(s, BOB) == [BOB]
    assert own.get(link).status == 410


with stack(mail="file") as s:
    s.postern.configure("[registration]\nmode = \"invitation\"\n")
    s.postern.reload()
    for name in (GROUP, "gone"):
        s.postern.command("group", "add", name)
    s.postern.command("role", "add", "writer")
    check_registration_is_closed(s)
    used_link = check_twenty_at_once(s)
    check_links_that_are_good_for_nothing(s, used_link)
    check_an_account_that_there_is(s)
    log = s.postern.tail(10**7)
    for secret in (PASSWORD, EVE, used_link.rsplit("=", 1)[1]):
        assert secret not in log, "in the log: " + secret
