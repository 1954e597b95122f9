#!/usr/bin/python3
"""An administrator drafts rules in the console, sees in words what they change, and publishes them; nginx decides by
them at once. A draft whose rules were changed meanwhile, with `postern rules apply`, is not published over them unseen.
An earlier version comes back. Somebody who may administer one group fills that group, and no other."""

import html
import json
import re

import functional  # noqa: F401
from access_rules import apply_rules
from postern import stack, wait_until
from second_factor import Person, target

ANN, BOB = "ann@example.org", "bob@example.org"
RULES = "/admin/sites/wiki/rules"
DENIES_BOB = """\
[site.wiki]
default = "signed_in"

[[site.wiki.rule]]
name = "not <b>Bob</b>"
path = ["/plans/**"]
deny = ["user:bob@example.org"]

[[site.wiki.test]]
as     = "bob@example.org"
path   = "/plans/x"
expect = "denied"
"""
MEANWHILE = """\
[site.wiki]
default = "signed_in"

[[site.wiki.rule]]
name   = "nobody here"
path   = ["/closed/**"]
effect = "deny"
"""


def send(person, page, path, **fields):
    """The answer to the form of the page."""
    return person.browser.submit(page, person.s.portal_url + path, **fields)


def must_get(person, path):
    page = person.get(path)
    assert page.status == 200, (path, page.status, page.header("Location"))
    return page


def must_lead(answer, path):
    assert answer.status == 303 and target(answer).endswith(path), (answer.status, target(answer), answer.text[:2000])


def visits_plans(s, person):
    return s.visit(person.cookie, "/plans/x").status


def publish(person, reason):
    page = must_get(person, RULES + "/publish")
    ticked = {"sure": "1"} if 'name="sure"' in page.text else {}
    return send(person, page, RULES + "/publish", reason=reason, **ticked)


def check_publishing(s, ann, bob):
    assert visits_plans(s, bob) == 200
    edit = must_get(ann, RULES + "/edit")
    wrong = send(ann, edit, RULES + "/edit", text="[site.wiki]\ndefault = \"open\"\n")
    assert wrong.status == 422 and "Line 2:" in wrong.text, (wrong.status, wrong.text)
    must_lead(send(ann, edit, RULES + "/edit", text=DENIES_BOB), RULES + "/publish")
    review = must_get(ann, RULES + "/publish")
    assert "not &lt;b&gt;Bob&lt;/b&gt;" in review.text and "1 test has passed." in review.text, review.text
    assert visits_plans(s, bob) == 200, "a draft decided"
    must_lead(publish(ann, "as agreed"), RULES + "?done=rules_published")
    wait_until(lambda: visits_plans(s, bob) == 403, "the rule that denies Bob")
    assert visits_plans(s, ann) == 200
    (entry,) = json.loads(s.postern.command("audit", "--event", "rules_changed", "--json"))
    assert entry["detail"] == "wiki: as agreed" and entry["actor"].startswith("admin:"), entry


def check_changed_meanwhile(s, ann):
    edit = must_get(ann, RULES + "/edit")
    must_lead(send(ann, edit, RULES + "/edit", text="[site.wiki]\ndefault = \"signed_in\"\n"), RULES + "/publish")
    review = must_get(ann, RULES + "/publish")
    apply_rules(s, MEANWHILE)
    refused = send(ann, review, RULES + "/publish", reason="unseen", sure="1")
    must_lead(refused, RULES + "/rebase")
    page = must_get(ann, RULES + "/rebase")
    assert "/closed/**" in html.unescape(page.text), page.text
    shown = s.postern.command("rules", "show", "wiki")
    assert "nobody here" in shown, shown
    must_lead(send(ann, page, RULES + "/rebase"), RULES + "/publish")
    must_lead(publish(ann, "seen"), RULES + "?done=rules_published")
    assert "nobody here" not in s.postern.command("rules", "show", "wiki")


def check_history(s, ann, bob):
    page = must_get(ann, RULES + "/history")
    assert "as agreed" in page.text and "seen" in page.text, page.text
    restore = [path for path in re.findall(r'href="[^"]*(%s/restore\?version=\d+)"' % RULES, page.text)][-1]
    form = must_get(ann, restore)
    must_lead(send(ann, form, RULES + "/restore"), RULES + "/publish")
    must_lead(publish(ann, "back again"), RULES + "?done=rules_published")
    wait_until(lambda: visits_plans(s, bob) == 403, "the rule that came back")
    tried = must_get(ann, "/admin/sites/wiki/try?path=/plans/x&user=" + BOB)
    assert "The request is refused." in tried.text, tried.text


def check_delegation(s, bob):
    for name in ("editors", "staff"):
        s.postern.command("group", "add", name)
    assert bob.get("/admin/groups").status == 404
    s.postern.command("permission", "add", "lead-editors", "--resource", "admin/groups/editors", "--action", "*")
    s.postern.command("grant", "add", "--user", BOB, "--permission", "lead-editors")
    page = must_get(bob, "/admin/groups")
    assert "/admin/groups/editors" in page.text and "staff" not in page.text, page.text
    form = must_get(bob, "/admin/groups/editors/add")
    must_lead(send(bob, form, "/admin/groups/editors/add", addresses=ANN), "?done=members_added&count=1")
    assert bob.get("/admin/groups/staff").status == 404
    assert send(bob, form, "/admin/groups/staff/add", addresses=ANN).status == 404
    members = json.loads(s.postern.command("group", "show", "editors", "--json"))["members"]
    assert [one["email"] for one in members] == [ANN], members


with stack() as s_:
    ann_, bob_ = Person(s_, ANN), Person(s_, BOB)
    for one_ in (ann_, bob_):
        one_.set_up()
    s_.postern.command("grant", "add", "--user", ANN, "--role", "admin")
    check_publishing(s_, ann_, bob_)
    check_changed_meanwhile(s_, ann_)
    check_history(s_, ann_, bob_)
    check_delegation(s_, bob_)
