#!/usr/bin/python3
"""An administrator lists the tokens of programs and of people, finds those that nobody uses, and revokes one at once.
No command shows a token itself."""

import json

import functional  # noqa: F401
from api import Api
from postern import PASSWORD, CommandFailed, stack, wait_until

ANN, BOB = "ann@example.org", "bob@example.org"


def listed(s, *arguments):
    """The tokens, by name."""
    return {row["name"]: row for row in json.loads(s.postern.command("token", "list", *arguments, "--json"))}


def grant(s, email, name):
    """What a program gets for the password, as soon as there is a key that signs."""
    def try_it():
        got = Api(s).post("/tokens", email=email, password=PASSWORD, name=name)
        assert got.status in (201, 503), (got.status, got.text)
        return got.status == 201 and got.json
    return wait_until(try_it, "a signing key")


def make(s, email, name):
    """A personal token, and its id."""
    owner = Api(s).signed_in(email)
    made = owner.must(201, "POST", "/me/access-tokens", name=name, scopes=["account:read", "site:*"]).json
    return made["token"], made["access_token"]["id"]


def calls(s, token):
    """The status of a call with this token."""
    return Api(s, headers=[("Authorization", "Bearer " + token)]).get("/me").status


def refused(s, status, *arguments):
    """What the command says; it must end with this status."""
    try:
        said = s.postern.command(*arguments)
    except CommandFailed as failure:
        assert failure.status == status, (arguments, failure.status, failure.output)
        return failure.output
    raise AssertionError("%s was done: %s" % (arguments, said))


def check_lists(s, backup, nightly_id):
    """Both kinds, of everybody or of one."""
    rows = listed(s)
    assert set(rows) == {"Backup", "Nightly", "Of Bob"}, rows
    program, personal = rows["Backup"], rows["Nightly"]
    assert (program["id"], program["kind"], program["email"]) == (backup["id"], "program", ANN), program
    assert set(program["scopes"]) == {"site:*", "account:read", "account:write"} and program["site"] is None, program
    assert (personal["id"], personal["kind"], personal["email"]) == (nightly_id, "personal", ANN), personal
    assert personal["last_used_at"] is None and personal["created_at"] < personal["ends_at"], personal
    assert set(listed(s, "--user", ANN)) == {"Backup", "Nightly"}
    assert set(listed(s, "--user", BOB)) == {"Of Bob"}
    assert listed(s, "--user", ANN)["Backup"] == program and listed(s, "--user", ANN)["Nightly"] == personal
    table = s.postern.command("token", "list")
    assert backup["id"] in table and nightly_id in table and "account:read site:*" in table, table
    refused(s, 1, "token", "list", "--user", "nobody@example.org")


def check_unused(s):
    """A token that was made or used lately is no unused one."""
    assert listed(s, "--unused", "1h") == {}
    assert "No unused tokens" in s.postern.command("token", "list", "--unused", "1h")
    s.sql("UPDATE token_family SET used_at = used_at - INTERVAL 2 HOUR WHERE name = 'Backup'")
    s.sql("UPDATE personal_token SET created_at = created_at - INTERVAL 2 HOUR")
    assert set(listed(s, "--unused", "1h")) == {"Backup", "Nightly"}
    assert set(listed(s, "--unused", "1h", "--user", ANN)) == {"Backup", "Nightly"}
    assert listed(s, "--unused", "1h", "--user", BOB) == {} and listed(s, "--unused", "3h") == {}
    refused(s, 2, "token", "list", "--unused", "for ages")


def check_revocation(s, backup, nightly, nightly_id):
    """It takes effect on the next request, and is noted with the owner and the administrator."""
    assert calls(s, backup["access_token"]) == 200 and calls(s, nightly) == 200
    assert listed(s)["Nightly"]["last_used_at"] is not None
    done = json.loads(s.postern.command("token", "revoke", backup["id"], "--json"))
    assert done == {"result": "revoked", "id": backup["id"], "kind": "program"}, done
    assert calls(s, backup["access_token"]) == 401
    assert Api(s).post("/tokens/refresh", refresh_token=backup["refresh_token"]).status == 401
    assert calls(s, nightly) == 200
    assert "Revoked" in s.postern.command("token", "revoke", nightly_id)
    assert calls(s, nightly) == 401
    assert set(listed(s)) == {"Of Bob"}
    for token_id in (backup["id"], nightly_id, "rubbish"):
        assert "token list" in refused(s, 1, "token", "revoke", token_id)
    refused(s, 2, "token", "revoke")
    for event, token_id in (("tokens_ended", backup["id"]), ("personal_token_ended", nightly_id)):
        (noted,) = json.loads(s.postern.command("audit", "--event", event, "--json"))
        assert noted["detail"].startswith(token_id) and noted["email"] == ANN, noted
        assert noted["actor"].startswith("admin:"), noted


def main():
    with stack() as s:
        for email in (ANN, BOB):
            s.postern.add_user(email)
        assert listed(s) == {} and "No tokens" in s.postern.command("token", "list")
        backup = grant(s, ANN, "Backup")
        grant(s, BOB, "Of Bob")
        nightly, nightly_id = make(s, ANN, "Nightly")
        said = s.postern.command("token", "list", "--wide") + s.postern.command("token", "list", "--json")
        for secret in (backup["access_token"], backup["refresh_token"], nightly):
            assert secret[-20:] not in said
        check_lists(s, backup, nightly_id)
        check_unused(s)
        check_revocation(s, backup, nightly, nightly_id)


if __name__ == "__main__":
    main()
