#!/usr/bin/python3
"""The message at a refused field vanishes, and the field is no longer marked, as soon as it is mended: of e-mail
address, name, tick box and current password; its line in the summary, too. After a new password by e-mail, the sign-in
form has the address, and the URL has not."""

from scenes import EMAIL, NAME, PASSWORD, portal_and_browser, register, sign_in


def is_marked(window, field):
    """Whether the field is marked as wrong or has a message."""
    return (window.find("#" + field).attribute("aria-invalid") == "true"
            or bool(window.find_all("#%s-error" % field))
            or bool(window.find_all(".notice-bad a[href='#%s']" % field)))


def check_registration(whole, window):
    window.open(whole.portal_url + "/register")
    window.run("document.querySelector('form').noValidate = true")
    register(window, "no address", "", "short")
    assert is_marked(window, "email") and is_marked(window, "display_name")
    window.fill("email", "still none")
    assert is_marked(window, "email")
    window.fill("email", EMAIL)
    assert not is_marked(window, "email")
    assert window.find("#email").attribute("aria-describedby") == "email-hint"
    assert is_marked(window, "display_name")
    window.fill("display_name", "   ")
    assert is_marked(window, "display_name")
    window.fill("display_name", NAME)
    assert not is_marked(window, "display_name")
    assert window.find_all(".notice-bad"), "the password is still wrong"


def check_account(whole, window):
    window.open(whole.portal_url + "/login")
    sign_in(window)
    window.open(whole.portal_url + "/account/delete")
    window.run("document.querySelector('form.panel').noValidate = true")
    window.press_button("Delete my account")
    assert is_marked(window, "sure")
    window.find("#sure").click()
    assert not is_marked(window, "sure")
    assert not window.find_all(".notice-bad"), window.text
    window.open(whole.portal_url + "/")
    window.press_button("Sign out")


def check_reset(whole, window):
    window.open(whole.portal_url + "/forgot-password")
    window.fill("email", EMAIL)
    window.press_button("Send e-mail")
    window.open(whole.mails.wait_for(EMAIL, "Choose a new password").link("/reset-password"))
    window.fill("password", "a quiet lamp in winter")
    window.press_button("Save new password")
    window.wait_for_url(whole.portal_url + "/login?reset=1")
    assert window.find("#email").property("value") == EMAIL
    window.wait_for_focus("id", "password")


def main():
    with portal_and_browser(mail="file") as (whole, window):
        check_registration(whole, window)
        whole.postern.add_user(EMAIL)
        check_account(whole, window)
        check_reset(whole, window)


if __name__ == "__main__":
    main()
