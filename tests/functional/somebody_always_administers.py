#!/usr/bin/python3
"""The first account of the command line is an administrator, and nobody who registers is. The last administrator is
neither disabled nor deleted, nor can they delete their own account; and changes of groups and roles end no session."""

import json

import functional  # noqa: F401
from api_browser import ApiBrowser
from postern import PASSWORD, CommandFailed, stack

ADMIN = ("--role", "admin")


def refused(s, *arguments):
    """The command must be refused, for the sake of the last administrator."""
    try:
        said = s.postern.command(*arguments)
    except CommandFailed as failure:
        assert failure.status == 1 and "only administrator" in failure.output, (arguments, failure.output)
        return
    raise AssertionError("%s was done: %s" % (arguments, said))


def administrators(s):
    """The users who have been granted the role themselves."""
    return s.sql("SELECT u.email FROM access_grant a JOIN role r ON r.id = a.role_id JOIN user u ON u.id = a.user_id"
                 " WHERE r.name = 'admin' ORDER BY u.email").split()


with stack() as s:
    registered = ApiBrowser(s).post("/users", email="eve@example.org", display_name="Eve", password=PASSWORD)
    assert registered.status in (201, 202), registered.text
    assert administrators(s) == []
    s.postern.add_user("bob@example.org")  # with --no-admin
    assert administrators(s) == []
    added = json.loads(s.postern.command("user", "add", "ann@example.org", "--json", stdin=PASSWORD + "\n"))
    assert added["administrator"] is True, added
    assert administrators(s) == ["ann@example.org"]
    added = json.loads(s.postern.command("user", "add", "carl@example.org", "--json", stdin=PASSWORD + "\n"))
    assert added["administrator"] is False and administrators(s) == ["ann@example.org"], added

    cookie = s.sign_in("ann@example.org")
    for words in (("user", "disable", "ann@example.org"), ("user", "delete", "ann@example.org"),
                  ("user", "delete", "ann@example.org", "--now", "--yes")):
        refused(s, *words)
    assert s.visit(cookie).status == 200

    s.postern.command("grant", "add", "--user", "bob@example.org", *ADMIN)
    s.postern.command("group", "add", "staff")
    s.postern.command("group", "join", "staff", "ann@example.org")
    assert s.visit(cookie).status == 200, "a change of groups or roles ended a session"
    s.postern.command("user", "disable", "ann@example.org")
    refused(s, "user", "disable", "bob@example.org")
    events = [entry["event"] for entry in json.loads(s.postern.command("audit", "--json"))]
    assert events.count("granted") == 2 and "group_joined" in events, events
