#!/usr/bin/python3
"""Every status that the OpenAPI document promises is produced by a request, except those listed here with the reason;
and every answer on the way has a documented status, problem code, type, schema and headers. People, an administrator,
an application and programs with tokens go through everything that the API can do; then each operation is called
without credentials, by a token that may nothing, from another site, with a wrong body, too often, and in an outage."""
# seconds: 300

import json
import tempfile

import functional  # noqa: F401
from api_browser import ApiBrowser
from api_document import CSRF, ApiDocument
from api_person import ApiPerson
from http_client import Browser
from passkey import Passkey, add, challenge, creation, sign_in
from postern import PASSWORD, stack, wait_until
from second_factor import let_devices_be_known
from tokens import bearer, grant
from witness import CHEAP_PASSWORDS

ANN, APP, BOB = "ann@example.org", "app@example.org", "bob@example.org"  # an administrator, an application, a person
MAX_TOKENS = 3
SETTINGS = (CHEAP_PASSWORDS + "attempts_per_address = 100000\nmails_per_account = 100\nmails_per_address = 10000\n"
            "registrations_per_address = 1000\n"
            "[tokens]\nmax_per_account = %d\n" % MAX_TOKENS)
OTHER_SITE = [("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site")]
LARGE, TOO_MANY_TRIES, MAX_PASSKEYS = 70_000, 60, 20
QUESTION = {"subject": {"type": "user", "id": "A" * 22}, "resource": {"type": "page", "id": "42"},
            "action": {"name": "edit"}}
NO_RULES = {"version": 0, "default": "signed_in", "rules": []}

# Why nobody can ask for these answers. The first that fits counts; None stands for every operation.
NOT_PRODUCIBLE = [
    (None, "500", "takes a fault of the program"),
    ({"change_profile", "change_password", "ask_for_email_change", "end_other_sessions", "end_session", "confirm_totp",
      "make_recovery_codes", "set_network", "accept_terms"}, "409",
     "takes another request that changes the same in the same millisecond"),
]


def reason(operation, status):
    """Why this answer cannot be produced; None: it can."""
    for names, of_status, why in NOT_PRODUCIBLE:
        if status == of_status and (names is None or operation.id in names):
            return why
    if status == "400" and not operation.has_body and operation.id != "authorize":
        return "nginx passes on no malformed request, and there is no body that could be none"
    return None


def links(s, to, page):
    """The token of the next e-mail to this address with a link to this page."""
    return s.mails.wait_for(to, has=page).token(page)


class World:
    """A running server, its document, and who uses it."""

    def __init__(self, s, document):
        self.s, self.document, self.port = s, document, s.portal_port
        self.nobody = self.browser()

    def browser(self):
        return self.document.watch(ApiBrowser(self.s))

    def person(self, email, **account):
        """A new user, signed in by password on a device that is known."""
        self.s.postern.add_user(email, **account)
        browser = self.browser()
        browser.email = email
        assert browser.sign_in(email).status == 201
        let_devices_be_known(self.s)
        browser.id = browser.get_json("/me")["id"]
        return browser

    def with_app(self, email):
        """A new user with an authenticator app."""
        person = ApiPerson(self.s, email)
        self.document.watch(person.browser)
        person.recovery_codes = person.set_up()
        person.id = person.browser.get_json("/me")["id"]
        return person

    def call(self, name, browser=None, token=None, **request):
        """The operation of this name, with the cookies of a browser or with a token."""
        headers = [CSRF]
        if browser and browser.cookies:
            headers.append(("Cookie", browser.cookie_header()))
        if token:
            headers.append(("Authorization", bearer(token)))
        headers += request.pop("headers", [])
        return self.document.send(self.port, self.document.operation(name), headers=headers, **request)

    def must(self, status, name, *who, **request):
        got = self.call(name, *who, **request)
        assert got.status == status, (name, got.status, got.text)
        return got


# --- everything that can be done --------------------------------------------------------------------------------------

def registration(world):
    s, nobody = world.s, world.nobody
    new = {"email": "new@example.org", "display_name": "New", "password": PASSWORD}
    nobody.must(202, "POST", "/users", **new)
    token = links(s, new["email"], "/verify-email")
    assert nobody.sign_in(new["email"]).json["code"] == "email_not_verified"
    nobody.must(202, "POST", "/email-verifications", email=new["email"])
    nobody.must(200, "PUT", "/email-verifications", token=token)
    nobody.must_refuse(410, "link_gone", "PUT", "/email-verifications", token=token)
    nobody.must(202, "POST", "/password-resets", email=new["email"])
    token = links(s, new["email"], "/reset-password")
    nobody.must(204, "PUT", "/password-resets", token=token, password=PASSWORD + " 2")
    nobody.must_refuse(410, "link_gone", "PUT", "/password-resets", token=token, password=PASSWORD + " 2")
    assert nobody.sign_in("nobody@example.org").json["code"] == "bad_credentials"


def addresses(world):
    """Changes of an address, and what comes of them when somebody else takes it meanwhile."""
    s, nobody = world.s, world.nobody
    dora = world.person("dora@example.org")
    dora.must(202, "PUT", "/me/email", email="dora@new.example", password=PASSWORD)
    token = links(s, "dora@new.example", "/confirm-email")
    nobody.must(200, "PUT", "/email-changes", token=token)
    nobody.must_refuse(410, "link_gone", "PUT", "/email-changes", token=token)
    token = links(s, dora.email, "/undo-email")
    nobody.must(200, "DELETE", "/email-changes", token=token)
    nobody.must_refuse(410, "link_gone", "DELETE", "/email-changes", token=token)

    emil = world.person("emil@example.org")
    emil.must(202, "PUT", "/me/email", email="taken@example.org", password=PASSWORD)
    token = links(s, "taken@example.org", "/confirm-email")
    s.postern.add_user("taken@example.org")
    nobody.must_refuse(409, "email_taken", "PUT", "/email-changes", token=token)
    emil.must(202, "PUT", "/me/email", email="emil@new.example", password=PASSWORD)
    nobody.must(200, "PUT", "/email-changes", token=links(s, "emil@new.example", "/confirm-email"))
    token = links(s, emil.email, "/undo-email")
    s.postern.add_user(emil.email)
    nobody.must_refuse(409, "email_taken", "DELETE", "/email-changes", token=token)


def account(world, ann, bob):
    bob.get_json("/me")
    bob.must(200, "PATCH", "/me", display_name="Bob", language="de", time_zone=None)
    bob.must(422, "PATCH", "/me", time_zone="Nowhere/Else")
    bob.get_json("/me/events?limit=5")
    bob.must_refuse(403, "wrong_password", "PUT", "/me/password", current_password="x" * 20, password=PASSWORD + " 2")
    for old, new in ((PASSWORD, PASSWORD + " 2"), (PASSWORD + " 2", PASSWORD)):
        bob.must(204, "PUT", "/me/password", current_password=old, password=new)
    ann.must_refuse(409, "last_administrator", "DELETE", "/me")
    gone = world.person("gone@example.org")
    gone.must(202, "DELETE", "/me", password=PASSWORD)
    world.nobody.must(202, "POST", "/account-restorations", email=gone.email)
    assert world.nobody.sign_in(gone.email).json["code"] == "deletion_scheduled"
    token = links(world.s, gone.email, "/keep-account")
    world.nobody.must(200, "PUT", "/account-restorations", token=token)
    world.nobody.must_refuse(410, "link_gone", "PUT", "/account-restorations", token=token)


def sessions(world, bob):
    def other():
        browser = world.browser()
        return browser, browser.sign_in(BOB).json["session"]["id"]

    leaving, _ = other()
    leaving.must(204, "DELETE", "/sessions/current")
    _, session = other()
    assert len(bob.get_json("/sessions")["sessions"]) >= 2
    bob.must(204, "DELETE", "/sessions/" + session, password=PASSWORD)
    bob.must(404, "DELETE", "/sessions/" + session, password=PASSWORD)
    other()
    assert bob.must(200, "DELETE", "/sessions", password=PASSWORD).json == {"ended": 1}


def mailed_code(world):
    """The first second factor, on a device that is new to the account."""
    s = world.s
    person = ApiPerson(s, "carl@example.org")
    carl = world.document.watch(person.browser)
    assert carl.sign_in(person.email).status == 201
    carl.must_refuse(403, "mailed_code_required", "POST", "/me/factors/totp")
    carl.must(202, "POST", "/me/factors/mailed-code")
    code = s.mails.wait_for(person.email, "Your code for a second step").text.split("Your code: ")[1].split()[0]
    carl.must(200, "PUT", "/me/factors/mailed-code", code=code)
    carl.must_refuse(409, "mailed_code_not_needed", "POST", "/me/factors/mailed-code")
    carl.must_refuse(409, "mailed_code_not_needed", "PUT", "/me/factors/mailed-code", code=code)
    person.add_app()
    carl.must_refuse(410, "enrolment_gone", "PUT", "/me/factors/totp", code=person.code())


def apps(world):
    """An app, recovery codes, and their loss."""
    s = world.s
    eve = world.with_app("eve@example.org")
    browser = eve.browser
    browser.must(200, "PUT", "/me/factors/recovery-codes")
    factors = browser.get_json("/me/factors")
    browser.must(204, "DELETE", "/me/trusted-devices")
    eve.step_up()
    browser.must_refuse(403, "wrong_code", "POST", "/sessions/current/step-up", method="totp", code=eve.wrong_code())
    browser.must_refuse(403, "factor_required", "POST", "/sessions/current/step-up", method="password", password=PASSWORD)

    waiting = world.browser()
    assert waiting.sign_in(eve.email).json["code"] == "second_factor_required"
    waiting.must_refuse(409, "no_passkeys", "POST", "/passkey-challenges", **{"for": "second_factor"})
    waiting.must(202, "POST", "/sessions/second-factor/lost")
    assert eve.finish(waiting, trust_device=True).status == 201
    waiting.must_refuse(401, "sign_in_gone", "POST", "/sessions/second-factor", method="totp", code=eve.code())
    waiting.must_refuse(401, "sign_in_gone", "POST", "/sessions/second-factor/lost")
    token = links(s, eve.email, "/reset-factors")
    world.nobody.must(200, "PUT", "/factor-resets", token=token)
    world.nobody.must_refuse(410, "link_gone", "PUT", "/factor-resets", token=token)
    token = links(s, eve.email, "/keep-factors")
    world.nobody.must(200, "PUT", "/factor-reset-cancellations", token=token)
    world.nobody.must_refuse(410, "link_gone", "PUT", "/factor-reset-cancellations", token=token)

    eve.step_up()
    browser.must(204, "DELETE", "/me/factors/" + factors["totp"]["id"])
    browser.must(404, "DELETE", "/me/factors/" + factors["totp"]["id"])


def passkeys(world, bob):
    s = world.s
    bob.must_refuse(409, "no_passkeys", "POST", "/passkey-challenges", **{"for": "step_up"})
    world.nobody.must_refuse(401, "not_signed_in", "POST", "/passkey-challenges", **{"for": "step_up"})
    bob.must(404, "PUT", "/me/factors/recovery-codes")
    fay, key = world.person("fay@example.org"), Passkey(s.portal_url)
    answer = key.create(creation(fay))
    added = fay.must(201, "POST", "/me/factors/passkeys", kind="passkey", passkey=answer).json["passkey"]
    fay.must_refuse(409, "passkey_expired", "POST", "/me/factors/passkeys", kind="passkey", passkey=answer)
    fay.must(200, "PATCH", "/me/factors/" + added["id"], name="Phone")
    fay.must(404, "PATCH", "/me/factors/" + "A" * 22, name="Phone")
    # One that is not synced may get lost.
    assert fay.must(409, "DELETE", "/me/password").json["code"] in ("too_few_passkeys", "passkey_unproven")

    answer = key.get(challenge(fay, "step_up"))
    fay.must(200, "POST", "/sessions/current/step-up", method="passkey", passkey=answer)
    fay.must_refuse(409, "passkey_expired", "POST", "/sessions/current/step-up", method="passkey", passkey=answer)
    waiting = world.browser()
    assert waiting.sign_in(fay.email).status == 401
    answer = key.get(challenge(waiting, "second_factor"))
    waiting.must(201, "POST", "/sessions/second-factor", method="passkey", passkey=answer)
    assert waiting.sign_in(fay.email).status == 401
    waiting.must_refuse(409, "passkey_expired", "POST", "/sessions/second-factor", method="passkey", passkey=answer)
    alone = world.browser()
    answer = key.get(challenge(alone))
    alone.must(201, "POST", "/sessions", passkey=answer)
    alone.must_refuse(409, "passkey_expired", "POST", "/sessions", passkey=answer)

    for _ in range(MAX_PASSKEYS - 1):
        add(fay, Passkey(s.portal_url))
    fay.must_refuse(409, "too_many_passkeys", "POST", "/me/factors/passkeys/challenges", kind="passkey")


def without_password(world):
    """A user with one passkey, which is synced, and nothing else."""
    gil, key = world.person("gil@example.org"), Passkey(world.s.portal_url, eligible=True, synced=True)
    added = add(gil, key)["passkey"]
    assert sign_in(gil, key).status == 201
    gil.must(204, "DELETE", "/me/password")
    gil.must(404, "DELETE", "/me/password")
    gil.must_refuse(409, "password_needed", "DELETE", "/me/factors/" + added["id"])


def tokens(world, bob):
    """What programs do. Returns a token that may nothing here."""
    s = world.s
    granted = grant(s, BOB)
    program = world.must(201, "grant_tokens", body={"email": BOB, "password": PASSWORD, "name": "Backup"}).json
    world.must(201, "grant_tokens", bob, body={"name": "Beside a session"})
    world.must(201, "grant_tokens", bob)
    access = program["access_token"]
    for name in ("get_me", "list_sessions", "list_events", "get_factors", "list_token_grants", "list_personal_tokens"):
        world.must(200, name, None, access)
    world.must(200, "change_profile", None, access, body={"display_name": "Bob"})
    program = world.must(200, "refresh_tokens", body={"refresh_token": program["refresh_token"]}).json
    world.must(401, "grant_tokens")
    assert world.must(401, "grant_tokens", body={"email": BOB, "password": "x" * 20}).json["code"] == "bad_credentials"
    world.must(401, "refresh_tokens", body={"refresh_token": "psr_nonsense"})
    world.must(204, "revoke_token", body={"token": granted["refresh_token"]})
    world.must(204, "sign_out", None, program["access_token"])
    for grant_ in bob.get_json("/me/grants?limit=100")["grants"]:
        bob.must(204, "DELETE", "/me/grants/" + grant_["id"])
        bob.must(404, "DELETE", "/me/grants/" + grant_["id"])

    made = [bob.must(201, "POST", "/me/access-tokens", name="Nightly", scopes=scopes).json
            for scopes in (["account:read"], ["site:*"], ["account:read", "account:write"])]
    assert len(made) == MAX_TOKENS
    bob.must_refuse(409, "too_many_tokens", "POST", "/me/access-tokens", name="One more", scopes=["site:*"])
    world.must(200, "get_me", None, made[0]["token"])
    bob.get_json("/me/access-tokens")
    bob.must(204, "DELETE", "/me/access-tokens/" + made[0]["access_token"]["id"])
    bob.must(404, "DELETE", "/me/access-tokens/" + made[0]["access_token"]["id"])
    for name in ("get_token_keys", "get_assertion_keys"):
        got = world.must(200, name)
        assert got.json["keys"], got.text
        world.must(304, name, headers=[("If-None-Match", got.header("ETag"))])
    return made[1]["token"]


def decisions(world, bob, app):
    world.must(200, "authorize", bob, query="?resource=wiki/pages&action=edit")
    world.must(400, "authorize", bob)
    world.must(403, "evaluate", app, body=QUESTION)
    world.s.postern.command("permission", "add", "decisions", "--resource", "authorize", "--action", "ask")
    world.s.postern.command("grant", "add", "--user", APP, "--permission", "decisions")
    world.must(200, "evaluate", app, body=QUESTION, headers=[("X-Request-ID", "abc-1")])
    world.must(200, "evaluate_several", app, body=QUESTION)
    world.must(200, "evaluate_several", app, body={**QUESTION, "evaluations": [{}, {"action": {"name": "read"}}]})
    world.must(200, "evaluate_several", app, body=b'{"evaluations": [{}]}')  # nobody can read that question
    world.must(200, "get_authzen_configuration")


def groups(ann, bob):
    """Ann administers as a member of the group `chiefs`, and nobody else does."""
    ann.must(201, "POST", "/admin/groups", name="staff", description="Everybody")
    ann.must_refuse(409, "name_taken", "POST", "/admin/groups", name="staff")
    ann.get_json("/admin/groups?limit=1")
    ann.get_json("/admin/groups/staff")
    ann.must(200, "PATCH", "/admin/groups/staff", description=None)
    member, none = "/admin/groups/staff/members/" + bob.id, "/admin/groups/none"
    ann.must(204, "PUT", member, expires_at="2099-01-01T00:00:00Z")
    ann.get_json("/admin/groups/staff/members")
    ann.must(204, "DELETE", member)
    ann.must(404, "DELETE", member)
    for method, path, members in (("GET", "", {}), ("PATCH", "", {"description": "x"}), ("DELETE", "", {}),
                                  ("GET", "/members", {}), ("PUT", "/members/" + bob.id, {})):
        ann.must(404, method, none + path, **members)
    chief = "/admin/groups/chiefs/members/" + ann.id
    ann.must_refuse(409, "last_administrator", "PUT", chief, expires_at="2099-01-01T00:00:00Z")
    ann.must_refuse(409, "last_administrator", "DELETE", chief)
    ann.must_refuse(409, "last_administrator", "DELETE", "/admin/groups/chiefs")
    ann.must(204, "DELETE", "/admin/groups/staff")
    bob.must_refuse(403, "forbidden", "GET", "/admin/groups")


def roles(ann, bob):
    edit = {"name": "edit", "resource": "wiki/pages", "action": "edit"}
    ann.must(201, "POST", "/admin/permissions", **edit)
    ann.must_refuse(409, "name_taken", "POST", "/admin/permissions", **edit)
    ann.get_json("/admin/permissions")
    ann.must(201, "POST", "/admin/roles", name="editor", permissions=["edit"])
    ann.must_refuse(409, "name_taken", "POST", "/admin/roles", name="editor")
    ann.get_json("/admin/roles")
    ann.get_json("/admin/roles/editor")
    ann.must(200, "PATCH", "/admin/roles/editor", description="Edits")
    ann.must_refuse(409, "built_in", "PATCH", "/admin/roles/admin", permissions=["edit"])
    ann.must_refuse(409, "built_in", "DELETE", "/admin/roles/admin")
    for method, members in (("GET", {}), ("PATCH", {"description": "x"}), ("DELETE", {})):
        ann.must(404, method, "/admin/roles/none", **members)

    given = ann.must(201, "POST", "/admin/grants", user=bob.id, role="editor").json
    ann.get_json("/admin/grants?user=" + bob.id)
    ann.must_refuse(409, "last_administrator", "POST", "/admin/grants", group="chiefs", role="admin",
                    expires_at="2099-01-01T00:00:00Z")
    (chiefs,) = ann.get_json("/admin/grants?group=chiefs")["grants"]
    ann.must_refuse(409, "last_administrator", "DELETE", "/admin/grants/" + chiefs["id"])
    ann.must(204, "DELETE", "/admin/grants/" + given["id"])
    ann.must(404, "DELETE", "/admin/grants/" + given["id"])
    ann.must(204, "DELETE", "/admin/roles/editor")
    ann.must_refuse(409, "built_in", "DELETE", "/admin/permissions/administer")
    ann.must(204, "DELETE", "/admin/permissions/edit")
    ann.must(404, "DELETE", "/admin/permissions/edit")


def rules(ann):
    at = "/admin/sites/wiki/"
    seen = ann.get_json(at + "rules")
    wanted = {**seen, "networks": {"office": ["192.0.2.0/24"]},
              "rules": [{"name": "office", "path": ["/staff/**"], "from": ["office"], "allow": ["group:chiefs"],
                         "hours": ["mon-sun 00:00-24:00 Europe/Berlin"], "level": 2, "max_age_seconds": 3600}]}
    ann.must(200, "PUT", at + "rules?dry_run=1", **wanted)
    ann.must(200, "PUT", at + "rules", **wanted)
    ann.must_refuse(409, "changed_meanwhile", "PUT", at + "rules", **wanted)
    current = ann.get_json(at + "rules")
    ann.must_refuse(422, "rules_refused", "PUT", at + "rules", **{
        **current, "rules": [{"name": "closed", "allow": ["group:none"]}]})
    for query in ("path=/staff/x", "path=/staff/x&user=" + ANN + "&from=192.0.2.7&level=2", "path=/a%2Fb"):
        ann.get_json(at + "explain?" + query)
    ann.must(404, "GET", "/admin/sites/none/rules")
    ann.must(404, "PUT", "/admin/sites/none/rules", **NO_RULES)
    ann.must(404, "GET", "/admin/sites/none/explain?path=/")


def people(world, ann):
    """Everything that is done to users, of whom Ann is the only one who administers."""
    new = {"email": "ivy@example.org", "display_name": "Ivy", "username": "ivy", "given_name": "Ivy", "language": "de"}
    ivy = ann.must(201, "POST", "/admin/users", **new).json
    world.s.mails.wait_for(ivy["email"])
    ann.must_refuse(409, "email_taken", "POST", "/admin/users", **{**new, "username": None})
    ann.must_refuse(409, "username_taken", "POST", "/admin/users", **{**new, "email": "ivo@example.org"})
    at, none = "/admin/users/" + ivy["id"], "/admin/users/" + "A" * 22
    (found,) = ann.get_json("/admin/users?search=ivy&state=active&second_factor=false&order=email&limit=5")["users"]
    assert found == ann.get_json(at) == ivy, (found, ivy)
    ann.get_json("/admin/users?limit=1")
    ann.must(200, "PATCH", at, email="ivy@new.example", username="ivy-green", time_zone="Europe/Berlin", reason="Moved")
    ann.must_refuse(409, "email_taken", "PATCH", at, email=BOB)
    for act in ("disable", "enable", "verify", "reset-password"):
        ann.must(204, "POST", "%s/%s" % (at, act), reason="Asked by telephone")
        ann.must(404, "POST", "%s/%s" % (none, act))
    ann.must_refuse(409, "no_factor", "POST", at + "/reset-factors")
    ann.must(404, "POST", none + "/reset-factors")
    assert ann.must(200, "PUT", at + "/deletion").json["delete_at"] == ann.get_json(at)["delete_at"]
    ann.must(204, "DELETE", at + "/deletion")
    ann.must_refuse(409, "not_scheduled", "DELETE", at + "/deletion")
    for what in ("factors", "groups", "permissions", "sessions", "tokens"):
        ann.get_json("%s/%s" % (at, what))
        ann.must(404, "GET", "%s/%s" % (none, what))
    for method, path in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("PUT", "/deletion"), ("DELETE", "/deletion"),
                         ("DELETE", "/sessions"), ("DELETE", "/tokens/" + "A" * 22)):
        ann.must(404, method, none + path, **({"display_name": "Nobody"} if method == "PATCH" else {}))
    ann.must(204, "DELETE", at, reason="Never came")
    ann.must(404, "GET", at)
    last_administrator(ann)


def joining(world, ann):
    """Invitations, those who wait, and the terms."""
    s, at, none = world.s, "/admin/invitations", "A" * 22
    open_one = ann.must(201, "POST", at, email="may@example.org").json
    ann.must_refuse(409, "already_invited", "POST", at, email="may@example.org")
    assert open_one in ann.get_json(at + "?limit=5")["invitations"]
    assert ann.get_json("%s/%s" % (at, open_one["id"])) == open_one
    ann.must(204, "POST", "%s/%s/resend" % (at, open_one["id"]))
    ann.must(204, "DELETE", "%s/%s" % (at, open_one["id"]))
    used = ann.must(201, "POST", at, email="june@example.org").json["id"]
    guest = Browser()
    page = guest.get(s.mails.wait_for("june@example.org").link("/invitation"))
    assert guest.submit(page, "/invitation", display_name="June", password=PASSWORD).status == 303
    ann.must_refuse(409, "invitation_used", "DELETE", "%s/%s" % (at, used))
    ann.must_refuse(409, "invitation_used", "POST", "%s/%s/resend" % (at, used))
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/resend")):
        ann.must(404, method, "%s/%s%s" % (at, none, path))
    waiting = {name: json.loads(s.postern.command("user", "show", s.postern.add_user(name + "@example.org") or
                                                  name + "@example.org", "--json"))["id"] for name in ("zoe", "zac")}
    s.sql("UPDATE user SET waiting_since = UTC_TIMESTAMP() WHERE public_id IN ('%s')" % "', '".join(waiting.values()))
    for act, name in (("approve", "zoe"), ("decline", "zac")):
        ann.must(204, "POST", "/admin/users/%s/%s" % (waiting[name], act))
        ann.must_refuse(409, "not_waiting", "POST", "/admin/users/%s/%s" % (waiting["zoe"], act))
        ann.must(404, "POST", "/admin/users/%s/%s" % (none, act))
    world.must(404, "get_terms")
    ann.must(404, "PUT", "/me/terms", version="2026-11")
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("Be kind.\n")
        file.flush()
        s.postern.command("terms", "add", "2026-11", "--file", "en=" + file.name)
    version = world.must(200, "get_terms").json["version"]
    assert version == "2026-11"
    ann.must(422, "PUT", "/me/terms", version="2026-10")
    for _ in range(2):
        ann.must(204, "PUT", "/me/terms", version=version)


def last_administrator(ann):
    """What is refused, because nobody would be left."""
    at = "/admin/users/" + ann.id
    for method, path in (("POST", "/disable"), ("PUT", "/deletion"), ("DELETE", "")):
        ann.must_refuse(409, "last_administrator", method, at + path)


def belongings(world, ann):
    """What a user has who has everything."""
    jim = world.with_app("jim@example.org")
    granted = world.must(201, "grant_tokens", jim.browser, body={"name": "Backup"}).json
    jim.browser.must(201, "POST", "/me/access-tokens", name="Nightly", scopes=["account:read"])
    at = "/admin/users/" + jim.id
    assert ann.get_json(at + "/factors")["totp"] and ann.get_json(at)["second_factor"]
    assert {one["kind"] for one in ann.get_json(at + "/tokens")["tokens"]} == {"program", "personal"}
    ann.must(204, "DELETE", "%s/tokens/%s" % (at, granted["id"]))
    ann.must(404, "DELETE", "%s/tokens/%s" % (at, granted["id"]))
    (session,) = ann.get_json("/admin/sessions?user=%s&limit=5" % jim.id)["sessions"]
    ann.must(204, "DELETE", "/admin/sessions/" + session["id"])
    ann.must(404, "DELETE", "/admin/sessions/" + session["id"])
    assert ann.get_json(at + "/sessions")["sessions"] == [] and not jim.browser.is_signed_in()
    ann.get_json("/admin/sessions?address=127.0.0.1&limit=1")
    ann.must(200, "DELETE", at + "/sessions")
    ann.must(204, "POST", at + "/reset-factors")


def sites(ann):
    new = {"name": "shop", "origin": "http://shop.example.org", "title": "Shop", "credentials": ["cookie"]}
    ann.must(201, "POST", "/admin/sites", **new)
    ann.must_refuse(409, "name_taken", "POST", "/admin/sites", **new)
    ann.get_json("/admin/sites?limit=1")
    ann.get_json("/admin/sites/shop")
    ann.must(200, "PATCH", "/admin/sites/shop", level=2, max_age_seconds=3600, identity="id", description=None)
    ann.must(204, "DELETE", "/admin/sites/shop")
    for method in ("GET", "PATCH", "DELETE"):
        ann.must(404, method, "/admin/sites/shop", **({"level": 1} if method == "PATCH" else {}))


def networks(ann):
    """After rules(): the network `office` is named there."""
    ann.must(200, "PUT", "/admin/networks/home", blocks=["198.51.100.0/24"])
    ann.must(422, "PUT", "/admin/networks/home", blocks=["198.51.100.7/24"])
    used = {one["name"]: one["used_by"] for one in ann.get_json("/admin/networks")["networks"]}
    assert used == {"home": [], "office": ["wiki"]}, used
    ann.must(204, "DELETE", "/admin/networks/home")
    ann.must(404, "DELETE", "/admin/networks/home")
    ann.must_refuse(409, "in_use", "DELETE", "/admin/networks/office")


def log(world, ann):
    """The audit log, e-mails that were given up, and how the server stands."""
    some = [one["id"] for one in ann.get_json("/admin/audit?limit=3")["entries"]]
    assert some == sorted(some, reverse=True) and len(some) == 3, some
    followed = [one["id"] for one in ann.get_json("/admin/audit?after=%d" % some[2])["entries"]]
    assert followed[:2] == [some[1], some[0]], (some, followed)
    acts = ann.get_json("/admin/audit?event=user_disabled&result=ok&limit=5")["entries"]
    assert [one["detail"] for one in acts] == ["reason: Asked by telephone"], acts
    world.s.sql("INSERT INTO outbox (kind, email, language, details, created_at, next_attempt_at, failed_at)"
                " SELECT 'new_sign_in', 'kim@example.org', 'en', '', UTC_TIMESTAMP(), '2099-01-01', UTC_TIMESTAMP()"
                " FROM seq_1_to_2")
    assert ann.get_json("/admin/mails/counts")["failed"] == 2
    mail = next(one for one in ann.get_json("/admin/mails?limit=100")["mails"] if one["failed_at"])
    ann.must(204, "POST", "/admin/mails/%d/retry" % mail["id"])
    ann.must(404, "POST", "/admin/mails/%d/retry" % mail["id"])
    assert ann.must(200, "POST", "/admin/mails/retry").json == {"retried": 1}
    for path in ("overview", "keys", "configuration", "health"):
        ann.get_json("/admin/" + path)


# --- what every operation refuses -------------------------------------------------------------------------------------

def refusals(world, feeble):
    """Asked in a wrong way, or without the right to. `feeble`: a token that may nothing here."""
    for operation in world.document.operations:
        if operation.is_closed:
            world.must(401, operation.id)
            world.must(401, operation.id, token="pst_" + "0" * 49)
            world.must(403, operation.id, token=feeble)
        if operation.writes:
            world.must(403, operation.id, headers=OTHER_SITE)
            world.must(413, operation.id, body=b"x" * LARGE)
            world.must(415, operation.id, body=b"x", headers=[("Content-Type", "text/plain")])


def wrong_input(world, ann, bob, app):
    """By those who may ask."""
    for operation in world.document.operations:
        who = ann if "/admin/" in operation.path else app if operation.path.startswith("/access/") else bob
        if operation.has_body:
            world.must(400, operation.id, who, body=b"[]")
            if "422" in operation.responses:
                world.must(422, operation.id, who, body=b'{"no_such_member": 1}')
        elif "422" in operation.responses:
            query = "?limit=0" if operation.takes("Limit") else ""
            world.must(422, operation.id, who, query=query)


def outage(world):
    """posternd is down: nginx answers. The key sets come from posternd, while its database is down."""
    s, document = world.s, world.document
    keys = [document.operation(name) for name in ("get_token_keys", "get_assertion_keys")]
    s.postern.stop()
    for operation in document.operations:
        if "503" in operation.responses and operation not in keys:
            world.must(503, operation.id)
    s.proxy.cut()
    s.postern.start()
    for operation in keys:
        world.must(503, operation.id)
    s.proxy.restore()
    wait_until(lambda: world.nobody.sign_in(BOB).status == 201, "the database is back")


def too_often(world):
    """With nginx's limits, which are as shipped."""
    for operation in world.document.operations:
        if "429" in operation.responses:
            assert any(world.call(operation.id).status == 429 for _ in range(TOO_MANY_TRIES)), operation.id


def without_mail(document):
    """A server that sends no e-mail, behind an nginx that limits changes."""
    with stack(limits=True) as s:
        world = World(s, document)
        new = {"email": "new@example.org", "display_name": "New", "password": PASSWORD}
        world.nobody.must(201, "POST", "/users", **new)
        world.nobody.must_refuse(409, "email_taken", "POST", "/users", **new)
        world.nobody.must_refuse(403, "no_mail", "POST", "/password-resets", email=BOB)
        person = world.with_app(BOB)
        waiting = world.browser()
        assert waiting.sign_in(person.email).status == 401
        waiting.must_refuse(409, "factor_reset_off", "POST", "/sessions/second-factor/lost")
        too_often(world)


def judge(document):
    """All that was promised was seen, or cannot be; and nothing that was seen is said to be impossible."""
    wrong = []
    for operation in document.operations:
        for status in operation.responses:
            why, was_seen = reason(operation, status), (operation.id, status) in document.seen
            if bool(why) == was_seen:
                wrong.append("%s %s: %s" % (operation.id, status, "produced, and listed as impossible: " + why if why
                                            else "never produced"))
    assert not wrong, "\n".join(wrong)
    answers = sum(len(operation.responses) for operation in document.operations)
    print("%d operations; of %d documented answers, %d were produced" % (
        len(document.operations), answers, answers - len(document.unseen())))


def main():
    with stack(settings=SETTINGS, mail="file", through_proxy=True) as s:
        document = ApiDocument(s.portal_port)
        world = World(s, document)
        assert world.must(200, "get_openapi").json == document.json
        bob, app = world.person(BOB), world.person(APP)
        chief = world.with_app(ANN)
        ann = chief.browser
        ann.id = chief.id
        s.postern.command("group", "add", "chiefs")
        s.postern.command("group", "join", "chiefs", ANN)
        s.postern.command("grant", "add", "--group", "chiefs", "--role", "admin")

        registration(world)
        addresses(world)
        account(world, ann, bob)
        sessions(world, bob)
        mailed_code(world)
        apps(world)
        passkeys(world, bob)
        without_password(world)
        assert bob.sign_in(BOB).status == 201  # a fresh proof
        feeble = tokens(world, bob)
        decisions(world, bob, app)
        chief.step_up()
        groups(ann, bob)
        roles(ann, bob)
        rules(ann)
        networks(ann)
        sites(ann)
        chief.step_up()
        people(world, ann)
        joining(world, ann)
        belongings(world, ann)
        log(world, ann)
        refusals(world, feeble)
        chief.step_up()
        wrong_input(world, ann, bob, app)
        outage(world)
    without_mail(document)
    judge(document)


if __name__ == "__main__":
    main()
