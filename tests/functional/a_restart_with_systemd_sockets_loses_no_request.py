#!/usr/bin/python3
"""With sockets held by systemd, posternd is restarted under load, and killed once: each check and each page is
answered as usual, only later. systemd is notified of every step, and its watchdog is fed only while every pool works.
"""
# alone

import os
import signal

import functional  # noqa: F401
from http_client import raw_request
from load import Load
from postern import stack, wait_until
from service_manager import ServiceManager
from witness import CHEAP_PASSWORDS

RESTARTS = 5
EMAIL = "ann@example.org"
WATCHDOG_SECONDS = 3


def is_ann(answer):
    return answer.status == 200 and "Remote-User: " + EMAIL in answer.text


with stack(settings=CHEAP_PASSWORDS) as s:
    s.postern.add_user(EMAIL)
    cookie = s.sign_in(EMAIL)
    assert s.postern.stop() == 0
    manager = ServiceManager(s.folder, {"gate": s.postern.gate_socket, "portal": s.postern.portal_socket,
                                        "control": os.path.join(s.postern.folder, "control.sock")},
                             WATCHDOG_SECONDS)
    s.postern.manager = manager
    s.postern.start()
    manager.wait_for("READY=1")
    check = raw_request("GET", "/", [("Cookie", cookie)], host="localhost:%d" % s.site_port)
    page = raw_request("GET", "/login", host="localhost:%d" % s.portal_port)
    with Load(s.site_port, check, is_ann, 6) as checks, \
            Load(s.portal_port, page, lambda answer: answer.status == 200, 2) as pages:
        for _ in range(RESTARTS):
            assert s.postern.stop() == 0
            manager.wait_for("STOPPING=1")
            s.postern.start()
            manager.wait_for("READY=1")
            checks.wait_for(200)
            pages.wait_for(20)
        s.postern.reload()
        manager.wait_for("STATUS=Reloading")
        manager.wait_for("READY=1")
        s.postern.configure("[gate]\nworkers = \"many\"\n")
        os.kill(s.postern.process.pid, signal.SIGHUP)
        told = manager.wait_for("READY=1")
        assert "failed" in told[-1], told
        checks.wait_for(200)
    print("%d checks, %d pages" % (checks.count, pages.count))
    assert checks.bad == 0, (checks.bad, checks.examples)
    assert pages.bad == 0, (pages.bad, pages.examples)

    # `postern` reaches the daemon over the socket that systemd made.
    s.postern.configure(CHEAP_PASSWORDS)
    assert "Warning" not in s.postern.command("user", "disable", EMAIL)
    assert s.visit(cookie).status == 302

    # The courier hangs: posternd replaces it after 10 s, and says nothing good from the half of that on.
    before = s.postern.workers("courier")
    os.kill(next(iter(before)), signal.SIGSTOP)
    wait_until(lambda: manager.is_quiet_for(WATCHDOG_SECONDS), "no food for the watchdog", 30)
    wait_until(lambda: s.postern.workers("courier") - before, "another courier", 30)
    manager.wait_for("WATCHDOG=1")
    assert s.postern.stop() == 0
    manager.stop()
