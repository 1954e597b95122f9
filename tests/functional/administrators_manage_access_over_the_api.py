#!/usr/bin/python3
"""Administrators manage groups, roles, grants and rules over the API: with a permission and two factors, with no more
to give than they have, and without overwriting each other. What they change holds at the gate, and the audit log has
it."""

import json

import functional  # noqa: F401
from api_browser import ApiBrowser
from api_person import ApiPerson
from http_client import fetch
from postern import stack, wait_until

ANN, BOB, EVE = "ann@example.org", "bob@example.org", "eve@example.org"
RULES = "/admin/sites/wiki/rules"
STAFF_ONLY = {"name": "staff", "path": ["/staff/**"], "allow": ["group:staff"]}
NOBODY_ELSE = {"name": "nobody else", "path": ["/staff/**"], "effect": "deny"}
READS = ("/admin/groups", "/admin/groups/staff", "/admin/groups/staff/members", "/admin/permissions", "/admin/roles",
         "/admin/roles/admin", "/admin/grants", RULES, "/admin/sites/wiki/explain?path=/", "/admin/groups/none",
         "/admin/sites/none/rules")


def check_who_is_let_in(s, ann, bob):
    """Nobody without a session, a permission, two factors; nobody learns what there is."""
    writes = (("POST", "/admin/groups", {"name": "mine"}), ("DELETE", "/admin/groups/staff", {}),
              ("POST", "/admin/grants", {"user": bob.id, "role": "admin"}),
              ("PUT", RULES, {"version": 0, "default": "public", "rules": []}))
    refusals = set()
    for path in READS:
        got = bob.browser.must_refuse(403, "forbidden", "GET", path)
        refusals.add(json.dumps({**got.json, "request_id": None}))
        ApiBrowser(s).must_refuse(401, "not_signed_in", "GET", path)
    for method, path, body in writes:
        got = bob.browser.must_refuse(403, "forbidden", method, path, **body)
        refusals.add(json.dumps({**got.json, "request_id": None}))
    assert len(refusals) == 1, refusals

    # A session of level 1: as the administrator's was before the app.
    level_1 = ApiBrowser(s)
    assert level_1.sign_in("carl@example.org").status == 201
    for method, path, body in (("GET", "/admin/groups", {}), *writes):
        got = level_1.must_refuse(403, "step_up_required", method, path, **body)
        assert (got.json["level"], got.json["methods"]) == (2, []), got.text

    # Too old for a write, and good enough to read.
    s.sql("UPDATE session SET factor_at = factor_at - INTERVAL 6 MINUTE")
    ann.browser.must(200, "GET", "/admin/groups")
    got = ann.browser.must_refuse(403, "step_up_required", "POST", "/admin/groups", name="mine")
    assert (got.json["level"], got.json["max_age"]) == (2, 300), got.text
    ann.step_up()

    cookie = ann.browser.cookie_header()
    got = fetch(s.portal_port, "/api/v1/admin/groups", "POST",
                [("Cookie", cookie), ("Content-Type", "application/json"), ("Origin", "https://evil.example")],
                b'{"name": "mine"}')
    assert (got.status, json.loads(got.text)["code"]) == (403, "cross_site_request"), got.text
    assert names(ann, "groups") == ["staff"]


def names(person, what):
    got = person.browser.must(200, "GET", "/admin/" + what)
    assert got.header("Cache-Control") == "no-store", got.headers
    return [one["name"] for one in got.json[what]]


def check_groups_and_grants(ann, eve):
    """The whole way from a permission to a user who has it, and back."""
    ann.browser.must(201, "POST", "/admin/permissions", name="edit", resource="wiki/pages", action="edit")
    ann.browser.must(201, "POST", "/admin/roles", name="editor", permissions=["edit"])
    grant = ann.browser.must(201, "POST", "/admin/grants", group="staff", role="editor").json
    eve_may = "/authorize?resource=wiki/pages&action=edit"
    assert not eve.browser.get_json(eve_may)["allowed"]
    member = "/admin/groups/staff/members/" + eve.id
    ann.browser.must(204, "PUT", member, expires_at="2099-01-01T00:00:00Z")
    assert eve.browser.get_json(eve_may) == {"allowed": True, "reason": "granted", "until": "2099-01-01T00:00:00Z"}
    (listed,) = ann.browser.get_json("/admin/groups/staff/members")["members"]
    assert (listed["id"], listed["email"], listed["granted_by"]) == (eve.id, EVE, "admin:" + ann.id), listed
    assert [one["id"] for one in ann.browser.get_json("/admin/grants?group=staff")["grants"]] == [grant["id"]]
    ann.browser.must(200, "PATCH", "/admin/roles/editor", permissions=[])
    assert not eve.browser.get_json(eve_may)["allowed"]
    ann.browser.must_refuse(409, "last_administrator", "DELETE", "/admin/grants/" + next(
        one["id"] for one in ann.browser.get_json("/admin/grants?user=" + ann.id)["grants"] if one["role"] == "admin"))


def check_escalation(s, ann, bob):
    """Bob administers roles and groups, and can make nobody more than they are."""
    ann.browser.must(201, "POST", "/admin/permissions", name="look-after", resource="admin/*", action="*")
    ann.browser.must(201, "POST", "/admin/grants", user=bob.id, permission="look-after")
    ann.browser.must(201, "POST", "/admin/groups", name="chiefs")
    ann.browser.must(201, "POST", "/admin/grants", group="chiefs", role="admin")
    for method, path, body in (("POST", "/admin/grants", {"user": bob.id, "role": "admin"}),
                               ("POST", "/admin/grants", {"user": bob.id, "permission": "administer"}),
                               ("POST", "/admin/grants", {"group": "staff", "permission": "edit"}),
                               ("POST", "/admin/roles", {"name": "mine", "permissions": ["administer"]}),
                               ("PATCH", "/admin/roles/editor", {"permissions": ["edit"]}),
                               ("POST", "/admin/permissions", {"name": "mine", "resource": "*", "action": "write"}),
                               ("PUT", "/admin/groups/chiefs/members/" + bob.id, {})):
        bob.browser.must_refuse(403, "more_than_you_have", method, path, **body)
    assert not bob.browser.get_json("/authorize?resource=anything&action=write")["allowed"]
    bob.browser.must(204, "PUT", "/admin/groups/staff/members/" + bob.id)
    held = s.sql("SELECT COUNT(*) FROM access_grant a JOIN user u ON u.id = a.user_id WHERE u.email = '%s'" % BOB)
    assert held.strip() == "1", held


def check_rules(s, ann, bob, eve):
    """A dry run, problems, two editors, and what holds at the gate."""
    seen = ann.browser.get_json(RULES)
    assert (seen["version"], seen["default"], seen["rules"]) == (0, "signed_in", []), seen
    wanted = {**seen, "rules": [STAFF_ONLY, NOBODY_ELSE]}
    plan = ann.browser.must(200, "PUT", RULES + "?dry_run=1", **wanted).json
    assert plan["differences"] and "rules" not in plan and ann.browser.get_json(RULES) == seen, plan
    got = ann.browser.must_refuse(422, "rules_refused", "PUT", RULES, **{
        **seen, "rules": [STAFF_ONLY, {**NOBODY_ELSE, "allow": ["group:none"], "effect": "allow"}]})
    assert {(one["site"], one["rule"]) for one in got.json["problems"]} == {("wiki", 2)}, got.text
    got = ann.browser.must_refuse(422, "rules_refused", "PUT", RULES, **{
        **seen, "rules": [{"name": "closed", "effect": "deny"}]})
    assert "lock yourself out" in got.text, got.text

    outsider = ApiBrowser(s)
    assert outsider.sign_in("carl@example.org").status == 201
    assert s.visit(outsider.cookie, "/staff/x").status == 200
    done = ann.browser.must(200, "PUT", RULES, **wanted).json
    assert done["differences"] == plan["differences"] and done["rules"] == ann.browser.get_json(RULES), done
    wait_until(lambda: s.visit(outsider.cookie, "/staff/x").status == 403, "the rules hold at the gate")
    assert s.visit(eve.browser.cookie, "/staff/x").status == 200
    check_explanation(ann)

    # Bob has read what was there before.
    bob.browser.must_refuse(409, "changed_meanwhile", "PUT", RULES, **{**seen, "rules": []})
    assert ann.browser.get_json(RULES) == done["rules"]
    ann.browser.must_refuse(409, "in_use", "DELETE", "/admin/groups/staff")
    bob.browser.must(200, "PUT", RULES, **{**done["rules"], "rules": []})
    wait_until(lambda: s.visit(outsider.cookie, "/staff/x").status == 200, "the site without rules")


def check_explanation(ann):
    def explained(query):
        return ann.browser.get_json("/admin/sites/wiki/explain?path=/staff/x" + query)

    got = explained("&user=carl@example.org")
    assert (got["outcome"], got["gate_status"], got["rule"]["number"]) == ("denied", 403, 2), got
    assert [one["result"] for one in got["rules"]] == ["subject", "decides"], got
    assert explained("&user=" + EVE)["outcome"] == "pass" and explained("")["outcome"] == "sign_in"


def check_audit(s, ann, bob):
    entries = json.loads(s.postern.command("audit", "--json", "--limit", "1000"))
    by = {person.id: {entry["event"] for entry in entries if entry["actor"] == "admin:" + person.id}
          for person in (ann, bob)}
    assert by[ann.id] >= {"group_added", "group_joined", "permission_added", "role_added", "role_changed", "granted",
                          "rules_changed"}, by
    assert by[bob.id] == {"group_joined", "rules_changed"}, by


with stack() as s:
    s.postern.add_user("root@example.org", admin=True)  # at the command line only
    s.postern.add_user("carl@example.org")
    people = [ApiPerson(s, email) for email in (ANN, BOB, EVE)]
    for person in people:
        person.set_up()
        person.id = json.loads(s.postern.command("user", "show", person.email, "--json"))["id"]
    ann_, bob_, eve_ = people
    s.postern.command("group", "add", "staff")
    for email in (ANN, "carl@example.org"):
        s.postern.command("grant", "add", "--user", email, "--role", "admin")
    s.postern.command("grant", "remove", "--user", "root@example.org", "--role", "admin")
    check_who_is_let_in(s, ann_, bob_)
    s.postern.command("grant", "remove", "--user", "carl@example.org", "--role", "admin")
    check_groups_and_grants(ann_, eve_)
    for person in people:
        person.step_up()
    check_escalation(s, ann_, bob_)
    check_rules(s, ann_, bob_, eve_)
    check_audit(s, ann_, bob_)
