#!/usr/bin/python3
"""The gate's refusals, demands for more proof, dry-run decisions and first visits are counted by the hour, and so is
how often each rule decides: without a path, without a write for each request, and without a loss when the database is
away or the daemon stops. `postern audit --access` lists them, and deleting a user removes theirs."""

import collections
import json
import time

import functional  # noqa: F401
from access_rules import apply_rules
from metrics import read_metrics
from postern import CommandFailed, stack, wait_until

ANN, BOB = "ann@example.org", "bob@example.org"
SETTINGS = '[gate]\nlast_seen_interval = "%ds"\nrevocation_poll = "200ms"\n'
RULES = """\
[site.wiki]
default = "signed_in"

[[site.wiki.rule]]
name   = "the admin area"
path   = ["/admin/**"]
allow  = ["user:ann@example.org"]
effect = "allow"

[[site.wiki.rule]]
name   = "nobody else"
path   = ["/admin/**"]
effect = "deny"

[[site.wiki.rule]]
name   = "with two factors"
path   = ["/safe/**"]
allow  = ["user:ann@example.org"]
level  = 2
effect = "allow"

[[site.wiki.rule]]
name    = "closed soon"
path    = ["/old/**"]
effect  = "deny"
dry_run = true
"""
NAMES = {"1": "the admin area", "2": "nobody else", "3": "with two factors", "4": "closed soon"}


def listed(s, *arguments):
    return json.loads(s.postern.command("audit", "--access", "--json", *arguments))


def counts(s, *arguments):
    """{(rule, verdict, address): how often}, over all hours: the test may see the end of one."""
    found = collections.Counter()
    for row in listed(s, *arguments):
        found[row["rule"], row["verdict"], row["email"]] += row["count"]
    return dict(found)


def refused(s, status, *arguments):
    try:
        said = s.postern.command(*arguments)
    except CommandFailed as failure:
        assert failure.status == status, (arguments, failure.status, failure.output)
        return failure.output
    raise AssertionError("%s was done: %s" % (arguments, said))


def next_second():
    """Rules have the same names as in the second before only from the second after their change on."""
    second = int(time.time())
    wait_until(lambda: int(time.time()) > second, "the next second", 2)


def visits(s, cookie, target, times, status):
    for _ in range(times):
        got = s.visit(cookie, target)
        assert got.status == status, (target, got.status, got.text[:300])


def check_counts(s, ann, bob):
    visits(s, ann, "/admin/", 3, 200)
    visits(s, bob, "/admin/users", 5, 403)
    visits(s, ann, "/safe/", 2, 302)
    visits(s, bob, "/old/", 2, 200)
    visits(s, bob, "/a%2Fb", 1, 403)
    visits(s, None, "/", 4, 302)
    expected = {("1", "first_visit", ANN): 1, ("2", "denied", BOB): 5, ("3", "step_up", ANN): 2,
                ("4", "dry_deny", BOB): 2, ("default", "first_visit", BOB): 1, ("odd_path", "odd_path", BOB): 1}
    wait_until(lambda: sum(counts(s).values()) >= sum(expected.values()), "all counts in the database")
    assert counts(s) == expected, counts(s)
    hits = counts(s, "--verdict", "hit")
    assert (hits["1", "hit", None], hits["2", "hit", None]) == (3, 5), hits
    for row in listed(s):
        assert row["site"] == "wiki" and row["hour"] <= row["first_at"] <= row["last_at"], row
        assert row["hour"].endswith(":00:00Z") and row["rule_name"] == NAMES.get(row["rule"]), row
    for path in ("admin", "users", "safe", "old", "2F"):
        assert path not in s.sql("SELECT * FROM access_event"), path
    numbers = read_metrics(s.portal_port)
    assert numbers["postern_access_counts_written_total",] >= len(expected), numbers
    assert numbers["postern_access_decisions_dropped_total",] == 0, numbers


def check_list(s):
    """Filters, the table, and what cannot be asked for."""
    assert set(counts(s, "--user", ANN)) == {("1", "first_visit", ANN), ("3", "step_up", ANN)}
    assert set(counts(s, "--verdict", "denied")) == {("2", "denied", BOB)}
    assert counts(s, "--site", "wiki") == counts(s) == counts(s, "--since", "1h")
    assert counts(s, "--until", "2020-01-01") == counts(s, "--user", ANN, "--verdict", "denied") == {}
    assert len(listed(s, "--limit", "2")) == 2
    table = s.postern.command("audit", "--access")
    assert "HOUR" in table and "nobody else" in table and BOB in table, table
    assert "no such site" in refused(s, 1, "audit", "--access", "--site", "nowhere")
    assert "use one of denied," in refused(s, 2, "audit", "--access", "--verdict", "party")
    for mixed in (("--access", "--event", "sign_in"), ("--access", "--follow"), ("--site", "wiki"),
                  ("--verdict", "denied")):
        assert "--access" in refused(s, 2, "audit", *mixed)


def check_outage(s, bob):
    """While the database is away they wait in memory."""
    before = counts(s)["2", "denied", BOB]
    s.proxy.cut()
    try:
        visits(s, bob, "/admin/", 4, 403)
        wait_until(lambda: "access_counts_not_written" in s.postern.tail(10**6), "an attempt that fails")
    finally:
        s.proxy.restore()
    wait_until(lambda: counts(s)["2", "denied", BOB] >= before + 4, "what came meanwhile")
    assert counts(s)["2", "denied", BOB] == before + 4


def check_stop(s):
    """What has not been written when the daemon is told to stop is written then."""
    before = counts(s)["2", "denied", BOB]
    s.postern.stop()
    s.postern.configure(SETTINGS % 60)
    s.postern.start()
    visits(s, s.sign_in(BOB), "/admin/", 3, 403)
    assert counts(s)["2", "denied", BOB] == before, "written before its time"
    assert s.postern.stop() == 0
    assert counts(s)["2", "denied", BOB] == before + 3
    s.postern.configure(SETTINGS % 1)
    s.postern.start()


def check_changes(s):
    """Other rules have other names; a deleted user leaves nothing."""
    apply_rules(s, RULES.replace("nobody else", "somebody else"))
    assert {row["rule_name"] for row in listed(s)} == {None}
    s.postern.command("user", "delete", BOB, "--now")
    assert {row["email"] for row in listed(s)} == {ANN}


with stack(settings=SETTINGS % 1, through_proxy=True) as whole:
    for email in (ANN, BOB):
        whole.postern.add_user(email)
    apply_rules(whole, RULES)
    next_second()
    of_ann, of_bob = whole.sign_in(ANN), whole.sign_in(BOB)
    check_counts(whole, of_ann, of_bob)
    check_list(whole)
    check_outage(whole, of_bob)
    check_stop(whole)
    check_changes(whole)
