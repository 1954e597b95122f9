#!/usr/bin/python3
"""The administrator deletes, keeps, confirms and audits users. The audit log names the administrator, and can be
followed."""

import json
import os
import signal

import functional  # noqa: F401
from postern import PASSWORD, CommandFailed, stack, wait_until


def refused(whole, status, *arguments):
    """The command must end with this status; returns what it said."""
    try:
        said = whole.postern.command(*arguments)
    except CommandFailed as failure:
        assert failure.status == status, (arguments, failure.status, failure.output)
        return failure.output
    raise AssertionError("%s was done: %s" % (arguments, said))


def trail(whole, *arguments):
    """The entries that `postern audit` prints."""
    return json.loads(whole.postern.command("audit", "--json", *arguments))


def check_deletion(whole):
    """A scheduled deletion shuts out at once and is taken back; one with --now is for good."""
    cookie = whole.sign_in("ann@example.org")
    assert "will be deleted at" in whole.postern.command("user", "delete", "ann@example.org")
    assert whole.visit(cookie).status == 302
    shown = json.loads(whole.postern.command("user", "show", "ann@example.org", "--json"))
    assert shown["delete_at"] and shown["verified"] is True, shown
    whole.postern.command("user", "keep", "ann@example.org")
    refused(whole, 1, "user", "keep", "ann@example.org")
    assert whole.visit(whole.sign_in("ann@example.org")).status == 200

    whole.postern.add_user("bob@example.org")
    bob = json.loads(whole.postern.command("user", "show", "bob@example.org", "--json"))["id"]
    cookie = whole.sign_in("bob@example.org")
    assert "Only their events in the audit log remain" in whole.postern.command("user", "delete", "bob@example.org", "--now")
    assert whole.visit(cookie).status == 302
    assert "needs one of its commands: add, list," in refused(whole, 2, "user")
    for command in ("show", "delete", "keep", "verify"):
        assert "no such user" in refused(whole, 1, "user", command, "bob@example.org")
    assert [entry["detail"] for entry in trail(whole, "--user", bob, "--event", "deletion")] == ["scheduled", "done"]


def check_mail_commands(whole):
    """verify is always there; a reset by mail needs mail."""
    assert "verified" in whole.postern.command("user", "verify", "ann@example.org")
    assert "mail.transport" in refused(whole, 1, "user", "reset-password", "ann@example.org")


def check_trail(whole):
    """Every command is there with the administrator's name; filters and bad filters."""
    ann = json.loads(whole.postern.command("user", "show", "ann@example.org", "--json"))["id"]
    whole.postern.command("user", "disable", "ann@example.org")
    whole.postern.command("user", "enable", "ann@example.org")
    whole.postern.command("user", "set-password", "ann@example.org", stdin=PASSWORD + "\n")
    whole.postern.command("session", "revoke", "--user", "ann@example.org")
    about_ann = trail(whole, "--user", "ann@example.org")
    admin = "admin:%d" % os.getuid()
    done = [entry["event"] for entry in about_ann if entry["actor"] == admin]
    assert done == ["registration", "deletion", "deletion", "email_verification", "user_disabled", "user_enabled",
                    "password_set", "session_ended"], done
    assert all(entry["user"] == ann for entry in about_ann)
    assert trail(whole, "--user", ann) == about_ann
    assert PASSWORD not in json.dumps(trail(whole))
    # The log itself has ids only: addresses are those of today, and of a deleted user there is none.
    assert {entry["email"] for entry in trail(whole)} == {"ann@example.org", None}
    assert "ann@example.org" not in whole.sql("SELECT * FROM audit")
    assert [entry["event"] for entry in trail(whole, "--limit", "1")] == ["session_ended"]
    assert trail(whole, "--until", "2020-01-01") == trail(whole, "--result", "throttled") == []
    assert trail(whole, "--since", "1h") == trail(whole)
    assert "USER_ENABLED" not in whole.postern.command("audit")
    assert "user_enabled" in whole.postern.command("audit")
    assert "use one of sign_in, sign_out," in refused(whole, 2, "audit", "--event", "party")
    refused(whole, 2, "audit", "--since", "yesterday")
    refused(whole, 1, "audit", "--user", "nobody@example.org")


def check_following(whole):
    """--follow shows what comes, ends well on Ctrl-C, and when nobody reads any more."""
    following = whole.postern.start_command("audit", "--follow", "--limit", "1", "--json")
    assert json.loads(following.stdout.readline())["event"] == "session_ended"
    whole.postern.command("user", "disable", "ann@example.org")
    assert json.loads(following.stdout.readline())["event"] == "user_disabled"
    following.send_signal(signal.SIGINT)
    assert following.wait(timeout=5) == 0

    following = whole.postern.start_command("audit", "--follow", "--limit", "1")
    assert "user_disabled" in following.stdout.readline()
    following.stdout.close()
    wait_until(lambda: following.poll() is not None, "the command ends when its reader is gone")
    assert following.returncode == 0


def main():
    with stack() as whole:
        whole.postern.add_user("ann@example.org")
        check_deletion(whole)
        check_mail_commands(whole)
        check_trail(whole)
        check_following(whole)


if __name__ == "__main__":
    main()
