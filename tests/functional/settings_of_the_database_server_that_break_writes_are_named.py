#!/usr/bin/python3
"""A database server that refuses writes is named in words: in the log, each setting when it is found, by readiness,
`config check` and `status`; and a request that failed for it says so in its own log line. A user whom read_only does
not stop is not told of it."""
# alone

import os
import shutil
import tempfile

import functional  # noqa: F401
from http_client import fetch
from mariadb import MariaDb
from postern import PASSWORD, stack, wait_until

EMAIL = "ann@example.org"
WORKERS = 3
SETTINGS = "[portal]\nworkers = %d\n[password]\nhashing_slots = 1\n" % WORKERS


def use_user(s, old, new):
    """Another user of the database, and connections that know the server's settings of now."""
    with open(s.postern.config_path, encoding="utf-8") as file:
        text = file.read()
    assert 'user = "%s"' % old in text
    with open(s.postern.config_path, "w", encoding="utf-8") as file:
        file.write(text.replace('user = "%s"' % old, 'user = "%s"' % new))
    s.postern.reload()


def is_ready(s):
    return fetch(s.portal_port, "/health/ready").status == 200


def reports(s, setting):
    """The processes whose log names the setting."""
    return {line["pid"] for line in s.postern.log()
            if line["event"] == "database_setting_unfit" and line["setting"] == setting}


def report_of(s, *arguments):
    """All that the command says; and that it does not say that all is well."""
    status, out, err = s.postern.split_command(*arguments)
    assert status != 0, (arguments, out)
    return out + err


def ask_until_reported_by_all(s, setting):
    def found():
        assert not is_ready(s)
        return len(reports(s, setting)) >= WORKERS
    wait_until(found, "every portal worker names " + setting, 20)


def check_each_setting_is_named(s):
    s.sql("SET GLOBAL binlog_format = 'STATEMENT'")
    s.postern.reload()
    ask_until_reported_by_all(s, "binlog_format")
    got = s.try_sign_in(EMAIL)
    assert got.status == 503, got.status
    reasons = [line["reason"] for line in s.postern.log() if line["event"] == "dependency_unavailable"]
    assert reasons and all("1665" in reason and "binlog_format" in reason for reason in reasons), reasons
    for command in (("config", "check"), ("status",)):
        assert "binlog_format" in report_of(s, *command)
    # One that comes later is named as well, though there is one already.
    s.sql("SET GLOBAL read_only = 1")
    ask_until_reported_by_all(s, "read_only")
    s.sql("SET GLOBAL read_only = 0, GLOBAL binlog_format = 'ROW'")
    s.postern.reload()
    wait_until(lambda: is_ready(s), "readiness")
    assert s.try_sign_in(EMAIL).status == 201


def check_limits(s):
    s.sql("SET GLOBAL max_prepared_stmt_count = 100")
    said = report_of(s, "status")
    assert "max_prepared_stmt_count" in said and "60 for each connection" in said, said
    s.sql("SET GLOBAL max_prepared_stmt_count = 16382")
    assert "allow all that this host does" in "".join(s.postern.split_command("status")[1:])


def check_administrator(s):
    use_user(s, "postern", "root")
    s.sql("SET GLOBAL read_only = 1")
    assert is_ready(s) and "read_only" not in s.postern.command("config", "check")
    assert s.try_sign_in(EMAIL).status == 201
    s.sql("SET GLOBAL read_only = 0")


def main():
    folder = tempfile.mkdtemp(prefix="postern-test-")
    server = MariaDb(folder, options=["--log-bin=bin", "--server-id=1", "--binlog-format=ROW"])
    try:
        server.start()
        os.environ["POSTERN_TEST_DB_SOCKET"] = server.socket
        with stack(settings=SETTINGS) as s:
            s.sql("CREATE USER postern@localhost; GRANT ALL ON %s.* TO postern@localhost" % s.database)
            use_user(s, "root", "postern")
            s.postern.add_user(EMAIL, PASSWORD)
            check_each_setting_is_named(s)
            check_limits(s)
            check_administrator(s)
    finally:
        server.remove()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
