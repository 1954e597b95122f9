#!/usr/bin/python3
"""A device is trusted at the second step, by a code or a passkey: from then on the password is enough there, until the
trust is ended on the page about security. People who have lost every factor get an e-mail, whose link starts a waiting
time; a sign-in with the app cancels it, as does the link in the next e-mail. A user without a second factor is told that
sites ask for one, or will. axe finds nothing, and every page fits a phone."""

from scenes import (EMAIL, PASSWORD, App, Authenticator, add_passkey, code_of, confirm_address, portal_and_browser,
                    register, screenshot, set_up_app, sign_in, violations, without_autofill)

BOB = "bob@example.org"
PHONE = (360, 640)
DESKTOP = (1200, 900)
TOO_WIDE = "return document.documentElement.scrollWidth > document.documentElement.clientWidth"
USE_KEY = "Use your passkey or security key"
REQUIRED = '[second_factor]\nrequired = "everyone"\nrequired_from = "%s"\n'


def look_at(window, name, javascript=True):
    """Fails when axe finds anything, or when the page is wider than a phone."""
    if not javascript:
        return
    for scheme in ("light", "dark"):
        window.set_scheme(scheme)
        for kind, size in (("phone", PHONE), ("desktop", DESKTOP)):
            window.set_size(*size)
            assert not window.run(TOO_WIDE), name + " is too wide for a " + kind
            screenshot(window, "trust-%s-%s-%s" % (name, kind, scheme))
        found = violations(window)
        assert not found, "%s, %s:\n%s" % (name, scheme, "\n".join(found))


def begin(whole, window):
    """A new account with a confirmed address and an app."""
    app = App()
    window.open(whole.portal_url + "/register")
    register(window)
    for _ in confirm_address(whole, window):
        pass
    window.open(whole.portal_url + "/login")
    sign_in(window)
    for _ in set_up_app(whole, window, app):
        pass
    return app


def leave_and_give_password(whole, window, email=EMAIL):
    """Signs out, and begins to sign in again."""
    window.open(whole.portal_url + "/logout")
    window.press_button("Sign out")
    window.wait_for_url(whole.portal_url + "/login?signed_out=1")
    sign_in(window, email)


def give_code(whole, window, app):
    """Types the app's code, on the open page; as if a minute had passed since the last."""
    whole.sql("UPDATE user_totp SET last_step = last_step - 3")
    window.fill("code", code_of(app.key))
    window.press_button("Continue")
    window.wait_for_url(whole.portal_url + "/account")


def trust(whole, window, app, javascript):
    """Ticks the box; then the password is enough, until the trust is ended."""
    leave_and_give_password(whole, window)
    window.wait_for_url(whole.portal_url + "/login/second")
    assert not window.find("#trust_device").property("checked")
    look_at(window, "second-step", javascript)
    window.find("#trust_device").click()
    window.fill("code", "12")
    window.press_button("Continue")
    assert window.find("#trust_device").property("checked"), "the tick is lost"
    give_code(whole, window, app)
    leave_and_give_password(whole, window)
    window.wait_for_url(whole.portal_url + "/account")


def end_trust(whole, window, javascript):
    window.open(whole.portal_url + "/account/security")
    assert "1 device is trusted: it is not asked for the second step." in window.text, window.text
    look_at(window, "security", javascript)
    window.press_button("Stop trusting all devices")
    window.wait_for_url(whole.portal_url + "/account/security?done=trust_ended")
    assert "No device is trusted any more." in window.text and "Trusted devices" not in window.text, window.text
    look_at(window, "security-ended", javascript)
    leave_and_give_password(whole, window)
    window.wait_for_url(whole.portal_url + "/login/second")


def lose_all(whole, window, javascript):
    """From the page of the second step to the waiting time; the link that cancels it."""
    window.follow("Use a recovery code")
    look_at(window, "recovery", javascript)
    window.follow("I have lost all of them")
    window.wait_for_url(whole.portal_url + "/login/second/lost")
    assert "a waiting time of 3 days" in window.text, window.text
    look_at(window, "lost", javascript)
    window.press_button("Send e-mail")
    assert "We have sent an e-mail to " + EMAIL in window.text, window.text
    look_at(window, "lost-sent", javascript)
    window.open(whole.mails.wait_for(EMAIL, has="/reset-factors").link("/reset-factors"))
    look_at(window, "reset-factors", javascript)
    window.press_button("Start the waiting time")
    window.wait_for_url(whole.portal_url + "/reset-factors/done")
    look_at(window, "reset-factors-done", javascript)
    return whole.mails.wait_for(EMAIL, has="/keep-factors").link("/keep-factors")


def the_app_cancels(whole, window, app, link, javascript):
    window.open(link)
    look_at(window, "keep-factors", javascript)
    window.open(whole.portal_url + "/login")
    sign_in(window)
    give_code(whole, window, app)
    assert whole.sql("SELECT COUNT(*) FROM factor_reset").strip() == "0"
    window.open(link)
    assert window.find("h1").text == "This link no longer works", window.text
    look_at(window, "keep-factors-gone", javascript)


def the_link_cancels(whole, window, link, javascript):
    window.open(link)
    window.press_button("Keep it")
    window.wait_for_url(whole.portal_url + "/keep-factors/done")
    assert "Nothing will be removed" in window.text, window.text
    look_at(window, "keep-factors-done", javascript)
    assert whole.sql("SELECT COUNT(*) FROM factor_reset").strip() == "0"


def a_passkey_is_given_on_a_trusted_device(whole, window):
    """The script of the page sends the box with the answer of the passkey."""
    whole.postern.add_user(BOB, PASSWORD, "Bob")
    with without_autofill(window):
        window.open(whole.portal_url + "/login")
        Authenticator(window)
        sign_in(window, BOB)
        window.wait_for_url(whole.portal_url + "/account")
        for _ in add_passkey(whole, window):
            pass
        leave_and_give_password(whole, window, BOB)
        window.wait_for_url(whole.portal_url + "/login/second/passkey")
        look_at(window, "second-step-passkey")
        window.find("#trust_device").click()
        window.press_button(USE_KEY)
        window.wait_for_url(whole.portal_url + "/account")
        leave_and_give_password(whole, window, BOB)
        window.wait_for_url(whole.portal_url + "/account")


def journey(javascript):
    with portal_and_browser(javascript, mail="file") as (whole, window):
        app = begin(whole, window)
        trust(whole, window, app, javascript)
        end_trust(whole, window, javascript)
        the_app_cancels(whole, window, app, lose_all(whole, window, javascript), javascript)
        leave_and_give_password(whole, window)
        window.wait_for_url(whole.portal_url + "/login/second")
        the_link_cancels(whole, window, lose_all(whole, window, javascript), javascript)
        if javascript:
            window.open(whole.portal_url + "/login")
            a_passkey_is_given_on_a_trusted_device(whole, window)


def sites_ask_for_a_second_step():
    """Before the day and after it, of a user who has none."""
    with portal_and_browser(settings=REQUIRED % "2099-12-31") as (whole, window):
        whole.postern.add_user(EMAIL, PASSWORD, "Ann")
        window.open(whole.portal_url + "/login")
        sign_in(window)
        for day, notice in (("2099-12-31", "Sites here will ask for a second step from"),
                            ("2020-01-01", "Sites here ask for a second step: set one up to open them.")):
            whole.postern.configure(REQUIRED % day)
            whole.postern.reload()
            for page in ("/account", "/account/security"):
                window.open(whole.portal_url + page)
                assert notice in window.text, window.text
                look_at(window, "required-%s-%s" % (day[:4], page.rpartition("/")[2]))
            window.open(whole.portal_url + "/account")
            window.follow("Set up a second step")
            window.wait_for_url(whole.portal_url + "/account/security")
        window.open(whole.site_url + "/some/page")
        window.wait_for_url(whole.portal_url + "/login/step-up?rd=*")
        assert "This site needs a second step" in window.text, window.text
        look_at(window, "required-site")


def main():
    for javascript in (True, False):
        journey(javascript)
    sites_ask_for_a_second_step()


if __name__ == "__main__":
    main()
