#!/usr/bin/python3
"""A passkey opens a session of level 3 without a password, in the browser that was asked, and once for each challenge. What
is wrong in an answer is refused in one way, whatever it is: an unknown passkey, another origin, a frame of another site, no
PIN or fingerprint, a security key, a bad signature, a counter that went back, a user who is disabled. A challenge of
another browser, purpose or session opens nothing."""

import json

import functional  # noqa: F401
from api_browser import ApiBrowser
from passkey import PRESENT, SYNCED, VERIFIED, Passkey, add, challenge, creation, decode, encode, sign_in
from postern import stack
from witness import CHEAP_PASSWORDS

SETTINGS = CHEAP_PASSWORDS + "attempts_per_address = 1000\n"
SIGN_IN = ("POST", "/sessions")
EVIL_ORIGINS = ("https://evil.example", "http://localhost", "http://localhost:1", "https://localhost:%d", "HTTP://LOCALHOST:%d",
                "http://localhost.:%d", "http://localhost:%d.evil.example", "http://wiki.localhost:%d", "http://localhost:%d/", "null", "")


def person(s, email, key, kind="passkey", **members):
    """A new user, who adds this key; their browser, signed in."""
    s.postern.add_user(email)
    browser = ApiBrowser(s)
    assert browser.sign_in(email).status == 201
    browser.added = add(browser, key, kind, **members)
    return browser


def registering(s):
    key = Passkey(s.portal_url, count=1)
    s.postern.add_user("ann@example.org")
    ann = ApiBrowser(s)
    ann.sign_in("ann@example.org")
    before = ann.cookie
    asked = creation(ann)["publicKey"]
    assert asked["rp"] == {"id": "localhost", "name": "localhost"} and asked["excludeCredentials"] == [], asked
    assert asked["authenticatorSelection"] == {"residentKey": "required", "requireResidentKey": True,
                                               "userVerification": "required"}, asked
    assert asked["attestation"] == "none" and len(decode(asked["user"]["id"])) == 32, asked
    added = add(ann, key)
    assert ann.cookie != before and s.visit(before).status == 302, "the old token is dead"
    assert len(added["recovery_codes"]) == 10 and added["passkey"]["kind"] == "passkey", added
    has = ann.get_json("/me/factors")
    assert has["passkeys"] == [added["passkey"]] and has["level"] == 3 and has["passkeys_available"], has
    shown = has["passkeys"][0]
    assert shown["last_used_at"] is None and shown["verifies_user"], shown
    assert not shown["synced"] and not shown["can_be_synced"] and shown["name"], shown
    (excluded,) = creation(ann)["publicKey"]["excludeCredentials"]
    assert decode(excluded["id"]) == key.id and excluded["transports"] == ["internal"], excluded
    return key


def signing_in(s, key):
    browser = ApiBrowser(s)
    asked = challenge(browser)["publicKey"]
    assert asked["allowCredentials"] == [] and asked["userVerification"] == "required", asked
    assert asked["rpId"] == "localhost" and asked["timeout"] == 300000, asked
    assert s.sql("SELECT COUNT(*) FROM used_challenge").strip() == "1", "asking writes nothing"
    got = sign_in(browser, key)
    assert got.status == 201 and got.json["user"]["email"] == "ann@example.org", (got.status, got.text)
    session = got.json["session"]
    assert (session["level"], session["methods"], session["remember"]) == (3, ["passkey"], False), session
    assert "Remote-Level: 3\r\n" in s.visit(browser.cookie).body.decode()
    assert browser.get_json("/me/factors")["passkeys"][0]["last_used_at"], "it was used"
    # In a browser that is signed in the old session ends, and its token is what the challenge is bound to.
    old = browser.cookie
    got = browser.post("/sessions", passkey=key.get(challenge(browser)), remember=True)
    assert got.status == 201 and got.json["session"]["remember"], got.text
    assert browser.cookie != old and s.visit(old).status == 302 and s.visit(browser.cookie).status == 200


def wrong_answers(s, key, other):
    """Each is refused as all others are, and the right answer still works."""
    port = s.portal_port
    cases = [("origin " + origin, {"origin": origin % port if "%d" in origin else origin}) for origin in EVIL_ORIGINS]
    cases += [
        ("frame", {"cross_origin": True}),
        ("frame of another site", {"top_origin": "https://evil.example"}),
        ("RP ID", {"rp_id": "example.org"}),
        ("ceremony", {"type": "webauthn.create"}),
        ("nobody was there", {"flags": VERIFIED}),
        ("no PIN and no fingerprint", {"flags": PRESENT}),
        ("synced but never to be", {"flags": PRESENT | VERIFIED | SYNCED}),
        ("signature", {"change": lambda signature: signature[:-1] + bytes([signature[-1] ^ 1])}),
        ("more after the signature", {"change": lambda signature: signature + b"\0"}),
        ("no user", {"user_handle": None}),
        ("another user", {"user_handle": other.handle}),
        ("half a user", {"user_handle": key.handle[:16]}),
        ("unknown", {"raw_id": bytes(32)}),
        ("another's passkey", {"raw_id": other.id}),
    ]
    answers = []
    for name, words in cases:
        browser = ApiBrowser(s)
        got = browser.post("/sessions", passkey=key.get(challenge(browser), **words))
        assert got.status == 401 and got.json["code"] == "passkey_refused", (name, got.status, got.text)
        assert browser.cookie is None and got.header("WWW-Authenticate"), name
        answers.append({word: value for word, value in got.json.items() if word != "request_id"})
        got = sign_in(browser, key)
        assert got.status == 201, (name, got.status, got.text)
    assert all(answer == answers[0] for answer in answers), answers
    seen = reasons(s)
    assert {"origin", "cross_origin", "rp_id", "type", "user_presence", "user_verification", "backup_state", "signature",
            "user_handle", "unknown_passkey"} <= seen, seen


def reasons(s):
    """Why sign-ins were refused, in the words of the audit log."""
    lines = json.loads(s.postern.command("audit", "--json", "--limit", "200"))
    return {line["detail"] for line in lines if (line["event"], line["result"]) == ("sign_in", "refused")}


def counters(s, key):
    """A counter that does not grow says that there is a copy; a passkey that is synced has copies anyway."""
    newest = key.count
    for count in (newest - 1, 1):
        key.count = count  # the next answer says one more, which is no more than the server knows
        browser = ApiBrowser(s)
        browser.must_refuse(401, "passkey_refused", *SIGN_IN, passkey=key.get(challenge(browser)))
    key.count = newest
    assert "counter" in reasons(s)
    assert sign_in(ApiBrowser(s), key).status == 201

    synced = Passkey(s.portal_url, eligible=True, synced=True, count=50)
    dora = person(s, "dora@example.org", synced)
    assert dora.added["passkey"]["synced"] and dora.added["passkey"]["can_be_synced"], dora.added
    synced.count = 10
    assert sign_in(ApiBrowser(s), synced).status == 201
    assert s.sql("SELECT MAX(sign_count) FROM user_passkey p JOIN user u ON u.id = p.user_id"
                 " WHERE u.email = 'dora@example.org'").strip() == "50", "never goes back"
    lines = json.loads(s.postern.command("audit", "--json", "--limit", "20"))
    assert any(line["detail"] == "passkey_counter" for line in lines), lines
    synced.synced = False
    assert sign_in(dora, synced).status == 201
    shown = dora.get_json("/me/factors")["passkeys"][0]
    assert not shown["synced"] and shown["can_be_synced"], "as of the newest use"


def who_may_not(s, key):
    """A security key alone, and a user who is disabled."""
    security_key = Passkey(s.portal_url)
    person(s, "eve@example.org", security_key, "security_key")
    browser = ApiBrowser(s)
    refused = browser.must_refuse(401, "passkey_refused", *SIGN_IN, passkey=security_key.get(challenge(browser)))
    s.postern.command("user", "disable", "ann@example.org")
    got = sign_in(browser, key)
    assert got.status == 401 and got.json["detail"] == refused.json["detail"], (got.status, got.text)
    assert browser.cookie is None and {"kind", "disabled"} <= reasons(s), reasons(s)
    s.postern.command("user", "enable", "ann@example.org")
    assert sign_in(browser, key).status == 201


def challenges(s, key):
    """Each is good for one answer, of one browser, for one purpose."""
    refused = lambda browser, answer: browser.must_refuse(409, "passkey_expired", *SIGN_IN, passkey=answer)  # noqa: E731
    browser, other = ApiBrowser(s), ApiBrowser(s)
    answer = key.get(challenge(browser))
    asked = dict(browser.cookies)
    challenge(other)
    refused(other, answer)
    refused(ApiBrowser(s), answer)  # a client without any cookie
    assert browser.post("/sessions", passkey=answer).status == 201
    refused(browser, answer)
    refused(ApiBrowser(s, asked), answer)

    # A wrong answer uses it up, too.
    browser = ApiBrowser(s)
    asked = challenge(browser)
    browser.must_refuse(401, "passkey_refused", *SIGN_IN, passkey=key.get(asked, origin="https://evil.example"))
    refused(browser, key.get(asked))

    # Of other purposes, and none of the server's.
    sign_in(browser, key)
    refused(browser, key.get(challenge(browser, "step_up")))
    added = creation(browser)["publicKey"]["challenge"]
    refused(browser, key.get(challenge(browser), challenge=added))
    real = decode(challenge(browser)["publicKey"]["challenge"])
    later = real[:32] + (int.from_bytes(real[32:40], "big") + 1).to_bytes(8, "big") + real[40:]
    for made_up in (bytes(len(real)), real[:-1], real + b"\0", later, bytes(32)):
        refused(browser, key.get(challenge(browser), challenge=encode(made_up)))
    assert sign_in(browser, key).status == 201


def bodies(s, key):
    """What is not what a browser sends."""
    browser = ApiBrowser(s)
    good = key.get(challenge(browser))
    for passkey, code in ((None, "wrong_type"), ("x", "wrong_type"), ([], "wrong_type"), ({}, "invalid"),
                          ({**good, "type": "password"}, "invalid"), ({**good, "rawId": "AAAA"}, "invalid"),
                          ({**good, "rawId": good["rawId"] + "="}, "invalid"),
                          ({**good, "response": {**good["response"], "signature": None}}, "invalid"),
                          ({**good, "response": {**good["response"], "userHandle": 1}}, "invalid"),
                          ({**good, "response": {**good["response"], "clientDataJSON": encode(b"[]")}}, "invalid")):
        got = browser.must_refuse(422, "validation_failed", *SIGN_IN, passkey=passkey)
        assert [(one["field"], one["code"]) for one in got.json["errors"]] == [("passkey", code)], (passkey, got.text)
    for more in ({"email": "ann@example.org"}, {"password": "x"}, {"level": 3}):
        got = browser.must_refuse(422, "validation_failed", *SIGN_IN, passkey=good, **more)
        assert [one["code"] for one in got.json["errors"]] == ["unknown_field"], got.text
    assert browser.must(422, "POST", "/passkey-challenges", **{"for": "anything"}).json["errors"][0]["field"] == "for"
    assert browser.post("/sessions", passkey=good).status == 201, "nothing of all this has used it up"


with stack(settings=SETTINGS) as s:
    key = registering(s)
    # Ann's own registration has used its challenge: the only one so far.
    signing_in(s, key)
    bob_key = Passkey(s.portal_url)
    person(s, "bob@example.org", bob_key)
    wrong_answers(s, key, bob_key)
    counters(s, key)
    who_may_not(s, key)
    challenges(s, key)
    bodies(s, key)
