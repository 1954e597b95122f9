#!/usr/bin/python3
"""A row that was edited by hand and cannot be read is named in the list and in the exit status. It hides no other
user or session, and the gate logs it at a limited rate."""

import json
from urllib.parse import quote

import functional  # noqa: F401
from http_client import fetch
from postern import stack


def check_lists(whole, ann):
    """Every list has all rows; the damaged one is named."""
    for broken in ("", "a\u202eb", "x\u009by"):
        whole.sql("UPDATE user SET display_name = '%s' WHERE email = 'bob@example.org'" % broken)
        for group, rows in (("user", 3), ("session", 3)):
            status, out, err = whole.postern.split_command(group, "list", "--json")
            listed = json.loads(out)
            assert status == 1 and len(listed) == rows, (status, out)
            assert "a row cannot be read: user 2" in err and "gate refuses it" in err, err
            assert [row["id"] for row in listed if row["email"] is None] == ["user 2 (damaged)"], listed
        status, out, err = whole.postern.split_command("user", "list")
        assert status == 1 and "user 2 (damaged)" in out and "eve@example.org" in out
        assert broken == "" or broken not in out + err
    assert whole.postern.split_command("user", "list", "--search", "eve")[0] == 0
    assert whole.postern.split_command("user", "show", "ann@example.org")[0] == 0
    status, _, err = whole.postern.split_command("user", "show", "bob@example.org")
    assert status == 1 and "user 2" in err and "database" in err, err
    status, out, _ = whole.postern.split_command("audit", "--json")
    assert status == 0 and {entry["email"] for entry in json.loads(out)} >= {None, "ann@example.org"}
    whole.postern.command("user", "disable", "eve@example.org")
    whole.postern.command("session", "revoke", "--user", "ann@example.org")
    assert whole.visit(ann).status == 302


def check_gate(whole, bob):
    """The gate refuses the user, and writes few lines about it."""
    for _ in range(100):
        assert whole.visit(bob).status == 302
    lines = [line for line in whole.postern.log() if line["event"] == "corrupt_row"]
    assert 1 <= len(lines) <= 20, len(lines)
    assert all(line["what"] == "corrupt row: user 2" for line in lines)


def check_export(whole):
    """An export has everybody else, and says who is missing."""
    status, out, err = whole.postern.split_command("user", "export")
    assert status == 1 and "ann@example.org" in out and "eve@example.org" in out, out
    assert "bob@example.org" not in out and "user 2" in err, err


def check_site(whole):
    """A site that cannot be read is unavailable; signing in on the way to another one works."""
    whole.postern.command("site", "add", "blog", "http://blog.example.org")
    whole.sql("UPDATE site SET policy = 'whatever' WHERE name = 'blog'")
    page = fetch(whole.portal_port, "/login?rd=" + quote(whole.site_url + "/", ""))
    assert page.status == 200 and whole.site_url.removeprefix("http://").encode() in page.body, page.status
    status, out, err = whole.postern.split_command("site", "list")
    assert status == 1 and "wiki" in out and "site 2 (damaged)" in out and "gate refuses it" in err, (out, err)


def main():
    with stack() as whole:
        cookies = {}
        for name in ("ann", "bob", "eve"):
            whole.postern.add_user(name + "@example.org")
            cookies[name] = whole.sign_in(name + "@example.org")
        check_lists(whole, cookies["ann"])
        check_gate(whole, cookies["bob"])
        check_export(whole)
        check_site(whole)


if __name__ == "__main__":
    main()
