#!/usr/bin/python3
"""While the user types a new password, the text under the field says what would make it acceptable, and confirms when
it is strong enough."""

from scenes import EMAIL, NAME, PASSWORD, portal_and_browser

from postern import wait_until


def advice(window):
    """What stands under the field."""
    return window.run("return document.getElementById('password-advice').textContent")


def main():
    """Too short, somebody's own name, too easy, and then good."""
    with portal_and_browser() as (whole, window):
        window.open(whole.portal_url + "/register")
        window.fill("email", EMAIL)
        window.fill("display_name", NAME)
        assert advice(window) == ""
        assert window.run("return document.getElementById('password-advice').ariaLive") == "polite"
        for typed, words in (("short", "Use at least 15 characters."),
                             ((NAME + " ") * 5, "Use more than your name"),
                             ("a" * 20, "too easy to guess"),
                             (PASSWORD, "Strong enough.")):
            window.fill("password", typed)
            wait_until(lambda words=words: words in advice(window), "the advice: " + words)


if __name__ == "__main__":
    main()
