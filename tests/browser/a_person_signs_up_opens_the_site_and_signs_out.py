#!/usr/bin/python3
"""From a protected page through registration and sign-in back to it, and out again; with JavaScript and without."""

from scenes import EMAIL, NAME, PASSWORD, portal_and_browser, register, sign_in


def journey(javascript):
    with portal_and_browser(javascript) as (whole, window):
        page = whole.site_url + "/page?a=1&b=2"
        window.open(page)
        window.wait_for_url(whole.portal_url + "/login?rd=*")
        assert "to continue to localhost:%d" % whole.site_port in window.text

        window.follow("Create an account")
        register(window)
        window.wait_for_url(whole.portal_url + "/login?registered=1&rd=*")
        assert "Your account is ready." in window.text

        sign_in(window)
        window.wait_for_url(page)
        assert EMAIL in window.text, window.text

        cookie = window.cookies["postern"]
        assert cookie["httpOnly"] and cookie["sameSite"] == "Lax" and "expiry" not in cookie, cookie

        window.open(whole.portal_url + "/")
        assert window.find("h1").text == NAME
        window.press_button("Sign out")
        window.wait_for_url(whole.portal_url + "/login?signed_out=1")
        assert "You are signed out." in window.text
        window.open(page)
        window.wait_for_url(whole.portal_url + "/login?rd=*")
        assert bool(window.find_all(".reveal")) == javascript


def main():
    assert len(PASSWORD) >= 15
    journey(javascript=True)
    journey(javascript=False)


if __name__ == "__main__":
    main()
