#!/usr/bin/python3
"""The order of an upgrade: first the schema, then the programs. While these programs serve, the schema becomes that
of a later version (an extra column in every table, another table, an index), and everything keeps working, at every
check, even after a restart; a later version's `postern migrate` finds what it left. On a schema that lacks what their
statements name they change nothing, do not start, and say what to do."""

import functional  # noqa: F401
from postern import CommandFailed, stack, wait_until

EMAIL = "ann@example.org"
# A migration whose columns statements name, and what undoes it. Those after it find all they add and pass.
LOST, UNDO = 21, "ALTER TABLE site DROP COLUMN title, DROP COLUMN description"


def newest(s):
    return int(s.sql("SELECT MAX(version) FROM schema_migration"))


def expand(s):
    """What the migrations of a next version may do: expand, and nothing else."""
    for table in s.sql("SELECT table_name FROM information_schema.tables WHERE table_schema = '%s'"
                       % s.database).split():
        s.sql("ALTER TABLE `%s` ADD COLUMN later VARCHAR(10) NOT NULL DEFAULT 'x'" % table)
        yield table
    s.sql("CREATE TABLE later_table (id INT PRIMARY KEY)")
    s.sql("CREATE INDEX ix_later ON session (last_seen_at)")
    s.sql("INSERT INTO schema_migration (version, name, sha256, applied_at) VALUES (%d, 'expand_all', '%s',"
          " UTC_TIMESTAMP())" % (newest(s) + 1, "0" * 64))


def everything_works(s, number):
    """Each store writes and reads: users, sessions, sites, failures, devices, e-mails, the audit log."""
    email = "u%d@example.org" % number
    s.postern.add_user(email)
    assert s.try_sign_in(email, "not the password at all").status == 401
    cookie = s.sign_in(email)
    assert s.visit(cookie).status == 200
    s.postern.command("site", "add", "site%d" % number, "https://s%d.example.org" % number)
    s.sign_out(cookie)
    assert s.visit(cookie).status == 302
    assert "sign_in" in s.postern.command("audit", "--user", email)
    s.postern.command("user", "delete", email, "--now")


def events(s):
    return [line["event"] for line in s.postern.log()]


with stack() as s:
    s.postern.add_user(EMAIL)
    cookie = s.sign_in(EMAIL)
    everything_works(s, 0)
    for table in expand(s):
        assert s.visit(cookie).status == 200 and s.visit().status == 302, table
        assert s.try_sign_in(EMAIL).status == 201, table
    everything_works(s, 1)
    assert "worker_failed" not in events(s) and "portal_handler_failed" not in events(s)

    s.postern.stop()
    s.postern.start()
    assert "schema_newer_than_this_program" in events(s)
    assert s.visit(cookie).status == 200
    everything_works(s, 2)

with stack() as s:
    version = newest(s)
    s.postern.stop()
    s.sql("%s; DELETE FROM schema_migration WHERE version >= %d" % (UNDO, LOST))
    try:
        s.postern.start()
        raise SystemExit("posternd started with a schema that it does not know")
    except RuntimeError as refused:
        assert "run `postern migrate` first" in str(refused), refused
    try:
        s.postern.add_user(EMAIL)
        raise SystemExit("a user was added to a schema that is too old")
    except CommandFailed as failed:
        assert "postern migrate" in failed.output, failed.output
    assert s.sql("SELECT COUNT(*) FROM user").strip() == "0" and newest(s) == LOST - 1

    done = s.postern.command("migrate")
    assert "applied %d" % LOST in done and newest(s) == version, done
    s.postern.start()
    wait_until(lambda: s.visit().status == 302, "the gate")
    everything_works(s, 3)
