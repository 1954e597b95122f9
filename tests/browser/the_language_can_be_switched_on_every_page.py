#!/usr/bin/python3
"""The switch below each page changes its language and keeps it, with JavaScript and without: for a visitor on the way
to a site, and in the account."""

from scenes import EMAIL, portal_and_browser, sign_in


def lang(window):
    """The language of the page that is open."""
    return window.find("html").attribute("lang")


def journey(javascript):
    with portal_and_browser(javascript) as (whole, window):
        whole.postern.add_user(EMAIL)
        whole.postern.command("site", "set", "wiki", "--title", "Wiki")
        window.open(whole.site_url + "/page")
        assert lang(window) == "en" and "to continue to Wiki" in window.text
        window.follow("Fran\u00e7ais")
        assert lang(window) == "fr" and "pour continuer vers Wiki" in window.text, window.text
        window.follow("English")
        sign_in(window)
        window.wait_for_url(whole.site_url + "/page")

        window.open(whole.portal_url + "/account/history")
        window.press_button("Deutsch")
        window.wait_for_url(whole.portal_url + "/account/history")
        assert lang(window) == "de" and window.find("h1").text == "Verlauf"
        assert whole.sql("SELECT language FROM user").strip() == "de"
        window.press_button("Abmelden")
        assert lang(window) == "de"


def main():
    journey(javascript=True)
    journey(javascript=False)


if __name__ == "__main__":
    main()
