#!/usr/bin/python3
"""A passkey or security key finishes a sign-in and proves more in a session, at the level that it proves; an app and
recovery codes go on working beside it. What is wrong is refused, also when it is another user's, another session's or
another browser's. A site that asks for level 3 takes a passkey, and no code. Keys are added, renamed and removed with a
fresh proof only, 20 at most, each for one user; the last one takes the recovery codes along. Without the key file none
is asked for."""
# seconds: 240

import json
import os

import functional  # noqa: F401
from api_browser import ApiBrowser
from http_client import Browser, fetch
from passkey import PRESENT, VERIFIED, Passkey, add, challenge, creation, decode, sign_in
from postern import PASSWORD, stack, wait_until
from second_factor import totp
from witness import CHEAP_PASSWORDS

SETTINGS = CHEAP_PASSWORDS + "attempts_per_address = 1000\n[gate]\nworkers = 2\n"
FINISH = ("POST", "/sessions/second-factor")
RAISE = ("POST", "/sessions/current/step-up")
KEYS = ("POST", "/me/factors/passkeys")
BEGIN = ("POST", "/me/factors/passkeys/challenges")
MAX_PASSKEYS = 20
WRONG_ANSWERS = 10
REDIRECTS = 6


def new_user(s, email):
    """Their browser, signed in by password."""
    s.postern.add_user(email)
    browser = ApiBrowser(s)
    assert browser.sign_in(email).status == 201
    return browser


def give_password(s, email):
    """A browser with a sign-in that waits, and the answer to the password."""
    browser = ApiBrowser(s)
    got = browser.sign_in(email)
    assert got.status == 401 and got.json["code"] == "second_factor_required" and browser.cookie is None, got.text
    return browser, got


def finish(browser, key, **words):
    """Answers the second step with the key."""
    return browser.call(*FINISH, method="passkey", passkey=key.get(challenge(browser, "second_factor"), **words))


def step_up(browser, key, **words):
    """Proves it again with the key."""
    return browser.call(*RAISE, method="passkey", passkey=key.get(challenge(browser, "step_up"), **words))


def age(s, email, seconds):
    """As if the user's sessions had been proven so long ago."""
    s.sql("UPDATE session n JOIN user u ON u.id = n.user_id SET n.authenticated_at = n.authenticated_at - INTERVAL %d SECOND,"
          " n.factor_at = n.factor_at - INTERVAL %d SECOND WHERE u.email = '%s'" % (seconds, seconds, email))


def wait_for_next_code(s, email):
    """As if a minute had passed since the last code of the app."""
    s.sql("UPDATE user_totp t JOIN user u ON u.id = t.user_id SET t.last_step = t.last_step - 3 WHERE u.email = '%s'" % email)


def add_app(s, browser, email):
    """Sets an authenticator app up; its key."""
    secret = browser.must(201, "POST", "/me/factors/totp").json["secret"]
    browser.must(200, "PUT", "/me/factors/totp", code=totp(secret))
    wait_for_next_code(s, email)
    return secret


def second_step(s):
    ann, key = new_user(s, "ann@example.org"), Passkey(s.portal_url)
    asked = creation(ann, "security_key")["publicKey"]["authenticatorSelection"]
    assert asked == {"residentKey": "discouraged", "requireResidentKey": False, "userVerification": "preferred",
                     "authenticatorAttachment": "cross-platform"}, asked
    codes = add(ann, key, "security_key", name="Key on the ring")["recovery_codes"]

    browser, got = give_password(s, "ann@example.org")
    assert got.json["methods"] == ["passkey", "recovery_code"], got.json
    asked = challenge(browser, "second_factor")["publicKey"]
    assert [decode(one["id"]) for one in asked["allowCredentials"]] == [key.id], asked
    assert asked["userVerification"] == "preferred", asked
    got = finish(browser, key)
    assert got.status == 201, got.text
    assert (got.json["session"]["level"], got.json["session"]["methods"]) == (3, ["password", "passkey"]), got.text
    assert "postern_signin" not in browser.cookies and browser.is_signed_in()
    assert "Remote-Level: 3\r\n" in s.visit(browser.cookie).body.decode()

    browser, _ = give_password(s, "ann@example.org")
    got = finish(browser, key, flags=PRESENT)
    assert (got.json["session"]["level"], got.json["session"]["methods"]) == (2, ["password", "security_key"]), got.text
    browser, _ = give_password(s, "ann@example.org")
    got = browser.must(201, *FINISH, method="recovery_code", code=codes[0])
    assert got.json["session"]["level"] == 2, "a recovery code stands for a lost key"
    return key, codes


def refused_second_steps(s, key):
    """Nothing but the user's own key, asked in this very sign-in."""
    bob, bob_key = new_user(s, "bob@example.org"), Passkey(s.portal_url)
    assert bob.must_refuse(401, "sign_in_gone", "POST", "/passkey-challenges", **{"for": "second_factor"})
    assert bob.must_refuse(409, "no_passkeys", "POST", "/passkey-challenges", **{"for": "step_up"})
    ApiBrowser(s).must_refuse(401, "not_signed_in", "POST", "/passkey-challenges", **{"for": "step_up"})
    add(bob, bob_key)

    browser, _ = give_password(s, "ann@example.org")
    for words in ({"origin": "https://evil.example"}, {"rp_id": "example.org"}, {"flags": VERIFIED}, {"cross_origin": True},
                  {"type": "webauthn.create"}, {"user_handle": bob_key.handle}, {"raw_id": bob_key.id},
                  {"change": lambda signature: signature[:-1] + bytes([signature[-1] ^ 1])}):
        got = finish(browser, key, **words)
        assert got.status == 401 and got.json["code"] == "passkey_refused" and browser.cookie is None, (words, got.text)
    assert finish(browser, bob_key).status == 401, "of another user"
    other, _ = give_password(s, "ann@example.org")
    answer = key.get(challenge(other, "second_factor"))
    browser.must_refuse(409, "passkey_expired", *FINISH, method="passkey", passkey=answer)
    bobs, _ = give_password(s, "bob@example.org")
    bobs.must_refuse(409, "passkey_expired", *FINISH, method="passkey", passkey=answer)
    answer = key.get(challenge(browser))
    browser.must_refuse(409, "passkey_expired", *FINISH, method="passkey", passkey=answer)
    browser.must_refuse(409, "passkey_expired", "POST", "/sessions", passkey=key.get(challenge(browser, "second_factor")))
    for body in ({"method": "passkey"}, {"method": "passkey", "code": "123456"}, {"method": "passkey", "passkey": {}},
                 {"method": "totp", "passkey": answer}):
        browser.must_refuse(422, "validation_failed", *FINISH, **body)
    assert finish(browser, key).status == 201, "after all this"

    browser, _ = give_password(s, "ann@example.org")
    for n in range(1, WRONG_ANSWERS + 1):
        got = finish(browser, key, origin="https://evil.example")
        assert got.json["code"] == ("sign_in_gone" if n == WRONG_ANSWERS else "passkey_refused"), (n, got.text)
    assert "postern_signin" not in browser.cookies
    return bob, bob_key


def proving_again(s, key):
    """In a session that is old."""
    ann = ApiBrowser(s)
    ann.sign_in("ann@example.org")
    assert finish(ann, key).status == 201
    age(s, "ann@example.org", 3600)
    got = ann.must_refuse(403, "step_up_required", *BEGIN, kind="passkey")
    assert (got.json["level"], got.json["max_age"], got.json["methods"]) == (2, 300, ["passkey", "recovery_code"]), got.json
    got = ann.must_refuse(403, "factor_required", *RAISE, method="password", password=PASSWORD)
    assert got.json["methods"] == ["passkey", "recovery_code"], got.json
    before = ann.cookie
    got = step_up(ann, key, origin="https://evil.example")
    assert got.status == 403 and got.json["code"] == "passkey_refused" and ann.cookie == before, got.text
    other = ApiBrowser(s)
    other.sign_in("ann@example.org")
    finish(other, key)
    answer = key.get(challenge(other, "step_up"))
    ann.must_refuse(409, "passkey_expired", *RAISE, method="passkey", passkey=answer)

    got = step_up(ann, key)
    assert got.status == 200 and got.json["session"]["level"] == 3, got.text
    assert ann.cookie != before and s.visit(before).status == 302 and s.visit(ann.cookie).status == 200
    answer = key.get(challenge(ann, "step_up"))
    ann.must(200, *RAISE, method="passkey", passkey=answer)
    ann.must_refuse(409, "passkey_expired", *RAISE, method="passkey", passkey=answer)
    got = step_up(ann, key, flags=PRESENT)
    assert got.json["session"]["level"] == 2 and "security_key" in got.json["session"]["methods"], got.text
    assert ann.must(200, *BEGIN, kind="passkey")
    return ann


def beside_an_app(s, ann, key, code):
    """The best way comes first; a site of level 3 takes one of them only."""
    secret = add_app(s, ann, "ann@example.org")
    browser, got = give_password(s, "ann@example.org")
    assert got.json["methods"] == ["passkey", "totp", "recovery_code"], got.json
    got = browser.must(201, *FINISH, method="totp", code=totp(secret))
    assert got.json["session"]["level"] == 2, got.text
    wait_for_next_code(s, "ann@example.org")
    s.postern.command("site", "set", "wiki", "--level", "3")
    wait_until(lambda: statuses(s, browser) == {302}, "level 3 at the gate")
    got = s.visit_as_program(browser.cookie)
    assert got.status == 401 and 'acr_values="3"' in got.header("WWW-Authenticate"), got.headers
    lands_without_a_code(s, browser)
    browser.must(200, *RAISE, method="totp", code=totp(secret))
    wait_for_next_code(s, "ann@example.org")
    assert statuses(s, browser) == {302}, "a code proves level 2, however fresh"
    browser.must(200, *RAISE, method="recovery_code", code=code)
    assert statuses(s, browser) == {302}, "and so does a recovery code"
    lands_without_a_code(s, browser)
    assert step_up(browser, key).status == 200 and statuses(s, browser) == {200}
    browser.must(200, *RAISE, method="totp", code=totp(secret))
    assert statuses(s, browser) == {302}, "the level is that of the newest proof"
    wait_for_next_code(s, "ann@example.org")
    s.postern.command("site", "set", "wiki", "--level", "1")
    wait_until(lambda: statuses(s, browser) == {200}, "level 1 at the gate")


def statuses(s, browser):
    return s.statuses(browser.cookie)


def lands_without_a_code(s, browser):
    """The site leads to a page, not in circles, and that page asks for no code."""
    person = Browser()
    person.cookies = dict(browser.cookies)
    page = person.follow(person.get(s.site_url + "/notes"), limit=REDIRECTS)
    assert page.status in (200, 403) and page.url.startswith(s.portal_url), (page.status, page.url)
    assert 'name="code"' not in page.text, page.url


def adding(s, bob, bob_key):
    """Only what was asked for, in this session, by this user."""
    eve = new_user(s, "eve@example.org")
    for words in ({"origin": "https://evil.example"}, {"origin": s.site_url}, {"rp_id": "example.org"}, {"flags": VERIFIED},
                  {"flags": PRESENT}, {"cross_origin": True}, {"type": "webauthn.get"}, {"raw_id": bytes(32)}):
        answer = Passkey(s.portal_url).create(creation(eve), **words)
        got = eve.must_refuse(403, "passkey_refused", *KEYS, passkey=answer)
    assert got.json["detail"], got.text
    key = Passkey(s.portal_url)
    eve.must_refuse(409, "passkey_expired", *KEYS, kind="security_key", passkey=key.create(creation(eve)))
    eve.must_refuse(409, "passkey_expired", *KEYS, kind="passkey", passkey=key.create(creation(eve, "security_key")))
    asked = creation(bob)
    eve.must_refuse(409, "passkey_expired", *KEYS, passkey=key.create(asked))
    other = ApiBrowser(s)
    other.sign_in("eve@example.org")
    eve.must_refuse(409, "passkey_expired", *KEYS, passkey=key.create(creation(other)))
    for name in ("", "x" * 61, "two\nlines", "a\u202eb"):
        got = eve.must_refuse(422, "validation_failed", *KEYS, name=name, passkey=key.create(creation(eve)))
        assert [one["field"] for one in got.json["errors"]] == ["name"], (name, got.text)
    assert s.sql("SELECT COUNT(*) FROM user_passkey p JOIN user u ON u.id = p.user_id WHERE u.email = 'eve@example.org'"
                 ).strip() == "0"

    # Bob's key again, by Bob and by somebody else.
    bob.must_refuse(409, "passkey_taken", *KEYS, passkey=bob_key.create(creation(bob)))
    handle = bob_key.handle
    eve.must_refuse(409, "passkey_taken", *KEYS, passkey=bob_key.create(creation(eve)))
    bob_key.handle = handle
    got = sign_in(ApiBrowser(s), bob_key)
    assert got.status == 201 and got.json["user"]["email"] == "bob@example.org", got.text
    return eve


def many(s, eve):
    """20, and no more."""
    keys = [Passkey(s.portal_url) for _ in range(MAX_PASSKEYS)]
    for n, key in enumerate(keys):
        added = add(eve, key, "passkey" if n % 2 else "security_key", name="Key %d" % n)
        assert added["passkey"]["name"] == "Key %d" % n, added
        assert len(added["recovery_codes"]) == (0 if n else 10), (n, added)
    eve.must_refuse(409, "too_many_passkeys", *BEGIN, kind="passkey")
    answer = Passkey(s.portal_url).create(creation(ApiBrowser(s, new_user(s, "dora@example.org").cookies)))
    eve.must_refuse(409, "too_many_passkeys", *KEYS, passkey=answer)
    browser, _ = give_password(s, "eve@example.org")
    asked = challenge(browser, "second_factor")["publicKey"]["allowCredentials"]
    assert [decode(one["id"]) for one in asked] == [key.id for key in keys], "the oldest first"
    assert sign_in(ApiBrowser(s), keys[-1]).status == 201
    return keys


def renaming(s, eve, bob):
    first, second = [one["id"] for one in eve.get_json("/me/factors")["passkeys"][:2]]
    age(s, "eve@example.org", 3600)  # needs no fresh proof
    got = eve.must(200, "PATCH", "/me/factors/" + first, name="  Blue <b>key</b>  ")
    assert got.json["passkey"]["name"] == "Blue <b>key</b>" and got.json["passkey"]["id"] == first, got.text
    names = [one["name"] for one in eve.get_json("/me/factors")["passkeys"]]
    assert names[:2] == ["Blue <b>key</b>", "Key 1"], names
    for name in ("", " ", "x" * 61, "two\nlines", None, 1):
        eve.must_refuse(422, "validation_failed", "PATCH", "/me/factors/" + second, name=name)
    for who, wanted in ((bob, first), (eve, "A" * 22), (eve, "x")):
        who.must_refuse(404, "not_found", "PATCH", "/me/factors/" + wanted, name="Mine")
    ApiBrowser(s).must_refuse(401, "not_signed_in", "PATCH", "/me/factors/" + first, name="Mine")


def removing(s, eve, bob, keys):
    """With a fresh proof; it ends the other sessions, and the last one takes the recovery codes along."""
    ids = [one["id"] for one in eve.get_json("/me/factors")["passkeys"]]
    got = eve.must_refuse(403, "step_up_required", "DELETE", "/me/factors/" + ids[0])
    assert got.json["methods"] == ["passkey", "recovery_code"], got.json
    assert step_up(eve, keys[0]).status == 200
    other = ApiBrowser(s)
    assert sign_in(other, keys[1]).status == 201
    bob.must_refuse(404, "not_found", "DELETE", "/me/factors/" + ids[0])
    before = eve.cookie
    eve.must(204, "DELETE", "/me/factors/" + ids[0])
    assert eve.cookie != before and eve.is_signed_in() and not other.is_signed_in()
    assert s.visit(before).status == 302 and s.visit(eve.cookie).status == 200
    has = eve.get_json("/me/factors")
    assert [one["id"] for one in has["passkeys"]] == ids[1:] and has["recovery_codes"]["left"] == 10, has
    assert has["level"] == 3, "what it proved by another key still counts"
    eve.must_refuse(404, "not_found", "DELETE", "/me/factors/" + ids[0])
    browser, _ = give_password(s, "eve@example.org")
    assert finish(browser, keys[0]).status == 401, "the removed one opens nothing"

    for gone in ids[1:]:
        eve.must(204, "DELETE", "/me/factors/" + gone)
    has = eve.get_json("/me/factors")
    assert (has["passkeys"], has["recovery_codes"], has["level"]) == ([], None, 1), has
    assert s.sql("SELECT COUNT(*) FROM recovery_code r JOIN user u ON u.id = r.user_id WHERE u.email = 'eve@example.org'"
                 ).strip() == "0"
    assert ApiBrowser(s).sign_in("eve@example.org").status == 201, "the password is enough again"
    assert sign_in(ApiBrowser(s), keys[1]).status == 401


def who_may_ask(s, bob):
    """Neither another site, nor anybody without a session."""
    paths = [KEYS, BEGIN, ("PATCH", "/me/factors/" + "A" * 22), ("DELETE", "/me/factors/" + "A" * 22), RAISE]
    for method, path in paths:
        ApiBrowser(s).must_refuse(401, "not_signed_in", method, path, name="x")
    for method, path in [*paths, ("POST", "/passkey-challenges"), ("POST", "/sessions"), FINISH]:
        headers = [("Cookie", bob.cookie_header()), ("Content-Type", "application/json"), ("Origin", "https://evil.example"),
                   ("Sec-Fetch-Site", "cross-site")]
        got = fetch(s.portal_port, "/api/v1" + path, method, headers, b"{}")
        assert got.status == 403 and json.loads(got.text)["code"] == "cross_site_request", (method, path, got.text)
    assert bob.call("GET", "/passkey-challenges").status == 405


def commands(s, key):
    """What administrators see, and how they help."""
    has = json.loads(s.postern.command("user", "factors", "ann@example.org", "--json"))
    (shown,) = has["passkeys"]
    assert (shown["kind"], shown["name"], shown["synced"]) == ("security_key", "Key on the ring", False), shown
    assert shown["last_used_at"] and shown["host"] == "localhost" and has["recovery_codes"], has
    text = s.postern.command("user", "factors", "ann@example.org", "--utc")
    assert "Key on the ring" in text and "security key" in text and "LAST USED AT" in text, text
    assert "1 passkey" in s.postern.command("user", "show", "ann@example.org")
    assert json.loads(s.postern.command("user", "show", "ann@example.org", "--json"))["passkeys"] == 1
    said = s.postern.command("user", "reset-factors", "ann@example.org", "--yes")
    assert "passkeys" in said, said
    assert s.sql("SELECT COUNT(*) FROM user_passkey p JOIN user u ON u.id = p.user_id WHERE u.email = 'ann@example.org'"
                 ).strip() == "0"
    assert "the password is enough" in s.postern.command("user", "factors", "ann@example.org")
    ann = ApiBrowser(s)
    assert ann.sign_in("ann@example.org").status == 201
    assert not key or sign_in(ApiBrowser(s), key).status == 401


def without_the_key_file(s, bob_key, codes):
    """Nobody is asked for a passkey, and nobody gets in without a second factor."""
    os.rename(s.postern.keys_path, s.postern.keys_path + ".away")
    s.postern.stop()
    s.postern.start()
    browser, got = give_password(s, "bob@example.org")
    assert got.json["methods"] == ["recovery_code"], got.json
    for purpose in ("sign_in", "second_factor"):
        browser.must_refuse(503, "passkeys_unavailable", "POST", "/passkey-challenges", **{"for": purpose})
    asked = {"publicKey": {"challenge": "A" * 102, "allowCredentials": []}}
    answer = bob_key.get(asked)
    browser.must_refuse(503, "passkeys_unavailable", "POST", "/sessions", passkey=answer)
    browser.must_refuse(503, "passkeys_unavailable", *FINISH, method="passkey", passkey=answer)
    browser.must(201, *FINISH, method="recovery_code", code=codes[0])
    has = browser.get_json("/me/factors")
    assert not has["passkeys_available"] and len(has["passkeys"]) == 1, has
    browser.must_refuse(503, "passkeys_unavailable", *BEGIN, kind="passkey")
    browser.must_refuse(503, "passkeys_unavailable", "POST", "/passkey-challenges", **{"for": "step_up"})
    os.rename(s.postern.keys_path + ".away", s.postern.keys_path)
    s.postern.stop()
    s.postern.start()
    assert sign_in(ApiBrowser(s), bob_key).status == 201


with stack(settings=SETTINGS) as s:
    key, codes = second_step(s)
    bob, bob_key = refused_second_steps(s, key)
    ann = proving_again(s, key)
    beside_an_app(s, ann, key, codes[1])
    eve = adding(s, bob, bob_key)
    keys = many(s, eve)
    renaming(s, eve, bob)
    removing(s, eve, bob, keys)
    who_may_ask(s, bob)
    commands(s, key)
    step_up(bob, bob_key)
    bob_codes = bob.must(200, "PUT", "/me/factors/recovery-codes").json["recovery_codes"]
    without_the_key_file(s, bob_key, bob_codes)
