#!/usr/bin/python3
"""An application asks whether its user may do something, and, with a permission for that, whether any user may: single
questions and several at once (AuthZEN 1.0). Permissions count from the moment they are granted, by whatever way a user
holds them, and until they end."""

import json

import functional  # noqa: F401
from api_browser import ApiBrowser
from http_client import fetch
from postern import stack

ANN, BOB = "ann@example.org", "bob@example.org"


class Application(ApiBrowser):
    """A program with the session of its own user."""

    def ask(self, path, body, headers=()):
        """The answer, with the document in it."""
        cookies = self.cookie_header()
        got = fetch(self._s.portal_port, path, "POST", [
            ("Content-Type", "application/json"), *([("Cookie", cookies)] if cookies else []), *headers],
                    json.dumps(body).encode())
        got.json = json.loads(got.text)
        return got

    def decide(self, body, **expected):
        """(decision, reason) of one evaluation."""
        got = self.ask("/access/v1/evaluation", body)
        assert got.status == expected.get("status", 200), (got.status, got.text)
        return got.json["decision"], got.json["context"]["reason"]


def question(user, kind, number, action):
    return {"subject": {"type": "user", "id": user}, "resource": {"type": kind, "id": number},
            "action": {"name": action}}


def check_own(s, ann):
    def authorize(resource, action):
        return ann.get_json("/authorize?resource=%s&action=%s" % (resource, action))

    assert authorize("page", "edit") == {"allowed": False, "reason": "no_grant", "until": None}
    s.postern.command("group", "add", "editors")
    s.postern.command("grant", "add", "--group", "editors", "--role", "editor")
    s.postern.command("group", "join", "editors", ANN)
    assert authorize("page", "edit") == {"allowed": True, "reason": "granted", "until": None}
    assert not authorize("page", "delete")["allowed"]
    s.postern.command("group", "leave", "editors", ANN)
    assert not authorize("page", "edit")["allowed"]
    ann.must_refuse(400, "invalid_request", "GET", "/authorize?resource=page")
    got = fetch(s.portal_port, "/api/v1/authorize?resource=page&action=edit")
    assert got.status == 401, got.status


def check_caller(s, app, one):
    """Who may ask: nobody without the permission, from the next request on."""
    stranger = Application(s)
    got = stranger.ask("/access/v1/evaluation", one, [("X-Request-ID", "abc-1")])
    assert got.status == 401 and got.header("X-Request-ID") == "abc-1", (got.status, got.headers)
    got = app.ask("/access/v1/evaluation", one)
    assert (got.status, got.json["code"]) == (403, "permission_required"), got.text
    s.postern.command("permission", "add", "decisions", "--resource", "authorize", "--action", "ask")
    s.postern.command("grant", "add", "--user", "app@example.org", "--permission", "decisions")
    got = app.ask("/access/v1/evaluation", one, [("X-Request-ID", "abc-2")])
    assert got.status == 200 and got.header("X-Request-ID") == "abc-2", (got.status, got.text)
    assert got.header("Cache-Control") == "no-store", got.headers
    got = app.ask("/access/v1/evaluation", one, [("Origin", "https://evil.example")])
    assert (got.status, got.json["code"]) == (403, "cross_site_request"), got.text


def check_single(s, app, user):
    one = question(user, "page", "42", "edit")
    assert app.decide(one) == (False, "no_grant")
    s.postern.command("permission", "add", "page-42", "--resource", "page/42", "--action", "edit")
    s.postern.command("grant", "add", "--user", BOB, "--permission", "page-42", "--until", "2099-01-01T00:00:00Z")
    got = app.ask("/access/v1/evaluation", one)
    assert got.json == {"decision": True, "context": {"reason": "granted", "until": "2099-01-01T00:00:00Z"}}, got.text
    assert app.decide(question(user, "page", "43", "edit")) == (False, "no_grant")
    assert app.decide(question("nobody", "page", "42", "edit")) == (False, "unknown_subject")
    s.sql("UPDATE access_grant SET expires_at = UTC_TIMESTAMP() - INTERVAL 1 MINUTE WHERE expires_at IS NOT NULL")
    assert app.decide(one) == (False, "expired")
    s.postern.command("grant", "add", "--user", BOB, "--role", "editor")
    assert app.decide(one) == (True, "granted")
    s.postern.command("user", "disable", BOB)
    assert app.decide(one) == (False, "unknown_subject")
    s.postern.command("user", "enable", BOB)
    got = app.ask("/access/v1/evaluation", {"subject": {"type": "user"}})
    assert (got.status, got.json["code"]) == (400, "invalid_request"), got.text


def check_several(app, user):
    body = {"subject": {"type": "user", "id": user}, "resource": {"type": "page", "id": "1"}, "evaluations": [
        {"action": {"name": "edit"}}, {"action": {"name": "delete"}}, {}, {"action": {"name": "edit"}}]}

    def decisions(**options):
        got = app.ask("/access/v1/evaluations", {**body, **({"options": options} if options else {})})
        assert got.status == 200, got.text
        return [one["decision"] for one in got.json["evaluations"]]

    assert decisions() == [True, False, False, True]
    assert decisions(evaluations_semantic="deny_on_first_deny") == [True, False]
    assert decisions(evaluations_semantic="permit_on_first_permit") == [True]
    got = app.ask("/access/v1/evaluations", {**body, "evaluations": [{}] * 51})
    assert (got.status, got.json["code"]) == (400, "invalid_request"), got.text


def check_configuration(s):
    got = fetch(s.portal_port, "/.well-known/authzen-configuration")
    assert got.status == 200 and json.loads(got.text) == {
        "policy_decision_point": s.portal_url,
        "access_evaluation_endpoint": s.portal_url + "/access/v1/evaluation",
        "access_evaluations_endpoint": s.portal_url + "/access/v1/evaluations"}, got.text


with stack() as s:
    for email in ("root@example.org", ANN, BOB, "app@example.org"):  # the first is an administrator
        s.postern.add_user(email)
    s.postern.command("permission", "add", "page-edit", "--resource", "page", "--action", "edit")
    s.postern.command("role", "add", "editor", "--permission", "page-edit")
    ann, app = ApiBrowser(s), Application(s)
    assert ann.sign_in(ANN).status == 201 and app.sign_in("app@example.org").status == 201
    bob = json.loads(s.postern.command("user", "show", BOB, "--json"))["id"]
    check_own(s, ann)
    check_caller(s, app, question(bob, "page", "42", "edit"))
    check_single(s, app, bob)
    check_several(app, bob)
    check_configuration(s)
