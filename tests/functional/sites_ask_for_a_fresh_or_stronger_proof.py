#!/usr/bin/python3
"""A site that asks for a fresh proof, or for two factors: a page goes to the portal to prove it and comes back, a program
gets the challenge of RFC 9470, and what was cached before says nothing. Nobody is sent in circles, not even who can't
prove what is asked. A site that is open to the public asks for nothing."""

import functional  # noqa: F401
from http_client import Browser
from postern import PASSWORD, stack, wait_until
from second_factor import Person, target
from witness import CHEAP_PASSWORDS

SETTINGS = CHEAP_PASSWORDS + "attempts_per_address = 1000\n[gate]\nworkers = 2\n"
REDIRECTS = 6


def answers(s, person, headers=()):
    """The statuses of several pages of the site."""
    return s.statuses(person.cookie, headers=headers)


def takes_effect(s, person, status):
    """The gate learns of a change of the site within moments."""
    wait_until(lambda: answers(s, person) == {status}, "status %d at the gate" % status)


def set_site(s, *words):
    s.postern.command("site", "set", "wiki", *words)


def age(s, person, seconds):
    """As if the session had been proven so long ago: hosts forget what they know of it."""
    s.sql("UPDATE session n JOIN user u ON u.id = n.user_id SET n.authenticated_at = n.authenticated_at - INTERVAL %d SECOND,"
          " n.factor_at = n.factor_at - INTERVAL %d SECOND WHERE u.email = '%s'" % (seconds, seconds, person.email))
    s.postern.reload()


def lands(s, person, url):
    """Where the site sends the person in the end."""
    page = person.browser.follow(person.browser.get(url), limit=REDIRECTS)
    assert page.status not in (301, 302, 303, 307), "in circles: " + page.url
    return page


def challenge(s, person):
    """What a program is told."""
    got = s.visit_as_program(person.cookie, "/data")
    assert got.status == 401 and got.header("Location") is None, (got.status, got.headers)
    return got.header("WWW-Authenticate")


def fresh_password(s, bob):
    """Without a second factor, the password proves it anew."""
    wanted = s.site_url + "/notes/1?a=1&b=2"
    bob.sign_in()
    set_site(s, "--max-age", "60s")
    takes_effect(s, bob, 200)
    age(s, bob, 3600)
    assert answers(s, bob) == {302}
    assert challenge(s, bob) == ('Bearer realm="wiki", error="insufficient_user_authentication", acr_values="1",'
                                 ' max_age="60"'), challenge(s, bob)
    page = lands(s, bob, wanted)
    assert page.url.startswith(s.portal_url + "/login/step-up?rd=") and page.status == 200, page.url
    before = bob.cookie
    got = bob.browser.submit(page, "/login/step-up", current_password="not " + PASSWORD)
    assert got.status == 403 and bob.cookie == before
    got = bob.browser.submit(page, "/login/step-up", current_password=PASSWORD)
    assert got.status == 303 and target(got) == wanted, (got.status, got.headers)
    assert bob.cookie != before and s.visit(before).status == 302
    assert lands(s, bob, wanted).url == wanted and answers(s, bob) == {200}


def second_factor(s, ann, bob):
    """Level 2 takes an app; who has none is told how to get one."""
    wanted = s.site_url + "/secret"
    ann.set_up()
    set_site(s, "--no-max-age", "--level", "2")
    takes_effect(s, bob, 302)
    assert answers(s, ann) == {200}
    assert challenge(s, bob) == 'Bearer realm="wiki", error="insufficient_user_authentication", acr_values="2"'
    page = lands(s, bob, wanted)
    assert page.status == 403 and page.url.startswith(s.portal_url + "/login/step-up"), (page.status, page.url)
    assert "/account/security/totp?rd=" in page.text

    # A session that is older than the app is as weak as it was.
    weak, ann.browser = ann.browser, Browser()
    ann.sign_in()
    s.sql("UPDATE session n JOIN user u ON u.id = n.user_id SET n.level = 1, n.factor_at = NULL WHERE u.email = '%s'"
          % ann.email)
    s.postern.reload()
    assert answers(s, ann) == {302}
    page = lands(s, ann, wanted)
    got = ann.give(page, ann.code())
    assert target(got) == wanted and lands(s, ann, wanted).url == wanted
    ann.browser = weak
    ann.wait_for_next_code()
    return wanted


def stale_factor(s, ann, wanted):
    """A code of the app, once it is long ago."""
    set_site(s, "--level", "2", "--max-age", "60s")
    ann.browser = Browser()
    ann.sign_in()
    takes_effect(s, ann, 200)
    age(s, ann, 3600)
    assert challenge(s, ann).endswith('acr_values="2", max_age="60"')
    page = lands(s, ann, wanted)
    assert page.url.startswith(s.portal_url + "/login/step-up?rd="), page.url
    assert 'name="code"' in page.text and 'name="current_password"' not in page.text
    got = ann.browser.submit(page, "/login/step-up", current_password=PASSWORD)
    assert got.status == 422, "the password is not enough for who has more"
    before = ann.cookie
    assert ann.give(page, ann.wrong_code()).status == 403 and ann.cookie == before
    got = ann.give(page, ann.code())
    assert got.status == 303 and target(got) == wanted and ann.cookie != before
    assert lands(s, ann, wanted).url == wanted
    # Back in the browser: the page that asked says that it is done, and leads on.
    page = ann.browser.get(page.url)
    assert page.status == 200 and wanted in page.text and 'name="code"' not in page.text
    ann.wait_for_next_code()
    # How old it is outlives posternd.
    s.postern.stop()
    s.postern.start()
    takes_effect(s, ann, 200)
    age(s, ann, 3600)
    s.postern.stop()
    s.postern.start()
    takes_effect(s, ann, 302)


def out_of_reach(s, ann):
    """Level 3 takes a passkey, which nobody here has."""
    set_site(s, "--level", "3", "--no-max-age")
    takes_effect(s, ann, 302)
    page = lands(s, ann, s.site_url + "/")
    assert page.status == 403 and "/account/security/totp?rd=" not in page.text, page.status
    anybody = Person(s, "cleo@example.org")
    got = anybody.give_password(s.site_url + "/")
    page = anybody.browser.follow(got, limit=REDIRECTS)
    assert page.status == 403, (page.status, page.url)


def public(s, bob):
    """Lets everybody pass, with what they have."""
    set_site(s, "--policy", "public")
    takes_effect(s, bob, 200)
    assert s.visit().status == 200
    assert "Remote-Level: 1\r\n" in s.visit(bob.cookie).body.decode()
    assert "Remote-Level:" not in s.visit().body.decode()
    set_site(s, "--policy", "signed_in", "--level", "1")
    takes_effect(s, bob, 200)
    assert s.visit().status == 302


with stack(settings=SETTINGS) as s:
    ann, bob = Person(s, "ann@example.org"), Person(s, "bob@example.org")
    fresh_password(s, bob)
    link = second_factor(s, ann, bob)
    stale_factor(s, ann, link)
    out_of_reach(s, ann)
    public(s, bob)
