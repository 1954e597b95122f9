#!/usr/bin/python3
"""A person chooses a username on their profile page and signs in with it, on the page, over the API and with HTTP
Basic; the answers to a name that nobody has are those to an address that nobody has. A site gets it as Remote-User from the
next request on, and refuses who has none. A name that was given up goes to nobody else for a while, and of two people
who want one name at the same moment one gets it."""

import base64
import concurrent.futures
import json

import functional  # noqa: F401
from api import Api
from http_client import Browser, fetch
from postern import PASSWORD, stack, wait_until

ANN, BOB = "ann@example.org", "bob@example.org"
WRONG = "not the password at all"
ROUNDS = 20


def remote_user(answer):
    """What the site was told, by the page that it shows."""
    lines = answer.body.decode().lower().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("remote-user:")), None)


def profile(browser, s, **fields):
    return browser.submit(browser.get(s.portal_url + "/account/profile"), **fields)


def check_choice(s):
    """On the page; what nobody can have, what is taken, what looks like it."""
    ann = Browser()
    assert ann.submit(ann.get(s.portal_url + "/login"), email=ANN, password=PASSWORD).status == 303
    for name, words in (("a", "3 to 32 characters"), ("adm1n", "Nobody can have"), ("x@y", "3 to 32 characters")):
        got = profile(ann, s, display_name="Ann", username=name)
        assert got.status == 422 and words in got.text, (name, got.status, got.text)
    saved = profile(ann, s, display_name="Ann", username=" Ann.Marie ", given_name="Ann", family_name="Ärmel")
    assert saved.status == 303, (saved.status, saved.text)
    assert "ann.marie" in s.mails.wait_for(ANN, "Your username was changed").text
    page = ann.get(s.portal_url + "/account/profile").text
    for value in ("ann.marie", "Ärmel"):
        assert 'value="%s"' % value in page, value
    bob = Api(s).signed_in(BOB)
    for name in ("ann.marie", "ANN.MARIE", "ann-marie", "ann.rnarie"):
        got = bob.patch("/me", username=name)
        assert (got.status, got.json["code"]) == (409, "username_taken"), (name, got.text)
    me = bob.must(200, "PATCH", "/me", username="bob", given_name="Bob").json
    assert (me["username"], me["given_name"], me["family_name"]) == ("bob", "Bob", None), me


def check_sign_in(s):
    """By either name, with one budget of attempts, and with the same answer for nobody."""
    for name in ("ann.marie", "Ann.Marie", ANN):
        assert s.try_sign_in(name).status == 201, name
    browser = Browser()
    assert browser.submit(browser.get(s.portal_url + "/login"), email="ann.marie", password=PASSWORD).status == 303
    answers = [s.try_sign_in(name, WRONG) for name in ("bob", "nobody.here", "nobody@example.org")]
    stable = [{key: value for key, value in json.loads(got.text).items() if key not in ("request_id", "instance")}
              for got in answers]
    assert [got.status for got in answers] == [401] * 3 and stable[0] == stable[1] == stable[2], stable
    while s.try_sign_in("bob", WRONG).status != 429:
        pass
    assert s.try_sign_in(BOB).status == 429, "the address has the budget of its username"
    while s.try_sign_in("nobody.here", WRONG).status != 429:
        pass
    assert s.try_sign_in("ann.marie").status == 201


def check_reset(s):
    """The e-mail goes to the address of who has the name; nobody learns whether there is one."""
    api = Api(s)
    for name in ("ann.marie", "nobody.here"):
        assert api.post("/password-resets", email=name).status == 202, name
    assert s.mails.wait_for(ANN, has="/reset-password")
    wait_until(lambda: s.sql("SELECT COUNT(*) FROM outbox").strip() == "0", "the outbox to be empty")
    assert {mail.to for mail in s.mails.all()} <= {ANN, BOB}, s.mails.all()


def check_site(s):
    """What the site is told, with the next request."""
    ann, carol = s.sign_in("ann.marie"), s.sign_in("carol@example.org")
    assert remote_user(s.visit(ann)) == ANN
    s.postern.command("site", "set", "wiki", "--identity", "username")
    wait_until(lambda: remote_user(s.visit(ann)) == "ann.marie", "the site to be told the username")
    refused = s.visit(carol)
    assert refused.status == 403 and "username" in refused.text and "/account/profile" in refused.text, refused.text
    program = s.visit_as_program(carol)
    assert (program.status, json.loads(program.text)["reason"]) == (403, "no_username"), program.text
    Api(s, carol).must(200, "PATCH", "/me", username="carol")
    assert remote_user(s.visit(carol)) == "carol"
    Api(s, carol).must(200, "PATCH", "/me", username="caroline")
    assert remote_user(s.visit(carol)) == "caroline"
    for name in ("ann.marie", "Ann.Marie"):
        s.postern.command("site", "set", "wiki", "--basic", "password")
        sent = ("Authorization", "Basic " + base64.b64encode(("%s:%s" % (name, PASSWORD)).encode()).decode())
        wait_until(lambda header=sent: fetch(s.site_port, "/", headers=[header]).status == 200,
                   "the site to take the password of " + name)
    s.postern.command("site", "set", "wiki", "--identity", "id")
    user_id = json.loads(s.postern.command("user", "show", "ann.marie", "--json"))["id"]
    wait_until(lambda: remote_user(s.visit(ann)) == user_id.lower(), "the site to be told the id")
    s.postern.command("site", "set", "wiki", "--identity", "email")


def check_grace(s):
    """`carol` was given up above: it is kept for its user, who may take it back."""
    carol = Api(s).signed_in("caroline")
    dora = Api(s).signed_in("dora@example.org")
    assert dora.patch("/me", username="carol").json["code"] == "username_taken"
    status, _, err = s.postern.split_command("user", "edit", "dora@example.org", "--username", "c4rol")
    assert status == 0, err
    status, _, err = s.postern.split_command("user", "edit", "dora@example.org", "--username", "carol")
    assert status == 1 and "take it back" in err, err
    carol.must(200, "PATCH", "/me", username="carol")
    assert dora.patch("/me", username="caroline").json["code"] == "username_taken"
    s.postern.command("user", "delete", "carol", "--now", "--yes")
    assert dora.patch("/me", username="carol").json["code"] == "username_taken"
    s.sql("UPDATE held_username SET held_until = '2026-01-01'")
    dora.must(200, "PATCH", "/me", username="carol")


def check_race(s):
    """Two people, one name."""
    racers = [Api(s).signed_in(email) for email in ("eve@example.org", "fay@example.org")]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for number in range(ROUNDS):
            name = "wanted%d" % (number % 8 + 2)
            got = list(pool.map(lambda api, wanted=name: api.patch("/me", username=wanted).status, racers))
            assert sorted(got) == [200, 409], (number, got)
            s.sql("DELETE FROM held_username; UPDATE user SET username = NULL, username_skeleton = NULL"
                  " WHERE email IN ('eve@example.org', 'fay@example.org')")


def main():
    with stack(mail="file", settings="[throttle]\nattempts_per_address = 200\n") as s:
        for email in (ANN, BOB, "carol@example.org", "dora@example.org", "eve@example.org", "fay@example.org"):
            s.postern.add_user(email)
        check_choice(s)
        check_sign_in(s)
        check_reset(s)
        check_site(s)
        check_grace(s)
        check_race(s)


if __name__ == "__main__":
    main()
