#!/usr/bin/python3
"""A visitor who opens a page of a site and has to sign in first comes to that page: after registering and confirming the
address, after a new password, in a page of the account, behind a site with a single sign-on of its own, with the part
behind '#', after a form of a session that had ended, and at an IPv6 address. With JavaScript and without."""

from scenes import EMAIL, NAME, PASSWORD, portal_and_browser, register, sign_in
from echo_app import echo, http_answer

NEW_PASSWORD = "violet anvil copper 7 river"
FORM = b"<!doctype html><form method=post action=/orders/7/delete><button>Delete</button></form>"


def answer(whole):
    """A site with a page with a form, and with a single sign-on at another origin."""
    def of(head):
        path = head.split(b" ")[1]
        if path.startswith(b"/sso"):
            return http_answer("302 Found", headers=[("Location", "http://127.0.0.1:%d/idp" % whole.app.port)])
        if path.startswith(b"/orders"):
            return http_answer("200 OK", FORM, [("Content-Type", "text/html")])
        return echo(head)

    return of


def register_on_the_way(whole, window):
    page = whole.site_url + "/page?a=1&b=2"
    window.open(page)
    window.wait_for_url(whole.portal_url + "/login?rd=*")
    window.follow("Create an account")
    register(window)
    window.open(whole.mails.wait_for(EMAIL, "Confirm your e-mail address").link("/verify-email"))
    window.press_button("Confirm")
    window.follow("Continue to localhost:%d" % whole.site_port)
    sign_in(window)
    window.wait_for_url(page)
    assert EMAIL in window.text


def reset_on_the_way(whole, window):
    page = whole.site_url + "/other?c=3"
    sign_out(whole, window)
    window.open(page)
    window.follow("Forgot your password?")
    window.fill("email", EMAIL)
    window.press_button("Send e-mail")
    window.open(whole.mails.wait_for(EMAIL, "Choose a new password").link("/reset-password"))
    window.fill("password", NEW_PASSWORD)
    window.press_button("Save new password")
    sign_in(window, password=NEW_PASSWORD)
    window.wait_for_url(page)


def sign_out(whole, window):
    window.open(whole.portal_url + "/logout")
    window.press_button("Sign out")
    window.wait_for_url(whole.portal_url + "/login?signed_out=1")


def come_in_by(whole, window, url, end=None):
    """Opens a page without a session, signs in, and is there."""
    sign_out(whole, window)
    window.open(url)
    window.wait_for_url(whole.portal_url + "/login?*")
    sign_in(window, password=NEW_PASSWORD)
    window.wait_for_url(end or url)


def post_after_expiry(whole, window, javascript):
    """The form is not sent again, and not lost in an error page: the page with the form is shown."""
    window.open(whole.site_url + "/orders/7")
    whole.postern.command("session", "revoke", "--user", EMAIL)
    window.press_button("Delete")
    window.wait_for_url(whole.portal_url + "/login?*")
    sign_in(window, password=NEW_PASSWORD)
    window.wait_for_url(whole.site_url + "/*")
    assert not window.url.endswith("/delete"), window.url

    window.open(whole.portal_url + "/account/profile")
    whole.postern.command("session", "revoke", "--user", EMAIL)
    window.fill("display_name", "Another Name")
    window.press_button("Save")
    window.wait_for_url(whole.portal_url + "/login?*")
    sign_in(window, password=NEW_PASSWORD)
    window.wait_for_url(whole.portal_url + "/account/profile")
    assert window.find("[name=display_name]").property("value") == NAME


def journey(javascript):
    with portal_and_browser(javascript, mail="file") as (whole, window):
        whole.app.answer = answer(whole)
        register_on_the_way(whole, window)
        reset_on_the_way(whole, window)
        come_in_by(whole, window, whole.portal_url + "/account/sessions")
        come_in_by(whole, window, whole.site_url + "/sso", "http://127.0.0.1:%d/idp" % whole.app.port)
        come_in_by(whole, window, whole.site_url + "/long?" + "x" * 7000)
        come_in_by(whole, window, whole.site_url + "/spa#/dash/5",
                   whole.site_url + ("/spa#/dash/5" if javascript else "/spa*"))
        post_after_expiry(whole, window, javascript)


def frame(whole, window):
    """In a frame of another site no password is asked for; the window that opens leads to the page."""
    whole.app.answer = lambda head: http_answer(
        "200 OK", b"<!doctype html><iframe src='%s/framed' width=600 height=400></iframe>" % whole.site_url.encode(),
        [("Content-Type", "text/html")]) if b"/outside" in head.split(b"\r\n")[0] else echo(head)
    window.open("http://127.0.0.1:%d/outside" % whole.app.port)
    window.use_frame(0)
    assert not window.find_all("[name=password]") and "Sign-in needed" in window.text, window.text
    window.find(".button-main").click()
    new = next(tab for tab in window.tabs if tab != window.tab)
    window.use_tab(new)
    window.wait_for_url(whole.portal_url + "/login?rd=*")
    sign_in(window)
    window.wait_for_url(whole.site_url + "/framed")


def main():
    assert len(PASSWORD) >= 15
    journey(javascript=True)
    journey(javascript=False)
    with portal_and_browser() as (whole, window):
        whole.postern.add_user(EMAIL)
        frame(whole, window)
    with portal_and_browser(hosts=("[::1]", "[::1]")) as (whole, window):
        whole.postern.add_user(EMAIL)
        window.open(whole.site_url + "/six")
        sign_in(window)
        window.wait_for_url(whole.site_url + "/six")


if __name__ == "__main__":
    main()
