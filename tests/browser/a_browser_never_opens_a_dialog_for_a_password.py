#!/usr/bin/python3
"""No request that a page makes, signed in or not, with a token or without, makes the browser open its own dialog for a
name and a password: neither links, nor scripts and pictures of the site, nor pages of another origin. The same browser
does open it for a server that asks for Basic, so the test would see it."""

import scenes  # noqa: F401
from devtools import chromium
from echo_app import EchoApp, http_answer
from postern import stack
from scenes import EMAIL

# Each waits until it is over, and says the status where a script learns it.
REQUESTS = {
    "fetch": "fetch('%s').then((answer) => answer.status)",
    "fetch of JSON": "fetch('%s', {headers: {Accept: 'application/json'}}).then((answer) => answer.status)",
    "fetch that posts": "fetch('%s', {method: 'POST', body: 'a=b'}).then((answer) => answer.status)",
    "fetch with X-Requested-With":
        "fetch('%s', {headers: {'X-Requested-With': 'XMLHttpRequest'}}).then((answer) => answer.status)",
    "fetch with a bad token":
        "fetch('%s', {headers: {Authorization: 'Bearer no-token'}}).then((answer) => answer.status)",
    "XMLHttpRequest": "new Promise((over) => { const ask = new XMLHttpRequest(); ask.open('GET', '%s'); "
                      "ask.onloadend = () => over(ask.status); ask.send(); })",
}
SILENT = {
    "picture": "new Promise((over) => { const one = new Image(); one.onload = one.onerror = () => over(true); "
               "one.src = '%s'; })",
    "script": "new Promise((over) => { const one = document.createElement('script'); "
              "one.onload = one.onerror = () => over(true); one.src = '%s'; document.body.append(one); })",
    "style": "new Promise((over) => { const one = document.createElement('link'); one.rel = 'stylesheet'; "
             "one.onload = one.onerror = () => over(true); one.href = '%s'; document.head.append(one); })",
    "frame": "new Promise((over) => { const one = document.createElement('iframe'); one.onload = () => over(true); "
             "one.src = '%s'; document.body.append(one); })",
    "cross-origin fetch": "fetch('%s', {mode: 'no-cors', credentials: 'include'}).then(() => true, () => true)",
}
PAGE = b"<!doctype html><title>A page</title><body>hello</body>"


def as_page(_head):
    return http_answer("200 OK", PAGE, [("Content-Type", "text/html; charset=utf-8")])


def asks_for_basic(head):
    """A server as it should not be: one page, and Basic for all else."""
    if head.startswith(b"GET /page "):
        return as_page(head)
    return http_answer("401 Unauthorized", b"", [("WWW-Authenticate", 'Basic realm="old"')])


def check_that_dialogs_are_seen(browser):
    app = EchoApp()
    app.answer = asks_for_basic
    app.start()
    try:
        page = browser.open("http://localhost:%d/page" % app.port)
        assert page.run(REQUESTS["fetch"] % "/secret") == 401
        assert page.dialogs == ["http://localhost:%d/secret" % app.port], page.dialogs
    finally:
        app.stop()


def check_page_of_the_site(s, browser):
    """Open in a tab while its session ends: everything that it asks for is refused from then on."""
    cookie = s.sign_in(EMAIL)
    name, value = cookie.split("=", 1)
    page = browser.open(s.site_url + "/page", **{name: value})
    assert page.run("document.title") == "A page" and page.run(REQUESTS["fetch"] % "/x") == 200
    s.sign_out(cookie)
    for what, script in REQUESTS.items():
        status = page.run(script % ("/" + what.replace(" ", "-")))
        assert status == 401, (what, status)
    for what, script in SILENT.items():
        assert page.run(script % ("/" + what.replace(" ", "-"))) is True, what
    assert not page.dialogs, page.dialogs
    page.go(s.site_url + "/page")
    assert page.run("location.href").startswith(s.portal_url + "/login"), page.run("location.href")
    assert not page.dialogs, page.dialogs


def check_page_of_another_origin(s, browser):
    """The portal is one, and anybody's page is another."""
    app = EchoApp()
    app.answer = as_page
    app.start()
    try:
        for url in ("http://localhost:%d/page" % app.port, "http://127.0.0.1:%d/page" % app.port):
            page = browser.open(url)
            for what, script in SILENT.items():
                assert page.run(script % (s.site_url + "/" + what.replace(" ", "-"))) is True, what
            assert page.run("fetch('%s/x', {credentials: 'include'}).then(() => 'read', () => 'closed')"
                            % s.site_url) == "closed"
            assert not page.dialogs, page.dialogs
    finally:
        app.stop()


def main():
    with stack() as s, chromium() as browser:
        s.postern.add_user(EMAIL)
        s.app.answer = as_page
        check_that_dialogs_are_seen(browser)
        for basic in ("token", "password"):
            s.postern.command("site", "set", "wiki", "--basic", basic)
            check_page_of_the_site(s, browser)
            check_page_of_another_origin(s, browser)


if __name__ == "__main__":
    main()
