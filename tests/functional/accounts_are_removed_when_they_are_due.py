#!/usr/bin/python3
"""The courier removes an account at the end of its grace period, with all its data, and records it. Accounts that are
not due yet, and those that need no confirmation, stay."""

import json

import functional  # noqa: F401
from postern import CommandFailed, stack, wait_until


def is_gone(whole, email):
    """Whether there is no such user any more."""
    try:
        whole.postern.command("user", "show", email)
        return False
    except CommandFailed as failure:
        assert failure.status == 1, failure.output
        return True


def main():
    with stack() as whole:
        for name in ("ann", "bob", "eve"):
            whole.postern.add_user(name + "@example.org")
        whole.sign_in("ann@example.org")
        ann = json.loads(whole.postern.command("user", "show", "ann@example.org", "--json"))["id"]
        for name in ("ann", "bob"):
            whole.postern.command("user", "delete", name + "@example.org")
        # The courier looks first when it starts, and then once a minute.
        whole.postern.stop()
        whole.sql("UPDATE user SET delete_at = UTC_TIMESTAMP() - INTERVAL 1 SECOND WHERE email = 'ann@example.org'")
        whole.sql("UPDATE user SET email_verified_at = NULL, created_at = '2020-01-01' WHERE email = 'eve@example.org'")
        whole.postern.start()

        wait_until(lambda: is_gone(whole, "ann@example.org"), "the account that was due is gone")
        assert not is_gone(whole, "bob@example.org") and not is_gone(whole, "eve@example.org")
        (done,) = json.loads(whole.postern.command("audit", "--user", ann, "--json", "--limit", "1"))
        assert (done["event"], done["detail"], done["actor"]) == ("deletion", "done", "system"), done
        for table in ("user_password", "known_device"):
            assert whole.sql("SELECT COUNT(*) FROM %s t LEFT JOIN user u ON u.id = t.user_id WHERE u.id IS NULL"
                             % table).strip() == "0"
        # No e-mail is sent here: those written are dropped, and do not wait for years.
        wait_until(lambda: whole.sql("SELECT COUNT(*) FROM outbox").strip() == "0", "the outbox is empty")


if __name__ == "__main__":
    main()
