#!/usr/bin/python3
"""With database.gate_user and the privileges that `postern database grants` prints, the gate works fully, cached and
strict; its user can neither write nor read a password, a second factor, a key, a seed, an e-mail or a link. The main
user can do everything else, including `postern migrate`, and nothing outside its database. A reload with a wrong gate
password is refused."""

import os
import re
import secrets
import signal
import subprocess

import functional  # noqa: F401
from mariadb import find_program
from postern import stack, wait_until

TABLES = {"schema_migration", "site_revision", "site", "session", "user", "group_member", "access_grant", "site_ruleset",
          "signing_key", "token_family", "revoked_token", "personal_token",
          "user_profile"}
FACTORS = {"user_totp", "recovery_set", "recovery_code", "sign_in_step", "factor_enrolment"}


def set_keys(s, main, gate, more=""):
    """Puts these users into the configuration, with the gate's password in a file."""
    s.postern.configure(more)
    with open(s.postern.config_path, encoding="utf-8") as file:
        text = file.read()
    keys = 'user = "%s"\ngate_user = "%s"\ngate_password_file = "%s"' % (main, gate, password_file(s))
    with open(s.postern.config_path, "w", encoding="utf-8") as file:
        file.write(text.replace('user = "root"', keys))


def password_file(s):
    return os.path.join(s.folder, "gate-password")


def write_password(s, password):
    with open(os.open(password_file(s), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w",
              encoding="ascii") as file:
        file.write(password + "\n")


def as_user(s, user, sql, password=""):
    """Runs SQL as this user; returns what it printed, or the server's error number."""
    done = subprocess.run(
        [find_program("mariadb", "mysql"), "--no-defaults", "--user=" + user, "--batch", "--skip-column-names",
         "--socket=" + s.database_socket, s.database],
        input=sql, text=True, capture_output=True, check=False,
        env=dict(os.environ, MYSQL_PWD=password))
    if done.returncode == 0:
        return done.stdout
    return "error " + re.search(r"ERROR (\d+)", done.stderr).group(1)


def the_gate_works(s):
    """What the gate does, from the first check of a session to its end and to a change of sites."""
    assert s.visit().status == 302
    cookie = s.sign_in("ann@example.org")
    first, second = s.visit(cookie), s.visit(cookie)
    assert (first.status, second.status) == (200, 200), (first.status, second.status)
    s.sign_out(cookie)
    assert s.visit(cookie).status == 302
    s.postern.command("site", "remove", "wiki")
    s.postern.command("site", "add", "wiki", s.site_url, "--policy", "public")
    wait_until(lambda: s.visit().status == 200, "the site to be there and public")
    s.postern.command("site", "remove", "wiki")
    s.postern.command("site", "add", "wiki", s.site_url)
    wait_until(lambda: s.visit().status == 302, "the site to ask for a sign-in")


def the_gates_user_can_only_read(s, gate, password):
    """Column by column, and statement by statement."""
    columns = [line.split("\t") for line in s.sql(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = '%s'"
        % s.database).split("\n") if line]
    readable = {(table, column) for table, column in columns
                if not as_user(s, gate, "SELECT `%s` FROM `%s` LIMIT 1" % (column, table), password)
                .startswith("error")}
    assert {table for table, _ in readable} == TABLES, readable
    assert FACTORS <= {table for table, _ in columns}, columns
    assert ("user", "time_zone") not in readable and ("user", "email") in readable
    assert ("token_family", "scopes") in readable and not {"sealed_seed", "key_id", "counter"} & {
        column for name, column in readable if name == "token_family"}, readable
    for table, needed in (("group_member", {"user_id", "group_id", "expires_at"}),
                          ("access_grant", {"user_id", "group_id", "role_id", "expires_at"}),
                          ("site_ruleset", {"site_id", "document"}),
                          ("signing_key", {"kid", "purpose", "revoked_at"}),
                          ("revoked_token", {"jti"}),
                          ("personal_token", {"id", "user_id", "hash", "scopes", "level", "created_at", "expires_at"})):
        assert {column for name, column in readable if name == table} == needed, readable
    for sql in ("UPDATE user SET disabled = FALSE", "INSERT INTO site_revision VALUES (2, 2)",
                "DELETE FROM session", "CREATE TABLE mine (id INT)", "DROP TABLE site",
                "SELECT * FROM user", "SELECT user FROM mysql.user"):
        assert as_user(s, gate, sql, password).startswith("error 11"), sql


with stack() as s:
    tag = secrets.token_hex(4)
    main, gate, password = "main_" + tag, "gate_" + tag, secrets.token_hex(16)
    s.postern.stop()
    try:
        s.sql("CREATE USER %s@localhost; CREATE USER %s@localhost IDENTIFIED BY '%s'" % (main, gate, password))
        set_keys(s, main, gate)
        write_password(s, password)
        for_main, for_gate = s.postern.command("database", "grants").split("\n\n")
        name = s.database
        s.sql("DROP DATABASE {0}; CREATE DATABASE {0} CHARACTER SET utf8mb4".format(name) + ";" + for_main)
        s.postern.command("migrate")
        s.sql(for_gate)
        refused = [as_user(s, main, sql) for sql in (
            "SELECT db FROM mysql.db", "GRANT SELECT ON %s.* TO %s@localhost" % (name, gate),
            "CREATE DATABASE %s_x" % name, "SELECT id FROM %s.site" % name.replace("_", "x"))]
        assert refused == ["error 1142", "error 1044", "error 1044", "error 1142"], refused
        s.postern.command("site", "add", "wiki", s.site_url)
        s.postern.add_user("ann@example.org")

        s.postern.start()
        the_gate_works(s)

        def users():
            return s.sql("SELECT user FROM information_schema.processlist WHERE db = '%s'" % name).split()

        assert set(users()) == {main, gate, "root"}, users()  # root is this question
        wait_until(lambda: users().count(main) == len(s.postern.workers()) - len(s.postern.workers("gate")),
                   "a connection of each worker that is not the gate's")
        the_gates_user_can_only_read(s, gate, password)

        workers = s.postern.workers()
        write_password(s, "wrong")
        os.kill(s.postern.process.pid, signal.SIGHUP)
        wait_until(lambda: [line for line in s.postern.log() if line["event"] == "reload_failed"], "a refusal")
        assert s.postern.workers() == workers
        write_password(s, password)

        s.postern.stop()
        s.sql("REVOKE SELECT (disabled) ON user FROM %s@localhost" % gate)
        try:
            s.postern.start()
            raise SystemExit("posternd started with a gate that can read nothing")
        except RuntimeError as refused:
            assert "`postern database grants`" in str(refused), refused
        s.sql(for_gate)
        set_keys(s, main, gate, '[gate]\ncache = "off"\n')
        s.postern.start()
        the_gate_works(s)
    finally:
        s.sql("DROP USER %s@localhost; DROP USER %s@localhost" % (main, gate))
