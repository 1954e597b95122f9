#!/usr/bin/python3
"""Programs get tokens, renew them, use them at a site as bearers and with HTTP Basic, mistype them, show old ones, are
throttled and end them, also while the mail server refuses e-mails, while the database is away, and while posternd is. No
token, no half of one and no key that signs is in posternd's log at its lowest level, in nginx's logs, in any table, in an
e-mail, in what commands say, in an address or on an answer that says what was wrong. In the memory of a gate is no refresh
token and no key that signs tokens, and no process writes its memory down. Needs root, to read that memory."""
# seconds: 240

import json
import re

import functional
from api import Api
from canaries import Canaries, dump, listed, read
from forged_tokens import Forger
from http_client import fetch
from mail_server import mail_server
from process_memory import memory_of
from postern import ENOUGH_VISITS, PASSWORD, stack, wait_until
from tokens import (basic, bearer, grant, grant_beside, make_personal, passes, renew, revoke, visit, wait_for_keys)
from witness import CHEAP_PASSWORDS

ANN = "ann@example.org"
SETTINGS = CHEAP_PASSWORDS + "attempts_per_address = 100000\n" + '[log]\nlevel = "debug"\n'
HALF = 20
WRONG_PASSWORD = "purple heron under the ferry"


class Life:
    """What programs do, and what must be found nowhere afterwards."""

    def __init__(self, s):
        self.s = s
        self.secrets = Canaries()
        self.answers = []  # that say what was wrong, and where they lead
        self.refresh_tokens = []
        self.shown_at_gate = set()  # where they do not belong: the last request can lie in the buffer of a connection

    # --- what is secret ---------------------------------------------------------------------------------------------

    def whole(self, what, token):
        """A token, and its halves."""
        self.secrets.add(what, token)
        for name, half in (("first", token[:HALF]), ("last", token[-HALF:])):
            self.secrets.add("the %s half of %s" % (name, what), half)
        return token

    def access(self, token):
        """All access tokens of a key begin alike, and that is no secret; nor is what their claims say one by one."""
        _, payload, signature = token.split(".")
        self.secrets.add("an access token", token)
        for what, text in (("the payload", payload), ("the signature", signature)):
            self.secrets.add("%s of an access token" % what, text)
        for name, half in (("first", signature[:HALF]), ("last", signature[-HALF:])):
            self.secrets.add("the %s half of the signature of an access token" % name, half)
        return token

    def both(self, tokens):
        """What a grant or a refresh gave."""
        self.access(tokens["access_token"])
        self.refresh_tokens.append(self.whole("a refresh token", tokens["refresh_token"]))
        return tokens

    def personal(self, cookie, **members):
        return self.whole("a personal token", make_personal(self.s, cookie, **members)[0])

    def typed(self, authorization):
        """As a client sends it."""
        if authorization.startswith("Basic "):
            self.secrets.add("a header of HTTP Basic", authorization.removeprefix("Basic "))
        return authorization

    def keys(self):
        """The secret halves, as they are and as programs write them."""
        for purpose in ("token", "assertion"):
            forger = Forger(self.s, purpose)
            self.secrets.add_bytes("the key that signs %ss" % purpose, forger.der)
            number = forger.key.private_numbers().private_value.to_bytes(32, "big")
            self.secrets.add_bytes("the number of the key that signs %ss" % purpose, number)
        self.secrets.add("the key file", read(self.s.postern.keys_path).strip())

    # --- what happens -----------------------------------------------------------------------------------------------

    def keep(self, got):
        """An answer, for a look at it."""
        self.answers.append("%s\n%s" % ("\n".join("%s: %s" % pair for pair in got.headers), got.text))
        return got

    def wrong(self, got, *expected):
        assert got.status in expected, (got.status, got.text)
        return self.keep(got)

    def post(self, path, body):
        """As it is, to the API."""
        return fetch(self.s.portal_port, "/api/v1" + path, "POST", [("Content-Type", "application/json")], body.encode())

    def live(self, cookie):
        s = self.s
        first = self.both(grant(s, ANN, name="Phone app"))
        found = self.secrets.found_in(json.dumps(first))
        assert {"an access token", "a refresh token"} <= set(found), "finds what is there"
        second = self.both(renew(s, first["refresh_token"]).json)
        third = self.both(renew(s, second["refresh_token"]).json)
        beside = self.both(grant_beside(s, cookie))
        personal = self.personal(cookie)
        for authorization in (bearer(first["access_token"]), bearer(third["access_token"]), bearer(personal),
                              basic(ANN, personal), basic("", personal)):
            for _ in range(ENOUGH_VISITS):
                assert visit(s, self.typed(authorization)).status == 200
        for token in (beside["access_token"], personal):
            assert passes(s, token)

        # Wrong ones, which are good ones with a slip of the finger.
        for token in (personal[:-1], personal + "x", personal.swapcase(), third["access_token"][:-3],
                      third["access_token"] + ".x", third["refresh_token"], "pst_" + personal):
            self.shown_at_gate.add(token)
            self.wrong(visit(s, bearer(token)), 401)
            self.wrong(visit(s, self.typed(basic(ANN, token))), 401)
            self.wrong(Api(s, headers=[("Authorization", bearer(token))]).get("/me"), 401)
        for text in ("Bearer  %s", "Bearer: %s", "Token %s", "Basic %s", "%s", "Bearer %s %s", "bearer=%s"):
            self.wrong(visit(s, text.replace("%s", personal)), 401)
        for token in (third["refresh_token"][:-1], third["refresh_token"] + "x", personal, third["access_token"]):
            self.wrong(renew(s, token), 401)
        for path in ("/tokens/refresh", "/tokens/revoke", "/tokens"):
            for body in ('{"refresh_token": "%s"' % third["refresh_token"], '["%s"]' % personal,
                         '{"token": ["%s"]}' % personal):
                self.wrong(self.post(path, body), 400, 422)
            # The answer names the member that is unknown, to the client that sent it.
            assert self.post(path, '{"refresh_token": "%s", "%s": 1}' % (third["refresh_token"], personal)).status == 422
        for path in ("/api/v1/tokens/refresh", "/login", "/account"):  # as a cookie
            self.keep(fetch(s.portal_port, path, headers=[("Cookie", "postern=" + personal), ("Accept", "text/html")]))
        page = s.visit("postern=" + third["access_token"])
        assert page.status == 302
        self.keep(page)

        # Ends: by an old refresh token, and by anyone who has a token.
        s.sql("UPDATE token_family SET counter_at = counter_at - INTERVAL 1 MINUTE WHERE public_id = '%s'" % first["id"])
        self.wrong(renew(s, second["refresh_token"]), 401)
        for token in (beside["access_token"], beside["refresh_token"], self.personal(cookie, name="Ends"),
                      self.both(grant(s, ANN))["access_token"]):
            revoke(s, token)
            self.shown_at_gate.add(token)
            self.wrong(visit(s, bearer(token)), 401)
        return personal

    def by_password(self):
        """The account's own password at the gate."""
        s = self.s
        s.postern.command("site", "set", "wiki", "--basic", "password", "--assertion", "on")
        self.secrets.add("the password", PASSWORD)
        self.secrets.add("a wrong password", WRONG_PASSWORD)
        assert visit(s, self.typed(basic(ANN, PASSWORD))).status == 200
        self.wrong(visit(s, self.typed(basic(ANN, WRONG_PASSWORD))), 401)
        assertion = re.search(r"^Postern-Assertion: (\S+)\r?$", s.app.seen[-1].decode(), re.M | re.I)[1]
        self.secrets.add("an assertion", assertion)
        self.secrets.add("the signature of an assertion", assertion.split(".")[2])

    def without_mail(self, server, cookie):
        """Notices that the mail server refuses for good: their rows are kept."""
        wait_until(lambda: self.s.sql("SELECT COUNT(*) FROM outbox").strip() == "0", "all sent")
        server.answers["RCPT"] = "550 5.1.1 <{}>: no such user"
        self.personal(cookie, name="Unheard")
        stolen = self.both(grant(self.s, ANN))
        self.both(renew(self.s, self.both(renew(self.s, stolen["refresh_token"]).json)["refresh_token"]).json)
        self.wrong(renew(self.s, stolen["refresh_token"]), 401)
        wait_until(lambda: self.s.sql("SELECT COUNT(*) FROM outbox WHERE failed_at IS NULL").strip() == "0", "all given up")
        kinds = set(self.s.sql("SELECT kind FROM outbox WHERE failed_at IS NOT NULL").split())
        assert {"personal_token_made", "token_reused"} <= kinds, kinds
        del server.answers["RCPT"]

    def without_database(self, cookie):
        """What is asked then is refused, and good afterwards."""
        s = self.s
        tokens, personal = self.both(grant(s, ANN)), self.personal(cookie, name="Patient")
        s.proxy.cut()
        for authorization in (bearer(tokens["access_token"]), bearer(personal), basic(ANN, personal), basic(ANN, PASSWORD + "x")):
            self.wrong(visit(s, self.typed(authorization)), 503)
        self.wrong(renew(s, tokens["refresh_token"]), 503)
        self.wrong(Api(s).post("/tokens/revoke", token=tokens["refresh_token"]), 503)
        self.wrong(Api(s).post("/tokens", email=ANN, password=PASSWORD), 503)
        s.proxy.restore()
        wait_until(lambda: visit(s, bearer(personal)).status == 200, "the gate is back")
        wait_until(lambda: renew(s, tokens["refresh_token"]).status == 200, "the portal is back")
        self.both(renew(s, tokens["refresh_token"]).json)

    def too_large(self, personal):
        for path in ("/tokens/revoke", "/tokens/refresh"):
            for size in (100_000, 2_000_000):
                self.wrong(self.post(path, json.dumps({"token": personal, "more": "x" * size})), 413)
        self.wrong(fetch(self.s.site_port, "/", headers=[("Authorization", bearer(personal + "x" * 100_000))]), 400)

    def without_posternd(self, personal):
        """nginx answers alone. posternd does not come back."""
        self.s.postern.stop()
        for authorization in (bearer(personal), basic(ANN, personal)):
            self.wrong(visit(self.s, authorization), 503)
        self.wrong(self.post("/tokens/revoke", json.dumps({"token": personal})), 503)

    # --- where it could be ------------------------------------------------------------------------------------------

    def check_answers(self):
        assert len(self.answers) > 30
        self.secrets.check("answers", "\n".join(self.answers))

    def check_stored(self):
        """Tables, e-mails and what commands say."""
        s = self.s
        for table, rows in dump(s).items():
            self.secrets.check(table, rows, hashed=False)
        for words in (("audit", "--limit", "1000"), ("mail", "list"), ("token", "list"), ("key", "list"), ("key", "check"),
                      ("user", "show", ANN), ("site", "list")):
            self.secrets.check(" ".join(words), listed(s, *words), hashed=False)
        mails = s.mails.all()
        assert any("personal token" in mail.subject for mail in mails) and len(mails) > 3, mails
        for mail in mails:
            self.secrets.check(mail.subject, "\n".join((mail.subject, mail.text, mail.html)))
            self.secrets.check(mail.subject, mail.raw.decode(errors="replace"))

    def check_memory(self):
        """What a core would have, and that there is none."""
        s = self.s
        token_key, assertion_key = Forger(s), Forger(s, "assertion")
        numbers = {name: forger.key.private_numbers().private_value.to_bytes(32, "big")
                   for name, forger in (("tokens", token_key), ("assertions", assertion_key))}
        wanted = {"the key of %s" % name: number for name, number in numbers.items()}
        wanted.update({"key of %s, reversed" % name: number[::-1] for name, number in numbers.items()})
        wanted["the key file"] = read(s.postern.keys_path).strip().encode()
        wanted["a password"] = PASSWORD.encode()
        wanted["a wrong password"] = WRONG_PASSWORD.encode()
        for number, token in enumerate(self.refresh_tokens):
            wanted["refresh token %d" % number] = token.encode()
        shown = {token.encode() for token in self.shown_at_gate}
        for pid in s.postern.workers("gate"):
            found = self._found(pid, {name: one for name, one in wanted.items() if one not in shown})
            # The gate signs assertions itself.
            assert found <= {"the key of assertions", "key of assertions, reversed"}, found
        for role in ("portal", "courier"):
            for pid in s.postern.workers(role):
                found = self._found(pid, {name: one for name, one in wanted.items() if "key" not in name})
                assert not found, (role, found)
        for pid in {s.postern.process.pid, *s.postern.workers()}:
            with open("/proc/%d/limits" % pid, encoding="ascii") as limits:
                assert re.search(r"Max core file size +0 +0 ", limits.read()), pid

    @staticmethod
    def _found(pid, wanted):
        return {name for piece, is_stack in memory_of(pid) for name, secret in wanted.items()
                if secret in piece and not is_stack}

    def check_logs(self):
        """When all have ended."""
        s = self.s
        logs = {"posternd": read(s.postern.log_path), "nginx, errors": read(s.nginx.error_log),
                "nginx, portal": read(s.folder, "nginx", "postern.log"), "nginx": read(s.folder, "nginx", "access.log")}
        for event in ("request", "gate_token_refused", "access_token_refused", "refresh_token_refused"):
            assert '"event":"%s"' % event in logs["posternd"], event
        assert '"path":"/api/v1/tokens/refresh"' in logs["nginx, portal"] and "GET / HTTP" in logs["nginx"]
        for name, text in logs.items():
            self.secrets.check(name, text)


def main():
    functional.needs_root("what is in the memory of the daemon")
    with mail_server() as server, stack(settings=SETTINGS, access_log="access.log combined", through_proxy=True,
                                        mail=server) as s:
        s.postern.add_user(ANN)
        life = Life(s)
        life.both(wait_for_keys(s, ANN))
        cookie = s.sign_in(ANN)
        personal = life.live(cookie)
        life.keys()
        life.by_password()
        life.without_mail(server, cookie)
        life.without_database(cookie)
        life.too_large(personal)
        life.check_answers()
        life.check_stored()
        life.check_memory()
        life.without_posternd(personal)
        s.nginx.stop()
        life.check_logs()


if __name__ == "__main__":
    main()
