#!/usr/bin/python3
"""Administrators read in the console what the commands print: the health of the server, found out inside the system
call filter; the configuration; the keys; the audit log with filters, as a page and as a file."""

import csv
import html
import io
import json
import re

import functional  # noqa: F401
from postern import stack, wait_until
from second_factor import Person

ANN = "ann@example.org"
PAGES = ("/admin", "/admin/audit", "/admin/mails", "/admin/keys", "/admin/configuration", "/admin/health")


def must_show(person, path):
    """The text of the page, which must be there."""
    page = person.get(path)
    assert page.status == 200, (path, page.status, page.header("Location"))
    return page.text


def rows_of(text):
    """The cells of each row of the tables on a page, as text."""
    for row in re.findall(r"<tr>(.*?)</tr>", text, re.S):
        cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)
        yield [html.unescape(re.sub(r"<[^>]*>", "", cell)).strip() for cell in cells]


def check_who_is_let_in(ann, bob):
    for path in PAGES:
        assert bob.get(path).status == 404, path
        must_show(ann, path)


def check_health(s, ann):
    """What the portal worker finds out, again and again; none of it is a call that the filter ends."""
    workers = s.postern.workers("portal")
    _, said, _ = s.postern.split_command("doctor", "--json")  # whatever it says of nginx
    doctor = {one["check"]: one for one in json.loads(said)["checks"]}
    for _ in range(2 * len(workers)):
        found = {row[0]: row for row in rows_of(must_show(ann, "/admin/health"))}
    for check in ("daemon", "version", "gate socket", "portal socket", "schema", "database settings", "clock", "keys",
                  "signing keys", "site wiki"):
        assert found[check][1] == "Good", found[check]
    assert found["schema"][2] == doctor["schema"]["detail"], (found["schema"], doctor["schema"])
    assert s.postern.workers("portal") == workers
    assert not [line for line in s.postern.log() if line["event"] == "forbidden_system_call"]


def check_configuration(s, ann):
    shown = {row[0]: row for row in rows_of(must_show(ann, "/admin/configuration"))}
    for key, value in json.loads(s.postern.command("config", "show", "--json")).items():
        assert shown[key][1] == value, (key, value, shown[key])
    assert shown["server.public_url"][2] == "File", shown["server.public_url"]
    only_set = [row[0] for row in rows_of(must_show(ann, "/admin/configuration?show=set"))]
    assert "server.public_url" in only_set and len(only_set) < len(shown), only_set


def check_keys(s, ann):
    listed = json.loads(s.postern.command("key", "list", "--json"))
    text = must_show(ann, "/admin/keys")
    for key in listed["keys"]:
        assert key["id"] in text, key
    for key in listed["signing_keys"]:
        assert key["kid"] in text, key


def check_audit(s, ann):
    refused = s.try_sign_in(ANN, "not their password")
    assert refused.status == 401, (refused.status, refused.text)
    ours = "/admin/audit?event=sign_in&result=refused&user=ann%40example.org"
    (entry,) = json.loads(s.postern.command("audit", "--event", "sign_in", "--result", "refused", "--json"))
    assert "wrong_password" in must_show(ann, ours)
    got = ann.get(ours + "&format=csv")
    assert got.header("Content-Type") == "text/csv; charset=utf-8", got.headers
    (row,) = csv.DictReader(io.StringIO(got.text, newline=""))
    assert row == {name: value or "" for name, value in entry.items()}, (row, entry)
    assert json.loads(ann.get(ours + "&format=json").text) == [entry]
    # One request, one id: on the page, in the file, at the command line.
    request = entry["request_id"]
    assert len(list(rows_of(must_show(ann, "/admin/audit?request=" + request)))) == 2
    assert json.loads(s.postern.command("audit", "--request", request, "--json")) == [entry]
    assert ann.get("/admin/audit?live=30").header("Refresh").startswith("30; url=/admin/audit?live=30&turn=1")
    assert ann.get("/admin/audit?user=nobody@example.org").status == 422


with stack() as s:
    ann_, bob_ = Person(s, ANN), Person(s, "bob@example.org")
    for person in (ann_, bob_):
        person.set_up()
    s.postern.command("grant", "add", "--user", ANN, "--role", "admin")
    wait_until(lambda: len(json.loads(s.postern.command("key", "list", "--json"))["signing_keys"]) == 2, "signing keys")
    check_who_is_let_in(ann_, bob_)
    check_health(s, ann_)
    check_configuration(s, ann_)
    check_keys(s, ann_)
    check_audit(s, ann_)
