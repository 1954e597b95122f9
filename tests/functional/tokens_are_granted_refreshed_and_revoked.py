#!/usr/bin/python3
"""A program gets tokens for a password, for a password with a code, or beside a session, and none without them. Fifty
refreshes with one token at once get one successor, and everyone goes on. A refresh token that was replaced long ago ends
its family and no other, and the owner is told; one with a wrong MAC ends nothing. Each kind of token can be ended by anyone
who has it and by its owner, and what ends sessions ends what was granted, while personal tokens stay."""

import hashlib
import time

import functional  # noqa: F401
from api import Api
from api_person import ApiPerson
from postern import PASSWORD, stack
from tokens import (SCOPES, audit, bearer, call, calls, claims_of, decode, encode, grant, grant_beside, header_of,
                    make_personal, passes, renew, revoke, statuses, wait_for_keys)
from winners import at_once, count
from witness import CHEAP_PASSWORDS

ANN, BOB = "ann@example.org", "bob@example.org"
SETTINGS = CHEAP_PASSWORDS + "attempts_per_address = 100000\n"
DAYS = 86400
AT_ONCE = 50
CHECKSUM_BYTES = 4


def refused(status, code, got):
    assert (got.status, got.json["code"]) == (status, code), (got.status, got.text)


def check_claims(s, tokens, acr, amr, session=None):
    """RFC 9068, and what Postern says about the grant."""
    access, me = tokens["access_token"], call(s, tokens["access_token"]).json
    header, claims = header_of(access), claims_of(access)
    assert (header["alg"], header["typ"], set(header)) == ("ES256", "at+jwt", {"alg", "typ", "kid"}), header
    now = time.time()
    assert claims["iss"] == claims["aud"] == s.portal_url and claims["client_id"] == "postern", claims
    assert claims["sub"] == me["id"] and claims["sid"] == tokens["id"] and len(claims["jti"]) == 32, claims
    assert abs(claims["iat"] - now) < 30 and claims["exp"] - claims["iat"] == tokens["expires_in"] == 600, claims
    assert claims["auth_time"] <= claims["iat"] and set(claims["scope"].split()) == set(tokens["scopes"]), claims
    assert (claims["acr"], claims["amr"]) == (acr, amr), claims
    (listed,) = [one for one in call(s, access, path="/me/grants").json["grants"] if one["id"] == tokens["id"]]
    assert listed["current"] and listed["level"] == int(acr) and bool(listed["session"]) == bool(session), listed


def by_password(s):
    before = count(s, "session")
    got = Api(s).must(201, "POST", "/tokens", email=ANN, password=PASSWORD, name="Backup")
    assert got.all("Set-Cookie") == [] and got.header("Cache-Control") == "no-store", got.headers
    tokens = got.json
    assert tokens["token_type"] == "Bearer" and tokens["scopes"] == SCOPES, tokens
    assert 14 * DAYS - 30 < tokens["refresh_expires_in"] <= 14 * DAYS, tokens
    assert tokens["refresh_token"].startswith("psr_") and passes(s, tokens["access_token"])
    assert count(s, "session") == before, "the session behind it has gone"
    check_claims(s, tokens, "1", ["pwd"])
    families = count(s, "token_family")
    refused(401, "bad_credentials", Api(s).post("/tokens", email=ANN, password="not the password at all"))
    refused(401, "bad_credentials", Api(s).post("/tokens", email="nobody@example.org", password=PASSWORD))
    assert Api(s).post("/tokens", email=ANN, password=PASSWORD, scopes=["site:nowhere"]).status == 422
    assert Api(s).post("/tokens", email=ANN, password=PASSWORD, scopes=["root"]).status == 422
    assert Api(s).post("/tokens", email=ANN, password=PASSWORD, scopes=[]).status == 422
    assert (count(s, "token_family"), count(s, "session")) == (families, before)
    narrow = grant(s, ANN, scopes=["account:read"])
    assert narrow["scopes"] == ["account:read"] and statuses(s, bearer(narrow["access_token"])) == {403}
    refused(403, "insufficient_scope", call(s, narrow["access_token"], "PATCH", display_name="Other"))
    return tokens


def by_session(s):
    assert Api(s).post("/tokens", name="x").status == 401
    cookie = s.sign_in(ANN)
    tokens = grant_beside(s, cookie)
    check_claims(s, tokens, "1", ["pwd"], session=True)
    assert passes(s, tokens["access_token"]) and s.visit(cookie).status == 200
    refused(403, "session_required", call(s, tokens["access_token"], "POST", "/tokens", name="More"))
    personal, _ = make_personal(s, cookie)
    for token in (tokens["access_token"], personal):
        refused(403, "session_required",
                call(s, token, "POST", "/me/access-tokens", name="More", scopes=["account:read"]))
    return cookie


def by_code(s):
    """A user who has an app needs its code in the same request."""
    carl = ApiPerson(s, "carl@example.org")
    recovery = carl.set_up()
    families = count(s, "token_family")
    got = Api(s).post("/tokens", email=carl.email, password=PASSWORD)
    refused(401, "second_factor_required", got)
    assert got.all("Set-Cookie") == [] and "totp" in got.json["methods"], got.text
    refused(403, "wrong_code", Api(s).post("/tokens", email=carl.email, password=PASSWORD, code=carl.wrong_code()))
    assert (count(s, "token_family"), count(s, "sign_in_step")) == (families, 0), "nothing waits"
    tokens = Api(s).must(201, "POST", "/tokens", email=carl.email, password=PASSWORD, code=carl.code()).json
    carl.wait_for_next_code()
    check_claims(s, tokens, "2", ["pwd", "otp", "mfa"])
    tokens = Api(s).must(201, "POST", "/tokens", email=carl.email, password=PASSWORD, recovery_code=recovery[0]).json
    check_claims(s, tokens, "2", ["pwd", "otp", "mfa"])
    assert Api(s).post("/tokens", email=carl.email, password=PASSWORD, recovery_code=recovery[0]).status == 403


def counter(s, tokens):
    return int(s.sql("SELECT counter FROM token_family WHERE public_id = '%s'" % tokens["id"]))


def renewed(s, tokens):
    got = renew(s, tokens["refresh_token"])
    assert got.status == 200, (got.status, got.text)
    assert got.json["id"] == tokens["id"] and got.json["scopes"] == tokens["scopes"], got.text
    return got.json


def by_refresh(s, first):
    """A token of the family for each use, and the same one again for a client that did not get the answer."""
    second = renewed(s, first)
    assert second["refresh_token"] != first["refresh_token"] and second["access_token"] != first["access_token"]
    again = renewed(s, first)
    assert again["refresh_token"] == second["refresh_token"] and again["access_token"] != second["access_token"]
    assert counter(s, first) == 1
    assert all(passes(s, one["access_token"]) for one in (first, second, again)), "each lives until its own end"

    got = at_once([lambda: renew(s, second["refresh_token"])] * AT_ONCE)
    assert {one.status for one in got} == {200}, [one.text for one in got if one.status != 200]
    assert len({one.json["refresh_token"] for one in got}) == 1 and {one.json["id"] for one in got} == {first["id"]}
    assert counter(s, first) == 2, "one of them was the first"
    assert {calls(s, one.json["access_token"]) for one in got} == {200}
    third = got[0].json
    assert renewed(s, third)["refresh_token"] != third["refresh_token"]
    return first, third


def with_a_wrong_mac(token):
    """In the right form, with the right checksum."""
    data = bytearray(decode(token.removeprefix("psr_"))[:-CHECKSUM_BYTES])
    data[-1] ^= 1
    return "psr_" + encode(bytes(data) + hashlib.sha256(data).digest()[:CHECKSUM_BYTES])


def check_wrong_tokens(s, tokens):
    """None of them is good, and none of them does harm."""
    good = tokens["refresh_token"]
    for wrong in (with_a_wrong_mac(good), good[:-1], good + "A", good.swapcase(), good.removeprefix("psr_"), "psr_", "x",
                  tokens["access_token"], "psr_" + "A" * 55):
        refused(401, "invalid_refresh_token", renew(s, wrong))
        revoke(s, wrong if wrong != tokens["access_token"] else "x")
    assert calls(s, good) == 401, "it renews, and opens nothing"
    assert passes(s, tokens["access_token"]) and renew(s, good).status == 200


def is_dead(s, tokens):
    """Nothing of the family is good any more."""
    refused(401, "invalid_refresh_token", renew(s, tokens["refresh_token"]))
    return not passes(s, tokens["access_token"])


def check_reuse(s):
    """Of a token that was replaced a minute ago, and of the one before the last within the grace."""
    bystander = grant(s, ANN, name="Bystander")
    cookie = s.sign_in(ANN)
    for is_old in (True, False):
        stolen = grant(s, ANN, name="Phone app")
        current = renewed(s, stolen)
        if is_old:  # as if it had been a minute ago
            s.sql("UPDATE token_family SET counter_at = counter_at - INTERVAL 1 MINUTE WHERE public_id = '%s'" % stolen["id"])
        else:
            current = renewed(s, current)
        assert passes(s, current["access_token"])
        refused(401, "invalid_refresh_token", renew(s, stolen["refresh_token"]))
        assert is_dead(s, current) and is_dead(s, stolen)
        noted = audit(s, "tokens_ended")[-1]
        assert (noted["detail"], noted["actor"], noted["email"]) == (stolen["id"] + " reused", "system", ANN), noted
        mail = s.mails.wait_for(ANN, "A program was signed out of your account")
        assert "Phone app" in mail.text and "/account/tokens" in mail.text, mail.text
        assert stolen["refresh_token"][-20:] not in mail.text + mail.html
    assert passes(s, bystander["access_token"]) and renew(s, bystander["refresh_token"]).status == 200
    assert s.visit(cookie).status == 200, "the family ends, and nothing else"


def check_revocations(s, cookie):
    """By anyone who has it."""
    one, other = grant(s, ANN), grant(s, ANN)
    sibling = renewed(s, one)
    revoke(s, one["access_token"])
    assert not passes(s, one["access_token"]) and passes(s, sibling["access_token"]), "that token alone"
    assert audit(s, "access_token_denied")[-1]["detail"] == claims_of(one["access_token"])["jti"]
    revoke(s, one["refresh_token"])  # an old one of the family does it, too
    assert is_dead(s, sibling) and passes(s, other["access_token"])
    assert audit(s, "tokens_ended")[-1]["detail"] == one["id"] + " revoked"
    personal, _ = make_personal(s, cookie)
    kept, kept_id = make_personal(s, cookie, "Kept")
    assert passes(s, personal)
    revoke(s, personal)
    assert not passes(s, personal) and passes(s, kept)
    for gone in (one["access_token"], one["refresh_token"], personal, "nonsense", "pst_" + "0" * 49):
        revoke(s, gone)  # 204, once more

    # By their owner, and by nobody else.
    mine, theirs = Api(s, cookie), Api(s).signed_in(BOB)
    for path in ("/me/grants/" + other["id"], "/me/access-tokens/" + kept_id):
        assert theirs.delete(path).status == 404
        assert passes(s, other["access_token"] if "grants" in path else kept)
        mine.must(204, "DELETE", path)
        assert mine.delete(path).status == 404
    assert is_dead(s, other) and not passes(s, kept)


def everything_of(s):
    """A session, what was granted beside it, what was granted by itself, and a personal token."""
    cookie = s.sign_in(BOB)
    return cookie, grant_beside(s, cookie), grant(s, BOB), make_personal(s, cookie, name="Of Bob")[0]


def change_password(s, cookie):
    Api(s, cookie).must(204, "PUT", "/me/password", current_password=PASSWORD, password=PASSWORD + " 2")
    s.postern.command("user", "set-password", BOB, stdin=PASSWORD + "\n")


def disable(s, _):
    s.postern.command("user", "disable", BOB)
    assert s.try_sign_in(BOB).status == 403


def check_ends_of_sessions(s):
    cookie, beside, alone, personal = everything_of(s)
    s.sign_out(cookie)
    assert is_dead(s, beside) and passes(s, alone["access_token"]) and passes(s, personal)
    assert renew(s, alone["refresh_token"]).status == 200

    for what, end, personal_passes in (
            ("signing out everywhere", lambda s, cookie: s.postern.command("session", "revoke", "--user", BOB), True),
            ("a new password", change_password, True), ("disabling", disable, False)):
        cookie, beside, alone, personal = everything_of(s)
        assert all(passes(s, one) for one in (beside["access_token"], alone["access_token"], personal)), what
        end(s, cookie)
        assert is_dead(s, beside) and is_dead(s, alone), what
        assert passes(s, personal) == personal_passes, what
    s.postern.command("user", "enable", BOB)
    assert is_dead(s, beside) and is_dead(s, alone), "nothing that was granted comes back"
    assert passes(s, personal), "a personal token waits while its owner is disabled"

    cookie, beside, alone, personal = everything_of(s)
    s.postern.command("user", "delete", BOB)  # scheduled for deletion
    assert is_dead(s, beside) and is_dead(s, alone) and not passes(s, personal)
    s.postern.command("user", "delete", BOB, "--now", "--yes")
    assert is_dead(s, beside) and is_dead(s, alone) and not passes(s, personal)


def check_limit(s):
    """With one more than may be, the oldest ends."""
    s.postern.configure(SETTINGS + "[tokens]\nmax_per_account = 3\n")
    s.postern.reload()
    wait_for_keys(s, ANN)
    s.postern.add_user("dora@example.org")
    granted = []
    for number in range(4):
        granted.append(grant(s, "dora@example.org", name="Number %d" % number))
        # As if they were not all of the same second.
        s.sql("UPDATE token_family f JOIN user u ON u.id = f.user_id SET f.created_at = f.created_at - INTERVAL 1 MINUTE"
              " WHERE u.email = 'dora@example.org'")
    assert is_dead(s, granted[0]) and all(passes(s, one["access_token"]) for one in granted[1:])
    assert audit(s, "tokens_ended")[-1]["detail"] == granted[0]["id"] + " limit"


def main():
    with stack(settings=SETTINGS, mail="file") as s:
        for email in (ANN, BOB):
            s.postern.add_user(email)
        wait_for_keys(s, ANN)
        first = by_password(s)
        cookie = by_session(s)
        by_code(s)
        _, third = by_refresh(s, first)
        check_wrong_tokens(s, renewed(s, third))
        check_reuse(s)
        check_revocations(s, cookie)
        check_ends_of_sessions(s)
        check_limit(s)


if __name__ == "__main__":
    main()
