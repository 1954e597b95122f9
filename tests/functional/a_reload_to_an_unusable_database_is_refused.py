#!/usr/bin/python3
"""SIGHUP with an unusable database changes nothing: the running workers stay, and the log says why. If the database
settings have not changed, the database is not checked, so the daemon can be reloaded while it is down. Settings that
need a restart are named."""

import os
import signal

import functional  # noqa: F401
from postern import stack, wait_until


def lines(s, event):
    return [line for line in s.postern.log() if line["event"] == event]


def hup(s, replace=("", "")):
    """SIGHUP with this change of the configuration file."""
    s.postern.configure()
    with open(s.postern.config_path, encoding="utf-8") as file:
        changed = file.read().replace(*replace)
    with open(s.postern.config_path, "w", encoding="utf-8") as file:
        file.write(changed)
    os.kill(s.postern.process.pid, signal.SIGHUP)


with stack(own_database=True) as s:
    s.postern.add_user("ann@example.org")
    cookie = s.sign_in("ann@example.org")
    workers = s.postern.workers()

    hup(s, ('user = "root"', 'user = "nobody-we-know"'))
    wait_until(lambda: lines(s, "reload_failed"), "a word about the reload")
    assert "[database]" in lines(s, "reload_failed")[0]["reason"], lines(s, "reload_failed")
    assert s.postern.workers() == workers
    assert s.visit(cookie).status == 200 and s.visit().status == 302

    hup(s, ("/gate.sock", "/other.sock"))
    wait_until(lambda: lines(s, "reload"), "the reload")
    assert [line["key"] for line in lines(s, "restart_needed")] == ["server.gate_socket"]
    wait_until(lambda: not s.postern.workers() & workers, "the old generation's end")
    assert s.visit(cookie).status == 200

    s.mariadb.stop()
    hup(s)
    wait_until(lambda: len(lines(s, "reload")) == 2, "the reload without a database")
    assert len(lines(s, "reload_failed")) == 1
