#!/usr/bin/python3
"""Times on pages: relative if they are recent, with the exact moment in the browser's time zone as title; in the zone
of the profile once one is chosen; in UTC, which the page says, without JavaScript."""

import re

from scenes import EMAIL, portal_and_browser, sign_in


def times(window):
    """Text and title of every time on the page."""
    return [(time.text, time.attribute("title")) for time in window.find_all("time")]


def with_javascript():
    with portal_and_browser() as (whole, window):
        whole.postern.add_user(EMAIL)
        window.command("Emulation.setTimezoneOverride", timezoneId="Asia/Tokyo")
        window.open(whole.portal_url + "/login")
        sign_in(window)
        found = times(window)
        assert len(found) == 4, found
        for text, title in found[:3]:
            assert text == "now" or re.fullmatch(r"\d+ minutes? ago", text), found
            assert re.fullmatch(r"\w+ \d+, \d{4} at \d\d:\d\d [AP]M GMT\+9", title), found

        whole.sql("UPDATE user_password SET changed_at = UTC_TIMESTAMP() - INTERVAL 130 MINUTE")
        whole.sql("UPDATE user SET created_at = '2024-02-29 23:30:00'")
        window.open(whole.portal_url + "/account")
        (password, _), _, _, (created, title) = times(window)
        assert password == "2 hours ago", password
        assert created == "March 1, 2024 at 08:30 AM GMT+9" and title is None, (created, title)

        whole.sql("UPDATE user SET time_zone = 'Europe/Berlin', language = 'de'")
        window.open(whole.portal_url + "/account")
        (password, title), _, _, (created, _) = times(window)
        assert password == "vor 2 Stunden" and title.endswith("MEZ"), (password, title)
        assert created == "1. M\u00e4rz 2024 um 00:30 MEZ", created


def without_javascript():
    with portal_and_browser(javascript=False) as (whole, window):
        whole.postern.add_user(EMAIL)
        window.open(whole.portal_url + "/login")
        sign_in(window)
        assert [text.endswith(" UTC") for text, _ in times(window)] == [True] * 4, times(window)


def registering_keeps_the_zone():
    with portal_and_browser() as (whole, window):
        window.command("Emulation.setTimezoneOverride", timezoneId="Asia/Tokyo")
        window.open(whole.portal_url + "/register")
        window.fill("email", EMAIL)
        window.fill("display_name", "Ann")
        window.fill("password", "correct horse battery staple")
        window.press_button("Create account")
        assert whole.sql("SELECT time_zone FROM user").strip() == "Asia/Tokyo"


def main():
    with_javascript()
    without_javascript()
    registering_keeps_the_zone()


if __name__ == "__main__":
    main()
