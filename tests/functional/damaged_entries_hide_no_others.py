#!/usr/bin/python3
"""Entries of the audit log, e-mails and sites whose rows were edited by hand and cannot be read are named by their
lists, which show everything else. A user's scheduled deletion is carried out although their row is damaged."""

import json

import functional  # noqa: F401
from postern import stack, wait_until


def damage(whole, statement):
    """As an edit by hand on a server with few rules."""
    whole.sql("SET sql_mode = ''; " + statement)


def check_list(whole, command, damaged, readable):
    """Every row is there; the damaged one is named, also in the exit status."""
    status, out, err = whole.postern.split_command(*command, "--json")
    rows = json.loads(out)
    assert status == 1 and damaged in err, (status, err)
    assert len(rows) == readable + 1, out
    assert sum(damaged + " (damaged)" in row.values() for row in rows) == 1, out
    status, out, _ = whole.postern.split_command(*command)
    assert status == 1 and damaged + " (damaged)" in out, out


def check_audit(whole):
    """An odd event, actor or time, wherever it stands."""
    count = int(whole.sql("SELECT COUNT(*) FROM audit"))
    for key, value in ((1, "event = 'odd'"), (2, "actor = ''"), (3, "created_at = 0")):
        before = whole.sql("SELECT event, actor, created_at FROM audit WHERE id = %d" % key).strip().split("\t")
        damage(whole, "UPDATE audit SET %s WHERE id = %d" % (value, key))
        check_list(whole, ("audit",), "audit %d" % key, count - 1)
        whole.sql("UPDATE audit SET event = '%s', actor = '%s', created_at = '%s' WHERE id = %d" % (*before, key))
    assert whole.postern.split_command("audit")[0] == 0


def check_mails(whole):
    """A page of e-mails that has a damaged one is not taken for the last page."""
    columns = "kind, email, language, details, created_at, next_attempt_at"
    damage(whole, "INSERT INTO outbox (%s) SELECT 'new_sign_in', 'ann@example.org', 'en', '', UTC_TIMESTAMP(),"
                  " '2099-01-01' FROM seq_1_to_501" % columns)
    key = int(whole.sql("SELECT MIN(id) FROM outbox WHERE next_attempt_at = '2099-01-01'"))
    for value in ("email = 'x'", "kind = 'odd'", "next_attempt_at = 0, failed_at = 0"):
        damage(whole, "UPDATE outbox SET %s WHERE id = %d" % (value, key))
        check_list(whole, ("mail", "list"), "outbox %d" % key, 500)
    assert whole.postern.split_command("mail", "list")[0] == 1
    whole.sql("DELETE FROM outbox")


def check_sites(whole):
    """A damaged site is named, and can be cured or removed."""
    whole.postern.command("site", "add", "blog", "http://blog.example.org")
    whole.postern.command("site", "add", "shop", "http://shop.example.org")
    key = int(whole.sql("SELECT id FROM site WHERE name = 'blog'"))
    damage(whole, "UPDATE site SET policy = 'odd' WHERE name = 'blog'")
    check_list(whole, ("site", "list"), "site %d" % key, 2)
    assert "site %d" % key in whole.postern.split_command("status")[1]
    whole.postern.command("site", "set", "blog", "--policy", "public")
    assert whole.postern.split_command("site", "list")[0] == 0
    damage(whole, "UPDATE site SET origin = '' WHERE name = 'blog'")
    whole.postern.command("site", "remove", "blog")
    key = int(whole.sql("SELECT id FROM site WHERE name = 'shop'"))
    damage(whole, "UPDATE site SET name = 'S h o p' WHERE name = 'shop'")
    whole.postern.command("site", "remove", "site %d" % key)
    assert whole.postern.split_command("site", "list")[0] == 0


def check_deletion(whole):
    """The courier looks first when it starts."""
    whole.postern.command("user", "delete", "bob@example.org")
    whole.postern.stop()
    damage(whole, "UPDATE user SET display_name = '', language = '?', delete_at = '2020-01-01'"
                  " WHERE email = 'bob@example.org'")
    whole.postern.start()
    wait_until(lambda: whole.sql("SELECT COUNT(*) FROM user WHERE email = 'bob@example.org'").strip() == "0",
               "the account that was due is gone")
    (done,) = json.loads(whole.postern.command("audit", "--json", "--limit", "1"))
    assert (done["event"], done["detail"], done["actor"]) == ("deletion", "done", "system"), done


def main():
    with stack(mail="file") as whole:
        for name in ("ann", "bob"):
            whole.postern.add_user(name + "@example.org")
        check_audit(whole)
        check_mails(whole)
        check_sites(whole)
        check_deletion(whole)


if __name__ == "__main__":
    main()
