#!/usr/bin/python3
"""The console's pages about the server, users and sessions: axe finds nothing on them, and they fit a phone in both
colour schemes; keys lead to places, the list follows the search field, and without JavaScript everything is there."""

import json

from scenes import (APPROVAL_PAGES, EMAIL, INVITATION_PAGES, JOINING_PAGES, LOOK_PAGES, SYSTEM_PAGES, USERS_PAGES, App,
                    confirm_address, let_devices_be_known, portal_and_browser, register, screenshot, set_up_app,
                    sign_in, violations)

from http_client import fetch
from postern import PASSWORD, wait_until

EVE = "eve@example.org"
ZOE = "zoe@example.org"
PHONE = (360, 640)
DESKTOP = (1280, 900)
TOO_WIDE = "return document.documentElement.scrollWidth > document.documentElement.clientWidth"
NAMES = "return [...document.querySelectorAll('tbody th a')].map((link) => link.textContent)"


def open_console(whole, window):
    """Ann administers Postern with two factors, proven a moment ago; Eve is in a group. Returns Eve's id."""
    window.open(whole.portal_url + "/register")
    register(window)
    for _ in confirm_address(whole, window):
        pass
    window.open(whole.portal_url + "/login")
    sign_in(window)
    for _ in set_up_app(whole, window, App()):
        pass
    let_devices_be_known(whole)
    whole.postern.command("grant", "add", "--user", EMAIL, "--role", "admin")
    whole.postern.add_user(EVE, name="Eve <b>Example</b>")
    whole.postern.command("group", "add", "staff")
    whole.postern.command("group", "join", "staff", EVE)
    return json.loads(whole.postern.command("user", "show", EVE, "--json"))["id"]


def look_at(window, name):
    """Fails when axe finds anything, or when the page is wider than a phone."""
    for scheme in ("light", "dark"):
        window.set_scheme(scheme)
        for kind, size in (("phone", PHONE), ("desktop", DESKTOP)):
            window.set_size(*size)
            assert not window.run(TOO_WIDE), name + " is too wide for a " + kind
            screenshot(window, "console-%s-%s-%s" % (name, kind, scheme))
        found = violations(window)
        assert not found, "%s, %s:\n%s" % (name, scheme, "\n".join(found))


def press_keys(whole, window):
    """`g` and a letter leads to a place, `/` to the search, `?` shows the keys; not while somebody types."""
    window.open(whole.portal_url + "/admin/sessions")
    window.keys("gu")
    window.wait_for_url(whole.portal_url + "/admin/users")
    window.keys("/")
    assert window.focused.attribute("id") == "search"
    window.keys("gs?")
    assert window.find("#search").property("value") == "gs?"
    window.open(whole.portal_url + "/admin/users")
    window.keys("?")
    assert window.run("return document.getElementById('admin-keys').open")
    window.find("#admin-keys button").click()
    assert not window.run("return document.getElementById('admin-keys').open")


def search(whole, window):
    """The list follows what is typed, and the address of the page with it."""
    window.open(whole.portal_url + "/admin/users")
    assert set(window.run(NAMES)) == {EMAIL, EVE}
    window.find("#search").type("eve")
    wait_until(lambda: window.run(NAMES) == [EVE], "the list to follow the search")
    assert "search=eve" in window.url, window.url
    assert window.run("return document.getElementById('list-count').textContent") == "1 user"
    window.find("[data-tick-all] input").click()
    assert window.run("return document.querySelector('tbody input').checked")


def joining_pages(whole):
    """The pages about people who join, with an open invitation and somebody who waits."""
    invited = json.loads(whole.postern.command("invite", "add", "may@example.org", "--json"))["invitation"]["id"]
    whole.postern.configure("[registration]\nmode = \"approval\"\n")
    whole.postern.reload()
    person = {"email": ZOE, "display_name": "Zoe <b>Example</b>", "password": PASSWORD}
    done = fetch(whole.portal_port, "/api/v1/users", "POST", [("Content-Type", "application/json")],
                 json.dumps(person).encode())
    assert done.status == 202, done.text
    waiting = json.loads(whole.postern.command("user", "show", ZOE, "--json"))["id"]
    return ([(page, page) for page in JOINING_PAGES] +
            [(page, page.replace("{id}", invited)) for page in INVITATION_PAGES] +
            [(page, page.replace("{id}", waiting)) for page in APPROVAL_PAGES])


def main():
    with portal_and_browser(mail="file") as (whole, window):
        eve = open_console(whole, window)
        for page in SYSTEM_PAGES + USERS_PAGES:
            path = page.replace("{id}", eve).replace("{name}", "staff")
            window.open(whole.portal_url + path)
            assert window.find("h1").text != "", path
            look_at(window, path.split("?")[0].replace("/admin/", "").replace(eve, "eve").replace("/", "-"))
        window.open(whole.portal_url + LOOK_PAGES[0])
        assert window.find("iframe.look-frame"), "a page in the frame"
        look_at(window, "look")
        press_keys(whole, window)
        search(whole, window)
        for page, path in joining_pages(whole):
            window.open(whole.portal_url + path)
            assert window.find("h1").text != "", path
            look_at(window, page.replace("/admin/", "").replace("/{id}", "").replace("/", "-"))
    with portal_and_browser(javascript=False, mail="file") as (whole, window):
        eve = open_console(whole, window)
        window.open(whole.portal_url + "/admin/users")
        window.fill("search", "eve")
        window.press_button("Show")
        window.follow(EVE)
        window.wait_for_url(whole.portal_url + "/admin/users/" + eve)
        assert "Eve <b>Example</b>" in window.text, window.text


if __name__ == "__main__":
    main()
