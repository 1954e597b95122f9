#!/usr/bin/python3
"""`postern status` looks at the daemon, its sockets, the database, e-mail and the sites, says what is wrong and what to
do, and reports it in the exit status."""

import json
import os
import pwd

import functional
from postern import stack

ME = pwd.getpwuid(os.geteuid()).pw_name


def status(whole, *more):
    """(exit status, check -> (status, detail), standard error)"""
    code, out, err = whole.postern.split_command("status", "--nginx-user", ME, "--json", *more)
    found = json.loads(out)
    checks = {check["check"]: (check["status"], check["detail"]) for check in found["checks"]}
    worst = max((result for result, _ in checks.values()), key=["ok", "warning", "failed"].index)
    assert found["result"] == worst, found
    return code, checks, err


def check_sound(whole):
    """Nothing has failed."""
    code, checks, err = status(whole)
    assert code == 0 and err == "", (checks, err)
    assert {"daemon", "gate socket", "portal socket", "schema", "clock", "keys", "site wiki"} <= set(checks)
    assert all(result == "ok" for name, (result, _) in checks.items() if name != "e-mail"), checks
    assert checks["e-mail"][0] == "warning" and "nobody can reset" in checks["e-mail"][1]
    said = whole.postern.command("status", "--nginx-user", ME)
    assert "schema" in said and "as this program expects" in said


def check_sites(whole):
    """A site that the cookie does not reach."""
    whole.postern.command("site", "add", "far", "http://far.example.org")
    code, checks, _ = status(whole)
    assert code == 1 and checks["site far"][0] == "failed" and "cookie_domain" in checks["site far"][1]
    whole.postern.command("site", "set", "far", "--policy", "public")
    assert status(whole)[0] == 0
    whole.postern.command("site", "remove", "far")


def check_nginx(whole):
    """nginx cannot open the socket."""
    if os.geteuid() != 0:
        return
    code, out, _ = whole.postern.split_command("status", "--nginx-user", "nobody", "--json")
    found = {check["check"]: check["detail"] for check in json.loads(out)["checks"]}
    assert code == 1 and "nobody may not enter the folder" in found["gate socket"], found
    code, out, _ = whole.postern.split_command("status", "--nginx-user", "no-such-user", "--json")
    assert code == 1 and "does not exist" in out


def check_schema_and_clock(whole):
    """An old schema."""
    version = int(whole.sql("SELECT MAX(version) FROM schema_migration"))
    whole.sql("UPDATE schema_migration SET version = 3000 WHERE version = %d" % version)
    _, checks, _ = status(whole)
    assert checks["schema"][0] == "warning" and "newer program" in checks["schema"][1], checks
    whole.sql("UPDATE schema_migration SET version = %d WHERE version = 3000" % version)


def check_stopped(whole):
    """No daemon, then no database."""
    whole.postern.stop()
    code, checks, _ = status(whole)
    assert code == 1 and checks["daemon"][0] == "failed" and "does not run" in checks["daemon"][1], checks
    assert checks["gate socket"][0] == "failed" and checks["schema"][0] == "ok"
    whole.proxy.stop()
    code, checks, err = status(whole)
    assert code == 3 and checks["schema"][0] == "failed" and "database" in err, (checks, err)


def main():
    assert functional
    with stack(through_proxy=True) as whole:
        check_sound(whole)
        check_sites(whole)
        check_nginx(whole)
        check_schema_and_clock(whole)
        check_stopped(whole)


if __name__ == "__main__":
    main()
