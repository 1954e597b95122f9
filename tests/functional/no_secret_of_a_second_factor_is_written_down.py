#!/usr/bin/python3
"""People set up apps, recovery codes and passkeys, use them, mistype them, lose them, and do so while the mail server refuses
e-mails, while the database is away, and while posternd is. No secret of an app, no code, no recovery code, no challenge
and no token is in posternd's log at its lowest level, in nginx's logs, in any table, in an e-mail, in what commands say,
in an address, or on a page that says what was wrong. Nothing may keep an answer of the portal."""

import html
import re

import functional  # noqa: F401
from api_browser import ApiBrowser
from api_person import FINISH, ApiPerson
from canaries import Canaries, WatchedBrowser, dump, listed, read
from mail_server import mail_server
from passkey import Passkey, add, challenge, sign_in
from postern import stack, wait_until
from second_factor import let_devices_be_known, recovery_codes
from winners import form_request
from witness import CHEAP_PASSWORDS

SETTINGS = (CHEAP_PASSWORDS + "attempts_per_address = 10000\nmails_per_address = 1000\nmails_per_account = 50\n"
            '[log]\nlevel = "debug"\n')
NO_CODE = "aaaa-bbbb-cccc-dddd"
STEP_UP = "/sessions/current/step-up"


class Life:
    """What people do, and what must be found nowhere afterwards."""

    def __init__(self, s):
        self.s = s
        self.secrets = Canaries()  # of factors, and cookies
        self.links = Canaries()    # in e-mails they are in their place
        self.typed = Canaries()    # what no page repeats
        self.people = []

    def person(self, name):
        user = ApiPerson(self.s, name + "@example.org")
        user.browser = WatchedBrowser(self.s, self.secrets)
        self.people.append(user)
        return user

    def right(self, user):
        """The code of now."""
        return self._code("a code of an app", user.code())

    def wrong(self, user):
        return self._code("a wrong code", user.wrong_code())

    def _code(self, what, code):
        for canaries in (self.secrets, self.typed):
            canaries.add_code(what, code)
        return code

    def recovery(self, code):
        """One that is typed."""
        for canaries in (self.secrets, self.typed):
            canaries.add_recovery_codes([code])
        return code

    def app(self, user, key, uri):
        """That the user sets up."""
        user.key = key
        self.secrets.add_app("the secret of an app", key)
        self.secrets.add("the address of an app", uri)

    def shown(self, codes):
        """Recovery codes."""
        assert len(codes) == 10, codes
        self.secrets.add_recovery_codes(codes)
        return codes

    def age(self):
        """As if every session had been proven long ago."""
        self.s.sql("UPDATE session SET authenticated_at = authenticated_at - INTERVAL 1 HOUR,"
                   " factor_at = factor_at - INTERVAL 1 HOUR")

    # --- on the pages --------------------------------------------------------------------------------------------

    def set_up(self, ann):
        """An app; the recovery codes."""
        ann.sign_in()
        let_devices_be_known(self.s)
        page = ann.begin()
        self.app(ann, ann.key, html.unescape(re.search(r'otpauth://totp/[^"]*', page.text)[0]))
        found = self.secrets.found_in(page.text)
        assert "the secret of an app" in found and "the secret of an app, in groups" in found, "finds what is there"
        assert ann.give(page, self.wrong(ann)).status == 403
        done = ann.give(page, self.right(ann))
        assert done.status == 200, (done.status, done.text)
        ann.wait_for_next_code()
        codes = self.shown(recovery_codes(done))
        assert "a recovery code" in self.secrets.found_in(done.text), "finds what is there"
        return codes

    def use(self, ann, codes):
        """The second step, a step-up, and new recovery codes."""
        page = ann.give_password(self.s.site_url + "/notes?a=1")
        assert ann.give(page, self.wrong(ann)).status == 403
        assert ann.give(page, self.right(ann)[:5]).status == 422
        assert ann.give(page, self.right(ann)).status == 303
        ann.wait_for_next_code()
        ann.give_password()
        page = ann.get("/login/second/recovery")
        assert ann.give(page, self.recovery(NO_CODE)).status == 403
        assert ann.give(page, self.recovery(codes[0])).status == 303
        self.age()
        page = ann.get("/login/step-up")
        assert ann.give(page, self.wrong(ann)).status == 403
        assert ann.give(page, self.right(ann)).status == 303
        ann.wait_for_next_code()
        got = ann.browser.submit(ann.get("/account/security/recovery-codes"), "/account/security/recovery-codes")
        assert got.status == 200, (got.status, got.text)
        return self.shown(recovery_codes(got))

    # --- over the API --------------------------------------------------------------------------------------------

    def add_app(self, bob):
        """In the session there is, or in the place of another."""
        setup = bob.browser.must(201, "POST", "/me/factors/totp").json
        self.app(bob, setup["secret"], setup["uri"])
        bob.browser.must_refuse(403, "wrong_code", "PUT", "/me/factors/totp", code=self.wrong(bob))
        done = bob.browser.must(200, "PUT", "/me/factors/totp", code=self.right(bob)).json
        bob.wait_for_next_code()
        return done

    def call(self, bob):
        """The same, and a passkey."""
        browser, key = bob.browser, Passkey(self.s.portal_url)
        assert browser.sign_in(bob.email).status == 201
        let_devices_be_known(self.s)
        codes = self.shown(self.add_app(bob)["recovery_codes"])
        add(browser, key)
        assert browser.sign_in(bob.email).status == 401
        browser.must_refuse(403, "wrong_code", "POST", FINISH, method="totp", code=self.wrong(bob))
        browser.must(422, "POST", FINISH, method="totp", code=self.right(bob) + "0")
        browser.must(201, "POST", FINISH, method="totp", code=self.right(bob), trust_device=True)
        bob.wait_for_next_code()
        browser.cookies.pop("postern_device")
        assert browser.sign_in(bob.email).status == 401
        answer = key.get(challenge(browser, "second_factor"), origin="https://evil.example")
        browser.must_refuse(401, "passkey_refused", "POST", FINISH, method="passkey", passkey=answer)
        answer = key.get(challenge(browser, "second_factor"))
        browser.must(201, "POST", FINISH, method="passkey", passkey=answer)
        browser.must_refuse(403, "wrong_code", "POST", STEP_UP, method="recovery_code", code=self.recovery(NO_CODE))
        browser.must(200, "POST", STEP_UP, method="recovery_code", code=self.recovery(codes[0]))
        self.shown(browser.must(200, "PUT", "/me/factors/recovery-codes").json["recovery_codes"])
        assert sign_in(browser, key).status == 201
        return key

    def lose(self, bob):
        """Links that begin and cancel a reset, opened elsewhere."""
        assert bob.browser.sign_in(bob.email).status == 401
        bob.browser.must(202, "POST", FINISH + "/lost")
        phone = ApiBrowser(self.s)
        for path, operation in (("/reset-factors", "/factor-resets"), ("/keep-factors", "/factor-reset-cancellations")):
            mail = self.s.mails.wait_for(bob.email, has=path)
            self.links.add("a link", mail.token(path))
            assert phone.get(mail.link(path)).status == 200
            phone.must(200, "PUT", operation, token=mail.token(path))
            assert phone.get(mail.link(path)).status == 410

    # --- while something is broken -------------------------------------------------------------------------------

    def without_mail(self, server, ann, bob, key, codes):
        """Notices, and a link, that the mail server refuses for good: their rows are kept."""
        server.answers["RCPT"] = "550 5.1.1 <{}>: no such user"
        ann.give_password()
        assert ann.give(ann.get("/login/second/recovery"), self.recovery(codes[0])).status == 303
        assert sign_in(bob.browser, key).status == 201
        self.add_app(bob)
        ann.give_password()
        page = ann.get("/login/second/lost")
        assert ann.browser.submit(page).status == 200
        wait_until(lambda: self.s.sql("SELECT COUNT(*) FROM outbox WHERE failed_at IS NULL").strip() == "0", "all given up")
        kinds = set(self.s.sql("SELECT kind FROM outbox WHERE failed_at IS NOT NULL").split())
        assert len(kinds) >= 3, kinds
        del server.answers["RCPT"]

    def without_database(self, ann):
        """What was typed then is good afterwards."""
        page = ann.give_password()
        code = self.right(ann)
        self.s.proxy.cut()
        for send in (form_request(ann.browser, page, code=code),
                     ann.browser.request("POST", FINISH, method="totp", code=code)):
            self.refuses(send(), 503)
        self.s.proxy.restore()
        wait_until(lambda: ann.get("/login/second").status == 200, "the sign-in still waits")
        # Each worker finds out by itself that it can ask again.
        wait_until(lambda: ann.give(page, code).status == 303, "the code is still good")
        ann.wait_for_next_code()

    def too_large(self, ann):
        """For the portal, and for nginx."""
        ann.give_password()
        for size in (100_000, 2_000_000):
            send = ann.browser.request("POST", FINISH, method="totp", code=self.right(ann), more="x" * size)
            self.refuses(send(), 413)

    def without_posternd(self, ann, codes):
        """nginx answers alone. posternd does not come back."""
        ann.give_password()
        page, recovery = ann.get("/login/second"), ann.get("/login/second/recovery")
        self.s.postern.stop()
        code = self.right(ann)
        for send in (form_request(ann.browser, page, code=code),
                     form_request(ann.browser, recovery, code=self.recovery(codes[1])),
                     ann.browser.request("POST", FINISH, method="totp", code=code)):
            self.refuses(send(), 503)

    def refuses(self, got, status):
        assert got.status == status, (got.status, got.text)
        self.typed.check("what was wrong", got.text)

    # --- where it could be ---------------------------------------------------------------------------------------

    def check_answers(self):
        """Of the portal."""
        for user in self.people:
            assert len(user.browser.addresses) > 10 and len(user.browser.refusals) > 3
            self.secrets.check("addresses", "\n".join(user.browser.addresses))
            self.typed.check("what was wrong", "\n".join(user.browser.refusals))

    def check_stored(self):
        """Tables, e-mails and what commands say."""
        for canaries in (self.secrets, self.links):
            for table, rows in dump(self.s).items():
                canaries.check(table, rows, hashed=False)
            for words in (("audit", "--limit", "1000"), ("mail", "list"),
                          *(("user", verb, user.email) for user in self.people for verb in ("show", "factors"))):
                canaries.check(" ".join(words), listed(self.s, *words), hashed=False)
        assert len(self.s.mails.all()) > 3
        for mail in self.s.mails.all():
            self.secrets.check(mail.subject, "\n".join((mail.subject, mail.text, mail.html)))

    def check_logs(self):
        """When all have ended."""
        s = self.s
        logs = {"posternd": read(s.postern.log_path), "nginx, errors": read(s.nginx.error_log),
                "nginx, portal": read(s.folder, "nginx", "postern.log"), "nginx": read(s.folder, "nginx", "access.log")}
        assert '"event":"request"' in logs["posternd"]
        assert "POST /login/second/recovery" in logs["nginx, errors"] and "too large body" in logs["nginx, errors"]
        assert '"path":"/login/second"' in logs["nginx, portal"] and "GET /notes?a=1 " in logs["nginx"]
        for name, text in logs.items():
            for canaries in (self.secrets, self.links):
                canaries.check(name, text)


with mail_server() as server, stack(settings=SETTINGS, access_log="access.log combined", through_proxy=True,
                                    mail=server) as s:
    life = Life(s)
    ann, bob = life.person("ann"), life.person("bob")
    ann_codes = life.use(ann, life.set_up(ann))
    bob_key = life.call(bob)
    life.lose(bob)
    life.without_mail(server, ann, bob, bob_key, ann_codes)
    life.without_database(ann)
    life.too_large(ann)
    life.check_answers()
    life.check_stored()
    life.without_posternd(ann, ann_codes)
    s.nginx.stop()
    life.check_logs()
