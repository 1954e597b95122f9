"""An application behind nginx: answers each request with the head it received, as text.

    app = EchoApp()
    app.start()        # app.port
    app.answer = lambda head: b"HTTP/1.1 500 Oops\\r\\nContent-Length: 0\\r\\n\\r\\n"
    app.answer = lambda head: iter([b"...", b"..."])    # sent piece by piece, as they come
    app.seen           # the head of every request so far
    app.stop()
"""

import contextlib
import socket
import threading


def http_answer(status, body=b"", headers=()):
    """The bytes of an answer."""
    lines = ["HTTP/1.1 %s" % status, "Content-Length: %d" % len(body)]
    lines += ["%s: %s" % pair for pair in headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def echo(head):
    """200 with the head of the request."""
    return http_answer("200 OK", head, [("Content-Type", "text/plain")])


class EchoApp:
    """A listener on a free port of 127.0.0.1, a thread for each connection."""

    def __init__(self):
        self.answer = echo
        self.seen = []
        self._peers = set()
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]

    def start(self):
        """Takes connections; returns at once."""
        self._listener.listen(512)
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self):
        """Takes no more, and closes what is open. Twice does no harm."""
        for opened in [self._listener, *self._peers]:
            with contextlib.suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self):
        while True:
            try:
                peer, _ = self._listener.accept()
            except OSError:
                return
            self._peers.add(peer)
            threading.Thread(target=self._serve, args=(peer,), daemon=True).start()

    def _serve(self, peer):
        data = b""
        with peer:
            try:
                while True:
                    while b"\r\n\r\n" not in data:
                        chunk = peer.recv(65536)
                        if not chunk:
                            return
                        data += chunk
                    head, data = data.split(b"\r\n\r\n", 1)
                    data = self._skip_body(peer, head, data)
                    self.seen.append(head)
                    answer = self.answer(head)
                    for piece in [answer] if isinstance(answer, bytes) else answer:
                        peer.sendall(piece)
            except OSError:
                pass
            finally:
                self._peers.discard(peer)

    @staticmethod
    def _skip_body(peer, head, data):
        size = 0
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                size = int(line.split(b":")[1])
        while len(data) < size:
            chunk = peer.recv(65536)
            if not chunk:
                raise OSError("closed in the middle of a body")
            data += chunk
        return data[size:]
