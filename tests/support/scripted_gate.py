"""A FastCGI responder that gives whatever answer a test wants, also broken ones.

    gate = ScriptedGate("/tmp/x/gate.sock")
    gate.answer = lambda parameters: status(204, Remote_User="ann")
    gate.start()
    ... gate.seen      # the parameters of every request so far
    gate.stop()

An answer is a list of steps: bytes are written as they are; HANG waits until the test is over; what comes
after the last step is a close when it is CLOSE, otherwise the connection is kept when nginx asked for that.
"""

import os
import socket
import struct
import threading

BEGIN_REQUEST, END_REQUEST, PARAMS, STDIN, STDOUT, STDERR = 1, 3, 4, 5, 6, 7
KEEP_CONNECTION = 1
HANG = object()
CLOSE = object()


def record(kind, content=b""):
    """One FastCGI record of request 1."""
    return struct.pack(">BBHHBx", 1, kind, 1, len(content), 0) + content


END = record(END_REQUEST, struct.pack(">IBxxx", 0, 0))
OVERLOADED = record(END_REQUEST, struct.pack(">IBxxx", 0, 2))


def whole(text):
    """An answer of this text in CGI form, in good order."""
    return [record(STDOUT, text) + record(STDOUT) + END]


def status(code, **headers):
    """An answer with this status; Remote_User="ann" becomes the header Remote-User: ann."""
    lines = ["Status: %d" % code]
    lines += ["%s: %s" % (name.replace("_", "-"), value) for name, value in headers.items()]
    return whole(("\r\n".join(lines) + "\r\n\r\n").encode())


def _read_length(data, at):
    if data[at] < 128:
        return data[at], at + 1
    return struct.unpack_from(">I", data, at)[0] & 0x7FFFFFFF, at + 4


def parse_parameters(data):
    """The names and values of a PARAMS stream, in order."""
    pairs, at = [], 0
    while at < len(data):
        name_length, at = _read_length(data, at)
        value_length, at = _read_length(data, at)
        name = data[at:at + name_length].decode("latin-1")
        value = data[at + name_length:at + name_length + value_length].decode("latin-1")
        at += name_length + value_length
        pairs.append((name, value))
    return pairs


class ScriptedGate:
    """One listening unix socket, a thread for each connection."""

    def __init__(self, path):
        self.path = path
        self.answer = lambda parameters: status(503)
        self.seen = []
        self._over = threading.Event()
        self._listener = None

    def start(self):
        """Listens; returns at once."""
        self._over.clear()
        if os.path.exists(self.path):
            os.unlink(self.path)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(self.path)
        self._listener.listen(128)
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def stop(self):
        """Closes everything; the path stays, and nobody answers there."""
        self._over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self, listener):
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(peer,), daemon=True).start()

    def _serve(self, peer):
        with peer:
            try:
                while self._serve_one(peer) and not self._over.is_set():
                    pass
            except (OSError, EOFError):
                pass

    def _serve_one(self, peer):
        flags, parameters, body = 0, b"", b""
        while True:
            kind, content = self._read_record(peer)
            if kind == BEGIN_REQUEST:
                flags = content[2]
            elif kind == PARAMS:
                parameters += content
            elif kind == STDIN and not content:
                break
            elif kind == STDIN:
                body += content
        pairs = parse_parameters(parameters)
        self.seen.append(pairs)
        for step in self.steps(pairs, body):
            if step is HANG:
                self._over.wait()
                return False
            if step is CLOSE:
                return False
            peer.sendall(step)
        return bool(flags & KEEP_CONNECTION)

    def steps(self, pairs, _body):
        """The steps of the answer to a request with these parameters and this body."""
        return self.answer(dict(pairs))

    @staticmethod
    def _read_record(peer):
        header = _read_exactly(peer, 8)
        _, kind, _, length, padding = struct.unpack(">BBHHBx", header)
        content = _read_exactly(peer, length)
        _read_exactly(peer, padding)
        return kind, content


def _read_exactly(peer, size):
    data = b""
    while len(data) < size:
        chunk = peer.recv(size - len(data))
        if not chunk:
            raise EOFError
        data += chunk
    return data
