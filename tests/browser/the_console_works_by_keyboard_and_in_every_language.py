#!/usr/bin/python3
"""The console's pages fit a phone in German and French, and are in that language; a high-contrast theme tells the current
page; and with the keyboard alone an administrator finds a user and disables them."""

import json

from forced_colors_tell_the_current_page_and_danger import check_menu
from scenes import (ACCESS_PAGES, JOINING_PAGES, SYSTEM_PAGES, USERS_PAGES, focus_on, portal_and_browser, press,
                    screenshot)
from the_console_is_quick_and_good_to_read import EVE, PHONE, TOO_WIDE, open_console

from postern import wait_until

DESKTOP = (1280, 900)


def pages(eve):
    """The addresses of those that need nothing but Eve and a group."""
    paths = [path for path in SYSTEM_PAGES + USERS_PAGES + JOINING_PAGES + ACCESS_PAGES if "{grant}" not in path]
    names = {"groups": "staff", "roles": "admin", "permissions": "administer"}
    return [path.replace("{id}", eve).replace("{name}", "staff" if path in USERS_PAGES else
                                              names.get((path + "/").split("/")[2], "")) for path in paths
            if path not in ("/admin/roles/{name}/edit", "/admin/roles/{name}/delete", "/admin/permissions/{name}/delete")]


def speak(whole, window, language, paths):
    whole.sql("UPDATE user SET language = '%s'" % language)
    window.set_size(*PHONE)
    for path in paths:
        window.open(whole.portal_url + path)
        assert window.find("html").attribute("lang") == language, path
        assert window.find("h1").text != "", path
        assert not window.run(TOO_WIDE), (language, path)
        screenshot(window, "console-%s-%s" % (language, path.split("?")[0].replace("/admin", "").strip("/").replace(
            "/", "-") or "overview"))
    whole.sql("UPDATE user SET language = 'en'")


def disable_by_keyboard(whole, window, eve):
    window.set_size(*DESKTOP)
    window.open(whole.portal_url + "/admin")
    window.keys("gu")
    window.wait_for_url(whole.portal_url + "/admin/users")
    window.keys("/")
    window.wait_for_focus("id", "search")
    window.keys("eve")
    wait_until(lambda: len(window.find_all("tbody tr")) == 1, "the list to follow")
    focus_on(window, "tbody th a")
    press(window, "enter")
    window.wait_for_url(whole.portal_url + "/admin/users/" + eve)
    focus_on(window, ".skip-link")
    press(window, "enter")
    focus_on(window, "a[href='/admin/users/%s/disable']" % eve)
    press(window, "enter")
    window.wait_for_url(whole.portal_url + "/admin/users/%s/disable" % eve)
    focus_on(window, "#reason")
    window.keys("asked by telephone")
    focus_on(window, "main button[type=submit]")
    press(window, "enter")
    window.wait_for_url(whole.portal_url + "/admin/users/%s?done=user_disabled" % eve)
    assert json.loads(whole.postern.command("user", "show", EVE, "--json"))["disabled"]


def main():
    with portal_and_browser(mail="file") as (whole, window):
        eve = open_console(whole, window)
        for language in ("de", "fr"):
            speak(whole, window, language, pages(eve))
        for scheme in ("light", "dark"):
            window.set_forced_colors(scheme)
            window.set_size(*DESKTOP)
            for name, path in {"overview": "/admin", "user": "/admin/users/" + eve}.items():
                window.open(whole.portal_url + path)
                check_menu(window)
                screenshot(window, "console-forced-%s-%s" % (name, scheme))
        window.set_scheme("light")
        disable_by_keyboard(whole, window, eve)


if __name__ == "__main__":
    main()
