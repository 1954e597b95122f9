#!/usr/bin/python3
"""Somebody who has lost every second factor knows the password, asks for an e-mail, uses its link, and waits. Until then
the factors are asked for as before, and the owner is told every day. A sign-in or step-up with a factor cancels it, as do
the link in these e-mails and the administrator's reset; trust in a device does not. Each link works once, for its own
purpose, and only with the password that it was asked for with. After the delay the password is enough, all sessions have
ended, and the owner is told."""

import concurrent.futures
import json
import time

import functional  # noqa: F401
from api_browser import ApiBrowser
from api_person import ApiPerson
from http_client import Browser
from passkey import Passkey, add, sign_in
from postern import PASSWORD, stack, wait_until
from witness import CHEAP_PASSWORDS

LIMITS = CHEAP_PASSWORDS + "attempts_per_address = 1000\nmails_per_account = 30\nmails_per_address = 1000\n"
DELAY = 4
SHORT = LIMITS + "[second_factor]\nreset_delay = \"%ds\"\n" % DELAY
LONG = LIMITS + "[second_factor]\nreset_delay = \"3d\"\n"
OFF = LIMITS + "[second_factor]\nreset_delay = \"0s\"\n"
NEW_PASSWORD = "seven quiet ferries at noon"
ASK = ("POST", "/sessions/second-factor/lost")
BEGIN, CANCEL = ("PUT", "/factor-resets"), ("PUT", "/factor-reset-cancellations")
AT_ONCE = 50


def person(s, name):
    user = ApiPerson(s, name + "@example.org")
    user.recovery_codes = user.set_up()
    return user


def ask(s, user):
    """Types the password elsewhere and asks; the browser, and the token of the link in the e-mail."""
    browser = ApiBrowser(s)
    assert browser.sign_in(user.email).status == 401
    got = browser.must(202, *ASK)
    assert got.json == {"status": "accepted"}, got.text
    return browser, s.mails.wait_for(user.email, has="/reset-factors").token("/reset-factors")


def begin(s, user):
    """Asks and uses the link; the token that cancels it."""
    browser, token = ask(s, user)
    got = browser.must(200, *BEGIN, token=token)
    assert got.json == {"email": user.email, "email_verified": True}, got.text
    assert browser.cookie is None
    return s.mails.wait_for(user.email, has="/keep-factors").token("/keep-factors")


def is_pending(s, user):
    return s.sql("SELECT COUNT(*) FROM factor_reset r JOIN user u ON u.id = r.user_id WHERE u.email = '%s'"
                 % user.email).strip() == "1"


def use_settings(s, settings):
    s.postern.configure(settings)
    s.postern.reload()


def let_the_courier_look(s):
    """It looks when it starts, and then once a minute."""
    s.postern.reload()


def asking(s):
    """Only with the right password, and only for its own user."""
    ann = person(s, "ann")
    stranger = ApiBrowser(s)
    stranger.must_refuse(401, "sign_in_gone", *ASK)
    assert stranger.sign_in(ann.email, "not " + PASSWORD).status == 401
    stranger.must_refuse(401, "sign_in_gone", *ASK)
    ann.browser.must_refuse(401, "sign_in_gone", *ASK)  # a session is no sign-in that waits
    s.postern.add_user("bob@example.org")
    bob = ApiBrowser(s)
    assert bob.sign_in("bob@example.org").status == 201
    bob.must_refuse(401, "sign_in_gone", *ASK)  # has nothing to lose
    assert not [mail for mail in s.mails.all(ann.email) if mail.fits(has="/reset-factors")]

    waiting, token = ask(s, ann)
    page = Browser().get(s.portal_url + "/reset-factors?token=" + token)
    assert page.status == 200 and not is_pending(s, ann), "looking changes nothing"
    for wrong in (CANCEL, ("PUT", "/password-resets"), ("PUT", "/email-verifications"), ("PUT", "/account-restorations")):
        more = {"password": NEW_PASSWORD} if "password" in wrong[1] else {}
        waiting.must_refuse(410, "link_gone", *wrong, token=token, **more)
    for other in (token[:-1], token + "A", "A" * 43, "x"):
        waiting.must_refuse(410, "link_gone", *BEGIN, token=other)
    assert not is_pending(s, ann)
    # The sign-in still waits, and the code is still good.
    assert ann.finish(waiting).status == 201
    s.postern.command("user", "disable", ann.email)
    waiting.must_refuse(410, "link_gone", *BEGIN, token=token)
    s.postern.command("user", "enable", ann.email)
    # Of two who have asked, the one link that is used ends the other.
    _, second = ask(s, ann)
    waiting.must(200, *BEGIN, token=token)
    waiting.must_refuse(410, "link_gone", *BEGIN, token=second)
    assert is_pending(s, ann)


def on_the_pages(s):
    """The same by forms."""
    user = person(s, "pages")
    user.browser = ApiBrowser(s)
    page = user.give_password()
    assert "/login/second/lost" in page.text
    page = user.get("/login/second/lost")
    got = user.browser.submit(page)
    assert got.status == 200 and user.cookie is None, (got.status, got.text)
    link = s.mails.wait_for(user.email, has="/reset-factors").link("/reset-factors")
    phone = Browser()
    got = phone.submit(phone.get(link))
    assert got.status == 303 and phone.follow(got).status == 200, (got.status, got.text)
    assert is_pending(s, user) and "postern" not in phone.cookies
    assert phone.get(link).status == 410
    link = s.mails.wait_for(user.email, has="/keep-factors").link("/keep-factors")
    got = phone.submit(phone.get(link))
    assert got.status == 303 and phone.follow(got).status == 200 and not is_pending(s, user)
    assert phone.get(link).status == 410


def waiting_out(s):
    """From the e-mail to the sign-in with the password alone."""
    ann = person(s, "cleo")
    add(ann.browser, Passkey(s.portal_url))
    trusted = ann.trusting()
    before = time.monotonic()
    begin(s, ann)
    has = ann.browser.get_json("/me/factors")
    assert has["totp"] and has["passkeys"] and has["recovery_codes"], "nothing is removed yet"
    assert ann.needs_the_second_step(ApiBrowser(s))
    let_the_courier_look(s)
    if time.monotonic() < before + DELAY - 1:
        assert ann.browser.get_json("/me/factors")["totp"], "too early"
    wait_until(lambda: s.sql("SELECT COUNT(*) FROM factor_reset WHERE due_at > UTC_TIMESTAMP()").strip() == "0",
               "the time of the reset has come")
    let_the_courier_look(s)
    s.mails.wait_for(ann.email, subject="was removed")
    assert not ann.browser.is_signed_in() and s.visit(trusted.cookie).status == 302, "all sessions have ended"
    browser = ApiBrowser(s)
    got = browser.sign_in(ann.email)
    assert got.status == 201 and (got.json["session"]["level"], got.json["session"]["methods"]) == (1, ["password"]), got.text
    has = browser.get_json("/me/factors")
    assert (has["totp"], has["passkeys"], has["recovery_codes"], has["trusted_devices"]) == (None, [], None, 0), has
    events = browser.get_json("/me/events")["events"]
    assert {"asked", "begun", "done"} <= {one["detail"] for one in events if one["event"] == "factors_reset"}, events


def reminders(s):
    """Each day, with a link of its own; the older ones stay good."""
    user = person(s, "dora")
    first = begin(s, user)
    s.sql("UPDATE factor_reset SET next_step_at = UTC_TIMESTAMP() - INTERVAL 1 SECOND")
    let_the_courier_look(s)
    mail = s.mails.wait_for(user.email, has="/keep-factors")
    assert is_pending(s, user) and user.browser.get_json("/me/factors")["totp"], "told, and no more"
    let_the_courier_look(s)
    newest = mail.token("/keep-factors")
    stranger = ApiBrowser(s)
    for wrong in (BEGIN, ("PUT", "/email-verifications")):
        stranger.must_refuse(410, "link_gone", *wrong, token=newest)
    page = Browser().get(s.portal_url + "/keep-factors?token=" + newest)
    assert page.status == 200 and is_pending(s, user), "looking changes nothing"
    stranger.must(200, *CANCEL, token=first)
    assert not is_pending(s, user)
    for token in (first, newest):
        stranger.must_refuse(410, "link_gone", *CANCEL, token=token)
    assert user.needs_the_second_step(ApiBrowser(s))
    told = [mail for mail in s.mails.all(user.email) if mail.fits(has="/keep-factors")]
    assert len(told) == 2, told


def cancelled_by_a_proof(s):
    """Nobody who has a factor has lost them all."""
    user = person(s, "emil")
    key = Passkey(s.portal_url)
    add(user.browser, key)
    trusted = user.trusting()

    def by_password_on_a_trusted_device():
        assert not user.needs_the_second_step(trusted)
        assert is_pending(s, user), "that proves no factor: a thief may sit there"

    def by_wrong_code():
        browser = ApiBrowser(s)
        browser.sign_in(user.email)
        browser.must_refuse(403, "wrong_code", "POST", "/sessions/second-factor", method="totp", code=user.wrong_code())
        assert is_pending(s, user)

    def by_code():
        user.elsewhere()

    def by_step_up():
        user.step_up()

    def by_recovery_code():
        user.elsewhere(method="recovery_code", code=user.recovery_codes[0])

    def by_passkey():
        assert sign_in(ApiBrowser(s), key).status == 201

    cancelling = begin(s, user)
    by_password_on_a_trusted_device()
    by_wrong_code()
    for proof in (by_code, by_step_up, by_recovery_code, by_passkey):
        if not is_pending(s, user):
            cancelling = begin(s, user)
        proof()
        assert not is_pending(s, user), proof.__name__
        ApiBrowser(s).must_refuse(410, "link_gone", *CANCEL, token=cancelling)
    s.sql("UPDATE factor_reset SET due_at = UTC_TIMESTAMP(), next_step_at = UTC_TIMESTAMP() WHERE user_id ="
          " (SELECT id FROM user WHERE email = '%s')" % user.email)
    let_the_courier_look(s)
    assert user.browser.get_json("/me/factors")["totp"] and user.needs_the_second_step(ApiBrowser(s))


def other_password(s):
    """The link is bound to the password that was typed before it was asked for."""
    user = person(s, "fred")
    _, token = ask(s, user)
    user.browser.must(204, "PUT", "/me/password", current_password=PASSWORD, password=NEW_PASSWORD)
    ApiBrowser(s).must_refuse(410, "link_gone", *BEGIN, token=token)
    assert not is_pending(s, user)


def limits(s):
    """One address is not flooded, and an address that was never confirmed gets nothing."""
    user = person(s, "gina")
    browser = ApiBrowser(s)
    browser.sign_in(user.email)
    s.sql("UPDATE user SET email_verified_at = NULL WHERE email = '%s'" % user.email)
    got = browser.call(*ASK)
    assert (got.status, got.json["code"]) in ((409, "factor_reset_off"), (401, "sign_in_gone")), got.text
    s.sql("UPDATE user SET email_verified_at = UTC_TIMESTAMP() - INTERVAL 1 DAY WHERE email = '%s'" % user.email)
    browser = ApiBrowser(s)
    browser.sign_in(user.email)
    browser.must(202, *ASK)
    token = s.mails.wait_for(user.email, has="/reset-factors").token("/reset-factors")

    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda send: send().status, [browser.request(*BEGIN, token=token)] * AT_ONCE))
    assert sorted(set(answers)) == [200, 410] and answers.count(200) == 1, answers
    s.postern.command("user", "reset-factors", user.email, "--yes")
    assert not is_pending(s, user)


def events(s, user):
    """(detail, actor) of what happened to the factors of this user, newest last."""
    listed = json.loads(s.postern.command("audit", "--json", "--user", user.email, "--event", "factors_reset"))
    return [(one["detail"], one["actor"]) for one in listed]


def disabled(s):
    """Disabling cancels it, and what an earlier version left of a disabled user is never carried out."""
    user = person(s, "ida")
    begin(s, user)
    s.postern.command("user", "disable", user.email)
    assert not is_pending(s, user)
    s.sql("INSERT INTO factor_reset SELECT id, UTC_TIMESTAMP() - INTERVAL 1 HOUR, UTC_TIMESTAMP() - INTERVAL 1 HOUR"
          " FROM user WHERE email = '%s'" % user.email)
    let_the_courier_look(s)
    wait_until(lambda: not is_pending(s, user), "the courier has cancelled it")
    assert events(s, user)[-1] == ("cancelled", "system"), events(s, user)
    s.postern.command("user", "enable", user.email)
    assert user.needs_the_second_step(ApiBrowser(s))


def off(s):
    """`reset_delay = 0`: neither asked for nor begun, and what was begun before is cancelled, even if it is due."""
    user = person(s, "hans")
    _, token = ask(s, user)
    ben, eva = person(s, "ben"), person(s, "eva")
    cancelling = begin(s, ben)
    begin(s, eva)
    s.postern.stop()
    s.sql("UPDATE factor_reset SET due_at = UTC_TIMESTAMP(), next_step_at = UTC_TIMESTAMP()"
          " WHERE user_id = (SELECT id FROM user WHERE email = '%s')" % eva.email)
    s.postern.configure(OFF)
    s.postern.start()
    for person_told in (ben, eva):
        wait_until(lambda who=person_told: not is_pending(s, who), "the courier has cancelled it")
        s.mails.wait_for(person_told.email, subject="Your second step stays")
        assert events(s, person_told)[-1] == ("cancelled", "system"), events(s, person_told)
        assert person_told.needs_the_second_step(ApiBrowser(s))
    browser = ApiBrowser(s)
    browser.sign_in(user.email)
    browser.must_refuse(409, "factor_reset_off", *ASK)
    browser.must_refuse(410, "link_gone", *BEGIN, token=token)
    browser.must_refuse(410, "link_gone", *CANCEL, token=cancelling)
    assert not is_pending(s, user)


with stack(settings=SHORT, mail="file") as s:
    waiting_out(s)
    use_settings(s, LONG)
    asking(s)
    on_the_pages(s)
    reminders(s)
    cancelled_by_a_proof(s)
    other_password(s)
    limits(s)
    disabled(s)
    off(s)
    wait_until(lambda: s.sql("SELECT COUNT(*) FROM outbox").strip() == "0", "every e-mail is on its way")
