#!/usr/bin/python3
"""A device on which a user ticked "Trust this device" needs only the password, for as long as the setting says. Its session
has level 2, but no fresh proof: a site with a maximum age or of level 3, and every change of the account, ask as before.
Trust belongs to one user and one browser, and to a token that nobody can have planted; a recovery code gives none. A new
password, a recovery code, a change of the factors, and whatever ends all other sessions end it, and so do the user and
the administrator."""

import functional  # noqa: F401
from api_browser import ApiBrowser
from api_person import ApiPerson
from passkey import Passkey, add
from postern import PASSWORD, stack, wait_until
from second_factor import target
from witness import CHEAP_PASSWORDS

LIMITS = CHEAP_PASSWORDS + "attempts_per_address = 1000\nmails_per_account = 20\n"
NEW_PASSWORD = "seven quiet ferries at noon"
DEVICE = "postern_device"


def trusting(s):
    """What it is good for, and for how long."""
    ann = ApiPerson(s, "ann@example.org")
    codes = ann.set_up()
    browser = ann.trusting()
    assert browser.get_json("/me/factors")["trusted_devices"] == 1
    assert not ann.needs_the_second_step(browser)
    assert "Remote-Level: 2\r\n" in s.visit(browser.cookie).body.decode()
    assert "trusted_device" in s.postern.command("audit", "--json", "--limit", "5")
    assert browser.sign_in(ann.email, "not " + PASSWORD).json["code"] == "bad_credentials"
    # Each tick is a token of its own. Signing in again prolongs nothing.
    before = s.sql("SELECT MAX(trusted_until) FROM known_device")
    s.sql("UPDATE known_device SET trusted_until = trusted_until - INTERVAL 1 HOUR WHERE trusted_until IS NOT NULL")
    assert not ann.needs_the_second_step(browser)
    assert s.sql("SELECT MAX(trusted_until) FROM known_device") < before
    s.sql("UPDATE known_device SET trusted_until = UTC_TIMESTAMP() WHERE trusted_until IS NOT NULL")
    assert ann.needs_the_second_step(browser)
    assert ann.browser.get_json("/me/factors")["trusted_devices"] == 0

    # There is none without asking, and none with a recovery code: that stands for what was lost.
    assert ann.needs_the_second_step(ann.elsewhere())
    assert ann.needs_the_second_step(ann.elsewhere(method="recovery_code", code=codes[0], trust_device=True))
    for odd in ("yes", 1, None, [True]):
        other = ApiBrowser(s)
        other.sign_in(ann.email)
        other.must_refuse(422, "validation_failed", "POST", "/sessions/second-factor", method="totp", code=ann.code(),
                          trust_device=odd)
    browser = ApiBrowser(s)
    browser.sign_in(ann.email)
    browser.must_refuse(403, "wrong_code", "POST", "/sessions/second-factor", method="totp", code=ann.wrong_code(),
                        trust_device=True)
    assert ann.needs_the_second_step(browser)
    return ann, codes


def on_the_pages(s, ann):
    """The same box in a form."""
    ann.browser = ApiBrowser(s)
    page = ann.give_password()
    assert 'name="trust_device"' in page.text, page.text
    got = ann.browser.submit(page, page.url.split("?")[0], code=ann.code(), trust_device="1")
    ann.wait_for_next_code()
    assert got.status == 303 and ann.cookie, (got.status, got.text)
    got = ann.give_password(s.site_url + "/notes")
    assert got.status == 303 and target(got) == s.site_url + "/notes" and ann.cookie, (got.status, got.headers)
    page = ann.give_password()
    assert page.status == 303 and ann.cookie, "the page of the code is not shown at all"
    page = ann.get("/account/security")
    got = ann.browser.submit(page, "/account/security/trust/end")
    assert got.status == 303, (got.status, got.text)
    assert ann.needs_the_second_step(ann.browser)
    ann.finish(ann.browser)


def not_enough(s, ann):
    """Level 2, but no proof of now."""
    browser = ann.trusting()
    assert not ann.needs_the_second_step(browser)
    for method, path, members in (
            ("POST", "/me/factors/totp", {}), ("PUT", "/me/factors/recovery-codes", {}),
            ("DELETE", "/me/factors/" + browser.get_json("/me/factors")["totp"]["id"], {}),
            ("POST", "/me/factors/passkeys/challenges", {"kind": "passkey"}),
            ("PUT", "/me/password", {"current_password": PASSWORD, "password": NEW_PASSWORD}),
            ("PUT", "/me/email", {"email": "new@example.org", "password": PASSWORD}),
            ("DELETE", "/sessions", {"password": PASSWORD}), ("DELETE", "/me", {"password": PASSWORD}),
            ("DELETE", "/me/password", {})):
        got = browser.must_refuse(403, "step_up_required", method, path, **members)
        assert (got.json["level"], got.json["methods"]) == (2, ["totp", "recovery_code"]), got.text
    browser.must_refuse(403, "factor_required", "POST", "/sessions/current/step-up", method="password", password=PASSWORD)

    s.postern.command("site", "set", "wiki", "--level", "2")
    wait_until(lambda: s.visit(browser.cookie).status == 200, "level 2 is enough")
    for words in (("--level", "2", "--max-age", "1h"), ("--level", "3", "--no-max-age"), ("--level", "1", "--max-age", "1h")):
        s.postern.command("site", "set", "wiki", *words)
        wait_until(lambda: s.visit(browser.cookie).status == 302, "the site asks: %r" % (words,))
        assert "/login/step-up?rd=" in s.visit(browser.cookie).header("Location")
    # No loop: the page asks for the code, and leads on.
    page = browser.follow(browser.get(s.site_url + "/"))
    assert page.url.startswith(s.portal_url + "/login/step-up?rd=") and 'name="code"' in page.text, page.url
    assert 'name="trust_device"' not in page.text and 'name="current_password"' not in page.text
    got = browser.submit(page, "/login/step-up", code=ann.code(), trust_device="1")
    ann.wait_for_next_code()
    assert got.status == 303 and target(got) == s.site_url + "/", (got.status, got.headers)
    assert browser.follow(got).status == 200
    s.postern.command("site", "set", "wiki", "--level", "1", "--no-max-age")
    wait_until(lambda: s.visit(browser.cookie).status == 200, "as before")


def foreign_tokens(s, ann):
    """Of another user, of a thief who planted it, copied."""
    bob = ApiPerson(s, "bob@example.org")
    bob.set_up()
    of_ann, of_bob = ann.trusting(), bob.trusting()
    mixed = ApiBrowser(s, {DEVICE: of_bob.cookies[DEVICE]})
    assert ann.needs_the_second_step(mixed)
    assert bob.needs_the_second_step(ApiBrowser(s, {DEVICE: of_ann.cookies[DEVICE]}))
    for made_up in ("", "A" * 43, of_ann.cookies[DEVICE][:-1], of_ann.cookies[DEVICE] + "A", "x" * 4000):
        assert ann.needs_the_second_step(ApiBrowser(s, {DEVICE: made_up})), made_up

    # The thief has the password and a device token of their own, and puts it into Ann's browser beforehand.
    planted = ApiBrowser(s)
    planted.sign_in(ann.email)
    s.postern.add_user("thief@example.org")
    planted.sign_in("thief@example.org")
    token = planted.cookies[DEVICE]
    victim = ann.trusting({DEVICE: token})
    assert victim.cookies[DEVICE] != token
    assert ann.needs_the_second_step(planted)
    assert not ann.needs_the_second_step(victim)
    # The same for a token under which Ann's account knows the browser already.
    known = ann.elsewhere()
    old = known.cookies[DEVICE]
    known = ann.trusting({DEVICE: old})
    assert known.cookies[DEVICE] != old and ann.needs_the_second_step(ApiBrowser(s, {DEVICE: old}))
    # A copy of the whole cookie is the device: that is documented.
    assert not ann.needs_the_second_step(ApiBrowser(s, {DEVICE: known.cookies[DEVICE]}))
    assert token not in s.postern.tail(10**6) and known.cookies[DEVICE] not in s.postern.tail(10**6)


# Each is done by or to the user, in the browser that is not trusted, and returns the password of afterwards.

def ended_by_the_user(_, user):
    user.browser.must(204, "DELETE", "/me/trusted-devices")
    assert user.browser.is_signed_in()


def new_password(_, user):
    user.browser.must(204, "PUT", "/me/password", current_password=PASSWORD, password=NEW_PASSWORD)
    return NEW_PASSWORD


def other_sessions_ended(_, user):
    user.browser.must(200, "DELETE", "/sessions", password=PASSWORD)


def recovery_code_at_sign_in(_, user):
    user.elsewhere(method="recovery_code", code=user.recovery_codes[0])


def recovery_code_at_step_up(_, user):
    user.browser.must(200, "POST", "/sessions/current/step-up", method="recovery_code", code=user.recovery_codes[0])


def another_app(_, user):
    user.add_app()


def passkey_added(s, user):
    add(user.browser, Passkey(s.portal_url))


def app_removed(s, user):
    key = Passkey(s.portal_url)
    add(user.browser, key)
    trusted = user.trusting()
    assert not user.needs_the_second_step(trusted)
    user.browser.must(204, "DELETE", "/me/factors/" + user.browser.get_json("/me/factors")["totp"]["id"])
    assert user.needs_the_second_step(trusted)


def password_set_on_the_host(s, user):
    s.postern.command("user", "set-password", user.email, stdin=NEW_PASSWORD + "\n")
    return NEW_PASSWORD


def password_reset(s, user):
    user.browser.must(202, "POST", "/password-resets", email=user.email)
    token = s.mails.wait_for(user.email, has="/reset-password").token("/reset-password")
    user.browser.must(204, "PUT", "/password-resets", token=token, password=NEW_PASSWORD)
    return NEW_PASSWORD


def another_address(s, user):
    new = "new-" + user.email
    user.browser.must(202, "PUT", "/me/email", email=new, password=PASSWORD)
    token = s.mails.wait_for(new, has="/confirm-email").token("/confirm-email")
    user.browser.must(200, "PUT", "/email-changes", token=token)
    user.email = new


def sessions_revoked(s, user):
    s.postern.command("session", "revoke", "--user", user.email)


def disabled_for_a_while(s, user):
    s.postern.command("user", "disable", user.email)
    s.postern.command("user", "enable", user.email)


def deletion_cancelled(s, user):
    s.postern.command("user", "delete", user.email)
    s.postern.command("user", "keep", user.email)


def factors_reset(s, user):
    s.postern.command("user", "reset-factors", user.email, "--yes")
    user.set_up()


ENDS = [ended_by_the_user, new_password, other_sessions_ended, recovery_code_at_sign_in, recovery_code_at_step_up,
        another_app, passkey_added, app_removed, password_set_on_the_host, password_reset, another_address, sessions_revoked,
        disabled_for_a_while, deletion_cancelled, factors_reset]


def ends(s):
    """Each ends all trust of its user, and no other user's."""
    bob = ApiPerson(s, "bystander@example.org")
    bob.set_up()
    trusted_by_bob = bob.trusting()
    for n, end in enumerate(ENDS):
        user = ApiPerson(s, "user%d@example.org" % n)
        user.recovery_codes = user.set_up()
        devices = [user.trusting(), user.trusting()]
        assert user.browser.get_json("/me/factors")["trusted_devices"] == 2, end.__name__
        assert not user.needs_the_second_step(devices[0]), end.__name__
        password = end(s, user)
        for device in devices:
            assert user.needs_the_second_step(device, password), end.__name__
    assert not bob.needs_the_second_step(trusted_by_bob)


def everybodys_end(s, ann):
    """What signs everybody out ends the trust of everybody, also of those who have no session."""
    away = ApiPerson(s, "away@example.org")
    away.set_up()
    of_ann, of_away = ann.trusting(), away.trusting()
    for browser in (away.browser, of_away):
        browser.must(204, "DELETE", "/sessions/current")
    assert s.sql("SELECT COUNT(*) FROM session s JOIN user u ON u.id = s.user_id AND u.session_epoch = s.user_epoch"
                 " WHERE u.email = '%s'" % away.email).strip() == "0"
    s.postern.command("session", "revoke", "--all", "--yes")
    assert not of_ann.is_signed_in() and s.visit(of_ann.cookie).status == 302
    for user, device in ((ann, of_ann), (away, of_away)):
        assert user.needs_the_second_step(device), user.email
        assert user.finish(device, trust_device=True).status == 201
        assert not user.needs_the_second_step(device), "it can be trusted again"
    ann.browser = ann.elsewhere()


def nobody_else_ends_it(s, ann):
    """Not another site's page, and not without a session."""
    trusted = ann.trusting()
    ApiBrowser(s).must_refuse(401, "not_signed_in", "DELETE", "/me/trusted-devices")
    waiting = ApiBrowser(s)
    waiting.sign_in(ann.email)
    waiting.must_refuse(401, "not_signed_in", "DELETE", "/me/trusted-devices")
    assert not ann.needs_the_second_step(trusted)


def off(s, ann):
    """`trust_device = 0`: nothing of before is trusted, and nothing new."""
    trusted = ann.trusting()
    s.postern.configure(LIMITS + "[second_factor]\ntrust_device = \"0s\"\n")
    s.postern.reload()
    assert ann.needs_the_second_step(trusted)
    assert ann.needs_the_second_step(ann.trusting())
    ann.browser = ApiBrowser(s)
    assert 'name="trust_device"' not in ann.give_password().text


with stack(settings=LIMITS, mail="file") as s:
    ann, _ = trusting(s)
    on_the_pages(s, ann)
    not_enough(s, ann)
    foreign_tokens(s, ann)
    ends(s)
    everybodys_end(s, ann)
    nobody_else_ends_it(s, ann)
    off(s, ann)
