#!/usr/bin/python3
"""At a terminal, commands ask before they do what cannot be undone, and ask again after an answer that is no good. In a
script they ask nothing: ending everybody's sessions needs --yes there."""

import functional  # noqa: F401
from postern import PASSWORD, CommandFailed, stack


def refused(whole, status, *arguments):
    """The command must end with this status; returns what it said."""
    try:
        said = whole.postern.command(*arguments)
    except CommandFailed as failure:
        assert failure.status == status, (arguments, failure.status, failure.output)
        return failure.output
    raise AssertionError("%s was done: %s" % (arguments, said))


def answered(whole, answer, *arguments):
    """(exit status, screen) after the answer to the command's question."""
    terminal = whole.postern.at_terminal(*arguments)
    terminal.expect("[y/N] ")
    terminal.type(answer)
    return terminal.end()


def check_deletion(whole):
    """user delete --now"""
    status, screen = answered(whole, "n", "user", "delete", "bob@example.org", "--now")
    assert status == 1 and "nothing was changed" in screen
    assert "bob@example.org" in whole.postern.command("user", "list")
    status, screen = answered(whole, "y", "user", "delete", "bob@example.org", "--now")
    assert status == 0 and "Deleted" in screen, screen
    whole.postern.add_user("bob@example.org")
    whole.postern.command("user", "delete", "bob@example.org", "--now")  # a script
    whole.postern.add_user("bob@example.org")
    assert whole.postern.at_terminal("user", "delete", "bob@example.org", "--now", "--yes").end()[0] == 0


def check_same_user(whole):
    """Who was asked about is acted on, although somebody else has their address by then."""
    for arguments, question, typed, changed in (
            (("user", "set-password", "dora@example.org"), "New password", [PASSWORD + " 2", PASSWORD + " 2"], "phc"),
            (("user", "delete", "dora@example.org", "--now"), "[y/N] ", ["y"], None)):
        whole.postern.add_user("dora@example.org")
        whole.postern.add_user("emil@example.org")
        emil = whole.sql("SELECT phc FROM user_password JOIN user ON id = user_id WHERE email = 'emil@example.org'")
        terminal = whole.postern.at_terminal(*arguments)
        terminal.expect(question)
        whole.sql("UPDATE user SET email = 'moved@example.org' WHERE email = 'dora@example.org';"
                  "UPDATE user SET email = 'dora@example.org' WHERE email = 'emil@example.org'")
        for line in typed:
            terminal.type(line)
            if line is not typed[-1]:
                terminal.expect("Repeat the password: ")
        status, screen = terminal.end()
        assert status == 0, screen
        left = whole.sql("SELECT phc FROM user_password JOIN user ON id = user_id WHERE email = 'dora@example.org'")
        assert left == emil, (arguments, "somebody else was changed")
        moved = whole.sql("SELECT COUNT(*) FROM user WHERE email = 'moved@example.org'").strip()
        assert moved == ("1" if changed else "0"), (arguments, moved)
        whole.sql("DELETE FROM user WHERE email IN ('moved@example.org', 'dora@example.org')")


def check_site(whole):
    """site remove"""
    status, screen = answered(whole, "", "site", "remove", "wiki")
    assert status == 1 and "nothing was changed" in screen
    assert "wiki" in whole.postern.command("site", "list")


def check_all_sessions(whole):
    """session revoke --all ends every session, in one run, and can be seen in the audit log."""
    cookies = [whole.sign_in("ann@example.org") for _ in range(3)]
    assert all(whole.visit(cookie).status == 200 for cookie in cookies)
    assert "--yes" in refused(whole, 2, "session", "revoke", "--all")
    assert whole.visit(cookies[0]).status == 200
    refused(whole, 2, "session", "revoke", "--all", "--user", "ann@example.org", "--yes")
    status, screen = answered(whole, "y", "session", "revoke", "--all")
    assert status == 0 and "Ended 3 sessions." in screen, screen
    assert all(whole.visit(cookie).status == 302 for cookie in cookies)
    assert "everybody" in whole.postern.command("audit", "--event", "session_ended")
    assert whole.visit(whole.sign_in("ann@example.org")).status == 200
    assert "Ended 1 session." in whole.postern.command("session", "revoke", "--all", "--yes")
    assert "Ended 0 sessions." in whole.postern.command("session", "revoke", "--all", "--yes")


def check_password(whole):
    """The prompt states the rule and asks again, and the password is never on the screen."""
    terminal = whole.postern.at_terminal("user", "add", "carl@example.org")
    for typed, said in (("short", "at least 15 characters"), ("carl@example.org carl", "name or address")):
        terminal.expect("New password (at least 15 characters): ")
        terminal.type(typed)
        terminal.expect("Try again.")
        assert said is not None
    terminal.expect("New password (at least 15 characters): ")
    terminal.type(PASSWORD)
    terminal.expect("Repeat the password: ")
    terminal.type(PASSWORD + "x")
    terminal.expect("do not match. Try again.")
    terminal.expect("New password")
    terminal.type(PASSWORD)
    terminal.expect("Repeat the password: ")
    terminal.type(PASSWORD)
    status, screen = terminal.end()
    assert status == 0 and "Added carl@example.org" in screen and PASSWORD not in screen, screen
    terminal = whole.postern.at_terminal("user", "add", "carl@example.org")  # before anything is typed
    status, screen = terminal.end()
    assert status == 1 and "already exists" in screen and "New password" not in screen


def main():
    with stack() as whole:
        for name in ("ann", "bob"):
            whole.postern.add_user(name + "@example.org")
        check_deletion(whole)
        check_same_user(whole)
        check_site(whole)
        check_all_sessions(whole)
        check_password(whole)


if __name__ == "__main__":
    main()
