#!/usr/bin/python3
"""A passkey is added on the page about what protects the account. It signs in by the button and by autofill, without a
password, and proves enough for a site that wants a passkey. A security key is a second step after the password. What is
cancelled or refused is told, and can be tried again. Without JavaScript the pages say what to do instead. axe finds
nothing, and every page fits a phone."""

import contextlib

from scenes import (EMAIL, PASSKEY_PAGES, PASSWORD, Authenticator, add_passkey, browser, screenshot, security_key,
                    sign_in, stack, violations, without_autofill)
from postern import wait_until

PHONE = (360, 640)
DESKTOP = (1200, 900)
TOO_WIDE = "return document.documentElement.scrollWidth > document.documentElement.clientWidth"
WITH_PASSKEY = "Sign in with a passkey"
USE_KEY = "Use your passkey or security key"


def look_at(window, name):
    """Fails when axe finds anything, or when the page is wider than a phone."""
    for scheme in ("light", "dark"):
        window.set_scheme(scheme)
        for kind, size in (("phone", PHONE), ("desktop", DESKTOP)):
            window.set_size(*size)
            assert not window.run(TOO_WIDE), name + " is too wide for a " + kind
            screenshot(window, "passkey-%s-%s-%s" % (name, kind, scheme))
        found = violations(window)
        assert not found, "%s, %s:\n%s" % (name, scheme, "\n".join(found))


def sign_out(whole, window):
    window.open(whole.portal_url + "/logout")
    window.press_button("Sign out")
    window.wait_for_url(whole.portal_url + "/login?signed_out=1")


def codes_of(window):
    """The recovery codes on the page that is open, which is left by its form."""
    codes = window.find("#recovery-codes").text.split()
    assert len(codes) == 10, codes
    window.find("#stored").click()
    window.press_button("Continue")
    return codes


def add_first(whole, window):
    """Signs in with the password and adds a passkey; returns the recovery codes."""
    window.open(whole.portal_url + "/login")
    sign_in(window)
    window.wait_for_url(whole.portal_url + "/account")
    for name in add_passkey(whole, window, name="Ann’s laptop"):
        look_at(window, name)
    codes = codes_of(window)
    window.wait_for_url(whole.portal_url + "/account/security?done=passkey_added")
    assert "Ann’s laptop" in window.text and "on one device only" in window.text, window.text
    assert "Add a second passkey" in window.text, window.text
    row = window.find(".rows a[href*='/passkeys/']").property("href")
    for page in PASSKEY_PAGES:
        window.open(whole.portal_url + page.format(id=row.rpartition("/")[2]))
        look_at(window, page.strip("/").replace("/", "-").replace("{id}", "one"))
    return codes


def it_is_known_already(whole, window):
    """The same authenticator is not added twice."""
    window.open(whole.portal_url + "/account/security/passkeys?kind=passkey")
    window.find_text("button", "Create passkey").click()
    wait_until(lambda: "already set up for your account" in window.find("#passkey-says").text,
               "a word about a passkey that is there")
    look_at(window, "known-already")


def the_button_signs_in(whole, window):
    sign_out(whole, window)
    look_at(window, "sign-in")
    window.find("#remember").click()
    window.press_button(WITH_PASSKEY)
    window.wait_for_url(whole.portal_url + "/account")
    assert "expiry" in window.cookies["postern"]


def a_cancelled_request_can_be_repeated(whole, window, laptop):
    sign_out(whole, window)
    laptop.verify_user(False)
    window.find_text("button", WITH_PASSKEY).click()
    wait_until(lambda: "That was cancelled, or took too long." in window.find("#passkey-says").text,
               "a word about the request that was cancelled")
    look_at(window, "sign-in-cancelled")
    laptop.verify_user(True)
    window.press_button(WITH_PASSKEY)
    window.wait_for_url(whole.portal_url + "/account")


def a_passkey_that_does_not_verify_its_user_is_refused(whole, window, laptop):
    sign_out(whole, window)
    laptop.lie(isBadUV=True)
    window.press_button(WITH_PASSKEY)
    assert window.url == whole.portal_url + "/login/passkey", window.url
    assert "You cannot sign in with that passkey here." in window.text, window.text
    look_at(window, "sign-in-refused")
    laptop.lie()
    window.press_button(WITH_PASSKEY)
    window.wait_for_url(whole.portal_url + "/account")


def autofill_signs_in(whole, window):
    """The virtual authenticator takes the offer in the field, as a person would who chooses it there."""
    window.open(whole.portal_url + "/login")
    window.wait_for_url(whole.portal_url + "/account")


def a_site_that_wants_a_passkey_gets_one(whole, window, code):
    """A session of a recovery code proves less; the site asks for the passkey, and for nothing else."""
    sign_out(whole, window)
    sign_in(window)
    window.wait_for_url(whole.portal_url + "/login/second/passkey")
    look_at(window, "second-step")
    window.follow("Use a recovery code")
    look_at(window, "second-step-recovery")
    window.fill("code", code)
    window.press_button("Continue")
    window.wait_for_url(whole.portal_url + "/account/security")
    whole.postern.command("site", "set", "wiki", "--level", "3")
    window.open(whole.site_url + "/some/page")
    window.wait_for_url(whole.portal_url + "/login/step-up/passkey?rd=*")
    assert "recovery code" not in window.text, window.text
    look_at(window, "step-up")
    window.press_button(USE_KEY)
    window.wait_for_url(whole.site_url + "/some/page")


def a_security_key_is_a_second_step(whole, window):
    for name in add_passkey(whole, window, "security_key", "Fob"):
        look_at(window, name)
    window.wait_for_url(whole.portal_url + "/account/security?done=passkey_added")
    assert "on this key only" in window.text, window.text
    sign_out(whole, window)
    sign_in(window)
    window.wait_for_url(whole.portal_url + "/login/second/passkey")
    window.press_button(USE_KEY)
    window.wait_for_url(whole.portal_url + "/account")


def a_key_without_a_pin_is_too_weak_for_such_a_site(whole, window):
    window.open(whole.site_url + "/some/page")
    window.wait_for_url(whole.portal_url + "/login/step-up/passkey?rd=*")
    window.press_button(USE_KEY)
    window.wait_for_url(whole.portal_url + "/login/step-up/passkey?unverified=1&rd=*")
    assert "Your key did not check that it's you." in window.text, window.text
    look_at(window, "step-up-too-weak")


def with_javascript(whole, window):
    laptop = None
    with without_autofill(window):
        window.open(whole.portal_url + "/login")
        laptop = Authenticator(window)
        codes = add_first(whole, window)
        it_is_known_already(whole, window)
        the_button_signs_in(whole, window)
        a_cancelled_request_can_be_repeated(whole, window, laptop)
        a_passkey_that_does_not_verify_its_user_is_refused(whole, window, laptop)
        sign_out(whole, window)
    autofill_signs_in(whole, window)
    with without_autofill(window):
        a_site_that_wants_a_passkey_gets_one(whole, window, codes[0])
    laptop.remove()
    security_key(window)
    a_security_key_is_a_second_step(whole, window)
    a_key_without_a_pin_is_too_weak_for_such_a_site(whole, window)


def without_javascript(whole, window, code):
    """Nothing looks dead, and each page says what to do instead."""
    window.open(whole.portal_url + "/login")
    assert WITH_PASSKEY not in window.text, window.text
    sign_in(window)
    window.wait_for_url(whole.portal_url + "/login/second/passkey")
    assert "need JavaScript" in window.text and USE_KEY not in window.text, window.text
    window.follow("Use a recovery code")
    window.fill("code", code)
    window.press_button("Continue")
    window.wait_for_url(whole.portal_url + "/account/security")
    for kind, button in (("passkey", "Create passkey"), ("security_key", "Add security key")):
        window.open(whole.portal_url + "/account/security/passkeys?kind=" + kind)
        assert "needs JavaScript" in window.text and button not in window.text, window.text
    window.follow("Back to account security")
    window.follow("Set up an authenticator app")
    assert "Begin" in window.text, window.text


@contextlib.contextmanager
def window_of(javascript):
    """A browser, which must end without a complaint."""
    with browser(javascript) as window:
        yield window
        complaints = window.complaints()
        assert not complaints, complaints


def main():
    with stack() as whole:
        whole.postern.add_user(EMAIL, PASSWORD, "Ann Ärmel")
        with window_of(True) as window:
            with_javascript(whole, window)
    with stack() as whole:
        whole.postern.add_user(EMAIL, PASSWORD, "Ann Ärmel")
        with window_of(True) as window, without_autofill(window):
            window.open(whole.portal_url + "/login")
            Authenticator(window)
            sign_in(window)
            window.wait_for_url(whole.portal_url + "/account")
            for _ in add_passkey(whole, window):
                pass
            codes = codes_of(window)
        with window_of(False) as window:
            without_javascript(whole, window, codes[0])


if __name__ == "__main__":
    main()
