#!/usr/bin/python3
"""The console's pages about groups, roles, permissions, networks, sites and their rules: axe finds nothing on them, and
they fit a phone in both colour schemes."""

import json

from scenes import ACCESS_PAGES, EMAIL, SITES_PAGES, portal_and_browser
from the_console_is_quick_and_good_to_read import look_at, open_console

from access_rules import apply_rules

NAMES = {"groups": "staff", "roles": "editor", "permissions": "edit-pages", "sites": "wiki"}
RULES = """\
[office]
networks = ["192.0.2.0/24"]

[site.wiki]
default = "signed_in"

[[site.wiki.rule]]
name    = "the admin area, from the office"
comment = "as agreed"
path    = ["/admin/**"]
from    = ["office"]
allow   = ["group:staff", "role:editor"]

[[site.wiki.rule]]
name    = "an_unusually_long_name_without_a_single_space_that_breaks_somewhere_on_a_phone"
path    = ["/a-very-long-path-that-nobody-would-ever-choose-but-somebody-will/**"]
dry_run = true
effect  = "deny"
"""
DRAFT = """\
[site.wiki]
default = "public"

[[site.wiki.rule]]
name   = "nobody here"
path   = ["/closed/**"]
effect = "deny"
"""
RULES_AGAIN = RULES.replace("as agreed", "as agreed again")


def prepare(whole):
    """Something on each page; returns the id of the grant that is shown."""
    command = whole.postern.command
    command("permission", "add", "edit-pages", "--resource", "wiki/pages", "--action", "edit")
    command("role", "add", "editor", "--permission", "edit-pages")
    command("grant", "add", "--user", EMAIL, "--role", "editor")
    command("grant", "add", "--group", "staff", "--role", "editor")
    apply_rules(whole, RULES)
    return json.loads(command("grant", "list", "--user", EMAIL, "--json"))[0]["id"]


def save_draft(whole, window):
    window.open(whole.portal_url + "/admin/sites/wiki/rules/edit")
    window.find("#text").clear()
    window.find("#text").type(DRAFT)
    window.find("main button[type=submit]").click()
    window.wait_for_url(whole.portal_url + "/admin/sites/wiki/rules/publish")


def look_at_each(whole, window, pages, values):
    for page in pages:
        path = page.replace("{name}", NAMES.get(page.split("/")[2], ""))
        for name, value in values.items():
            path = path.replace("{%s}" % name, value)
        window.open(whole.portal_url + path)
        assert window.find("h1").text != "", path
        look_at(window, path.split("?")[0].replace("/admin/", "").replace("/", "-"))


def main():
    with portal_and_browser(mail="file") as (whole, window):
        eve = open_console(whole, window)
        grant = prepare(whole)
        look_at_each(whole, window, ACCESS_PAGES, {"id": eve, "grant": grant})
        save_draft(whole, window)
        version = whole.sql("SELECT MAX(version) FROM site_ruleset_history").strip()
        look_at_each(whole, window, SITES_PAGES[:-1], {"version": version})
        # Only rules that were changed meanwhile have this page.
        apply_rules(whole, RULES_AGAIN)
        look_at_each(whole, window, SITES_PAGES[-1:], {})


if __name__ == "__main__":
    main()
