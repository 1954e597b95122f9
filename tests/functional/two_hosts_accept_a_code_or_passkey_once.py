#!/usr/bin/python3
"""Two hosts over one database, with several portal workers each: fifty requests at once with the same code, recovery
code, answer of a passkey, confirmation of a new factor, or link that begins the reset of lost ones, half of them to
each host, by the form and over the API, have one winner. So has one code in sign-ins of its own on each host. What
loses changes nothing."""

import json

import functional  # noqa: F401
from api_browser import ApiBrowser
from api_person import FINISH, ApiPerson
from passkey import Passkey, challenge, creation
from postern import other_host, stack, wait_until
from second_factor import RECOVERY_CODES, let_devices_be_known, recovery_codes
from winners import at_once, count, form_request, sessions_of
from witness import CHEAP_PASSWORDS

AT_ONCE = 50
SETTINGS = CHEAP_PASSWORDS + "attempts_per_address = 100000\n"
STEP_UP = "/sessions/current/step-up"


class Race:
    """Requests of one browser that all hosts get at the same time."""

    def __init__(self, *hosts):
        self.hosts = hosts

    def run(self, browser, page, fields, verb, path, action=None, /, **members):
        """The form of the page with these fields, and the same over the API. The one answer with a session; the
        browser has that session then."""
        return self.check(browser, self.send(browser, page, fields, verb, path, action, **members))

    def send(self, browser, page, fields, verb, path, action=None, /, **members):
        """All answers."""
        senders = []
        for host in self.hosts:
            senders.append(form_request(browser, page, action, host.portal_port, **fields))
            senders.append(ApiBrowser(host, browser.cookies).request(verb, path, **members))
        return at_once([senders[n % len(senders)] for n in range(AT_ONCE)])

    def check(self, browser, answers):
        """One winner, whose session is the only one and good everywhere."""
        statuses = [got.status for got in answers]
        assert all(status < 500 or status == 503 for status in statuses), statuses  # 503: too busy with hashing
        winners = [got for got in answers if sessions_of([got])]
        assert len(winners) == 1 and winners[0].status in (200, 201, 303), statuses
        assert count(self.hosts[0], "session") == 1, statuses
        (cookie,) = sessions_of(winners)
        before = browser.cookie
        browser.cookies["postern"] = cookie.split("=", 1)[1]
        assert cookie != before and {host.visit(cookie).status for host in self.hosts} == {200}, statuses
        if before:
            for host in self.hosts:
                wait_until(lambda: host.visit(before).status == 302, "the old token is dead")  # noqa: B023
        return winners[0]


def forget(s):
    """Sessions, and sign-ins that wait."""
    s.sql("DELETE FROM session; DELETE FROM sign_in_step; DELETE FROM sign_in_failure")


def confirmation(s, race, ann):
    """Of a new app; the recovery codes that the winner got."""
    ann.sign_in()
    let_devices_be_known(s)
    page = ann.begin()
    code = ann.code()
    won = race.run(ann.browser, page, {"code": code}, "PUT", "/me/factors/totp", code=code)
    assert count(s, "user_totp") == 1 and count(s, "recovery_code") == RECOVERY_CODES and count(s, "factor_enrolment") == 0
    ann.wait_for_next_code()
    is_json = "json" in won.header("Content-Type")
    return json.loads(won.text)["recovery_codes"] if is_json else recovery_codes(won)


def second_step(s, race, ann, path, method, code):
    """One sign-in that waits."""
    forget(s)
    ann.browser.cookies.clear()
    ann.give_password()
    race.run(ann.browser, ann.get(path), {"code": code}, "POST", FINISH, method=method, code=code)
    assert count(s, "sign_in_step") == 0


def many_sign_ins(s, race, ann):
    """One code, and a sign-in of its own for each request."""
    forget(s)
    waiting = []
    for n in range(10):
        browser = ApiBrowser(race.hosts[n % len(race.hosts)])
        assert ann.needs_the_second_step(browser)
        waiting.append(browser)
    code = ann.code()
    answers = at_once([browser.request("POST", FINISH, method="totp", code=code) for browser in waiting])
    ann.browser.cookies.clear()
    race.check(ann.browser, answers)
    ann.wait_for_next_code()


def registration(s, race, ann, key):
    """Of a passkey, in the session there is."""
    page = ann.get("/account/security/passkeys")
    assert page.status == 200, (page.status, page.header("Location"))
    answer = key.create(creation(ann.browser))
    race.run(ann.browser, page, {"passkey": json.dumps(answer), "name": "Key"}, "POST", "/me/factors/passkeys",
             kind="passkey", passkey=answer)
    assert count(s, "user_passkey") == 1 and count(s, "recovery_code") == RECOVERY_CODES


def passkey_alone(s, race, key):
    forget(s)
    browser = ApiBrowser(s)
    page = browser.get(s.portal_url + "/login")
    answer = key.get(challenge(browser))
    race.run(browser, page, {"passkey": json.dumps(answer)}, "POST", "/sessions", "/login/passkey", passkey=answer)


def passkey_as_second_step(s, race, ann, key):
    """The browser with the session."""
    forget(s)
    browser = ApiBrowser(s)
    assert ann.needs_the_second_step(browser)
    page = browser.get(s.portal_url + "/login/second/passkey")
    answer = key.get(challenge(browser, "second_factor"))
    race.run(browser, page, {"passkey": json.dumps(answer)}, "POST", FINISH, method="passkey", passkey=answer)
    assert count(s, "sign_in_step") == 0
    return browser


def passkey_once_more(s, race, browser, key):
    """In a session that is an hour old."""
    s.sql("UPDATE session SET authenticated_at = authenticated_at - INTERVAL 1 HOUR, factor_at = factor_at - INTERVAL 1 HOUR")
    page = browser.get(s.portal_url + "/login/step-up/passkey")
    assert 'name="passkey"' in page.text, (page.status, page.text)
    answer = key.get(challenge(browser, "step_up"))
    race.run(browser, page, {"passkey": json.dumps(answer)}, "POST", STEP_UP, method="passkey", passkey=answer)


def link(s, race, ann):
    """From the e-mail about lost factors."""
    forget(s)
    browser = ApiBrowser(s)
    assert ann.needs_the_second_step(browser)
    browser.must(202, "POST", FINISH + "/lost")
    mail = s.mails.wait_for(ann.email, has="/reset-factors")
    page = ApiBrowser(s)
    form = page.get(mail.link("/reset-factors"))
    assert form.status == 200 and count(s, "factor_reset") == 0, form.status
    answers = race.send(page, form, {}, "PUT", "/factor-resets", token=mail.token("/reset-factors"))
    statuses = [got.status for got in answers]
    assert sum(status in (200, 303) for status in statuses) == 1 and set(statuses) <= {200, 303, 410}, statuses
    assert count(s, "factor_reset") == 1 and not sessions_of(answers)


def all_have_worked(host):
    """Every portal worker of the host has answered requests: otherwise there was no race."""
    answered = {line["pid"] for line in host.postern.log() if (line["role"], line["event"]) == ("portal", "request")}
    assert answered == host.postern.workers("portal") and len(answered) > 1, answered


with stack(settings=SETTINGS, mail="file") as s, other_host(s, settings=SETTINGS) as other:
    race = Race(s, other)
    ann, key = ApiPerson(s, "ann@example.org"), Passkey(s.portal_url, count=1)
    codes = confirmation(s, race, ann)
    second_step(s, race, ann, "/login/second", "totp", ann.code())
    ann.wait_for_next_code()
    many_sign_ins(s, race, ann)
    second_step(s, race, ann, "/login/second/recovery", "recovery_code", codes[0])
    assert count(s, "recovery_code", "used_at IS NOT NULL") == 1
    registration(s, race, ann, key)
    passkey_alone(s, race, key)
    passkey_once_more(s, race, passkey_as_second_step(s, race, ann, key), key)
    link(s, race, ann)
    for host in race.hosts:
        all_have_worked(host)
