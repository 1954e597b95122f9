#!/usr/bin/python3
"""Somebody who has nothing but the password cannot add the first second factor: on a device that the account has not
known for three days, a code from the mailbox is asked for, on the pages and over the API. Of twenty uses of one code at
once one wins. The newest code is the only one that is good; it ends with the password, and raises no level. Where there
is a factor already, where the device is known, and where no e-mail can be sent, nobody is asked."""

import html
import re
import urllib.parse

import functional  # noqa: F401
from api_browser import ApiBrowser
from api_person import ApiPerson
from mail_server import mail_server
from passkey import Passkey, add
from postern import PASSWORD, stack
from second_factor import RECOVERY_CODES, recovery_codes
from winners import at_once, count, sessions_of
from witness import CHEAP_PASSWORDS

SETTINGS = (CHEAP_PASSWORDS + "attempts_per_address = 1000\nmails_per_account = 30\nmails_per_address = 1000\n"
            + "[portal]\nworkers = 4\n")
NEW_PASSWORD = "seven quiet ferries at noon"
CODE = re.compile(r"\b[0-9a-hjkmnp-tv-z]{4}-[0-9a-hjkmnp-tv-z]{4}\b")
MAILED_CODE, TOTP, PASSKEYS = "/me/factors/mailed-code", "/me/factors/totp", "/me/factors/passkeys/challenges"
AT_ONCE = 20


def person(s, name):
    """A new user, who has signed in on a new device."""
    user = ApiPerson(s, name + "@example.org")
    assert user.browser.sign_in(user.email).status == 201
    return user


def mail_of(s, user):
    """The next e-mail with a code."""
    return s.mails.wait_for(user.email, "Your code for a second step")


def code_in(mail):
    """The one code in the e-mail."""
    found = set(CODE.findall(mail.text))
    assert len(found) == 1 and found == set(CODE.findall(re.sub(r"<[^>]*>", " ", mail.html))), mail.text
    return found.pop()


def send(s, user, browser=None):
    """Asks for a code over the API; the code."""
    got = (browser or user.browser).must(202, "POST", MAILED_CODE)
    assert got.json == {"status": "accepted"}, got.text
    return code_in(mail_of(s, user))


def needs_code(browser):
    """All ways to the first factor are closed."""
    browser.must_refuse(403, "mailed_code_required", "POST", TOTP)
    browser.must_refuse(403, "mailed_code_required", "PUT", TOTP, code="123456")
    for kind in ("passkey", "security_key"):
        browser.must_refuse(403, "mailed_code_required", "POST", PASSKEYS, kind=kind)


def entries(s, user):
    """`result detail` of the audit log about codes, oldest first."""
    return s.sql("SELECT a.result, a.detail FROM audit a JOIN user u ON u.public_id = a.user"
                 " WHERE a.event = 'enrolment_code' AND u.email = '%s' ORDER BY a.id" % user.email).split("\n")[:-1]


def over_the_api(s):
    ann = person(s, "ann")
    needs_code(ann.browser)
    ann.browser.must(202, "POST", MAILED_CODE)
    mail = mail_of(s, ann)
    code = code_in(mail)
    for words in ("127.0.0.1", "Give it to nobody", "change your password"):
        assert words in mail.text, mail.text
    assert code not in mail.subject and not mail.links(), mail.text
    assert count(s, "mail_token", "kind = 'enrolment_code'") == 1
    for wrong in ("zzzz-zzzz", code[:-1] + ("0" if code[-1] != "0" else "1")):
        ann.browser.must_refuse(403, "wrong_code", "PUT", MAILED_CODE, code=wrong)
    ann.browser.must_refuse(422, "validation_failed", "PUT", MAILED_CODE, code="123456")
    needs_code(ann.browser)

    old = dict(ann.browser.cookies)
    before = ann.browser.get_json("/sessions")["sessions"]
    got = ann.browser.must(200, "PUT", MAILED_CODE, code=" %s " % code.upper().replace("-", " - "))
    session = got.json["session"]
    assert (session["level"], session["methods"]) == (1, ["password", "mailed_code"]), got.text
    (same,) = [one for one in before if one["id"] == session["id"]]
    assert session["authenticated_at"] == same["authenticated_at"], "the proof is no fresher"
    assert not ApiBrowser(s, old).is_signed_in() and s.visit("postern=" + old["postern"]).status == 302
    assert s.visit(ann.cookie).status == 200
    s.postern.command("site", "set", "wiki", "--level", "2")
    assert s.visit(ann.cookie).status == 302, "a code from the mailbox is no second factor"
    s.postern.command("site", "set", "wiki", "--level", "1")
    assert count(s, "mail_token", "kind = 'enrolment_code'") == 0
    noted = entries(s, ann)
    assert noted == ["ok\tasked", "refused\twrong_code", "refused\twrong_code", "ok\tconfirmed"], noted

    ann.browser.must_refuse(409, "mailed_code_not_needed", "POST", MAILED_CODE)
    other = ApiBrowser(s)
    assert other.sign_in(ann.email).status == 201
    needs_code(other)  # the code was shown in one session
    assert len(ann.add_app()) == RECOVERY_CODES
    # From now on the factor is what proves who somebody is.
    add(ann.browser, Passkey(s.portal_url))
    other.must_refuse(403, "step_up_required", "POST", TOTP)
    other.must_refuse(409, "mailed_code_not_needed", "POST", MAILED_CODE)


def on_the_pages(s):
    """From a site that asks for a second factor, and back to it."""
    bob = ApiPerson(s, "bob@example.org")
    wanted = s.site_url + "/secret?a=1&b=2"
    s.postern.command("site", "set", "wiki", "--level", "2")
    page = bob.browser.follow(bob.give_password(wanted), limit=8)
    assert page.status == 403 and "/login/step-up" in page.url, (page.status, page.url)
    link = next(html.unescape(part.split('"')[0]) for part in page.text.split('href="')[1:]
                if part.startswith("/account/security/totp?rd="))
    got = bob.get(link)
    assert got.status == 303, got.status
    page = bob.browser.follow(got)
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(page.url).query)
    assert page.status == 200 and query == {"next": ["totp"], "rd": [wanted]}, page.url
    assert 'name="code"' not in page.text and count(s, "outbox", "kind = 'enrolment_code'") == 0
    got = bob.browser.submit(page, "/account/security/confirm", send="1")
    assert got.status == 303, (got.status, got.text)
    code = code_in(mail_of(s, bob))
    page = bob.browser.follow(got)
    refused = bob.browser.submit(page, "/account/security/confirm", code="zzzz-zzzz")
    assert refused.status == 403 and "That code is not right." in refused.text, (refused.status, refused.text)
    got = bob.browser.submit(page, "/account/security/confirm", code=code)
    assert got.status == 303, (got.status, got.text)
    page = bob.browser.follow(got)
    assert page.status == 200 and "/account/security/totp?rd=" in page.url, page.url
    page = bob.browser.submit(page, "/account/security/totp/setup")
    assert page.status == 200, (page.status, page.text)
    page.url = s.portal_url + "/account/security/totp"
    bob.key = page.text.split('<code class="key">')[1].split("<")[0].replace(" ", "")
    page = bob.give(page, bob.code())
    assert page.status == 200 and len(recovery_codes(page)) == RECOVERY_CODES, (page.status, page.text)
    assert html.escape(wanted) in page.text, "the page of the recovery codes leads on to the site"
    arrived = bob.browser.follow(bob.browser.get(wanted), limit=8)
    assert arrived.url == wanted, arrived.url
    s.postern.command("site", "set", "wiki", "--level", "1")


def every_page_asks(s):
    cleo = person(s, "cleo")
    for path, following in (("/account/security/totp", "totp"), ("/account/security/passkeys?kind=passkey", "passkey"),
                            ("/account/security/passkeys?kind=security_key", "security_key")):
        got = cleo.get(path)
        assert got.status == 303, (path, got.status)
        assert got.header("Location").endswith("/account/security/confirm?next=" + following), got.header("Location")
    page = cleo.get("/account/security")
    got = cleo.browser.submit(page, "/account/security/totp/setup")
    assert got.status == 303 and "/account/security/confirm" in got.header("Location"), (got.status, got.text)
    assert count(s, "factor_enrolment") == 0
    # A form without a token sends nothing.
    got = cleo.browser.post(s.portal_url + "/account/security/confirm", {"send": "1"})
    assert got.status == 403 and count(s, "outbox", "kind = 'enrolment_code'") == 0, got.status


def a_device_becomes_known(s):
    dora = person(s, "dora")
    age = "UPDATE known_device d JOIN user u ON u.id = d.user_id SET d.created_at = d.created_at - INTERVAL %s" \
          " WHERE u.email = '" + dora.email + "'"
    s.sql(age % "71 HOUR")
    needs_code(dora.browser)
    s.sql(age % "1 HOUR")
    stranger = ApiBrowser(s)
    assert stranger.sign_in(dora.email).status == 201
    needs_code(stranger)
    planted = ApiBrowser(s, {**dora.browser.cookies, "postern_device": "A" * 43})
    needs_code(planted)
    without = ApiBrowser(s, {"postern": dora.browser.cookies["postern"]})
    needs_code(without)
    dora.browser.must_refuse(409, "mailed_code_not_needed", "POST", MAILED_CODE)
    assert len(dora.add_app()) == RECOVERY_CODES


def codes_end(s):
    """With a newer one, with the password, and after 15 minutes; and one of somebody else is none."""
    emil, eve = person(s, "emil"), person(s, "eve")
    first = send(s, emil)
    second = send(s, emil)
    emil.browser.must_refuse(403, "wrong_code", "PUT", MAILED_CODE, code=first)
    eve.browser.must_refuse(403, "wrong_code", "PUT", MAILED_CODE, code=second)
    emil.browser.must(204, "PUT", "/me/password", current_password=PASSWORD, password=NEW_PASSWORD)
    emil.browser.must_refuse(403, "wrong_code", "PUT", MAILED_CODE, code=second)
    third = send(s, emil)
    s.sql("UPDATE mail_token SET expires_at = expires_at - INTERVAL 15 MINUTE WHERE kind = 'enrolment_code'")
    emil.browser.must_refuse(403, "wrong_code", "PUT", MAILED_CODE, code=third)
    emil.browser.must(200, "PUT", MAILED_CODE, code=send(s, emil))


def one_of_twenty_wins(s):
    """In one session, and in sessions of their own."""
    finn = person(s, "finn")
    code = send(s, finn)
    old = finn.cookie
    answers = at_once([finn.browser.request("PUT", MAILED_CODE, code=code)] * AT_ONCE)
    statuses = sorted(got.status for got in answers)
    assert statuses[0] == 200 and set(statuses[1:]) <= {401, 403, 409, 429}, statuses
    (cookie,) = sessions_of(answers)
    assert s.visit(old).status == 302 and s.visit(cookie).status == 200

    gina = person(s, "gina")
    browsers = [ApiBrowser(s) for _ in range(AT_ONCE)]
    for browser in browsers:
        assert browser.sign_in(gina.email).status == 201
    code = send(s, gina)
    answers = at_once([browser.request("PUT", MAILED_CODE, code=code) for browser in browsers])
    statuses = sorted(got.status for got in answers)
    # Answers in progress count as wrong until they are known to be right: one that comes late may have to wait.
    assert statuses[0] == 200 and set(statuses[1:]) <= {403, 429}, statuses
    assert len(sessions_of(answers)) == 1
    methods = s.sql("SELECT s.methods FROM session s JOIN user u ON u.id = s.user_id WHERE u.email = '%s'"
                    % gina.email).split("\n")
    assert methods.count("password mailed_code") == 1 and methods.count("password") == AT_ONCE, methods


def without_email():
    with stack(settings=SETTINGS) as s:
        hugo = person(s, "hugo")
        hugo.browser.must_refuse(409, "mailed_code_not_needed", "POST", MAILED_CODE)
        assert hugo.get("/account/security/totp").status == 200
        assert len(hugo.add_app()) == RECOVERY_CODES


def main():
    with mail_server() as server, stack(settings=SETTINGS, mail=server) as s:
        over_the_api(s)
        on_the_pages(s)
        every_page_asks(s)
        a_device_becomes_known(s)
        codes_end(s)
        one_of_twenty_wins(s)
    without_email()


if __name__ == "__main__":
    main()
