#!/usr/bin/python3
"""Fifty requests at once with the same code, over several portal workers: one confirmation sets the app up, one code opens
a session, one recovery code is used up. What loses changes nothing."""

import concurrent.futures
import urllib.parse

import functional  # noqa: F401
from http_client import fetch, hidden_fields
from postern import stack
from second_factor import RECOVERY_CODES, Person
from witness import CHEAP_PASSWORDS

AT_ONCE = 50
SETTINGS = CHEAP_PASSWORDS + "attempts_per_address = 100000\n[portal]\nworkers = 4\n"


def form(person, page, code):
    """A request that gives the code, again and again the same."""
    parts = urllib.parse.urlsplit(page.url)
    body = urllib.parse.urlencode({**hidden_fields(page.text), "code": code}).encode()
    headers = [("Cookie", person.browser.cookie_header()), ("Content-Type", "application/x-www-form-urlencoded"),
               ("Origin", "%s://%s" % (parts.scheme, parts.netloc)), ("Sec-Fetch-Site", "same-origin"),
               ("Accept", "text/html")]
    return lambda _: fetch(parts.port, parts.path, "POST", headers, body, host=parts.netloc)


def at_once(request):
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(request, range(AT_ONCE)))


def sessions_of(answers):
    """The session cookies that were set."""
    lines = [line for got in answers for line in got.all("Set-Cookie")]
    return {line.split(";")[0] for line in lines if line.startswith("postern=") and "Max-Age=0" not in line}


def count(s, table, where="1"):
    return int(s.sql("SELECT COUNT(*) FROM %s WHERE %s" % (table, where)))


def confirmation(s, ann):
    ann.sign_in()
    page = ann.begin()
    old = ann.cookie
    got = at_once(form(ann, page, ann.code()))
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
    got = at_once(form(ann, page, text))
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
        ready.append(form(ann, page, text))
    with concurrent.futures.ThreadPoolExecutor(len(ready)) as pool:
        got = list(pool.map(lambda send: send(None), ready))
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
