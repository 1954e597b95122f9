#!/usr/bin/python3
"""A new account is confirmed by the link in an e-mail, and a forgotten password is reset by one; with JavaScript and
without."""

from scenes import EMAIL, PASSWORD, portal_and_browser, register, sign_in

NEW_PASSWORD = "violet anvil copper 7 river"


def confirm(whole, window):
    """Registers and confirms the address."""
    window.open(whole.portal_url + "/register")
    register(window)
    assert "We have sent an e-mail to " + EMAIL in window.text
    mail = whole.mails.wait_for(EMAIL, "Confirm your e-mail address")
    window.open(mail.link("/verify-email"))
    assert window.find("h1").text == "Confirm your address?" and EMAIL in window.text
    window.press_button("Confirm")
    window.wait_for_url(whole.portal_url + "/verify-email/done")
    window.follow("Continue")
    sign_in(window)
    window.wait_for_url(whole.portal_url + "/account")
    window.open(mail.link("/verify-email"))
    assert window.find("h1").text == "This link no longer works"


def reset(whole, window):
    """Signs out, and has forgotten the password."""
    window.open(whole.portal_url + "/account")
    window.press_button("Sign out")
    window.follow("Forgot your password?")
    window.fill("email", EMAIL)
    window.press_button("Send e-mail")
    assert "If " + EMAIL + " belongs to an account" in window.text
    mail = whole.mails.wait_for(EMAIL, "Choose a new password")
    window.open(mail.link("/reset-password"))
    window.fill("password", "short")
    window.press_button("Save new password")
    assert "Use at least 15 characters." in window.text
    window.fill("password", NEW_PASSWORD)
    window.press_button("Save new password")
    window.wait_for_url(whole.portal_url + "/login?reset=1")
    sign_in(window, EMAIL, PASSWORD)
    assert "The e-mail address, username or password is wrong." in window.text
    sign_in(window, EMAIL, NEW_PASSWORD)
    window.wait_for_url(whole.portal_url + "/account")


def journey(javascript):
    with portal_and_browser(javascript, mail="file") as (whole, window):
        confirm(whole, window)
        reset(whole, window)


def main():
    journey(javascript=True)
    journey(javascript=False)


if __name__ == "__main__":
    main()
