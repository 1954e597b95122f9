#!/usr/bin/python3
"""Production with the cookie domain lab.localhost and staging with staging.lab.localhost: one browser signs in to both,
in any order, and out of one. A cookie domain that is changed on a live system, to the wider one and back, leads to
no loop: people sign in and out as before."""

from scenes import EMAIL, portal_and_browser, sign_in
from postern import stack

DOMAIN = '[session]\ncookie_domain = "%s"\n'


def visit(whole, window, expected):
    """Opens the site; expected: whether it lets the visitor in."""
    window.open(whole.site_url + "/page")
    if expected:
        assert EMAIL in window.text, window.url
    else:
        window.wait_for_url(whole.portal_url + "/login?rd=*")


def come_in(whole, window):
    visit(whole, window, False)
    sign_in(window)
    window.wait_for_url(whole.site_url + "/page")


def sign_out(whole, window):
    window.open(whole.portal_url + "/logout")
    window.press_button("Sign out")
    window.wait_for_url(whole.portal_url + "/login?signed_out=1")
    visit(whole, window, False)


def side_by_side():
    with portal_and_browser(settings=DOMAIN % "lab.localhost",
                            hosts=("auth.lab.localhost", "wiki.lab.localhost")) as (production, window), \
            stack(settings=DOMAIN % "staging.lab.localhost",
                  hosts=("auth.staging.lab.localhost", "wiki.staging.lab.localhost")) as staging:
        for whole in (production, staging):
            whole.postern.add_user(EMAIL)
        for first, second in ((production, staging), (staging, production)):
            come_in(first, window)
            come_in(second, window)
            visit(first, window, True)
            sign_out(first, window)
            visit(second, window, True)
            sign_out(second, window)


def changed_domain():
    narrow, wide = "a.lab.localhost", "lab.localhost"
    with portal_and_browser(settings=DOMAIN % narrow,
                            hosts=("auth.a.lab.localhost", "wiki.a.lab.localhost")) as (whole, window):
        whole.postern.add_user(EMAIL)
        come_in(whole, window)
        for domain, known in ((wide, False), (narrow, True), (wide, True)):
            whole.postern.configure(DOMAIN % domain)
            whole.postern.reload()
            visit(whole, window, known)
            if not known:
                come_in(whole, window)
        for domain in (wide, narrow):
            whole.postern.configure(DOMAIN % domain)
            whole.postern.reload()
            visit(whole, window, True)
            sign_out(whole, window)
            come_in(whole, window)


def main():
    side_by_side()
    changed_domain()


if __name__ == "__main__":
    main()
