#!/usr/bin/python3
"""With the colours of a high-contrast theme, the current item of the menu differs from the others, a dangerous button
from a harmless one, and the way on from both."""

from scenes import EMAIL, portal_and_browser, screenshot, sign_in

LOOK = """
    const style = getComputedStyle(document.querySelector(arguments[0]));
    return [style.borderLeftWidth, style.borderTopStyle, style.borderLeftColor, style.backgroundColor, style.color];
"""
PAGES = {"overview": "/account", "sessions": "/account/sessions", "delete": "/account/delete"}


def look(window, css):
    """What can be told of an element without its words."""
    return window.run(LOOK, css)


def check_menu(window):
    current = look(window, ".menu a[aria-current]")
    for item in window.find_all(".menu a:not([aria-current])"):
        address = item.attribute("href")
        assert look(window, ".menu a[href='%s']" % address) != current, (address, current)
    assert float(current[0].rstrip("px")) >= 3, current


def main():
    with portal_and_browser() as (whole, window):
        whole.postern.add_user(EMAIL)
        whole.sign_in(EMAIL)
        window.open(whole.portal_url + "/login")
        sign_in(window)
        for scheme in ("light", "dark"):
            window.set_forced_colors(scheme)
            window.set_size(1280, 900)
            for name, path in PAGES.items():
                window.open(whole.portal_url + path)
                assert window.run("return matchMedia('(forced-colors: active)').matches")
                check_menu(window)
                screenshot(window, "forced-%s-%s" % (name, scheme))
            window.open(whole.portal_url + "/account/sessions")
            plain, danger = look(window, ".actions .button:not(.button-danger)"), look(window, ".button-danger")
            assert plain[:2] != danger[:2] and danger[1] == "double", (plain, danger)
            window.open(whole.portal_url + "/account/password")
            main_button, small = look(window, ".button-main"), look(window, ".button-small")
            assert main_button[3] != small[3] and main_button[3] != main_button[4], (main_button, small)


if __name__ == "__main__":
    main()
