#!/usr/bin/python3
"""Fifty requests at once with the same code, over several portal workers: one confirmation sets the app up, one code opens
a session, one recovery code is used up. What loses changes nothing."""

import functional  # noqa: F401
from postern import stack
from second_factor import RECOVERY_CODES, Person
from winners import at_once, count, form_request, sessions_of
from witness import CHEAP_PASSWORDS

AT_ONCE = 50
SETTINGS = CHEAP_PASSWORDS + "attempts_per_address = 100000\n[portal]\nworkers = 4\n"


def confirmation(s, ann):
    ann.sign_in()
    page = ann.begin()
    old = ann.cookie
    got = at_once([form_request(ann.browser, page, code=ann.code())] * AT_ONCE)
    shown = [one for one in got if 'class="recovery-codes"' in one.text]
    assert len(shown) == 1 and len(sessions_of(got)) == 1, [one.status for one in got]
    assert count(s, "user_totp") == 1 and count(s, "recovery_code") == RECOVERY_CODES and count(s, "session") == 1
    assert s.visit(old).status == 302
    (cookie,) = sessions_of(got)
    assert s.visit(cookie).status == 200
    ann.wait_for_next_code()
    return shown[0]


def code(s, ann, kind, text):
    """One waiting sign-in, one code."""
    ann.browser.cookies.clear()
    s.sql("DELETE FROM session; DELETE FROM sign_in_step")
    ann.give_password()
    page = ann.get(kind)
    got = at_once([form_request(ann.browser, page, code=text)] * AT_ONCE)
    assert len(sessions_of(got)) == count(s, "session") == 1, [one.status for one in got]
    assert count(s, "sign_in_step") == 0


def many_sign_ins(s, ann):
    """The same code in sign-ins of its own each."""
    s.sql("DELETE FROM session; DELETE FROM sign_in_step; DELETE FROM sign_in_failure")
    ann.browser.cookies.clear()
    requests = []
    for _ in range(10):
        ann.browser.cookies.pop("postern_signin", None)
        page = ann.give_password()
        requests.append((page, dict(ann.browser.cookies)))
    text = ann.code()
    ready = []
    for page, cookies in requests:
        ann.browser.cookies = cookies
        ready.append(form_request(ann.browser, page, code=text))
    got = at_once(ready)
    assert len(sessions_of(got)) == count(s, "session") == 1, [one.status for one in got]


with stack(settings=SETTINGS) as s:
    ann = Person(s, "ann@example.org")
    page = confirmation(s, ann)
    codes = page.text.split('class="recovery-codes"')[1].split(">", 1)[1].split("<")[0].split()
    code(s, ann, "/login/second", ann.code())
    ann.wait_for_next_code()
    code(s, ann, "/login/second/recovery", codes[0])
    assert count(s, "recovery_code", "used_at IS NOT NULL") == 1
    many_sign_ins(s, ann)
