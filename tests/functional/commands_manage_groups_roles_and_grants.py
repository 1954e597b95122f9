#!/usr/bin/python3
"""Groups, permissions, roles and grants are added, listed, changed and removed at the command line; what is wrong is
refused with what to do; every change is in the audit log, and the last administrator stays."""

import json

import functional  # noqa: F401
from postern import stack


class Commands:
    """Calls commands as a script does."""

    def __init__(self, whole):
        self._postern = whole.postern

    def run(self, *arguments):
        """The value that the command prints with --json; it must print nothing else."""
        status, out, err = self._postern.split_command(*arguments, "--json")
        assert status == 0 and err == "", (arguments, status, out, err)
        return json.loads(out)

    def said(self, *arguments):
        """What a person reads."""
        return self._postern.command(*arguments)

    def fail(self, status, *arguments):
        """What the command says on standard error."""
        got, out, err = self._postern.split_command(*arguments, "--json")
        assert got == status and out == "" and err.startswith("postern: "), (arguments, got, out, err)
        return err


def named(rows, name):
    """The one row of this name."""
    (row,) = [row for row in rows if row["name"] == name]
    return row


def check_groups(commands):
    """add, list, show, set"""
    assert commands.run("group", "list") == []
    assert "postern group add" in commands.said("group", "list")
    added = commands.run("group", "add", "staff", "--description", "Who works here")
    assert added["result"] == "added" and added["group"]["description"] == "Who works here", added
    assert commands.run("group", "add", "editors")["group"]["name"] == "editors"
    assert "exists" in commands.fail(1, "group", "add", "staff")
    assert "a-z" in commands.fail(1, "group", "add", "Not a name")
    assert "one line" in commands.fail(1, "group", "add", "x", "--description", "two\nlines")
    commands.fail(2, "group", "set", "staff")
    commands.fail(2, "group", "set", "staff", "--description", "x", "--no-description")
    changed = commands.run("group", "set", "staff", "--no-description")
    assert changed["result"] == "changed" and changed["group"]["description"] == "", changed
    assert [row["name"] for row in commands.run("group", "list")] == ["editors", "staff"]
    assert "postern group list" in commands.fail(1, "group", "show", "nobody")


def check_members(commands):
    """join, leave, pages, the end of a membership"""
    joined = commands.run("group", "join", "staff", "ann@example.org", "bob@example.org")
    assert joined == {"result": "joined", "group": "staff", "users": ["ann@example.org", "bob@example.org"],
                      "expires_at": None}, joined
    assert named(commands.run("group", "list"), "staff")["members"] == 2
    assert "no such user" in commands.fail(1, "group", "join", "staff", "cleo@example.org", "nobody@example.org")
    assert named(commands.run("group", "list"), "staff")["members"] == 2, "some were added although one is unknown"
    joined = commands.run("group", "join", "staff", "ann@example.org", "--until", "7d")
    assert joined["expires_at"].endswith("Z")
    members = {row["email"]: row for row in commands.run("group", "show", "staff")["members"]}
    assert members["ann@example.org"]["expires_at"] == joined["expires_at"]
    assert members["bob@example.org"]["expires_at"] is None
    assert members["bob@example.org"]["granted_by"].startswith("admin:")
    assert "passed" in commands.fail(1, "group", "join", "staff", "ann@example.org", "--until", "2020-01-01")
    commands.fail(2, "group", "join", "staff", "ann@example.org", "--until", "soon")
    commands.fail(2, "group", "join", "staff")
    commands.fail(1, "group", "join", "nobody", "ann@example.org")
    left = commands.run("group", "leave", "staff", "bob@example.org")
    assert left == {"result": "left", "group": "staff", "users": ["bob@example.org"]}, left
    assert "not in the group" in commands.fail(1, "group", "leave", "staff", "bob@example.org")
    commands.run("group", "join", "staff", "bob@example.org", "cleo@example.org")


def check_pages(whole, commands):
    """group show one member at a time"""
    seen, after = [], ()
    for _ in range(3):
        _, out, err = whole.postern.split_command("group", "show", "staff", "--json", "--limit", "1", *after)
        (row,) = json.loads(out)["members"]
        seen.append(row["email"])
        after = ("--after", row["id"])
        assert len(seen) == 3 or "--after " + row["id"] in err, err
    assert sorted(seen) == ["ann@example.org", "bob@example.org", "cleo@example.org"], seen
    assert "bob@example.org" in commands.said("group", "show", "staff")


def check_roles(commands):
    """permissions and roles"""
    added = commands.run("permission", "add", "edit-pages", "--resource", "wiki/pages", "--action", "edit")
    assert added["permission"]["resource"] == "wiki/pages", added
    commands.run("permission", "add", "read-pages", "--resource", "wiki/pages", "--action", "read")
    commands.fail(1, "permission", "add", "edit-pages", "--resource", "other", "--action", "edit")
    for resource, action, said in (("not a resource", "edit", "a resource is"),
                                   ("wiki", "not an action", "an action is")):
        assert said in commands.fail(1, "permission", "add", "x", "--resource", resource, "--action", action)
    commands.fail(2, "permission", "add", "x", "--resource", "wiki")
    role = commands.run("role", "add", "editor", "--permission", "edit-pages", "--description", "Writes")
    assert role["role"]["permissions"] == ["edit-pages"], role
    assert "permission list" in commands.fail(1, "role", "add", "other", "--permission", "nothing")
    role = commands.run("role", "set", "editor", "--add-permission", "read-pages", "--remove-permission", "edit-pages")
    assert role["role"]["permissions"] == ["read-pages"], role
    commands.fail(1, "role", "set", "editor", "--remove-permission", "edit-pages")
    commands.fail(2, "role", "set", "editor")
    commands.run("role", "set", "editor", "--add-permission", "edit-pages", "--no-description")
    role = commands.run("role", "show", "editor")
    assert sorted(role["permissions"]) == ["edit-pages", "read-pages"] and role["description"] == "", role
    assert "edit-pages and read-pages" in commands.said("role", "list")
    assert "in use" in commands.fail(1, "permission", "remove", "edit-pages")
    assert "built in" in commands.fail(1, "role", "remove", "admin")


def check_grants(commands):
    """to users and groups, of roles and permissions"""
    granted = commands.run("grant", "add", "--group", "staff", "--role", "editor")
    assert granted["result"] == "granted" and granted["group"] == "staff" and granted["role"] == "editor", granted
    own = commands.run("grant", "add", "--user", "ann@example.org", "--permission", "read-pages", "--until", "30d")
    commands.fail(1, "grant", "add", "--user", "nobody@example.org", "--role", "editor")
    commands.fail(1, "grant", "add", "--group", "nobody", "--role", "editor")
    commands.fail(1, "grant", "add", "--group", "staff", "--role", "nothing")
    for words in (("--group", "staff"), ("--role", "editor"),
                  ("--group", "staff", "--user", "ann@example.org", "--role", "editor"),
                  ("--group", "staff", "--role", "editor", "--permission", "read-pages")):
        commands.fail(2, "grant", "add", *words)
    again = commands.run("grant", "add", "--user", "ann@example.org", "--permission", "read-pages")
    assert again["id"] == own["id"] and again["expires_at"] is None, again
    (row,) = commands.run("grant", "list", "--user", "ann@example.org")
    assert (row["id"], row["permission"], row["role"], row["group"]) == (own["id"], "read-pages", None, None), row
    (row,) = commands.run("grant", "list", "--group", "staff")
    assert (row["role"], row["user"]) == ("editor", None), row


def check_user(commands):
    """user show says what somebody has, and by what"""
    shown = commands.run("user", "show", "ann@example.org")
    (group,) = shown["groups"]
    assert group["name"] == "staff" and group["expires_at"], shown
    roles = [(role["name"], role["by_group"], bool(role["expires_at"])) for role in shown["roles"]]
    assert ("editor", "staff", True) in roles, roles
    (permission,) = shown["permissions"]
    assert permission["name"] == "read-pages" and permission["by_group"] is None, shown
    said = commands.said("user", "show", "ann@example.org")
    assert "editor by the group staff (until" in said and "read-pages" in said, said


def check_removal(commands, own):
    """by id and by what it says; what goes with a group"""
    commands.fail(2, "grant", "remove")
    commands.fail(2, "grant", "remove", own, "--role", "editor")
    commands.fail(1, "grant", "remove", "nothing")
    assert commands.run("grant", "remove", own) == {"result": "revoked", "id": own}
    assert "grant list" in commands.fail(1, "grant", "remove", own)
    commands.run("grant", "remove", "--group", "staff", "--role", "editor")
    assert commands.run("grant", "list", "--group", "staff") == []
    commands.run("grant", "add", "--group", "staff", "--role", "editor")
    assert commands.run("group", "remove", "staff")["result"] == "removed"
    assert commands.run("user", "show", "ann@example.org")["groups"] == []
    assert commands.run("role", "remove", "editor")["result"] == "removed"
    assert commands.run("permission", "remove", "edit-pages") == {"result": "removed", "permission": "edit-pages"}


def check_question(whole):
    """At a terminal, a removal asks first."""
    whole.postern.command("group", "add", "short-lived")
    for answer, status, is_there in (("n", 1, True), ("y", 0, False)):
        terminal = whole.postern.at_terminal("group", "remove", "short-lived")
        terminal.expect("[y/N] ")
        terminal.type(answer)
        assert terminal.end()[0] == status
        assert ("short-lived" in whole.postern.command("group", "list")) == is_there


def check_last_administrator(commands):
    """Somebody always administers Postern."""
    (admin,) = [row for row in commands.run("grant", "list") if row["role"] == "admin"]
    assert admin["user"] == "ann@example.org", "the first user is an administrator"
    assert "administer" in commands.fail(1, "grant", "remove", admin["id"])
    commands.run("grant", "add", "--user", "bob@example.org", "--role", "admin")
    commands.run("grant", "remove", admin["id"])


def check_audit(whole):
    """Every change has its entry."""
    log = whole.postern.command("audit", "--limit", "1000")
    for event in ("group_added", "group_changed", "group_removed", "group_joined", "group_left", "role_added",
                  "role_changed", "role_removed", "permission_added", "permission_removed", "granted", "grant_revoked"):
        assert event in log, event


def main():
    with stack() as whole:
        for name in ("ann", "bob", "cleo"):
            whole.postern.add_user(name + "@example.org", admin=True)
        commands = Commands(whole)
        check_groups(commands)
        check_members(commands)
        check_pages(whole, commands)
        check_roles(commands)
        check_last_administrator(commands)
        check_grants(commands)
        check_user(commands)
        (own,) = [row["id"] for row in commands.run("grant", "list") if row["permission"] == "read-pages"]
        check_removal(commands, own)
        check_question(whole)
        check_audit(whole)


if __name__ == "__main__":
    main()
