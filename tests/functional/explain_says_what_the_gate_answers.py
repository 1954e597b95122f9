#!/usr/bin/python3
"""`postern explain` says what the gate answers, by which rule, and why the rules above did not decide: for each of many
requests, nginx gets the very answer."""

import json

import functional  # noqa: F401
from access_rules import apply_rules
from postern import stack, wait_until

RULES = """\
[site.wiki]
default   = "signed_in"

[[site.wiki.rule]]
name      = "not in force"
enabled   = false
path      = ["/**"]
effect    = "deny"

[[site.wiki.rule]]
name      = "health check"
path      = ["/health"]
methods   = ["GET"]
effect    = "public"

[[site.wiki.rule]]
name      = "not from here"
path      = ["/office/**"]
from      = ["192.0.2.0/24"]
effect    = "public"

[[site.wiki.rule]]
name      = "on trial"
dry_run   = true
path      = ["/office/**"]
effect    = "deny"

[[site.wiki.rule]]
name      = "editors"
path      = ["/admin/**"]
allow     = ["group:editors"]
effect    = "allow"

[[site.wiki.rule]]
name      = "chiefs"
path      = ["/admin/**"]
allow     = ["role:chief"]
effect    = "allow"

[[site.wiki.rule]]
name      = "nobody else"
path      = ["/admin/**"]
effect    = "deny"

[[site.wiki.rule]]
name      = "with two factors"
path      = ["/vault/**"]
level     = 2
effect    = "allow"
"""
ANSWERS = {204: {200}, 401: {401}, 403: {403}}  # of the gate, and of nginx to a program
# Path, method, who, and what is expected: the outcome, and the number of the rule that decides.
CASES = [
    ("/", "GET", None, "sign_in", None),
    ("/", "GET", "bob", "pass", None),
    ("/health", "GET", None, "pass", 2),
    ("/health", "HEAD", None, "pass", 2),
    ("/health", "POST", None, "sign_in", None),
    ("/health/x", "GET", None, "sign_in", None),
    ("/office/", "GET", None, "sign_in", None),
    ("/office/", "GET", "bob", "pass", None),
    ("/admin", "GET", None, "sign_in", 5),
    ("/admin/x", "GET", "ann", "pass", 5),
    ("/admin/x", "POST", "cleo", "pass", 6),
    ("/admin/x", "GET", "bob", "denied", 7),
    ("/vault/x", "GET", "ann", "step_up", 8),
    ("/vault/x", "GET", None, "sign_in", 8),
    ("/a;b", "GET", "ann", "odd_path", None),
    ("/ADMIN/x", "GET", "bob", "pass", None),
]


def explain(s, path, method="GET", who=None, *more):
    """What `postern explain --json` says about a request from this machine."""
    user = ["--user", who + "@example.org"] if who else ["--anonymous"]
    return json.loads(s.postern.command("explain", "--site", "wiki", "--path", path, "--method", method, *user,
                                        "--from", "127.0.0.1", "--json", *more))


def check_answers(s, cookies):
    """The words and the gate agree."""
    for path, method, who, outcome, number in CASES:
        said = explain(s, path, method, who)
        context = (path, method, who, said)
        assert said["outcome"] == outcome, context
        assert (said["rule"] or {}).get("number") == number, context
        wait_until(lambda: s.visit_as_program(cookies.get(who), path, method).status in ANSWERS[said["gate_status"]],
                   "the gate's answer to %s" % (context,))
        results = [rule["result"] for rule in said["rules"]]
        assert len(results) == 8, context
        if number:
            assert results[number - 1] == "decides" and "decides" not in results[:number - 1], context
            assert set(results[number:]) <= {"not_reached"}, context


def check_reasons(s):
    """Why a rule did not decide."""
    results = [rule["result"] for rule in explain(s, "/office/", "GET", "bob")["rules"]]
    assert results == ["disabled", "path", "network", "dry_run", "path", "path", "path", "path"], results
    said = explain(s, "/office/", "GET", "bob")
    assert said["dry_run_rule"]["name"] == "on trial" and said["dry_run_outcome"] == "denied", said
    said = explain(s, "/admin/x", "GET", "bob")
    assert [rule["result"] for rule in said["rules"]][4:] == ["subject", "subject", "decides", "not_reached"], said
    assert "group:editors" in said["rules"][4]["words"], said
    assert explain(s, "/health", "POST")["rules"][1]["result"] == "method"
    said = explain(s, "/a;b", "GET", "ann")
    assert said["odd_path"] == "parameter" and said["decided_by"] == "odd_paths, refuse", said
    said = explain(s, "/admin/x", "GET", "ann")
    assert said["groups"] == ["editors"], said
    text = s.postern.command("explain", "--site", "wiki", "--path", "/admin/x", "--user", "bob@example.org")
    assert "Rule 5: editors: the user is not group:editors" in text and "Rule 8: with two factors: not reached" in text
    assert 'The gate refuses the request (status 403). Decided by: rule 7 "nobody else".' in text, text
    for path, is_asked in (("/a;b", False), ("/", True)):
        text = s.postern.command("explain", "--site", "wiki", "--path", path, "--user", "bob@example.org")
        assert ("Default: " in text) == is_asked, text


def check_what_if(s):
    """Another network, another level, another time."""
    said = json.loads(s.postern.command("explain", "--site", "wiki", "--path", "/office/", "--from", "192.0.2.7",
                                        "--json"))
    assert (said["outcome"], said["rule"]["number"]) == ("pass", 3), said
    assert explain(s, "/vault/x", "GET", "ann")["demand"] == {"level": 2, "max_age_seconds": None}
    assert explain(s, "/vault/x", "GET", "ann", "--level", "2")["outcome"] == "pass"
    s.postern.command("group", "join", "editors", "bob@example.org", "--until", "7d")
    assert explain(s, "/admin/x", "GET", "bob")["outcome"] == "pass"
    assert explain(s, "/admin/x", "GET", "bob", "--at", "8d")["outcome"] == "denied"
    s.postern.command("group", "leave", "editors", "bob@example.org")


def check_refusals(s):
    """What cannot be asked."""
    for status, *words in ((1, "--site", "nowhere", "--path", "/"), (2, "--site", "wiki"),
                           (1, "--site", "wiki", "--path", "/", "--user", "nobody@example.org"),
                           (2, "--site", "wiki", "--path", "/", "--user", "ann@example.org", "--anonymous"),
                           (2, "--site", "wiki", "--path", "/", "--age", "old"),
                           (2, "--site", "wiki", "--path", "/", "--at", "soon"),
                           (2, "--site", "wiki", "--path", "/", "--from", "office"),
                           (2, "--site", "wiki", "--path", "http://wiki.example.org/"),
                           (2, "--site", "wiki", "--path", "/", "--level", "4")):
        got, out, err = s.postern.split_command("explain", *words)
        assert got == status and out == "" and err.startswith("postern: "), (words, got, out, err)


def main():
    with stack(settings="[gate]\nworkers = 2\n") as s:
        for name in ("ann", "bob", "cleo"):
            s.postern.add_user(name + "@example.org")
        s.postern.command("group", "add", "editors")
        s.postern.command("group", "join", "editors", "ann@example.org")
        s.postern.command("role", "add", "chief")
        s.postern.command("grant", "add", "--user", "cleo@example.org", "--role", "chief")
        apply_rules(s, RULES)
        cookies = {name: s.sign_in(name + "@example.org") for name in ("ann", "bob", "cleo")}
        check_answers(s, cookies)
        check_reasons(s)
        check_what_if(s)
        check_refusals(s)


if __name__ == "__main__":
    main()
