#!/usr/bin/python3
"""A setting of the database server that breaks writes is found by `postern migrate`, `postern config check` and
`postern status`, makes the portal not ready, and is named in words in the log, also in the line of a request that
failed for it. Settings that a session can set for itself do no harm."""

import functional  # noqa: F401
from http_client import fetch
from postern import CommandFailed, stack, wait_until

UNFIT = {
    "binlog_format": ["--log-bin=bin", "--binlog-format=STATEMENT", "--server-id=7"],
    "read_only": ["--read-only"],
    "innodb_read_only": ["--innodb-read-only"],
    "innodb_force_recovery": ["--innodb-force-recovery=4"],
    "enforce_storage_engine": ["--enforce-storage-engine=MyISAM"],
    "max_allowed_packet": ["--max-allowed-packet=16384", "--net-buffer-length=16384"],
}
SMALL = {
    "max_connections": ["--max-connections=12"],
    "max_user_connections": ["--max-user-connections=12"],
    "max_prepared_stmt_count": ["--max-prepared-stmt-count=100"],
}
HARMLESS = ["--transaction-read-only", "--sql-select-limit=1", "--max-join-size=1", "--completion-type=CHAIN",
            "--autocommit=0"]


def refused(s, *arguments):
    """What a command says that does not succeed."""
    try:
        s.postern.command(*arguments)
    except CommandFailed as failed:
        return failed.output
    raise SystemExit("%s found nothing" % " ".join(arguments))


def restart(s, options):
    s.mariadb.stop()
    s.mariadb.start_with(options)


def ready(s):
    return fetch(s.portal_port, "/health/ready").status


def lines(s, event):
    return [line for line in s.postern.log() if line["event"] == event]


with stack(own_database=True) as s:
    s.postern.add_user("ann@example.org")
    cookie = s.sign_in("ann@example.org")
    wait_until(lambda: ready(s) == 200, "a ready portal")

    for setting, options in UNFIT.items():
        restart(s, options)
        for command in (("config", "check"), ("status",)):
            assert setting in refused(s, *command), (setting, command)
        wait_until(lambda: ready(s) == 503, "a portal that is not ready under " + setting)
        assert setting in {line["setting"] for line in lines(s, "database_setting_unfit")}, setting
        if setting == "binlog_format":
            assert s.try_sign_in("ann@example.org").status == 503
            assert any("1665 (binlog_format" in line.get("reason", "") for line in lines(s, "dependency_unavailable"))
            s.sql("DELETE FROM schema_migration WHERE version = (SELECT * FROM"
                  " (SELECT MAX(version) FROM schema_migration) AS newest)")
            assert "binlog_format is STATEMENT" in refused(s, "migrate")
    for setting, options in SMALL.items():
        restart(s, [])
        s.postern.stop()
        restart(s, options)
        assert setting in refused(s, "config", "check"), setting
        restart(s, [])
        s.postern.start()

    restart(s, HARMLESS)
    wait_until(lambda: ready(s) == 200, "a ready portal")
    assert "no problems found" in s.postern.command("config", "check")
    s.postern.command("migrate")
    cookie = s.sign_in("ann@example.org")
    assert s.visit(cookie).status == 200
    s.sign_out(cookie)
    assert s.visit(cookie).status == 302
    log = "\n".join(str(line) for line in s.postern.log())
    assert "ann@example.org" not in log
