#!/usr/bin/python3
"""A database dump is restored, as docs/operations.md says: users, sites and sessions are as they were at its time,
what began after it is gone, and all hosts agree on what ends from then on, although the revocation ids continue from
the backup's position. A daemon that served all the while forgets the time before with a reload."""

import json
import subprocess

import functional  # noqa: F401
from http_client import fetch
from mariadb import find_program
from postern import PASSWORD, other_host, stack, wait_until

ANN, BOB = "ann@example.org", "bob@example.org"


def client(s, program, *arguments, stdin=None):
    """The database's own tools, as the page has them."""
    done = subprocess.run([find_program(program), "--no-defaults", "--user=root", "--socket=" + s.database_socket,
                           *arguments, s.database], input=stdin, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def back_up(s):
    return client(s, "mariadb-dump", "--single-transaction", "--routines")


def restore(s, dump):
    client(s, "mariadb", stdin=dump)


def device_of(s, email, cookie=""):
    """Signs in; returns the session's cookie and the device's."""
    body = json.dumps({"email": email, "password": PASSWORD}).encode()
    got = fetch(s.portal_port, "/api/v1/sessions", "POST",
                [("Content-Type", "application/json"), ("Cookie", cookie)], body)
    assert got.status == 201, (got.status, got.text)
    cookies = dict(line.split(";")[0].split("=", 1) for line in got.all("Set-Cookie"))
    return "postern=" + cookies["postern"], "postern_device=" + cookies["postern_device"]


def live_on(s):
    """What happens between backup and restore; returns the sessions that began."""
    s.postern.add_user(BOB)
    s.postern.command("site", "add", "blog", "https://blog.example.org")
    later = [s.sign_in(ANN), s.sign_in(BOB)]
    for _ in range(5):  # the log of what ended grows beyond the backup's
        s.sign_out(s.sign_in(ANN))
    assert all(s.visit(cookie).status == 200 for cookie in later)
    return later


def check_restored(s, before, device, later):
    wait_until(lambda: [s.visit(cookie).status for cookie in later] == [302, 302], "the later sessions' end")
    assert s.visit(before).status == 200
    assert s.try_sign_in(BOB).status == 401
    assert [site["name"] for site in json.loads(s.postern.command("site", "list", "--json"))] == ["wiki"]
    assert s.postern.command("migrate") == "The schema is up to date.\n"
    assert device_of(s, ANN, device)[1] == device, "a browser that was known is known"


def check_endings(s, there):
    """What ends on one host ends on the other, with numbers in the log that were given before."""
    for _ in range(3):
        cookie = s.sign_in(ANN)
        assert s.visit(cookie).status == 200 and there.visit(cookie).status == 200
        s.sign_out(cookie)
        assert s.visit(cookie).status == 302
        wait_until(lambda ended=cookie: there.visit(ended).status == 302, "the end on the other host")


with stack() as s:
    s.postern.add_user(ANN)
    before, device = device_of(s, ANN)
    assert s.visit(before).status == 200
    dump = back_up(s)

    with other_host(s) as there:
        later = live_on(s)
        assert all(there.visit(cookie).status == 200 for cookie in later)
        for host in (s, there):
            host.postern.stop()
        restore(s, dump)
        for host in (s, there):
            host.postern.start()
        check_restored(s, before, device, later)
        check_endings(s, there)

    later = live_on(s)
    restore(s, dump)
    s.postern.reload()
    check_restored(s, before, device, later)
