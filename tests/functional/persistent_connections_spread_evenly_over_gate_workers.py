#!/usr/bin/python3
"""nginx's persistent connections spread evenly over the gate workers, at the start and after a reload: none has less
than half of its fair share."""
# alone

import os

import functional
from http_client import raw_request
from load import Load
from postern import stack, wait_until

WORKERS = 4
CONNECTIONS = 24
# So late is the database: all of them are asking at the same time, and need a connection each.
DELAY = 0.1
CONNECTED = "03"  # SS_CONNECTED, in /proc/net/unix


def connections(s):
    """How many connections each gate worker holds."""
    with open("/proc/net/unix", encoding="utf-8") as file:
        rows = [line.split() for line in file]
    inodes = {"socket:[%s]" % row[6] for row in rows
              if row[-1] == s.postern.gate_socket and row[5] == CONNECTED}
    return {pid: len(inodes & descriptors(pid)) for pid in s.postern.workers("gate")}


def descriptors(pid):
    """What a process has open."""
    found = set()
    for name in os.listdir("/proc/%d/fd" % pid):
        try:
            found.add(os.readlink("/proc/%d/fd/%s" % (pid, name)))
        except FileNotFoundError:  # closed meanwhile
            pass
    return found


def check_spread(s, load, when):
    load.wait_for(CONNECTIONS * 4)
    wait_until(lambda: sum(connections(s).values()) >= CONNECTIONS - 2, "kept connections")
    held = connections(s)
    fair = sum(held.values()) / WORKERS
    print("%s: %s" % (when, sorted(held.values())))
    assert len(held) == WORKERS and min(held.values()) >= fair / 2, (when, held)


functional.needs_root("the connections of a worker")
with stack(settings="[gate]\nworkers = %d\n" % WORKERS, through_proxy=True) as whole:
    stranger = raw_request("GET", "/", [("Cookie", "postern=" + "A" * 43), ("Accept", "text/html")],
                           host="localhost:%d" % whole.site_port)
    whole.proxy.delay = DELAY
    with Load(whole.site_port, stranger, lambda answer: answer.status == 302, CONNECTIONS) as running:
        check_spread(whole, running, "at the start")
        for number in range(3):
            whole.postern.reload()
            check_spread(whole, running, "after reload %d" % (number + 1))
    assert running.bad == 0, running.examples
