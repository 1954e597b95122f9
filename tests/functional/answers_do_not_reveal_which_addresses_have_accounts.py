#!/usr/bin/python3
"""Signing in with a wrong password, what can be tried after that, registering, and requesting an e-mail: the whole answer
(status, headers, cookies, body) is the same for an address with an account, in any state and with any factors, and for an
address without one; also after too many attempts. A passkey is refused alike, whether it is known or not. On the pages
and in the API."""

import json
import os
import re

import functional  # noqa: F401
from api import Api
from api_browser import ApiBrowser
from api_person import FINISH, ApiPerson
from http_client import Browser
from passkey import Passkey, add, challenge, sign_in
from postern import PASSWORD, stack
from second_factor import let_devices_be_known
from witness import CHEAP_PASSWORDS

WRONG = "not " + PASSWORD
# All of one length, so that the lengths of the answers can be compared, too.
STATES = ["active", "unveri", "disabl", "asleep", "withap", "passky", "nopass", "tooman"]
UNKNOWN = "nobody"
LIMITS = "attempts_per_address = 1000\nregistrations_per_address = %d\nmails_per_address = %d\n"
# What may differ: random values of ours, and the time.
RANDOM = [(re.compile(r"[A-Za-z0-9_-]{43,}"), "RANDOM"), (re.compile(r"\b[0-9a-f]{32}\b"), "REQUEST"),
          # How long to wait depends on when the last attempt was, by the same rule for everybody.
          (re.compile(r'"retry_after":\d+'), "WAIT"), (re.compile(r"\b\d+ (?:second|minute)s?\b"), "WAIT")]
TIMED = ("Date", "Retry-After")
HIGH, LOW = 1000, 1
# Where it is not as its kind has it.
STATUSES = {"sign in, then a challenge without a password, API": {200}, "sign in, then the second step, page": {303},
            "sign in, then a passkey, page": {303}, "sign in, then lost, page": {303}}


def address(who):
    return who + "@example.org"


def comparable(got, who):
    """The answer without what is random, and without the address that was sent."""
    def plain(text):
        for pattern, name in RANDOM:
            text = pattern.sub(name, text)
        return text.replace(address(who), "ADDRESS").replace(address(who).replace("@", "%40"), "ADDRESS")

    timed = TIMED + ("Content-Length",) if got.status == 429 else TIMED
    headers = [(name, "..." if name in timed else plain(value)) for name, value in got.headers]
    return got.status, headers, plain(got.body.decode("utf-8"))


def form(s, page, **fields):
    """What a new browser gets that fills in the form of this page."""
    browser = Browser()
    return browser.submit(browser.get(s.portal_url + page), **fields)


def after(s, verb, path, /, **members):
    """What a new browser gets over the API that has typed a wrong password."""
    def ask(email):
        browser = ApiBrowser(s)
        assert browser.sign_in(email, WRONG).status == 401
        return browser.call(verb, path, **members)

    return ask


def page_after(s, path):
    """The same for a page."""
    def ask(email):
        browser = Browser()
        browser.submit(browser.get(s.portal_url + "/login"), email=email, password=WRONG)
        return browser.get(s.portal_url + path)

    return ask


def requests(s):
    """name -> what is asked with an address; each without a trace in the next one."""
    api = Api(s)
    return {
        "sign in, then a code, API": after(s, "POST", FINISH, method="totp", code="123456"),
        "sign in, then lost, API": after(s, "POST", FINISH + "/lost"),
        "sign in, then a challenge, API": after(s, "POST", "/passkey-challenges", **{"for": "second_factor"}),
        "sign in, then a challenge without a password, API": after(s, "POST", "/passkey-challenges", **{"for": "sign_in"}),
        "sign in, then the second step, page": page_after(s, "/login/second"),
        "sign in, then a passkey, page": page_after(s, "/login/second/passkey"),
        "sign in, then lost, page": page_after(s, "/login/second/lost"),
        "sign in, API": lambda email: api.post("/sessions", email=email, password=WRONG),
        "sign in, page": lambda email: form(s, "/login", email=email, password=WRONG),
        "register, API": lambda email: api.post("/users", email=email, display_name="Ann", password=PASSWORD),
        "register, page": lambda email: form(s, "/register", email=email, display_name="Ann", password=PASSWORD),
        "reset, API": lambda email: api.post("/password-resets", email=email),
        "reset, page": lambda email: form(s, "/forgot-password", email=email),
        "verification, API": lambda email: api.post("/email-verifications", email=email),
        "verification, page": lambda email: form(s, "/resend?what=verify_email", email=email),
        "keep the account, API": lambda email: api.post("/account-restorations", email=email),
        "keep the account, page": lambda email: form(s, "/resend?what=deletion_scheduled", email=email),
    }


def make_accounts(s):
    """One account in each state."""
    api = Api(s)
    for who in STATES:
        if who == "unveri":
            got = api.post("/users", email=address(who), display_name="Ann", password=PASSWORD)
            assert got.status < 300, (got.status, got.text)
        elif who not in ("withap", "passky", "nopass"):
            s.postern.add_user(address(who))
    path = os.path.join(s.folder, "import.jsonl")
    with open(path, "w", encoding="utf-8") as file:
        file.write(json.dumps({"email": address("nopass"), "password_hash": "", "email_verified": True}) + "\n")
    assert json.loads(s.postern.command("user", "import", path, "--json"))["added"] == 1
    api.signed_in(address("asleep")).must(202, "DELETE", "/me", password=PASSWORD)
    s.postern.command("user", "disable", address("disabl"))
    return make_factors(s)


def make_factors(s):
    """An app, and a passkey, which is returned."""
    user = ApiPerson(s, address("withap"))
    assert user.browser.sign_in(user.email).status == 201
    let_devices_be_known(s)
    user.add_app()
    user, key = ApiPerson(s, address("passky")), Passkey(s.portal_url)
    assert user.browser.sign_in(user.email).status == 201
    let_devices_be_known(s)
    add(user.browser, key)
    return key


def check_same(what, ask, states, statuses):
    """All these get the answer for an address without an account, and it is the expected one."""
    # Registering makes an account of it, so each request has an unknown address of its own.
    number = check_same.count = check_same.count + 1
    nobody = "no%04d" % number
    wanted = comparable(ask(address(nobody)), nobody)
    assert wanted[0] in statuses, (what, wanted)
    for who in states:
        got = comparable(ask(address(who)), who)
        assert got == wanted, "%s, %s:\n%r\nis not\n%r" % (what, who, got, wanted)


check_same.count = 0


def check_passkeys(s, key):
    """One that nobody has, answers that are wrong, and a right one of a user who is disabled."""
    def over_api(one, **words):
        browser = ApiBrowser(s)
        return browser.post("/sessions", passkey=one.get(challenge(browser), **words))

    def on_page(one, **words):
        browser = ApiBrowser(s)
        page = browser.get(s.portal_url + "/login")
        return browser.submit(page, "/login/passkey", passkey=json.dumps(one.get(challenge(browser), **words)))

    unknown = Passkey(s.portal_url)
    unknown.rp_id, unknown.handle = key.rp_id, os.urandom(len(key.handle))
    for ask in (over_api, on_page):
        answers = [ask(unknown), ask(key, change=lambda signature: signature[:-1] + bytes([signature[-1] ^ 1])),
                   ask(key, user_handle=unknown.handle), ask(unknown, raw_id=key.id)]
        s.postern.command("user", "disable", address("passky"))
        answers.append(ask(key))
        s.postern.command("user", "enable", address("passky"))
        answers = [comparable(got, "passky") for got in answers]
        assert answers[0][0] == 401 and all(got == answers[0] for got in answers), answers
    assert sign_in(ApiBrowser(s), key).status == 201


def until_throttled(ask, who):
    """The first answer 429, and how many others came before it."""
    for count in range(40):
        got = ask(address(who))
        if got.status == 429:
            assert 1 <= int(got.header("Retry-After")) <= 60, got.headers
            return comparable(got, who)
        assert got.status == 401, (who, got.status, got.text)
    raise AssertionError("%s was never throttled" % who)


def check_throttled_sign_in(s):
    for name in ("sign in, API", "sign in, page"):
        ask = requests(s)[name]
        wanted = until_throttled(ask, UNKNOWN)
        assert until_throttled(ask, "tooman") == wanted, name


def check_throttled_requests(s):
    s.postern.configure(CHEAP_PASSWORDS + LIMITS % (LOW, LOW))
    s.postern.reload()
    for name, ask in requests(s).items():
        if not name.startswith("sign in"):
            ask(address(UNKNOWN))  # whatever is left
            check_same(name + ", too many", ask, ["active"], {429})


with stack(settings=CHEAP_PASSWORDS + LIMITS % (HIGH, HIGH), mail="file") as whole:
    passkey = make_accounts(whole)
    for title, request in requests(whole).items():
        check_same(title, request, STATES[:-1], STATUSES.get(title, {401} if title.startswith("sign in") else
                                                             {200, 201, 202, 303}))
    check_passkeys(whole, passkey)
    check_throttled_sign_in(whole)
    check_throttled_requests(whole)
