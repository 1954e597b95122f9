#!/usr/bin/python3
"""How long the console's pages take with very many users, sessions and entries of the audit log: of each page the median
and the 95th percentile, through nginx, one request after the other.

  admin_pages.py [--rows 1000000] [--requests 60]
"""

import argparse
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
os.environ.setdefault("TEST_DB_POOL", "128M")  # MariaDB's default; the tests have less
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "support"))

from api_person import ApiPerson  # noqa: E402
from postern import stack  # noqa: E402

PAGES = ("/admin", "/admin/users", "/admin/users?order=email", "/admin/users?search=anna", "/admin/users?search=smith4321",
         "/admin/users?search=@example.org", "/admin/users?state=disabled", "/admin/users?factor=no&order=email",
         "/admin/users?group=oldest", "/admin/users?search=anna&state=active&factor=no&group=oldest",
         "/admin/users/{id}", "/admin/sessions", "/admin/sessions?address=192.0.7.3", "/admin/audit",
         "/admin/audit?event=sign_out", "/admin/audit?event=sign_in&result=refused", "/admin/audit?address=192.0.7.3",
         "/admin/audit?user={id}", "/admin/groups", "/admin/groups/oldest", "/admin/invitations", "/admin/mails",
         "/admin/sites")
LIMIT_MS = 150


def fill(whole, rows):
    """The rows of admin_rows.sql; returns the public id of a user."""
    with open(os.path.join(HERE, "admin_rows.sql"), encoding="utf-8") as file:
        text = "".join(line for line in file if not line.startswith("--"))
    for statement in text.replace("#", str(rows)).split(";\n"):
        if statement.strip():
            whole.sql(statement)
    for table in ("user", "user_word", "group_member", "user_totp", "session", "audit"):
        whole.sql("ANALYZE TABLE " + table)
    return whole.sql("SELECT public_id FROM user WHERE email LIKE 'carla.7%' LIMIT 1").strip().splitlines()[-1]


def measure(browser, url, requests):
    """Milliseconds of each answer, sorted."""
    times = []
    for _ in range(requests):
        start = time.monotonic()
        got = browser.get(url)
        times.append((time.monotonic() - start) * 1000)
        assert got.status == 200, (url, got.status, got.text[:300])
    return sorted(times)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--requests", type=int, default=60)
    options = options.parse_args()
    with stack() as whole:
        ann = ApiPerson(whole, "ann@example.org")
        ann.set_up()
        whole.postern.command("grant", "add", "--user", ann.email, "--role", "admin")
        start = time.monotonic()
        someone = fill(whole, options.rows)
        print("filled with %d users and entries in %.0f s" % (options.rows, time.monotonic() - start))
        print("%-72s %8s %8s" % ("page", "median", "p95 (ms)"))
        for page in PAGES:
            times = measure(ann.browser, whole.portal_url + page.replace("{id}", someone), options.requests)
            p95 = times[len(times) * 95 // 100]
            print("%-72s %8.1f %8.1f%s" % (page, times[len(times) // 2], p95, "" if p95 < LIMIT_MS else "   too slow"),
                  flush=True)


if __name__ == "__main__":
    main()
