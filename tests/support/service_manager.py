"""What systemd does for a service, for tests: holds its sockets while it is away, and hears how it is.

    manager = ServiceManager(folder, {"gate": gate_path, "portal": portal_path, "control": control_path})
    s.postern.manager = manager        # before s.postern.start()
    manager.wait_for("READY=1")        # takes everything up to this message
    manager.stop()
"""

import fcntl
import os
import select
import socket
import sys
import time

# Puts the sockets where the protocol wants them: from descriptor 3 on, in the process that LISTEN_PID names.
TAKE_PLACES = """
import os, sys
numbers = [int(word) for word in sys.argv[1].split(",")]
for place, number in enumerate(numbers):
    os.dup2(number, 3 + place)
os.closerange(3 + len(numbers), 256)
os.environ["LISTEN_PID"] = os.environ["WATCHDOG_PID"] = str(os.getpid())
os.execv(sys.argv[2], sys.argv[2:])
"""
LOWEST_NUMBER = 32  # above every place
PATIENCE_SECONDS = 20


class ServiceManager:
    """Sockets by name, and the place where notifications arrive."""

    def __init__(self, folder, paths, watchdog_seconds=0):
        self._names = list(paths)
        self._sockets = [_listen(path) for path in paths.values()]
        self._notify_path = os.path.join(folder, "notify")
        self._notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._notify.bind(self._notify_path)
        self._watchdog_seconds = watchdog_seconds
        self.heard = []

    def wrap(self, command, environment):
        """(command, environment, descriptors to pass) that start `command` with all of this."""
        numbers = [one.fileno() for one in self._sockets]
        more = {"LISTEN_FDS": str(len(numbers)), "LISTEN_FDNAMES": ":".join(self._names),
                "NOTIFY_SOCKET": self._notify_path}
        if self._watchdog_seconds:
            more["WATCHDOG_USEC"] = str(int(self._watchdog_seconds * 1000000))
        words = [sys.executable, "-c", TAKE_PLACES, ",".join(map(str, numbers)), *command]
        return words, dict(environment, **more), numbers

    def wait_for(self, wanted, timeout=PATIENCE_SECONDS):
        """Returns the messages up to the one that has the line `wanted`."""
        deadline = time.monotonic() + timeout
        while True:
            message = self._hear(deadline - time.monotonic())
            if message is None:
                raise AssertionError("not told within %d s: %s; heard: %s" % (timeout, wanted, self.heard))
            self.heard.append(message)
            if wanted in message.split("\n"):
                heard, self.heard = self.heard, []
                return heard

    def is_quiet_for(self, seconds):
        """True when nothing is received for this long; earlier messages are dropped."""
        while self._hear(0) is not None:
            pass
        return self._hear(seconds) is None

    def stop(self):
        """Closes everything."""
        for one in [*self._sockets, self._notify]:
            one.close()

    def _hear(self, seconds):
        ready, _, _ = select.select([self._notify], [], [], max(seconds, 0))
        return self._notify.recv(4096).decode() if ready else None


def _listen(path):
    """A listening socket with a high number."""
    with socket.socket(socket.AF_UNIX) as low:
        low.bind(path)
        os.chmod(path, 0o660)
        low.listen(4096)
        return socket.socket(fileno=fcntl.fcntl(low, fcntl.F_DUPFD_CLOEXEC, LOWEST_NUMBER))
