"""A unix socket in front of a database's, through which a test makes the database slow, silent or gone.

    proxy = DatabaseProxy(path, server_socket)
    proxy.start()                # posternd's database.socket is `path`
    proxy.delay = 1.5            # seconds by which each answer is late
    proxy.freeze()               # nothing passes any more, and nobody is told
    proxy.cut()                  # every connection ends, and new ones are refused
    proxy.restore()              # all is well again
    proxy.cut_after = f          # each new connection is cut after f() bytes, whichever way they go
    proxy.connections, proxy.cuts    # how many there were
    proxy.stop()
"""

import contextlib
import os
import socket
import threading
import time

CHUNK_BYTES = 65536
BACKLOG = 128


class _Allowance:
    """How many bytes may still pass, in both directions together; None: any number."""

    def __init__(self, left):
        self._left = left
        self._lock = threading.Lock()

    def take(self, wanted):
        """How many of these may pass."""
        if self._left is None:
            return wanted
        with self._lock:
            granted = min(wanted, self._left)
            self._left -= granted
            return granted

    @property
    def is_used_up(self):
        return self._left == 0


class DatabaseProxy:
    """Threads of the calling process; two for each connection."""

    def __init__(self, path, server_socket):
        self.path = path
        self.delay = 0.0
        self.cut_after = None
        self.connections = 0
        self.cuts = 0
        self._server_socket = server_socket
        self._open = threading.Event()  # cleared: nothing passes
        self._open.set()
        self._lock = threading.Lock()
        self._pairs = set()
        self._listener = None

    def start(self):
        """Listens."""
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.path)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(self.path)
        self._listener.listen(BACKLOG)
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def freeze(self):
        """What is on its way stays there. A new connection is taken, and hears nothing."""
        self._open.clear()

    def cut(self):
        """Ends every connection, and refuses new ones."""
        self._close_listener()
        with self._lock:
            pairs = list(self._pairs)
        for pair in pairs:
            self._end(pair)

    def restore(self):
        """After freeze() or cut(). What was frozen goes on."""
        self._open.set()
        if not self._listener:
            self.start()

    def stop(self):
        """Ends everything."""
        self.cut()
        self._open.set()

    def _close_listener(self):
        if not self._listener:
            return
        os.unlink(self.path)
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        self._listener.close()
        self._listener = None

    def _accept(self, listener):
        with contextlib.suppress(OSError):
            while True:
                client, _ = listener.accept()
                self.connections += 1
                self._serve(client)

    def _serve(self, client):
        server = socket.socket(socket.AF_UNIX)
        try:
            server.connect(self._server_socket)
        except OSError:  # the database itself is away
            client.close()
            server.close()
            return
        pair = (client, server)
        with self._lock:
            self._pairs.add(pair)
        allowance = _Allowance(self.cut_after() if self.cut_after else None)
        for source, target, is_answer in ((client, server, False), (server, client, True)):
            threading.Thread(target=self._pass_on, args=(pair, source, target, is_answer, allowance),
                             daemon=True).start()

    def _pass_on(self, pair, source, target, is_answer, allowance):
        with contextlib.suppress(OSError):
            while chunk := source.recv(CHUNK_BYTES):
                if is_answer and self.delay:
                    time.sleep(self.delay)  # the lateness itself, not a wait for something
                self._open.wait()
                granted = allowance.take(len(chunk))
                target.sendall(chunk[:granted])
                if granted < len(chunk):
                    break
        self._end(pair, allowance.is_used_up)

    def _end(self, pair, was_cut=False):
        with self._lock:
            self.cuts += was_cut and pair in self._pairs
            self._pairs.discard(pair)
        for end in pair:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            with contextlib.suppress(OSError):
                end.close()
