#!/usr/bin/python3
"""posternd is ready within 300 ms of its start, and all its idle processes together use at most 42 MiB (PSS) beyond
what other programs use of the same libraries."""
# alone

import functional
from http_client import fetch
from postern import stack

READY_MS = 300
PSS_MIB = 42


def pss_kib(pid):
    with open("/proc/%d/smaps_rollup" % pid, encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("Pss:"))


def ready_ms(s):
    return next(line["after_ms"] for line in s.postern.log() if line["event"] == "ready")


functional.needs_root("how much memory posternd has")
with stack() as s:
    times = [ready_ms(s)]
    for _ in range(3):
        s.postern.stop()
        s.postern.start()
        times.append(ready_ms(s))
    assert min(times) < READY_MS, times
    s.postern.add_user("ann@example.org")
    cookie = s.sign_in("ann@example.org")
    for _ in range(50):
        assert s.visit(cookie).status == 200
        assert fetch(s.portal_port, "/login").status == 200
    everyone = {s.postern.process.pid} | s.postern.workers()
    total = sum(pss_kib(pid) for pid in everyone) / 1024
    print("%d processes, %.1f MiB, ready after %s ms" % (len(everyone), total, times))
    assert total <= PSS_MIB, total
