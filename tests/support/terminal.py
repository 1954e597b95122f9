"""A command at a terminal: answers questions like a person, and sees what a person sees."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time


class Terminal:
    """Runs a command line with a pseudo-terminal as its standard input, output and error."""

    def __init__(self, arguments, env, columns=80):
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self._child = subprocess.Popen(arguments, stdin=theirs, stdout=theirs, stderr=theirs, env=env,
                                       start_new_session=True)
        os.close(theirs)
        self.seen = ""

    def expect(self, text, timeout=20):
        """Waits until the text is on the screen, behind what was expected before."""
        deadline = time.monotonic() + timeout
        while text not in self.seen:
            if not self._read(deadline - time.monotonic()):
                raise AssertionError("no %r in %r" % (text, self.seen))
        before, _, self.seen = self.seen.partition(text)
        return before

    def type(self, line):
        """Types a line and presses Enter."""
        os.write(self._ours, (line + "\n").encode())

    def end(self, timeout=20):
        """(exit status, what was on the screen and not yet expected)"""
        deadline = time.monotonic() + timeout
        while self._read(deadline - time.monotonic()):
            pass
        status = self._child.wait(timeout)
        os.close(self._ours)
        return status, self.seen

    def _read(self, seconds):
        ready, _, _ = select.select([self._ours], [], [], max(seconds, 0))
        if not ready:
            return False
        try:
            data = os.read(self._ours, 65536)
        except OSError:  # the command has closed its end
            return False
        self.seen += data.decode(errors="replace").replace("\r\n", "\n")
        return bool(data)
