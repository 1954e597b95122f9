"""Ports and parents: small things that every server of a test or of `make run` needs."""

import ctypes
import os
import random
import signal
import socket

PR_SET_PDEATHSIG = 1
# Below the range from which the kernel takes ports of outgoing connections.
FIRST_PORT, LAST_PORT = 20000, 31999


def pick_port():
    """A TCP port on which nobody listens now."""
    for _ in range(1000):
        port = random.randint(FIRST_PORT, LAST_PORT)
        if is_free(port):
            return port
    raise RuntimeError("no free port between %d and %d" % (FIRST_PORT, LAST_PORT))


def is_free(port):
    """True when nobody listens on this port, on any address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("", port))
        except OSError:
            return False
    return True


def end_with_parent(number=signal.SIGTERM):
    """For preexec_fn: the kernel sends the child this signal when its parent dies. A server with
    children of its own gets SIGTERM, so that it can end them."""
    parent = os.getpid()
    libc = ctypes.CDLL(None)

    def prepare():
        libc.prctl(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:  # it died before we had asked
            os.kill(os.getpid(), signal.SIGKILL)

    return prepare
