#!/usr/bin/python3
"""Fifty requests at once with the same answer of a passkey, over several portal workers: one opens a session, one finishes
a sign-in, one raises a session, and one adds the passkey. What loses changes nothing. Nor do answers to different challenges
with one counter value open more than one session."""

import functional  # noqa: F401
from api_browser import ApiBrowser
from passkey import Passkey, challenge, creation
from postern import stack
from winners import at_once, count, sessions_of
from witness import CHEAP_PASSWORDS

AT_ONCE = 50
SETTINGS = CHEAP_PASSWORDS + "attempts_per_address = 100000\n[portal]\nworkers = 4\n"
LOST = {401, 409, 429}


def one_winner(answers, status):
    """Exactly one has this status; its session cookie."""
    statuses = [got.status for got in answers]
    assert statuses.count(status) == 1 and set(statuses) <= {status} | LOST, statuses
    (cookie,) = sessions_of(answers)
    return cookie


def registration(s, browser, key):
    before = browser.cookie
    answer = key.create(creation(browser))
    send = browser.request("POST", "/me/factors/passkeys", kind="passkey", passkey=answer)
    cookie = one_winner(at_once([send] * AT_ONCE), 201)
    assert count(s, "user_passkey") == 1 and count(s, "recovery_code") == 10 and count(s, "session") == 1
    assert s.visit(before).status == 302 and s.visit(cookie).status == 200


def passwordless(s, key):
    browser = ApiBrowser(s)
    s.sql("DELETE FROM session")
    answer = key.get(challenge(browser))
    cookie = one_winner(at_once([browser.request("POST", "/sessions", passkey=answer)] * AT_ONCE), 201)
    assert count(s, "session") == 1 and "Remote-Level: 3\r\n" in s.visit(cookie).body.decode()


def second_factor(s, key):
    browser = ApiBrowser(s)
    s.sql("DELETE FROM session; DELETE FROM sign_in_step")
    assert browser.sign_in("ann@example.org").status == 401
    answer = key.get(challenge(browser, "second_factor"))
    send = browser.request("POST", "/sessions/second-factor", method="passkey", passkey=answer)
    cookie = one_winner(at_once([send] * AT_ONCE), 201)
    assert count(s, "session") == 1 and count(s, "sign_in_step") == 0 and s.visit(cookie).status == 200
    browser.cookies["postern"] = cookie.split("=", 1)[1]
    return browser


def step_up(s, browser, key):
    before = browser.cookie
    answer = key.get(challenge(browser, "step_up"))
    send = browser.request("POST", "/sessions/current/step-up", method="passkey", passkey=answer)
    cookie = one_winner(at_once([send] * AT_ONCE), 200)
    assert count(s, "session") == 1 and cookie != before
    assert s.visit(before).status == 302 and s.visit(cookie).status == 200


def one_count(s, key):
    """Each with a challenge of its own, as from copies of a key that counts."""
    s.sql("DELETE FROM session; DELETE FROM sign_in_failure")
    newest, requests = key.count, []
    for _ in range(10):
        key.count = newest
        browser = ApiBrowser(s)
        answer = key.get(challenge(browser))
        requests.append(browser.request("POST", "/sessions", passkey=answer))
    one_winner(at_once(requests), 201)
    assert count(s, "session") == 1


with stack(settings=SETTINGS) as s:
    s.postern.add_user("ann@example.org")
    browser, key = ApiBrowser(s), Passkey(s.portal_url, count=1)
    assert browser.sign_in("ann@example.org").status == 201
    registration(s, browser, key)
    passwordless(s, key)
    step_up(s, second_factor(s, key), key)
    one_count(s, key)
