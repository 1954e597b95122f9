#!/usr/bin/python3
"""Profile, password, address, devices, history and deletion, as one person uses them; with JavaScript and without,
and completely in German."""

from scenes import EMAIL, PASSWORD, portal_and_browser, sign_in

NEW_PASSWORD = "a quiet lamp in winter light"
NEW_EMAIL = "ann.new@example.org"
MAIL_FOLDER = "file"
# Of Europe/Berlin, by the server and by browsers.
ZONE_NAMES = (" CET", " CEST", " GMT+1", " GMT+2")


def choose(window, name, value):
    """Chooses from a list, as the keyboard of any browser does."""
    window.find("[name=%s] option[value='%s']" % (name, value)).click()


def profile(window, portal):
    window.open(portal + "/account")
    window.follow("Profile")
    window.fill("display_name", "Ann of the Lake")
    choose(window, "time_zone", "Europe/Berlin")
    window.press_button("Save")
    assert "Your profile has been saved." in window.text
    window.open(portal + "/account")
    assert window.find("h1").text == "Ann of the Lake"
    exact = [time.attribute("title") or time.text for time in window.find_all("time")]
    assert exact and all(text.endswith(ZONE_NAMES) for text in exact), exact


def password(window, whole):
    phone = whole.sign_in(EMAIL)
    window.open(whole.portal_url + "/account/password")
    window.fill("password", PASSWORD)
    window.press_button("Save new password")
    assert "This is your current password." in window.text
    window.fill("password", NEW_PASSWORD)
    window.press_button("Save new password")
    assert "Your new password has been saved." in window.text
    assert "One other device was signed out." in window.text
    assert whole.visit(phone).status == 302


def address(window, whole):
    window.open(whole.portal_url + "/account/email")
    window.fill("email", NEW_EMAIL)
    window.press_button("Send link")
    assert "We have sent a link to " + NEW_EMAIL in window.text
    assert "you still sign in with " + EMAIL in window.text


def devices(window, whole):
    phone = whole.sign_in(EMAIL, NEW_PASSWORD)
    window.open(whole.portal_url + "/account/sessions")
    assert len(window.find_all(".rows li")) == 2
    window.follow("Sign out all other devices")
    window.press_button("Sign out all other devices")
    assert "All other devices have been signed out." in window.text
    assert "You are not signed in on any other device." in window.text
    assert whole.visit(phone).status == 302


def history(window, portal):
    window.open(portal + "/account/history")
    text = window.text
    for line in ("Password change", "Refused", "The password was wrong.", "All other devices.",
                 "Profile change", "Chrome on Linux"):
        assert line in text, (line, text)


def german(window, portal):
    window.open(portal + "/account/profile")
    choose(window, "language", "de")
    window.press_button("Save")
    assert "Ihr Profil wurde gespeichert." in window.text
    for page, words in (("", "Ihre Websites"), ("/email", "Sie melden sich mit"), ("/password", "Neues Passwort"),
                        ("/sessions", "Dieses Gerät"), ("/history", "Änderung des Profils"),
                        ("/delete", "Was dann geschieht")):
        window.open(portal + "/account" + page)
        assert window.find("html").property("lang") == "de"
        assert words in window.text, (page, window.text)


def deletion(window, whole):
    window.open(whole.portal_url + "/account/delete")
    window.find("#sure").click()
    window.press_button("Mein Konto löschen")
    assert "Ihr Konto ist zur Löschung vorgemerkt" in window.text
    assert "postern" not in window.cookies
    window.open(whole.portal_url + "/account")
    window.wait_for_url(whole.portal_url + "/login?rd=*")


def journey(javascript):
    with portal_and_browser(javascript, mail=MAIL_FOLDER) as (whole, window):
        whole.postern.add_user(EMAIL)
        window.open(whole.portal_url + "/login")
        sign_in(window, EMAIL, "not the right password")
        assert "The e-mail address, username or password is wrong." in window.text
        sign_in(window)
        profile(window, whole.portal_url)
        password(window, whole)
        address(window, whole)
        devices(window, whole)
        history(window, whole.portal_url)
        german(window, whole.portal_url)
        deletion(window, whole)


def main():
    journey(javascript=True)
    journey(javascript=False)


if __name__ == "__main__":
    main()
