#!/usr/bin/python3
"""An error message is next to its field, is announced to screen readers and has the focus. Nobody has to retype
anything but the password."""

from scenes import EMAIL, portal_and_browser, register, sign_in


def described_by(window, field):
    """The texts that a screen reader reads with this field."""
    ids = (field.attribute("aria-describedby") or "").split()
    return " ".join(window.find("#" + one).text for one in ids)


def main():
    with portal_and_browser() as (whole, window):
        whole.postern.add_user(EMAIL)

        window.open(whole.portal_url + "/register")
        window.run("document.querySelector('form').noValidate = true")
        register(window, "not-an-address", "Ann", "too short")
        assert window.title.startswith("Error: "), window.title
        window.wait_for_focus("role", "alert")
        email, name, password = (window.find("#" + one) for one in ("email", "display_name", "password"))
        assert email.attribute("aria-invalid") == "true" and email.property("value") == "not-an-address"
        assert "name@example.org" in described_by(window, email)
        assert name.attribute("aria-invalid") is None and name.property("value") == "Ann"
        assert password.attribute("aria-invalid") == "true" and password.property("value") == ""
        assert "Use at least 15 characters." in described_by(window, password)

        window.find_text("a", "This password cannot be used.").click()
        window.wait_for_focus("id", "password")
        window.run("document.querySelector('form').noValidate = true")
        register(window, EMAIL, "Ann")
        assert "An account with this e-mail address already exists." in window.text
        window.follow("Sign in instead")

        sign_in(window, EMAIL, "not the right password")
        assert "The e-mail address, username or password is wrong." in window.text
        window.wait_for_focus("role", "alert")
        assert window.find("#email").property("value") == EMAIL
        assert window.find("#password").property("value") == ""


if __name__ == "__main__":
    main()
