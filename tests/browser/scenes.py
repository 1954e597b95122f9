"""What people do in a browser, for the tests of this folder: `import scenes` comes first in every test."""

import contextlib
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))

from axe import violations  # noqa: E402,F401
from browser import ENTER, SPACE, TAB, browser  # noqa: E402
from postern import BUILD, PASSWORD, stack  # noqa: E402

EMAIL = "ann@example.org"
NAME = "Ann Ärmel"
# Every page of the portal, for the tests that look at all of them; a lint compares them with the routes.
VISITOR_PAGES = ("/login", "/register", "/forgot-password", "/resend", "/reset-password?token=none",
                 "/verify-email?token=none", "/confirm-email?token=none", "/undo-email?token=none",
                 "/keep-account?token=none")
ACCOUNT_PAGES = ("/account", "/account/profile", "/account/email", "/account/password", "/account/sessions",
                 "/account/sessions/end?which=everywhere", "/account/history", "/account/delete", "/logout")
KEYS = {"enter": ENTER, "space": SPACE, "tab": TAB}
MOST_STOPS = 30
FOCUS_SHOWS = """
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
"""


@contextlib.contextmanager
def portal_and_browser(javascript=True, **settings):
    """A whole Postern and a browser before it. The browser must end without a complaint."""
    with stack(**settings) as whole, browser(javascript) as window:
        yield whole, window
        complaints = window.complaints()
        assert not complaints, complaints


def register(window, email=EMAIL, name=NAME, password=PASSWORD):
    """Fills in and sends the form for a new account, which is open."""
    window.fill("email", email)
    window.fill("display_name", name)
    window.fill("password", password)
    window.press_button("Create account")


def sign_in(window, email=EMAIL, password=PASSWORD):
    """Fills in and sends the sign-in form, which is open."""
    window.fill("email", email)
    window.fill("password", password)
    window.press_button("Sign in")


def confirm_address(whole, window, email=EMAIL):
    """Opens the link in the mail that followed the registration; yields the names of the pages on the way."""
    yield "check-mail"
    window.open(whole.mails.wait_for(email, "Confirm your e-mail address").link("/verify-email"))
    yield "link"
    window.press_button("Confirm")
    yield "link-done"


def forget_password(whole, window, email=EMAIL):
    """Asks for a new password, with every mistake that can be made; yields the names of the pages on the way."""
    window.open(whole.portal_url + "/forgot-password")
    yield "forgot-password"
    window.run("document.querySelector('form').noValidate = true")
    window.fill("email", "no address")
    window.press_button("Send e-mail")
    yield "forgot-password-refused"
    window.fill("email", email)
    window.press_button("Send e-mail")
    yield "check-mail-for-password"
    window.open(whole.mails.wait_for(email, "Choose a new password").link("/reset-password"))
    yield "reset-password"
    window.fill("password", "short")
    window.press_button("Save new password")
    yield "reset-password-refused"
    window.open(whole.portal_url + "/reset-password?token=none")
    yield "link-gone"


def screenshot(window, name):
    """Keeps a picture of the window in BUILD/screenshots, to look at."""
    folder = os.path.join(BUILD, "screenshots")
    os.makedirs(folder, exist_ok=True)
    window.screenshot(os.path.join(folder, name + ".png"))


def press(window, key):
    """Presses a key by its name."""
    window.keys(KEYS[key])


def focus_on(window, css):
    """Presses Tab until the element of this selector has the focus; every stop on the way must show."""
    for _ in range(MOST_STOPS):
        press(window, "tab")
        if window.run("return document.activeElement === document.body"):
            continue  # the end of the page: the next Tab begins anew
        assert window.run(FOCUS_SHOWS), "no sign of the focus on " + window.run(
            "return document.activeElement.outerHTML")
        if window.run("return document.activeElement.matches(arguments[0])", css):
            return
    raise AssertionError("Tab never comes to " + css)
