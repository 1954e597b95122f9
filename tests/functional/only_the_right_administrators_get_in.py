#!/usr/bin/python3
"""Every page of the console and every operation of administrators, for each kind of visitor: a stranger, a user, an
administrator of one site, one who may only read, one without a second factor, one whose proof is stale, one who may do
everything, and programs with tokens. Only the right ones get in; what lies outside of somebody's scope is not found,
like what does not exist; and nobody gets in from a network that the configuration does not name."""
# seconds: 300

import json
import os
import re

import functional  # noqa: F401
from api_browser import CSRF, JSON_BODY
from api_person import ApiPerson
from http_client import Browser, fetch, hidden_fields
from nginx import ROOT
from postern import PASSWORD, stack
from tokens import bearer
from witness import CHEAP_PASSWORDS

API = "/api/v1/admin/"
NONE = "A" * 22
NO_SUCH_MEMBER = b'{"no_such_member": 1}'  # nothing is done for it by those who are let in
OWN, OTHER = "notes", "shop"               # sites: of the administrator of one site, and of nobody's
# What Ann does not find, because it takes something that this test does not make: that the row is there and asks for
# the right permission is shown by the administrator with the stale proof.
TAKES_MORE = {"/admin/look/{page}", "/admin/groups/{name}/remove", "/admin/roles/{name}/revoke",
              "/admin/sites/{name}/rules/restore", "/admin/users/{id}/groups/{name}/leave", "/admin/sessions/{id}/end",
              "/admin/invitations", "/admin/approvals", "/admin/approvals/{id}/decline"}


class Row:
    """A page or an operation: where it is, and what it takes."""

    def __init__(self, method, path, area, action):
        self.method, self.path, self.area, self.action = method, path, area, action

    @property
    def writes(self):
        return self.action == "write"

    @property
    def is_of_a_site(self):
        """Whether it is about one site: the administrator of that one gets in."""
        return self.area in ("sites", "rules") and "{name}" in self.path

    @property
    def lists_sites(self):
        return self.method == "GET" and self.path in ("/admin/sites", API + "sites")

    def __str__(self):
        return "%s %s" % (self.method, self.path)


def pages():
    with open(os.path.join(ROOT, "tests/support/admin_pages.txt"), encoding="utf-8") as file:
        rows = [Row(*line.split()) for line in file if not line.startswith("#")]
    assert len(rows) > 80, len(rows)
    return sorted(rows, key=lambda row: row.method)


def operations(s):
    """From the document, which a unit test compares with the routes. What removes something comes last."""
    document = json.loads(fetch(s.portal_port, "/api/openapi.json").text)
    rows = [Row(method.upper(), path, path[len(API):].split("/")[0], "read" if method == "get" else "write")
            for path, item in document["paths"].items() if path.startswith(API) for method in item]
    assert len(rows) >= 60, len(rows)
    return sorted(rows, key=lambda row: row.method == "DELETE")


class Cast:
    """Who asks, and what they may ask about."""

    def __init__(self, s):
        self.s = s
        self.victim = self._id("vic@example.org", add=True)
        self.session = self._session_of_victim()
        self.invitation = json.loads(s.postern.command("invite", "add", "may@example.org", "--json"))["invitation"]["id"]
        for words in (("group", "add", "editors"), ("group", "join", "editors", "vic@example.org"),
                      ("permission", "add", "edit", "--resource", "wiki/pages", "--action", "edit"),
                      ("role", "add", "editor", "--permission", "edit"),
                      ("permission", "add", "read-all", "--resource", "admin/*", "--action", "read"),
                      ("role", "add", "observer", "--permission", "read-all"),
                      ("permission", "add", "run-own", "--resource", "admin/sites/" + OWN, "--action", "*"),
                      ("permission", "add", "rule-own", "--resource", "admin/rules/" + OWN, "--action", "*")):
            s.postern.command(*words)
        for site in (OWN, OTHER):
            self.add_site(site)
        self.ann, self.stan, self.rea, self.sid, self.ulla = (
            self._with_app(name, *given) for name, given in (
                ("ann", [("--role", "admin")]), ("stan", [("--role", "admin")]), ("rea", [("--role", "observer")]),
                ("sid", [("--permission", "run-own"), ("--permission", "rule-own")]), ("ulla", [])))
        self.nora = ApiPerson(s, "nora@example.org")
        s.postern.command("grant", "add", "--user", self.nora.email, "--role", "admin")
        assert self.nora.browser.sign_in(self.nora.email).status == 201
        self.nora.id = self._id(self.nora.email)
        s.sql("UPDATE session SET factor_at = factor_at - INTERVAL 6 MINUTE WHERE user_id ="
              " (SELECT id FROM user WHERE email = '%s')" % self.stan.email)

    def add_site(self, name):
        self.s.postern.command("site", "add", name, "http://%s.example.org" % name)

    def _id(self, email, add=False):
        if add:
            self.s.postern.add_user(email)
        return json.loads(self.s.postern.command("user", "show", email, "--json"))["id"]

    def _session_of_victim(self):
        victim = Browser()
        page = victim.get(self.s.portal_url + "/login")
        assert victim.submit(page, email="vic@example.org", password=PASSWORD).status == 303
        return json.loads(self.s.postern.command("session", "list", "--user", "vic@example.org", "--json"))[0]["id"]

    def _with_app(self, name, *given):
        person = ApiPerson(self.s, name + "@example.org")
        person.set_up()
        person.id = self._id(person.email)
        for words in given:
            self.s.postern.command("grant", "add", "--user", person.email, *words)
        return person

    def token(self, *scopes):
        made = self.ann.browser.must(201, "POST", "/me/access-tokens", name=" ".join(scopes), scopes=scopes)
        return made.json["token"]

    def address(self, row, site, absent=False):
        """Of something that there is; with `absent`, of something that there is not."""
        names = {"groups": "editors", "roles": "editor", "permissions": "edit", "networks": "office"}
        if "/permissions/{name}" in row.path:
            name = "edit"
        else:
            name = site if row.is_of_a_site else names.get(row.area, "editors")
        ids = {"sessions": self.session, "invitations": self.invitation}.get(
            row.path.split("{")[0].split("/")[-2], self.victim)
        values = {"name": name, "network": "office", "id": ids, "token": NONE, "page": "login"}
        return re.sub(r"\{(\w+)\}", lambda match: NONE if absent else values[match[1]], row.path)


# --- what is asked, and what is answered ------------------------------------------------------------------------------

def by_api(cast, row, browser=None, token=None, site=OWN, absent=False):
    """`not_signed_in`, another code of a refusal, `not found` or `open`; and the answer."""
    headers = [CSRF]
    if browser and browser.cookies:
        headers.append(("Cookie", browser.cookie_header()))
    if token:
        headers.append(("Authorization", bearer(token)))
    body = b"" if row.method == "GET" else NO_SUCH_MEMBER
    if body:
        headers.append(JSON_BODY)
    got = fetch(cast.s.portal_port, cast.address(row, site, absent), row.method, headers, body)
    assert got.status < 500, (str(row), got.status, got.text)
    if got.status in (401, 403):
        return json.loads(got.text)["code"], got
    return "not found" if got.status == 404 else "open", got


def by_page(cast, row, browser, site=OWN):
    """`not found`, `factor needed`, `step up` or `open`; and the answer."""
    url = cast.s.portal_url + cast.address(row, site)
    if row.method == "GET":
        got = browser.get(url)
    else:
        token = hidden_fields(browser.get(cast.s.portal_url + "/account").text).get("form_token", "none")
        got = browser.post(url, {"form_token": token})
    assert got.status < 500, (str(row), got.status, got.text)
    location = got.header("Location") or ""
    if got.status == 404:
        return "not found", got
    if got.status == 403:
        assert "second factor" in got.text, (str(row), got.text)
        return "factor needed", got
    return "step up" if "/login/step-up" in location else "sign in" if "/login" in location else "open", got


class Cells:
    """Collects what is wrong, so that all of it is shown."""

    def __init__(self):
        self.wrong, self.count = [], 0

    def expect(self, who, row, found, wanted, got):
        self.count += 1
        if found != wanted and not (isinstance(wanted, tuple) and found in wanted):
            self.wrong.append("%s: %s: %s instead of %s (%d)" % (who, row, found, wanted, got.status))

    def check(self):
        assert not self.wrong, "\n".join(self.wrong)


def check_api(cast, cells, rows):
    reader, writer = cast.token("admin:read"), cast.token("admin:write")
    for row in rows:
        def cell(who, wanted, row=row, **how):
            found, got = by_api(cast, row, **how)
            cells.expect(who, row, found, wanted, got)

        cell("stranger", "not_signed_in")
        cell("user", "forbidden", browser=cast.ulla.browser)
        cell("reader", "forbidden" if row.writes else "open", browser=cast.rea.browser)
        cell("no factor", "step_up_required", browser=cast.nora.browser)
        cell("stale", "step_up_required" if row.writes else "open", browser=cast.stan.browser)
        cell("token that reads", "insufficient_scope" if row.writes else "open", token=reader)
        cell("one site", "open" if row.is_of_a_site or row.lists_sites else "forbidden", browser=cast.sid.browser)
        if row.is_of_a_site:
            cell("one site, another", "not found", browser=cast.sid.browser, site=OTHER)
            assert problem(by_api(cast, row, cast.sid.browser, site=OTHER)[1]) == \
                problem(by_api(cast, row, cast.sid.browser, site="none")[1]), row
        # Those who may do everything find nothing, where they would do something.
        let_in = ("open", "not found") if row.writes else "open"
        cell("token that writes", let_in if row.writes else "insufficient_scope", token=writer, absent=row.writes)
        cell("administrator", let_in, browser=cast.ann.browser, absent=row.writes)
    listed = cast.sid.browser.get_json("/admin/sites")["sites"]
    assert {one["name"] for one in listed} <= {OWN}, listed
    assert {one["name"] for one in cast.ann.browser.get_json("/admin/sites")["sites"]} >= {OTHER, "wiki"}


def problem(got):
    return {**json.loads(got.text), "request_id": None}


def check_pages(cast, cells, rows):
    for row in rows:
        def cell(who, browser, wanted, row=row, **how):
            found, got = by_page(cast, row, browser, **how)
            if wanted == "open" and row.path in TAKES_MORE:
                wanted = ("open", "not found")
            cells.expect(who, row, found, wanted, got)

        cell("stranger", Browser(), "not found")
        cell("user", cast.ulla.browser, "not found")
        cell("reader", cast.rea.browser, "not found" if row.writes else "open")
        cell("no factor", cast.nora.browser, "factor needed")
        cell("stale", cast.stan.browser, "step up" if row.writes else "open")
        cell("one site", cast.sid.browser, "open" if row.is_of_a_site or row.lists_sites else "not found")
        if row.is_of_a_site:
            cell("one site, another", cast.sid.browser, "not found", site=OTHER)
            shown = [plain(by_page(cast, row, cast.sid.browser, site=site)[1].text, site) for site in (OTHER, "none")]
            assert shown[0] == shown[1], (str(row), shown)
    text = cast.sid.browser.get(cast.s.portal_url + "/admin/sites").text
    assert OWN in text and OTHER + ".example.org" not in text, text


def plain(text, name):
    """A page without what is different each time."""
    return re.sub(r'value="[^"]*"|[0-9a-f]{32}', "", text).replace(name, "NAME")


def check_that_nothing_was_done(cast):
    """By anybody but those who may: the administrators of everything, and of one site, of that site."""
    entries = json.loads(cast.s.postern.command("audit", "--json", "--limit", "1000"))
    for person in (cast.ulla, cast.rea, cast.nora, cast.stan):
        acts = [entry for entry in entries if entry["actor"] == "admin:" + person.id]
        assert not acts, (person.email, acts)
    acts = {(entry["event"], entry["detail"].split(":")[0]) for entry in entries
            if entry["actor"] == "admin:" + cast.sid.id}
    assert {detail for _, detail in acts} <= {OWN}, acts
    shown = json.loads(cast.s.postern.command("user", "show", "vic@example.org", "--json"))
    assert not shown["disabled"] and shown["sessions"] == 1 and shown["delete_at"] is None, shown


def check_administrator(cast, cells, rows):
    for row in rows:
        found, got = by_page(cast, row, cast.ann.browser)
        cells.expect("administrator", row, found, ("open", "not found") if row.path in TAKES_MORE else "open", got)


def check_networks(cast, cells, rows_of_api, rows_of_pages):
    s = cast.s
    s.postern.configure(CHEAP_PASSWORDS + '[admin]\nnetworks = ["198.51.100.0/24", "2001:db8::/32"]\n')
    s.postern.reload()
    for row in rows_of_api:
        found, got = by_api(cast, row, cast.ann.browser, absent=row.writes)
        cells.expect("from elsewhere", row, found, "forbidden", got)
    for row in rows_of_pages:
        found, got = by_page(cast, row, cast.ann.browser)
        cells.expect("from elsewhere", row, found, "not found", got)
    s.postern.configure(CHEAP_PASSWORDS + '[admin]\nnetworks = ["127.0.0.0/8"]\n')
    s.postern.reload()
    cast.ann.browser.get_json("/admin/users")
    assert cast.ann.browser.get(s.portal_url + "/admin/users").status == 200


def main():
    with stack(settings=CHEAP_PASSWORDS, mail="file") as s:
        cast, cells = Cast(s), Cells()
        for person in (cast.ann, cast.rea, cast.sid, cast.ulla):
            person.step_up()
        rows_of_api, rows_of_pages = operations(s), pages()
        check_api(cast, cells, rows_of_api)
        cells.check()
        if cast.ann.browser.call("GET", "/admin/sites/" + OWN).status == 404:
            cast.add_site(OWN)  # its administrator may remove it
        check_pages(cast, cells, rows_of_pages)
        cells.check()
        check_that_nothing_was_done(cast)
        cast.ann.step_up()
        check_administrator(cast, cells, rows_of_pages)
        cells.check()
        cast.ann.step_up()
        check_networks(cast, cells, rows_of_api, rows_of_pages)
        cells.check()
        print("%d operations and %d pages; %d cells" % (len(rows_of_api), len(rows_of_pages), cells.count))


if __name__ == "__main__":
    main()
