#!/usr/bin/python3
"""Two, then five tabs of protected pages: opened one after the other or all at once, before the browser has any cookie.
A sign-in in one of them leaves the others usable, and each ends at its own page, without an error page between."""

from scenes import EMAIL, portal_and_browser, sign_in


def pages(whole, count):
    return ["%s/tab/%d?q=%d" % (whole.site_url, number, number) for number in range(count)]


def open_one_by_one(window, urls):
    """The tabs, each at its sign-in page."""
    tabs = {}
    for url in urls:
        tabs[url] = window.open_tab()
        window.open(url)
    return tabs


def open_at_once(window, urls):
    """The same, but no tab waits for another: the last answer decides about the cookie."""
    tabs = {url: window.open_tab() for url in urls}
    for url, tab in tabs.items():
        window.use_tab(tab)
        window.run("const url = arguments[0]; setTimeout(() => { window.location = url; }, 300);", url)
    return tabs


def check(whole, window, count, open_tabs):
    window.command("Network.clearBrowserCookies")
    tabs = open_tabs(window, pages(whole, count))
    for tab in tabs.values():
        window.use_tab(tab)
        window.wait_for_url(whole.portal_url + "/login?rd=*")
    for url, tab in tabs.items():
        window.use_tab(tab)
        sign_in(window)
        window.wait_for_url(url)
        assert EMAIL in window.text, window.text


def main():
    with portal_and_browser() as (whole, window):
        whole.postern.add_user(EMAIL)
        for count in (2, 5):
            check(whole, window, count, open_one_by_one)
            check(whole, window, count, open_at_once)
        assert not [line for line in whole.postern.log() if line["event"] in ("stale_form", "session_cookie_lost")]


if __name__ == "__main__":
    main()
