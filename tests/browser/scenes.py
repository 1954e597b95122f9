"""What people do in a browser, for the tests of this folder: `import scenes` comes first in every test."""

import base64
import contextlib
import hashlib
import hmac
import os
import sys
import time

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
ACCOUNT_PAGES = ("/account", "/account/profile", "/account/email", "/account/password", "/account/security",
                 "/account/security/totp", "/login/step-up", "/account/sessions",
                 "/account/sessions/end?which=everywhere", "/account/history", "/account/delete", "/logout")
# What only a user who has an authenticator app gets to see; set_up_app() and second_step() lead there.
FACTOR_PAGES = ("/account/security", "/account/security/totp", "/account/security/totp/remove",
                "/account/security/recovery-codes")
STEP_PAGES = ("/login/second", "/login/second/recovery", "/login/step-up", "/login/step-up/recovery")
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


def code_of(key, steps=0):
    """The code that an app with this key shows, or will show some steps later."""
    step = int(time.time()) // 30 + steps
    digest = hmac.new(base64.b32decode(key), step.to_bytes(8, "big"), hashlib.sha1).digest()
    at = digest[-1] & 15
    return "%06d" % ((int.from_bytes(digest[at:at + 4], "big") & 0x7FFFFFFF) % 10**6)


class App:
    """An authenticator app: its key, and the recovery codes that came with it."""
    key = ""
    codes = ()


def set_up_app(whole, window, app):
    """Sets up an app as a signed-in user, with a wrong code first; fills `app`; yields the names of the pages on the way."""
    window.open(whole.portal_url + "/account/security")
    yield "security"
    window.follow("Set up an authenticator app")
    yield "totp"
    window.press_button("Begin")
    app.key = window.find("code.key").text.replace(" ", "")
    yield "totp-setup"
    window.fill("code", "000000" if code_of(app.key) != "000000" else "000001")
    window.press_button("Turn on")
    yield "totp-setup-refused"
    window.fill("code", code_of(app.key))
    window.press_button("Turn on")
    app.codes = window.find("#recovery-codes").text.split()
    assert len(app.codes) == 10, app.codes
    yield "recovery-codes"
    window.find("#stored").click()
    window.press_button("Continue")
    yield "security-with-app"


def second_step(whole, window, app):
    """Signs in with the next code of the app, on the open sign-in page; yields the names of the pages on the way."""
    sign_in(window)
    yield "second-step"
    window.fill("code", "000000" if code_of(app.key) != "000000" else "000001")
    window.press_button("Continue")
    yield "second-step-refused"
    window.follow("Use a recovery code")
    yield "second-step-recovery"
    window.follow("Use the authenticator app")
    window.fill("code", code_of(app.key, 1))
    window.press_button("Continue")


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
