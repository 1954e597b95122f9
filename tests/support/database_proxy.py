"""A unix socket in front of a database's, through which a test makes the database slow, silent or gone.

    proxy = DatabaseProxy(path, server_socket)
    proxy.start()                # posternd's database.socket is `path`
    proxy.delay = 1.5            # seconds by which each answer is late
    proxy.freeze()               # nothing passes any more, and nobody is told
    proxy.cut()                  # every connection ends, and new ones are refused
    proxy.restore()              # all is well again
    proxy.stop()
"""

import contextlib
import os
import socket
import threading
import time

CHUNK_BYTES = 65536
BACKLOG = 128


class DatabaseProxy:
    """Threads of the calling process; two for each connection."""

    def __init__(self, path, server_socket):
        self.path = path
        self.delay = 0.0
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
        """Ends every connection; whoever connects anew is refused."""
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
        for source, target, is_answer in ((client, server, False), (server, client, True)):
            threading.Thread(target=self._pass_on, args=(pair, source, target, is_answer),
                             daemon=True).start()

    def _pass_on(self, pair, source, target, is_answer):
        with contextlib.suppress(OSError):
            while chunk := source.recv(CHUNK_BYTES):
                if is_answer and self.delay:
                    time.sleep(self.delay)  # the lateness itself, not a wait for something
                self._open.wait()
                target.sendall(chunk)
        self._end(pair)

    def _end(self, pair):
        with self._lock:
            self._pairs.discard(pair)
        for end in pair:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            with contextlib.suppress(OSError):
                end.close()
