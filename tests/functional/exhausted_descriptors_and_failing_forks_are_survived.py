#!/usr/bin/python3
"""Workers without a free descriptor, and a master that cannot fork: nothing loops, running workers keep serving, and
everything works again soon after the shortage ends."""
# alone

import contextlib
import itertools
import os
import resource
import signal
import socket
import subprocess
import time

import functional
from http_client import fetch
from mariadb import find_program
from postern import stack, wait_until
from witness import CHEAP_PASSWORDS, Witness

ANN = "ann@example.org"
WINDOW_SECONDS = 2.0
MOST_CPU = 0.10      # of one core, each
BACK_SECONDS = 1.0
HELD = 200
SETTINGS = "[gate]\nworkers = 3\n[portal]\nworkers = 4\n" + CHEAP_PASSWORDS
# fork() that fails as long as a file exists, whatever user runs the test and whatever their limits are.
FAILING_FORK = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>
pid_t fork(void) {
    const char *file = getenv("FAILING_FORK_FILE");
    if (file && access(file, F_OK) == 0) { errno = EAGAIN; return -1; }
    return ((pid_t (*)(void))dlsym(RTLD_NEXT, "fork"))();
}
"""


def cpu_seconds(pid):
    """The processor time that this process has used."""
    with open("/proc/%d/stat" % pid, encoding="utf-8") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def busiest(pids):
    """The share of a core that the busiest of these takes over a while."""
    before, began = {pid: cpu_seconds(pid) for pid in pids}, time.monotonic()
    wait_until(lambda: time.monotonic() > began + WINDOW_SECONDS, "the window's end")
    took = time.monotonic() - began
    return max((cpu_seconds(pid) - before[pid]) / took for pid in pids)


def leave_descriptors(pid, spare):
    """This process gets so many more descriptors than it has."""
    taken = {int(name) for name in os.listdir("/proc/%d/fd" % pid)}
    # The limit is one of numbers, and there are gaps between those that are taken.
    free = (number for number in range(len(taken) + spare + 1) if number not in taken)
    limit = next(itertools.islice(free, spare, None))
    _, hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (limit, hard))


def give_descriptors(pid):
    _, hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (hard, hard))


@contextlib.contextmanager
def held_connections(paths):
    """Many connections to these sockets; those that find no room in the queue are let be."""
    held = []
    try:
        for path in paths:
            for _ in range(HELD):
                one = socket.socket(socket.AF_UNIX)
                one.setblocking(False)
                held.append(one)
                with contextlib.suppress(BlockingIOError):
                    one.connect(path)
        yield held
    finally:
        for one in held:
            one.close()


def check_descriptors(s, witness, cookie):
    workers = s.postern.workers()
    for pid in workers:
        leave_descriptors(pid, 4 if pid in s.postern.workers("gate") else 0)
    with held_connections([s.postern.gate_socket, s.postern.portal_socket,
                           os.path.join(s.postern.folder, "control.sock")]):
        wait_until(lambda: s.postern.tail(10**6).count("accept_failed") >= 2, "descriptors missed")
        share = busiest([*workers, s.postern.process.pid])
        assert witness.visit(cookie) in (200, 503)
        lines = s.postern.tail(10**6).count("accept_failed")
    for pid in workers:
        give_descriptors(pid)
    began = time.monotonic()
    wait_until(lambda: all(witness.visit(cookie) == 200 for _ in range(20)), "the gate well", BACK_SECONDS)
    wait_until(lambda: fetch(s.portal_port, "/login").status == 200, "the portal well", BACK_SECONDS)
    back = time.monotonic() - began
    print("no descriptors: the busiest process takes %.1f %% of a core, %d log lines; well after %.2f s; %s" % (
        share * 100, lines, back, dict(witness.settle())))
    assert share < MOST_CPU, share
    assert lines < 5 * len(workers), lines
    assert s.postern.workers() == workers, "a worker took it badly"
    assert witness.sign_in(ANN)
    s.postern.command("user", "disable", "bob@example.org")  # by way of the control socket
    assert "did not confirm" not in s.postern.tail(1000)


@contextlib.contextmanager
def failing_fork(s):
    """posternd with a fork() that fails as long as the file exists whose path this yields."""
    folder = os.path.join(s.folder, "fork")
    os.makedirs(folder)
    library, file = os.path.join(folder, "fork.so"), os.path.join(folder, "fails")
    subprocess.run([find_program("cc", "gcc", "clang"), "-shared", "-fPIC", "-x", "c", "-o", library, "-", "-ldl"],
                   input=FAILING_FORK.encode(), check=True)
    values = {"LD_PRELOAD": library, "FAILING_FORK_FILE": file}
    os.environ.update(values)
    try:
        s.postern.stop()
        s.postern.start()
        for name in values:
            del os.environ[name]
        yield file
    finally:
        for name in values:
            os.environ.pop(name, None)


def failures(s):
    return [line for line in s.postern.log() if line.get("event") == "worker_not_started"]


def check_forks(s, witness):
    with failing_fork(s) as file:
        wanted = {role: len(s.postern.workers(role)) for role in ("gate", "portal", "courier")}
        with witness.load(connections=4):
            witness.wait_for(300)
            with open(file, "w", encoding="ascii"):
                pass
            for role in wanted:
                os.kill(min(s.postern.workers(role)), signal.SIGKILL)
            wait_until(lambda: len(failures(s)) >= 9, "failures to fork")
            share = busiest([s.postern.process.pid])
            witness.wait_for(300)
            assert {role: len(s.postern.workers(role)) for role in wanted} == {
                role: count - 1 for role, count in wanted.items()}
            os.unlink(file)
            longest = max(line["again_ms"] for line in failures(s)) / 1000
            began = time.monotonic()
            wait_until(lambda: {role: len(s.postern.workers(role)) for role in wanted} == wanted,
                       "the missing workers", longest + 1)
            back = time.monotonic() - began
            witness.wait_for(300)
    statuses = dict(witness.settle())
    pauses = [line["again_ms"] for line in failures(s) if line["pool"] == "gate"]
    print("no forks: %s; pauses of the gate's pool %s ms; master %.1f %% of a core; whole again after %.2f s" % (
        statuses, pauses, share * 100, back))
    assert set(statuses) == {200, 302}, statuses
    assert share < MOST_CPU and pauses == sorted(pauses) and pauses[-1] >= 4 * pauses[0], (share, pauses)


functional.needs_root("the descriptors of posternd")
with stack(settings=SETTINGS) as whole:
    seen = Witness(whole)
    for email in (ANN, "bob@example.org"):
        seen.add_person(email)
    known = seen.sign_in(ANN)
    for _ in range(30):
        assert seen.visit(known) == 200
    check_descriptors(whole, seen, known)
    seen.statuses.clear()
    check_forks(whole, seen)
    assert whole.postern.stop() == 0
