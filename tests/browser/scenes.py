"""What people do in a browser, for the tests of this folder: `import scenes` comes first in every test."""

import base64
import contextlib
import hashlib
import hmac
import os
import re
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))

from access_rules import apply_rules  # noqa: E402
from axe import violations  # noqa: E402,F401
from browser import ENTER, SPACE, TAB, browser  # noqa: E402
from postern import BUILD, PASSWORD, stack  # noqa: E402
from second_factor import let_devices_be_known  # noqa: E402

EMAIL = "ann@example.org"
NAME = "Ann Ärmel"
# Every page of the portal, for the tests that look at all of them; a lint compares them with the routes.
VISITOR_PAGES = ("/login", "/register", "/forgot-password", "/resend", "/reset-password?token=none",
                 "/verify-email?token=none", "/confirm-email?token=none", "/undo-email?token=none",
                 "/keep-account?token=none", "/reset-factors?token=none", "/keep-factors?token=none",
                 "/invitation?token=none", "/invitation/accepted", "/terms", "/api/")
ACCOUNT_PAGES = ("/account", "/account/profile", "/account/email", "/account/password", "/account/security",
                 "/account/security/totp", "/account/security/passkeys?kind=passkey",
                 "/account/security/passkeys?kind=security_key", "/login/step-up", "/account/tokens",
                 "/account/tokens/new", "/account/sessions", "/account/sessions/end?which=everywhere",
                 "/account/history", "/account/delete", "/logout", "/access?site=wiki&path=/admin",
                 "/access/done?site=wiki", "/account/terms", "/account/complete")
# Before the first second factor, on a device that is new to the account.
MAILED_CODE_PAGES = ("/account/security/confirm", "/account/security/confirm?next=passkey&sent=1")
# What only a user who has an authenticator app gets to see; set_up_app() and second_step() lead there.
FACTOR_PAGES = ("/account/security", "/account/security/totp", "/account/security/totp/remove",
                "/account/security/recovery-codes")
SECOND_STEP_PAGES = ("/login/second", "/login/second/lost", "/login/second/recovery")
STEP_UP_PAGES = ("/login/step-up", "/login/step-up/recovery")
# The same for a passkey or security key, whose id stands for `{id}`; add_passkey() leads there.
PASSKEY_PAGES = ("/account/security", "/account/security/passkeys/{id}", "/account/security/passkeys/{id}/remove",
                 "/account/security/recovery-codes", "/account/security/password/remove")
PASSKEY_STEP_PAGES = ("/login/second/passkey", "/login/second/recovery", "/login/step-up/passkey",
                      "/login/step-up/recovery")
# The same for a personal token, and for a program that signed in over the API.
TOKEN_PAGES = ("/account/tokens", "/account/tokens/end?which={id}")
PROGRAM_PAGES = ("/account/sessions", "/account/programs/end?which={id}")
# The console's pages about the server.
SYSTEM_PAGES = ("/admin", "/admin/audit", "/admin/mails", "/admin/keys", "/admin/configuration", "/admin/health")
# The console's pages about users and sessions; the id of a user stands for `{id}`, a group of theirs for `{name}`.
USERS_PAGES = ("/admin/users", "/admin/users/new", "/admin/users/bulk?do=disable&all=1", "/admin/users/{id}",
               "/admin/users/{id}/edit", "/admin/users/{id}/verify", "/admin/users/{id}/reset-password",
               "/admin/users/{id}/disable", "/admin/users/{id}/enable", "/admin/users/{id}/end-sessions",
               "/admin/users/{id}/reset-factors", "/admin/users/{id}/revoke-tokens", "/admin/users/{id}/delete",
               "/admin/users/{id}/keep", "/admin/users/{id}/delete-now", "/admin/users/{id}/groups",
               "/admin/users/{id}/groups/{name}/leave", "/admin/sessions", "/admin/sessions/{id}/end")
# The same about people who join: the id of an invitation, or of somebody who waits, stands for `{id}`.
JOINING_PAGES = ("/admin/invitations", "/admin/invitations/new", "/admin/approvals")
INVITATION_PAGES = ("/admin/invitations/{id}/withdraw",)
APPROVAL_PAGES = ("/admin/approvals/{id}/decline",)
# The console's pages about groups, roles, permissions and networks, for each of which a name stands for `{name}`; a
# member's id stands for `{id}`, a grant's for `{grant}`.
ACCESS_PAGES = ("/admin/groups", "/admin/new-group", "/admin/groups/{name}", "/admin/groups/{name}/edit",
                "/admin/groups/{name}/add", "/admin/groups/{name}/remove?user={id}", "/admin/groups/{name}/delete",
                "/admin/roles", "/admin/new-role", "/admin/roles/{name}", "/admin/roles/{name}/edit",
                "/admin/roles/{name}/grant", "/admin/roles/{name}/revoke?grant={grant}", "/admin/roles/{name}/delete",
                "/admin/permissions", "/admin/new-permission", "/admin/permissions/{name}/delete", "/admin/networks",
                "/admin/networks/edit")
# The same about sites, for which a draft has been saved; a version of their rules stands for `{version}`.
SITES_PAGES = ("/admin/sites", "/admin/new-site", "/admin/sites/{name}", "/admin/sites/{name}/edit",
               "/admin/sites/{name}/nginx", "/admin/sites/{name}/remove", "/admin/sites/{name}/rules",
               "/admin/sites/{name}/rules/edit", "/admin/sites/{name}/rules/publish",
               "/admin/sites/{name}/rules/discard", "/admin/sites/{name}/rules/history",
               "/admin/sites/{name}/rules/restore?version={version}", "/admin/sites/{name}/try?path=/x",
               "/admin/sites/{name}/rules/rebase")
# The console's page that shows all others, and one of what stands in its frame; `{page}` stands for a sample.
LOOK_PAGES = ("/admin/look", "/admin/look/{page}")
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


def shut_out(whole):
    """From now on the site lets nobody in; its contact can be asked for access. Returns the address of a page of it that
    is refused to a signed-in user, who must have a session."""
    whole.postern.command("site", "set", "wiki", "--title", "Our wiki", "--contact", "keeper@example.org")
    apply_rules(whole, '[site.wiki]\ndefault = "signed_in"\n[[site.wiki.rule]]\nname = "the closed area"\n'
                       'path = ["/closed/**"]\neffect = "deny"\n')
    return whole.site_url + "/closed/a-rather-long-address-that-has-no-place-at-all-where-a-line-could-end"


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
    """Sets up an app as the signed-in EMAIL, with a wrong code first; fills `app`; yields the names of the pages on the
    way. Where there are e-mails, one of them has a code that is asked for before that."""
    window.open(whole.portal_url + "/account/security")
    yield "security"
    window.follow("Set up an authenticator app")
    if whole.mails:
        yield from show_mailed_code(whole, window)
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


def show_mailed_code(whole, window, email=EMAIL):
    """From the page that asks for a code from the mailbox to the one that it leads to, with a wrong code first; yields
    the names of the pages on the way."""
    yield "mailed-code"
    window.press_button("Send the code")
    yield "mailed-code-sent"
    window.fill("code", "zzzz-zzzz")
    window.press_button("Continue")
    yield "mailed-code-refused"
    mail = whole.mails.wait_for(email, "Your code for a second step")
    window.fill("code", re.search(r"Your code: (\S+)", mail.text)[1].upper())
    window.press_button("Continue")


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


class Authenticator:
    """One of Chromium's virtual authenticators, for the page that is open and those after it: a phone or laptop that
    verifies its user, and answers at once. `options`: as WebAuthn.addVirtualAuthenticator of its DevTools takes them."""

    def __init__(self, window, **options):
        self._window = window
        window.command("WebAuthn.enable")
        usual = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                 "isUserVerified": True, "automaticPresenceSimulation": True}
        self._id = self._command("addVirtualAuthenticator", options={**usual, **options})["authenticatorId"]

    @property
    def passkeys(self):
        return self._of_this("getCredentials")["credentials"]

    def verify_user(self, can):
        """Whether it recognizes the fingerprint from now on."""
        self._of_this("setUserVerified", isUserVerified=can)

    def lie(self, **bits):
        """What is wrong with its answers from now on: isBadUV, isBadUP, isBogusSignature."""
        self._of_this("setResponseOverrideBits", **bits)

    def remove(self):
        """Takes it away, with its passkeys."""
        self._of_this("removeVirtualAuthenticator")

    def _of_this(self, name, **parameters):
        return self._command(name, authenticatorId=self._id, **parameters)

    def _command(self, name, **parameters):
        return self._window.command("WebAuthn." + name, **parameters)


def security_key(window):
    """A key without a PIN, in a USB port."""
    return Authenticator(window, transport="usb", hasResidentKey=False, hasUserVerification=False,
                         isUserVerified=False)


@contextlib.contextmanager
def without_autofill(window):
    """The pages of this browser offer no passkey in the field of the e-mail address: a virtual authenticator would
    take the offer at once."""
    script = window.command(
        "Page.addScriptToEvaluateOnNewDocument",
        source="PublicKeyCredential.isConditionalMediationAvailable = async () => false")["identifier"]
    yield
    window.command("Page.removeScriptToEvaluateOnNewDocument", identifier=script)


def add_passkey(whole, window, kind="passkey", name=""):
    """Adds what the authenticator makes to the account of a signed-in user; yields the names of the pages on the way, to
    the one after: recovery codes come with the first."""
    let_devices_be_known(whole)
    window.open(whole.portal_url + "/account/security")
    window.follow({"passkey": "Add a passkey", "security_key": "Add a security key"}[kind])
    yield "add-" + kind
    window.fill("name", name)
    window.press_button({"passkey": "Create passkey", "security_key": "Add security key"}[kind])
    yield kind + "-added"


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
