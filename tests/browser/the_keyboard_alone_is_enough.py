#!/usr/bin/python3
"""Sign in, change the profile and sign out with Tab, Space and Enter only; the focus is always visible."""

from scenes import EMAIL, PASSWORD, focus_on, portal_and_browser, press


def main():
    with portal_and_browser() as (whole, window):
        whole.postern.add_user(EMAIL)
        window.open(whole.portal_url + "/login")

        window.wait_for_focus("name", "email")  # ready to type at once
        window.keys(EMAIL)
        focus_on(window, "#password")
        window.keys(PASSWORD)
        focus_on(window, ".reveal")
        window.wait_for_focus("aria-label", "Show password")
        press(window, "space")
        window.wait_for_focus("aria-label", "Hide password")
        assert window.find("#password").attribute("type") == "text"
        press(window, "space")
        assert window.find("#password").attribute("type") == "password"
        focus_on(window, "#remember")
        press(window, "space")
        press(window, "enter")
        window.wait_for_url(whole.portal_url + "/account")
        assert "expiry" in window.cookies["postern"]

        # The first stop of every page jumps over its head.
        focus_on(window, ".skip-link")
        press(window, "enter")
        assert window.run("return document.activeElement.id") == "main"
        focus_on(window, ".menu a[href$='/account/profile']")
        press(window, "enter")
        window.wait_for_url(whole.portal_url + "/account/profile")
        focus_on(window, "#language")
        window.keys("D")
        focus_on(window, "#time_zone")
        focus_on(window, "form.panel button")
        press(window, "enter")
        window.wait_for_url(whole.portal_url + "/account/profile?saved=1")
        assert "Ihr Profil wurde gespeichert." in window.text

        focus_on(window, ".account-header button")
        press(window, "enter")
        window.wait_for_url(whole.portal_url + "/login?signed_out=1")


if __name__ == "__main__":
    main()
