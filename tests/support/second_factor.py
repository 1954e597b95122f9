"""People with an authenticator app, whose codes oathtool makes.

    ann = Person(s, "ann@example.org")       # a new user and their browser
    codes = ann.set_up()                     # signs in and sets the app up; the recovery codes
    page = ann.give_password()               # of another sign-in: the page that asks for a code
    page = ann.give(page, ann.code())
"""

import datetime
import re
import subprocess
import time
import urllib.parse

from http_client import Browser
from postern import PASSWORD

STEP_SECONDS = 30
RECOVERY_CODES = 10


def totp(key, at=None):
    """The code of a base32 key, now or at this time."""
    at = datetime.datetime.fromtimestamp(time.time() if at is None else at, datetime.timezone.utc)
    done = subprocess.run(["oathtool", "--totp", "--base32", "--now", at.strftime("%Y-%m-%d %H:%M:%S UTC"), "-"],
                          input=key, text=True, stdout=subprocess.PIPE, check=True)
    return done.stdout.strip()


def target(answer):
    """Where a redirect leads; empty when it is none."""
    location = answer.header("Location")
    return urllib.parse.urljoin(answer.url, location) if location else ""


class Person:
    """One user, with a browser and perhaps an app."""

    def __init__(self, s, email):
        self.s = s
        self.email = email
        self.key = None
        self.browser = Browser()
        s.postern.add_user(email)

    def code(self, steps=0):
        """What the app shows, or does so many steps later."""
        return totp(self.key, time.time() + steps * STEP_SECONDS)

    def wrong_code(self):
        """Six digits that are of no step near now."""
        near = {self.code(steps) for steps in range(-3, 4)}
        return next(code for code in ("000000", "111111", "222222", "333333", "444444", "555555", "666666", "777777")
                    if code not in near)

    def wait_for_next_code(self):
        """As if a minute had passed since the last code: the one of now is good again."""
        self.s.sql("UPDATE user_totp t JOIN user u ON u.id = t.user_id SET t.last_step = t.last_step - 3"
                   " WHERE u.email = '%s'" % self.email)

    @property
    def cookie(self):
        """The session's, as it is sent; None when there is none."""
        token = self.browser.cookies.get("postern")
        return token and "postern=" + token

    def get(self, path):
        """A page of the portal, without following a redirect."""
        return self.browser.get(self.s.portal_url + path)

    def give_password(self, path="/login"):
        """Signs in at this address, without the session there was; returns the answer to the password, or the page that
        asks for the code."""
        self.browser.cookies.pop("postern", None)
        page = self.browser.follow(self.get(path) if path.startswith("/") else self.browser.get(path))
        assert "/login" in page.url, (page.url, page.text)
        got = self.browser.submit(page, self.s.portal_url + "/login", email=self.email, password=PASSWORD)
        assert got.status == 303, (got.status, got.text)
        return self.browser.follow(got) if target(got).startswith(self.s.portal_url + "/login/second") else got

    def give(self, page, code):
        """Types a code into the form of the page; returns the answer."""
        return self.browser.submit(page, page.url.split("?")[0], code=code)

    def sign_in(self):
        """With the code, if there is an app."""
        page = self.give_password()
        if self.key:
            page = self.give(page, self.code())
            self.wait_for_next_code()
        assert page.status == 303 and self.cookie, (page.status, page.text)

    def begin(self):
        """The page with the QR code; the key is known from then on."""
        page = self.get("/account/security/totp")
        assert page.status == 200, (page.status, page.header("Location"))
        page = self.browser.submit(page, "/account/security/totp/setup")
        assert page.status == 200, (page.status, page.text)
        page.url = self.s.portal_url + "/account/security/totp"
        self.key = re.search(r'<code class="key">([A-Z2-7 ]+)</code>', page.text)[1].replace(" ", "")
        return page

    def set_up(self):
        """Signs in and sets the app up; returns the recovery codes."""
        self.sign_in()
        let_devices_be_known(self.s)
        page = self.begin()
        page = self.give(page, self.code())
        assert page.status == 200, (page.status, page.text)
        self.wait_for_next_code()
        return recovery_codes(page)


def recovery_codes(page):
    """The codes on the page that shows them."""
    return re.search(r'<pre class="recovery-codes"[^>]*>([^<]*)</pre>', page.text)[1].split()


def let_devices_be_known(s):
    """As if everybody had used the browsers of now for days: an e-mail asks nobody whether a first factor is theirs."""
    s.sql("UPDATE known_device SET created_at = created_at - INTERVAL 7 DAY")
