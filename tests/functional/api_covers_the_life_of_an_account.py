#!/usr/bin/python3
"""The whole life of an account over the JSON API, with the links from the e-mails: register, confirm, sign in,
profile, password, address, undo, reset, delete, keep. At each step, a link that is wrong, used, or another user's
changes nothing."""

import functional  # noqa: F401
from api import Api
from postern import PASSWORD, stack
from witness import CHEAP_PASSWORDS

ANN, NEW, BOB = "ann@example.org", "ann@new.example", "bob@example.org"
SECOND, THIRD = "seven quiet ferries at noon", "eleven loud kettles by night"
NOBODYS = "A" * 43
SETTINGS = CHEAP_PASSWORDS + "mails_per_account = 20\n"
LINKS = {"/verify-email": ("PUT", "/email-verifications"),
         "/confirm-email": ("PUT", "/email-changes"),
         "/undo-email": ("DELETE", "/email-changes"),
         "/reset-password": ("PUT", "/password-resets"),
         "/keep-account": ("PUT", "/account-restorations")}


def use_link(api, page, token, status):
    """Does what the link to this page does, over the API."""
    method, path = LINKS[page]
    more = {"password": THIRD} if page == "/reset-password" else {}
    got = api.must(status, method, path, token=token, **more)
    assert status != 410 or got.json["code"] == "link_gone", got.text
    return got


def use_once(s, api, to, page, status=200):
    """Waits for the mail and uses its link, after everything that it is not; returns the answer."""
    token = s.mails.wait_for(to, has=page).token(page)
    for wrong in (NOBODYS, token[:-1], token + "A", token.swapcase()):
        use_link(api, page, wrong, 410)
    for other in set(LINKS) - {page}:
        use_link(api, other, token, 410)
    for method in ("GET", "HEAD"):
        assert api.call(method, LINKS[page][1] + "?token=" + token).status == 405
    got = use_link(api, page, token, status)
    use_link(api, page, token, 410)
    return got


def sign_in_status(api, email, password=PASSWORD):
    return api.post("/sessions", email=email, password=password).status


def register(s, api, email):
    person = {"email": email, "display_name": email.split("@")[0], "password": PASSWORD}
    first = api.must(202, "POST", "/users", **person)
    again = api.must(202, "POST", "/users", **person)
    assert first.json == again.json == {"status": "confirmation_sent"}, (first.text, again.text)
    assert sign_in_status(api, email) == 403, "signed in before the address was confirmed"
    use_once(s, api, email, "/verify-email")
    assert sign_in_status(api, email) == 201


def live_with_profile(ann):
    me = ann.must(200, "GET", "/me").json
    assert (me["email"], me["email_verified"], me["language"]) == (ANN, True, None), me
    changed = ann.must(200, "PATCH", "/me", display_name="Anna", language="de", time_zone="Europe/Berlin").json
    assert changed == {**me, "display_name": "Anna", "language": "de", "time_zone": "Europe/Berlin"}, changed
    for member in ("id", "email", "email_verified", "disabled", "created_at", "delete_at"):
        got = ann.must(422, "PATCH", "/me", **{member: me.get(member, True)})
        assert got.json["errors"][0]["code"] == "unknown_field", got.text
    assert ann.must(200, "GET", "/me").json == changed


def change_password(s, ann, anonymous):
    other = ann.signed_in(ANN)
    assert ann.must(403, "PUT", "/me/password", current_password=SECOND, password=THIRD).json["code"] == "wrong_password"
    ann.must(204, "PUT", "/me/password", current_password=PASSWORD, password=SECOND)
    other.must(401, "GET", "/me")
    ann.must(200, "GET", "/me")
    assert sign_in_status(anonymous, ANN) == 401
    s.mails.wait_for(ANN, has="/forgot-password")


def change_address_and_back(s, ann, bob, anonymous):
    """Bob uses Ann's links, too: they work for Ann's account, no matter who opens them, and never for Bob's."""
    taken = ann.must(202, "PUT", "/me/email", email=BOB, password=SECOND)
    free = ann.must(202, "PUT", "/me/email", email=NEW, password=SECOND)
    assert taken.text == free.text and ann.get("/me").json["email"] == ANN
    got = use_once(s, bob, NEW, "/confirm-email").json
    assert got["email"] == NEW == ann.get("/me").json["email"] and bob.get("/me").json["email"] == BOB
    got = use_once(s, bob, ANN, "/undo-email").json
    assert got["email"] == ANN and bob.get("/me").json["email"] == BOB
    ann.must(401, "GET", "/me")
    assert sign_in_status(anonymous, ANN, SECOND) == 401, "the password of who changed the address still is good"
    bob.must(200, "GET", "/me")


def reset(s, anonymous, bob):
    """Undoing has sent a link, to Ann only. Another one is requested as anybody could."""
    use_once(s, anonymous, ANN, "/reset-password", 204)
    known = anonymous.must(202, "POST", "/password-resets", email=ANN)
    unknown = anonymous.must(202, "POST", "/password-resets", email="nobody@example.org")
    assert known.text == unknown.text
    use_once(s, bob, ANN, "/reset-password", 204)
    bob.must(200, "GET", "/me")
    assert sign_in_status(anonymous, BOB) == 201, "the link of one user changed another's password"
    assert sign_in_status(anonymous, ANN, SECOND) == 401


def delete_and_keep(s, anonymous, bob):
    ann = anonymous.signed_in(ANN, THIRD)
    ann.must(403, "DELETE", "/me", password=SECOND)
    assert ann.must(202, "DELETE", "/me", password=THIRD).json["delete_at"].endswith("Z")
    ann.must(401, "GET", "/me")
    assert sign_in_status(anonymous, ANN, THIRD) == 403, "signed in to an account that is scheduled for deletion"
    use_once(s, bob, ANN, "/keep-account")
    ann = anonymous.signed_in(ANN, THIRD)
    assert ann.get("/me").json["email"] == ANN
    return ann


def read_history(ann, bob):
    events, path = [], "/me/events?limit=3"
    while path:
        page = ann.must(200, "GET", path).json
        assert 0 < len(page["events"]) <= 3
        events += page["events"]
        path = page["next_cursor"] and "/me/events?limit=3&cursor=" + page["next_cursor"]
    seen = {(event["event"], event["result"]) for event in events}
    for event in ("registration", "email_verification", "sign_in", "profile_change", "password_change",
                  "email_change", "password_reset", "deletion"):
        assert (event, "ok") in seen, (event, seen)
    assert ("password_change", "refused") in seen, seen
    times = [event["at"] for event in events]
    assert times == sorted(times, reverse=True), times
    others = {event["request_id"] for event in bob.must(200, "GET", "/me/events?limit=100").json["events"]}
    assert others and not others & {event["request_id"] for event in events}, "events of another user"


with stack(settings=SETTINGS, mail="file") as s:
    anonymous = Api(s)
    for address in (ANN, BOB):
        register(s, anonymous, address)
    ann, bob = anonymous.signed_in(ANN), anonymous.signed_in(BOB)
    live_with_profile(ann)
    change_password(s, ann, anonymous)
    change_address_and_back(s, ann, bob, anonymous)
    reset(s, anonymous, bob)
    ann = delete_and_keep(s, anonymous, bob)
    for _ in range(2):
        anonymous.signed_in(ANN, THIRD)
    assert ann.must(200, "DELETE", "/sessions", password=THIRD).json == {"ended": 2}
    read_history(ann, bob)
