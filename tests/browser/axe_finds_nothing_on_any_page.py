#!/usr/bin/python3
"""axe-core finds nothing on any page, in both colour schemes: WCAG 2.2 at levels A and AA, and best practice."""

from scenes import (ACCOUNT_PAGES, EMAIL, MAILED_CODE_PAGES, VISITOR_PAGES, confirm_address, forget_password,
                    let_devices_be_known, portal_and_browser, register, shut_out, sign_in, violations)

NO_ALT = "document.body.append(document.createElement('img'))"


def look_at(window, name):
    """Fails when axe finds anything on the page that is open."""
    for scheme in ("light", "dark"):
        window.set_scheme(scheme)
        found = violations(window)
        assert not found, "%s, %s:\n%s" % (name, scheme, "\n".join(found))


def refuse_deletion(window, portal):
    """Sends the form of /account/delete with nothing in it."""
    window.open(portal + "/account/delete")
    window.run("document.querySelector('form.panel').noValidate = true")
    window.press_button("Delete my account")


def main():
    with portal_and_browser(mail="file") as (whole, window):
        portal = whole.portal_url
        for page in VISITOR_PAGES:
            window.open(portal + page)
            look_at(window, page)
        window.open(whole.site_url + "/")
        look_at(window, "login")
        sign_in(window, EMAIL, "not the right password")
        look_at(window, "login refused")
        window.open(portal + "/register")
        look_at(window, "register")
        window.run("document.querySelector('form').noValidate = true")
        register(window, "no address", "", "short")
        look_at(window, "register refused")
        register(window)
        for name in confirm_address(whole, window):
            look_at(window, name)
        for name in forget_password(whole, window):
            look_at(window, name)
        window.open(portal + "/login")
        sign_in(window)
        for page in MAILED_CODE_PAGES:
            window.open(portal + page)
            look_at(window, page)
        let_devices_be_known(whole)
        denied = shut_out(whole)
        for page in ACCOUNT_PAGES:
            window.open(portal + page)
            look_at(window, page)
        refuse_deletion(window, portal)
        look_at(window, "deletion refused")
        window.open(denied)
        assert "the closed area" in window.text, window.text
        look_at(window, "denied")
        window.follow("Ask for access")
        window.run("document.querySelector('#message').removeAttribute('maxlength')")
        window.fill("message", "x" * 501)
        window.press_button("Send")
        look_at(window, "access refused")
        window.open(portal + "/nowhere")
        look_at(window, "not found")
        window.run(NO_ALT)
        assert any(line.startswith("image-alt") for line in violations(window)), "axe does not look"


if __name__ == "__main__":
    main()
