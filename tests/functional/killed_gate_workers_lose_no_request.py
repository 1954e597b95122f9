#!/usr/bin/python3
"""kill -9 of gate workers under load: no request fails, and each worker is replaced quickly."""
# alone

import os
import signal

import functional  # noqa: F401
from http_client import raw_request
from load import Load
from postern import stack, wait_until

# Each death in a row makes the master wait twice as long as before (100 ms at first): it takes them for
# a worker that crashes at its start.
KILLS = 6
EMAIL = "ann@example.org"

with stack() as s:
    s.postern.add_user(EMAIL)
    request = raw_request("GET", "/", [("Cookie", s.sign_in(EMAIL))], host="localhost:%d" % s.site_port)
    wanted = len(s.postern.workers("gate"))
    with Load(s.site_port, request, lambda answer: answer.status == 200) as load:
        for _ in range(KILLS):
            victim = min(s.postern.workers("gate"))
            os.kill(victim, signal.SIGKILL)
            wait_until(lambda: len(s.postern.workers("gate") - {victim}) == wanted,  # noqa: B023
                       "a new worker; log:\n" + s.postern.tail())
            load.wait_for(300)
    print("%d checks" % load.count)
    assert load.bad == 0, (load.bad, load.examples)

    # All of them at once: short of workers for a moment, never open, and good again by itself.
    with Load(s.site_port, request, lambda answer: answer.status in (200, 503)) as load:
        for worker in s.postern.workers("gate"):
            os.kill(worker, signal.SIGKILL)
        wait_until(lambda: len(s.postern.workers("gate")) == wanted, "new workers")
        load.wait_for(300)
    assert load.bad == 0, (load.bad, load.examples)
    assert s.postern.stop() == 0
