#!/usr/bin/python3
"""A rule asks the members of a group for a second factor from a day on, as docs/second-factors.md shows it. Before that
day nobody is asked. From then on a member without a factor is led from the page of the site through setting one up, and
comes back to that very page; a person who is not in the group is never asked, and one who leaves it is no longer."""

import datetime
import html
import re
import urllib.parse

import functional  # noqa: F401
from access_rules import write_rules
from http_client import Browser
from manual_examples import blocks_of
from postern import stack, wait_until
from second_factor import Person, recovery_codes
from witness import CHEAP_PASSWORDS

SETTINGS = CHEAP_PASSWORDS + "attempts_per_address = 1000\n[gate]\nworkers = 2\n"
REDIRECTS = 6
PAGE = "/secret?a=1&b=2"
DAY = re.compile(r"^(not_before = )\d{4}-\d\d-\d\d$", re.M)


def day(days_from_now):
    """As a rule takes it, in UTC."""
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days_from_now)).strftime("%Y-%m-%d")


def rules_of_the_manual():
    """The one file of rules on the page."""
    (rules,) = [block for block in blocks_of("second-factors.md") if "[[site." in block]
    assert len(DAY.findall(rules)) == 1 and "[site.wiki]" in rules, rules
    return rules


def apply(s, rules, days_from_now):
    """The rules, with this day in place of the manual's."""
    path = write_rules(s, DAY.sub(lambda match: match[1] + day(days_from_now), rules))
    s.postern.command("rules", "apply", path)  # without --yes: they open nothing


def statuses(s, person):
    return s.statuses(person.cookie, PAGE)


def takes_effect(s, person, status):
    """The gate learns of a change within moments."""
    wait_until(lambda: statuses(s, person) == {status}, "status %d for %s" % (status, person.email))


def challenge(s, person):
    """What a program is told, and its status."""
    got = s.visit_as_program(person.cookie, "/data")
    return got.status, got.header("WWW-Authenticate")


def before_the_day(s, ann, bob):
    """The rule below lets everybody in as they are."""
    for person in (ann, bob):
        takes_effect(s, person, 200)
        assert person.browser.follow(person.browser.get(s.site_url + PAGE)).url == s.site_url + PAGE
        assert challenge(s, person)[0] == 200
    assert "/login?rd=" in s.visit(target=PAGE).header("Location"), "a stranger signs in first"


def from_the_day_on(s, ann, bob):
    """The members, and nobody else."""
    takes_effect(s, ann, 302)
    assert challenge(s, ann) == (401, 'Bearer realm="wiki", error="insufficient_user_authentication", acr_values="2"')
    assert statuses(s, bob) == {200} and challenge(s, bob)[0] == 200
    assert bob.browser.follow(bob.browser.get(s.site_url + PAGE)).url == s.site_url + PAGE
    assert "/login?rd=" in s.visit(target=PAGE).header("Location"), "a stranger signs in first"
    # The session and the account go on as before.
    for path in ("/account", "/account/security"):
        assert ann.get(path).status == 200, path


def link_to_set_up(s, person):
    """From the page of the site; the password again is not what is missing, and nobody is sent in circles."""
    page = person.browser.follow(person.browser.get(s.site_url + PAGE), limit=REDIRECTS)
    assert page.status == 403 and page.url.startswith(s.portal_url + "/login/step-up?rd="), (page.status, page.url)
    links = [html.unescape(link) for link in re.findall(r'href="(/account/security/totp\?rd=[^"]*)"', page.text)]
    assert links, page.text
    (carried,) = urllib.parse.parse_qs(urllib.parse.urlsplit(links[0]).query)["rd"]
    assert carried == "2:" + s.site_url + PAGE, carried
    return links[0]


def enrolment_leads_back(s, ann):
    """To the very page that was wanted."""
    wanted = s.site_url + PAGE
    page = ann.get(link_to_set_up(s, ann))
    assert page.status == 200, (page.status, page.header("Location"))
    page = ann.browser.submit(page, "/account/security/totp/setup")
    assert page.status == 200, (page.status, page.text)
    page.url = s.portal_url + "/account/security/totp"
    ann.key = re.search(r'<code class="key">([A-Z2-7 ]+)</code>', page.text)[1].replace(" ", "")
    page = ann.give(page, ann.code())
    ann.wait_for_next_code()
    assert page.status == 200 and len(recovery_codes(page)) == 10, (page.status, page.text)
    assert 'href="%s"' % html.escape(wanted) in page.text, page.text
    arrived = ann.browser.follow(ann.browser.get(wanted), limit=REDIRECTS)
    assert arrived.url == wanted and "Remote-Level: 2\r\n" in arrived.body.decode(), (arrived.url, arrived.text)
    # From now on each sign-in has both steps, and the site lets them in at once.
    ann.browser = Browser()
    ann.sign_in()
    assert statuses(s, ann) == {200}


def membership_decides(s, bob):
    """Of the moment, not of the sign-in."""
    s.postern.command("group", "join", "admins", bob.email)
    takes_effect(s, bob, 302)
    link_to_set_up(s, bob)
    s.postern.command("group", "leave", "admins", bob.email)
    takes_effect(s, bob, 200)


def main():
    with stack(settings=SETTINGS) as s:
        ann, bob = Person(s, "ann@example.org"), Person(s, "bob@example.org")
        s.postern.command("group", "add", "admins")
        s.postern.command("group", "join", "admins", ann.email)
        ann.sign_in()
        bob.sign_in()
        rules = rules_of_the_manual()
        apply(s, rules, 2)
        before_the_day(s, ann, bob)
        apply(s, rules, 0)
        from_the_day_on(s, ann, bob)
        enrolment_leads_back(s, ann)
        membership_decides(s, bob)


if __name__ == "__main__":
    main()
