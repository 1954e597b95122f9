#!/usr/bin/python3
"""With `second_factor.required = "everyone"`, every site that asks for a sign-in asks for a second factor, too: from the day
in `required_from` on, at once without one. Before that day nothing changes, but people are told. A session of level 1 is
led to a page that says how to set a factor up, and from there back to the site; nobody is sent in circles. A public site
lets everybody pass, a site that asks for more goes on doing so, and the account itself can be reached."""

import datetime
import html
import urllib.parse

import functional  # noqa: F401
from api_browser import ApiBrowser
from api_person import ApiPerson
from http_client import fetch
from postern import ENOUGH_VISITS, PASSWORD, stack, wait_until
from second_factor import Person, recovery_codes
from witness import CHEAP_PASSWORDS

LIMITS = CHEAP_PASSWORDS + "attempts_per_address = 1000\n[gate]\nworkers = 2\n"
REDIRECTS = 6


def day(days_from_now):
    """As the setting takes it, in UTC."""
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days_from_now)).strftime("%Y-%m-%d")


def require(s, words):
    s.postern.configure(LIMITS + "[second_factor]\n" + words)
    s.postern.reload()


def everyone(days_from_now=None):
    since = "" if days_from_now is None else 'required_from = "%s"\n' % day(days_from_now)
    return 'required = "everyone"\n' + since


def add_site(s, name):
    """Another site of the same nginx; what a visit with this cookie gets."""
    host = "%s.localhost:%d" % (name, s.site_port)
    s.postern.command("site", "add", name, "http://" + host, "--policy", "signed_in")

    def visit(cookie=None):
        headers = [("Accept", "text/html"), *([("Cookie", cookie)] if cookie else [])]
        return fetch(s.site_port, "/", headers=headers, host=host)
    return visit


def statuses(visit, cookie):
    return {visit(cookie).status for _ in range(ENOUGH_VISITS)}


def before_the_day(s, sites, bob):
    """And where nobody is required to."""
    for words in ("", 'required = "nobody"\nrequired_from = "%s"\n' % day(-1), everyone(1)):
        require(s, words)
        for visit in sites:
            assert statuses(visit, bob.cookie) == {200}, words
        assert bob.browser.follow(bob.browser.get(s.site_url + "/x")).url == s.site_url + "/x"
    assert day(1) in bob.get("/account").text, "people are told before the day"
    require(s, "")
    assert day(1) not in bob.get("/account").text


def from_the_day_on(s, sites, bob):
    for words in (everyone(0), everyone(-1), everyone()):
        require(s, words)
        for visit in sites:
            assert statuses(visit, bob.cookie) == {302}, words
            location = visit(bob.cookie).header("Location")
            assert location.startswith(s.portal_url + "/login/step-up?rd="), location
            assert "/login?rd=" in visit().header("Location"), "a visitor without a session signs in first"
    got = s.visit_as_program(bob.cookie, "/data")
    assert got.status == 401 and got.header("WWW-Authenticate") == (
        'Bearer realm="wiki", error="insufficient_user_authentication", acr_values="2"'), got.headers
    # The account, where a factor is set up, needs no more than before.
    api = ApiBrowser(s, bob.browser.cookies)
    assert api.is_signed_in() and not api.get_json("/me/factors")["totp"]
    for path in ("/account", "/account/security", "/account/profile"):
        assert bob.get(path).status == 200, path


def no_circles(s, bob):
    """The password again is not what is missing."""
    page = bob.browser.follow(bob.browser.get(s.site_url + "/secret?a=1&b=2"), limit=REDIRECTS)
    assert page.status == 403 and page.url.startswith(s.portal_url + "/login/step-up?rd="), (page.status, page.url)
    # Typed into a form of another page, it leads no further.
    form = bob.get("/account/profile")
    got = bob.browser.submit(form, "/login/step-up", rd=s.site_url + "/", current_password=PASSWORD)
    page = bob.browser.follow(got, limit=REDIRECTS)
    assert page.status == 403 and "/login/step-up" in page.url, (page.status, page.url)
    assert s.visit(bob.cookie).status == 302
    other = Person(s, "new@example.org")
    page = other.browser.follow(other.give_password(s.site_url + "/"), limit=REDIRECTS)
    assert page.status == 403 and "/login/step-up" in page.url, (page.status, page.url)


def enrolment_leads_back(s, bob):
    wanted = s.site_url + "/secret?a=1&b=2"
    page = bob.browser.follow(bob.browser.get(wanted), limit=REDIRECTS)
    link = next(html.unescape(part.split('"')[0]) for part in page.text.split('href="')[1:]
                if part.startswith("/account/security/totp?rd="))
    assert urllib.parse.parse_qs(urllib.parse.urlsplit(link).query)["rd"] == [wanted], link
    page = bob.get(link)
    assert page.status == 200, page.status
    page = bob.browser.submit(page, "/account/security/totp/setup")
    assert page.status == 200, (page.status, page.text)
    page.url = s.portal_url + "/account/security/totp"
    bob.key = page.text.split('<code class="key">')[1].split("<")[0].replace(" ", "")
    page = bob.give(page, bob.code())
    bob.wait_for_next_code()
    assert page.status == 200 and len(recovery_codes(page)) == 10, (page.status, page.text)
    assert html.escape(wanted) in page.text, "the page of the recovery codes leads on to the site"
    arrived = bob.browser.follow(bob.browser.get(wanted), limit=REDIRECTS)
    assert arrived.url == wanted and "Remote-Level: 2\r\n" in arrived.body.decode(), (arrived.url, arrived.text)
    # From now on each sign-in has both steps, and leads to the site at once.
    bob.sign_in()
    assert s.visit(bob.cookie).status == 200


def trusted(s):
    """A trusted device has what is required."""
    cleo = ApiPerson(s, "cleo@example.org")
    cleo.set_up()
    browser = cleo.trusting()
    assert not cleo.needs_the_second_step(browser)
    assert s.visit(browser.cookie).status == 200


def other_policies(s, weak):
    """A public site asks nobody; one that asks for more goes on."""
    s.postern.command("site", "set", "wiki", "--policy", "public")
    wait_until(lambda: statuses(s.visit, weak) == {200} and s.visit().status == 200, "a public site lets everybody pass")
    assert "Remote-Level: 1\r\n" in s.visit(weak).body.decode()
    s.postern.command("site", "set", "wiki", "--policy", "signed_in", "--level", "3")
    wait_until(lambda: statuses(s.visit, weak) == {302}, "level 3")
    got = s.visit_as_program(weak, "/data")
    assert 'acr_values="3"' in got.header("WWW-Authenticate"), got.headers
    s.postern.command("site", "set", "wiki", "--level", "1", "--max-age", "1h")
    wait_until(lambda: 'acr_values="2", max_age="3600"' in s.visit_as_program(weak, "/data").header("WWW-Authenticate"),
        "the age and the required level together")
    s.postern.command("site", "set", "wiki", "--no-max-age")
    require(s, "")
    wait_until(lambda: statuses(s.visit, weak) == {200}, "nobody is required any more")


def bad_settings(s):
    """Named, and not taken for something else."""
    for words in ('required = "all"\n', 'required = "everyone"\nrequired_from = "tomorrow"\n',
                  'required = "everyone"\nrequired_from = "2026-02-30"\n',
                  'required = "everyone"\nrequired_from = "2026-1-1"\n'):
        s.postern.configure(LIMITS + "[second_factor]\n" + words)
        status, out, err = s.postern.split_command("config", "check")
        assert status == 1 and "second_factor.required" in out + err, (words, status, out, err)


with stack(settings=LIMITS) as s:
    news = add_site(s, "news")
    s.nginx.stop()
    s.start_nginx(more=s.nginx_site("news"))
    bob, dora = Person(s, "bob@example.org"), Person(s, "dora@example.org")
    bob.sign_in()
    dora.sign_in()
    before_the_day(s, (s.visit, news), bob)
    from_the_day_on(s, (s.visit, news), bob)
    no_circles(s, bob)
    enrolment_leads_back(s, bob)
    trusted(s)
    other_policies(s, dora.cookie)
    bad_settings(s)
