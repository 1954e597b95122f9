#!/usr/bin/python3
"""`postern user list` finds users by part of their address or name, by id, and by state, and gives them in pages. Its
table fits the terminal."""

import json
import unicodedata

import functional  # noqa: F401
from postern import stack

USERS = [("ann@example.org", "Ann \u00c4rmel"), ("bob@example.org", "100% Bob_x"),
         ("cjk@example.org", "\u5c71\u7530\u592a\u90ce\u306e\u9577\u3044\u540d\u524d"),
         ("dora@elsewhere.example", "Dora")]


def emails(whole, *arguments):
    """The addresses that `user list` finds."""
    status, out, _ = whole.postern.split_command("user", "list", "--json", *arguments)
    assert status == 0, arguments
    return [user["email"].partition("@")[0] for user in json.loads(out)]


def check_search(whole):
    """Parts of addresses and names, without patterns, in any case."""
    for search, found in (("EXAMPLE.org", ["ann", "bob", "cjk"]), ("\u00e4rmel", ["ann"]), ("\u592a\u90ce", ["cjk"]),
                          ("100%", ["bob"]), ("b_x", ["bob"]), ("%", ["bob"]), ("_", ["bob"]), ("nobody", []),
                          ("' OR 1=1", []), ("\\", []), ("", ["ann", "bob", "cjk", "dora"])):
        assert emails(whole, "--search", search) == found, search
    (dora,) = json.loads(whole.postern.command("user", "list", "--search", "dora", "--json"))
    assert emails(whole, "--search", dora["id"]) == ["dora"]
    whole.postern.command("user", "disable", "bob@example.org")
    assert emails(whole, "--disabled") == ["bob"] and emails(whole, "--disabled", "--search", "ann") == []
    assert "No user matches." in whole.postern.command("user", "list", "--search", "nobody")


def check_pages(whole):
    """Each page says how to get the next one."""
    status, out, err = whole.postern.split_command("user", "list", "--json", "--limit", "3")
    assert status == 0 and len(json.loads(out)) == 3
    last = json.loads(out)[-1]["id"]
    assert "--after " + last in err, err
    assert emails(whole, "--after", last) == ["dora"]
    assert emails(whole, "--after", "cjk@example.org", "--limit", "1") == ["dora"]
    assert emails(whole, "--limit", "1", "--search", "d") == ["dora"]
    assert whole.postern.split_command("user", "list", "--after", "nobody@example.org")[0] == 1
    assert whole.postern.split_command("user", "list", "--limit", "-1")[0] == 2


def width(line):
    """Columns of a line on a terminal."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def check_table(whole):
    """Columns stay in line behind wide characters; lines are no wider than the terminal, but for --wide."""
    status, screen = whole.postern.at_terminal("user", "list", columns=90).end()
    lines = screen.splitlines()
    assert status == 0 and len(lines) == 5 and all(width(line) <= 90 for line in lines), lines
    at = lines[0].index("DISABLED")
    for line in lines[1:]:
        before, after = "", line
        while width(before) < at:
            before, after = before + after[0], after[1:]
        assert after.startswith(("yes ", "no ")), line
    status, screen = whole.postern.at_terminal("user", "list", "--wide", columns=90).end()
    assert status == 0 and "LANGUAGE" in screen and USERS[2][1] in screen
    cookie = whole.sign_in("ann@example.org")
    assert cookie
    status, screen = whole.postern.at_terminal("audit", columns=120, NO_COLOR="").end()
    assert status == 0 and "ann@example.org" in screen, screen
    whole.try_sign_in("ann@example.org", "not the right password")
    assert "\x1b[31mrefused\x1b[0m" in whole.postern.at_terminal("audit").end()[1]
    assert "\x1b" not in whole.postern.at_terminal("audit", NO_COLOR="1").end()[1]
    assert "\x1b" not in whole.postern.command("audit")


def main():
    with stack() as whole:
        for email, name in USERS:
            whole.postern.add_user(email, name=name)
        check_search(whole)
        check_pages(whole)
        check_table(whole)


if __name__ == "__main__":
    main()
