#!/usr/bin/python3
"""How long it takes to lock an account that owns very many sessions and devices, on two hosts of one database.

Prints for each way to lock the account how long the lock took, whether the next check on the same host was refused,
and after how long the other host refused it; then how fast the courier removes the rows.

  large_account.py --sessions 1000000 --devices 400000
"""

import argparse
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "support"))

import large_account  # noqa: E402
from api import Api  # noqa: E402
from large_account import cookie, count, seconds_until_refused  # noqa: E402
from postern import PASSWORD, other_host, stack  # noqa: E402
from sessions import database  # noqa: E402

EMAIL = "ann@example.org"


def own_session(whole):
    """An administrator's time is mostly that of the command; the owner's is that of the request."""
    api = Api(whole, whole.sign_in(EMAIL))
    return lambda: api.must(200, "DELETE", "/sessions", password=PASSWORD)


def command(*arguments, stdin=""):
    return lambda whole: lambda: whole.postern.command(*arguments, stdin=stdin)


WAYS = {
    "end all others (API)": own_session,
    "session revoke --user": command("session", "revoke", "--user", EMAIL),
    "user set-password": command("user", "set-password", EMAIL, stdin=PASSWORD + "\n"),
    "user disable": command("user", "disable", EMAIL),
}


def seconds_of(action):
    start = time.monotonic()
    action()
    return time.monotonic() - start


def lock(here, there, name, make, some):
    """Everything of the account is there before, and counts."""
    here.sql("UPDATE user SET session_epoch = 0, device_epoch = 0, disabled = FALSE")
    here.sql("TRUNCATE TABLE account_cleanup")
    action = make(here)
    for host in (here, there):
        assert [host.visit(cookie(one)).status for one in some] == [200] * 3, name
    took = seconds_of(action)
    refused = [here.visit(cookie(one)).status for one in some] == [302] * 3
    print("%-24s %6.0f ms, next check here %s, there after %.2f s" % (
        name, 1000 * took, "refused" if refused else "PASSED", seconds_until_refused(there, some[0])))


def main():
    """Prints the figures."""
    options = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    options.add_argument("--sessions", type=int, default=1_000_000)
    options.add_argument("--devices", type=int, default=400_000)
    wanted = options.parse_args()
    with database(wanted.sessions + wanted.devices), stack() as here, other_host(here) as there:
        here.postern.add_user(EMAIL)
        baseline = seconds_of(lambda: here.postern.command("session", "revoke", "--user", EMAIL))
        print("session revoke of an account without sessions: %.0f ms" % (1000 * baseline))
        here.sql("UPDATE user SET session_epoch = 0, device_epoch = 0")
        large_account.fill(here, EMAIL, wanted.sessions, wanted.devices)
        print("%d sessions, %d devices" % (count(here, "session"), count(here, "known_device")))
        # The courier removes the first ones first.
        last = wanted.sessions
        for name, make in WAYS.items():
            lock(here, there, name, make, (last, last - 1, last - 2))
            last -= 3
        before, start = count(here, "session"), time.monotonic()
        while count(here, "account_cleanup") and time.monotonic() - start < 60:
            time.sleep(1)
        removed, took = before - count(here, "session"), time.monotonic() - start
        print("the courier removed %d sessions in %.0f s, %.0f per second" % (removed, took, removed / took))


if __name__ == "__main__":
    main()
