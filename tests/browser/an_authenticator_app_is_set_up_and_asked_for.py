#!/usr/bin/python3
"""An app is set up and asked for, with JavaScript and without; axe finds nothing, and every page fits a phone."""

from scenes import (FACTOR_PAGES, SECOND_STEP_PAGES, STEP_UP_PAGES, App, confirm_address, portal_and_browser, register,
                    screenshot, second_step, set_up_app, sign_in, violations)

PHONE = (360, 640)
DESKTOP = (1200, 900)
TOO_WIDE = "return document.documentElement.scrollWidth > document.documentElement.clientWidth"


def look_at(window, name, javascript):
    """Fails when axe finds anything, or when the page is wider than a phone."""
    for scheme in ("light", "dark"):
        window.set_scheme(scheme)
        for kind, size in (("phone", PHONE), ("desktop", DESKTOP)):
            window.set_size(*size)
            if not javascript:
                continue
            assert not window.run(TOO_WIDE), name + " is too wide for a " + kind
            screenshot(window, "factor-%s-%s-%s" % (name, kind, scheme))
        if javascript:
            found = violations(window)
            assert not found, "%s, %s:\n%s" % (name, scheme, "\n".join(found))


def go_through(javascript):
    app = App()
    with portal_and_browser(javascript, mail="file") as (whole, window):
        window.open(whole.portal_url + "/register")
        register(window)
        for _ in confirm_address(whole, window):
            pass
        window.open(whole.portal_url + "/login")
        sign_in(window)
        for name in set_up_app(whole, window, app):
            look_at(window, name, javascript)
        for page in FACTOR_PAGES:
            window.open(whole.portal_url + page)
            look_at(window, page.strip("/").replace("/", "-"), javascript)
        window.press_button("Sign out")
        # From the site, and back to it.
        window.open(whole.site_url + "/some/page")
        for name in second_step(whole, window, app):
            look_at(window, name, javascript)
        window.wait_for_url(whole.site_url + "/some/page")
        # Another browser that knows the password gets no further than the second step.
        window.open(whole.portal_url + "/account/security")
        window.press_button("Sign out")
        window.open(whole.portal_url + "/login")
        sign_in(window)
        for page in SECOND_STEP_PAGES:
            window.open(whole.portal_url + page)
            look_at(window, page.strip("/").replace("/", "-"), javascript)
        window.fill("code", app.codes[0].upper())
        window.press_button("Continue")
        window.wait_for_url(whole.portal_url + "/account/security")
        assert "9 codes are left" in window.text, window.text
        whole.postern.command("site", "set", "wiki", "--level", "2", "--max-age", "60s")
        for page in STEP_UP_PAGES:
            window.open(whole.portal_url + page)
            look_at(window, page.strip("/").replace("/", "-"), javascript)


def main():
    for javascript in (True, False):
        go_through(javascript)


if __name__ == "__main__":
    main()
