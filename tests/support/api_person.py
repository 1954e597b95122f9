"""People with an authenticator app, whose browser calls the JSON API.

    ann = ApiPerson(s, "ann@example.org")          # a new user and their browser
    codes = ann.set_up()                           # signs in and sets the app up; the recovery codes
    browser = ann.trusting()                       # another browser, trusted from now on
    got = browser.sign_in(ann.email)               # 401 where a second factor is due
    got = ann.finish(browser)                      # with the code of now
"""

from api_browser import ApiBrowser
from second_factor import Person, let_devices_be_known

FINISH = "/sessions/second-factor"


class ApiPerson(Person):
    """One user; `browser` is the one in which the app was set up. The pages of Person work in it, too."""

    def __init__(self, s, email):
        super().__init__(s, email)
        self.browser = ApiBrowser(s)

    def set_up(self):
        assert self.browser.sign_in(self.email).status == 201
        let_devices_be_known(self.s)
        return self.add_app()

    def add_app(self):
        """Sets an app up in the session there is, or another one in its place."""
        self.key = self.browser.must(201, "POST", "/me/factors/totp").json["secret"]
        done = self.browser.must(200, "PUT", "/me/factors/totp", code=self.code())
        self.wait_for_next_code()
        return done.json["recovery_codes"]

    def finish(self, browser, **members):
        """The second step of the sign-in that waits in this browser, with the code of now unless another is named."""
        got = browser.post(FINISH, **{"method": "totp", "code": self.code(), **members})
        self.wait_for_next_code()
        return got

    def elsewhere(self, cookies=None, **members):
        """Another browser, which has these cookies and signs in with both steps."""
        browser = ApiBrowser(self.s, cookies)
        got = browser.sign_in(self.email)
        assert got.status == 401 and got.json["code"] == "second_factor_required", (got.status, got.text)
        got = self.finish(browser, **members)
        assert got.status == 201, (got.status, got.text)
        return browser

    def trusting(self, cookies=None):
        """The same, and it is trusted from now on."""
        return self.elsewhere(cookies, trust_device=True)

    def needs_the_second_step(self, browser, password=None):
        """Whether this browser is asked for it after the password. It has a session, or waits for the code, then."""
        got = browser.sign_in(self.email, *([password] if password else []))
        if got.status == 201:
            assert (got.json["session"]["level"], got.json["session"]["methods"]) == (2, ["password", "trusted_device"]), \
                got.text
            return False
        assert got.status == 401 and got.json["code"] == "second_factor_required", (got.status, got.text)
        assert browser.cookie is None
        return True

    def step_up(self):
        """Proves the second factor again in the browser's session."""
        self.browser.must(200, "POST", "/sessions/current/step-up", method="totp", code=self.code())
        self.wait_for_next_code()
