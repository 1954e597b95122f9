#!/usr/bin/python3
"""A client cannot switch a site to any protocol but WebSocket: over a connection switched to another protocol (such
as cleartext HTTP/2), it could send more requests, unchecked by the gate and under any identity."""

import functional  # noqa: F401
from http_client import Connection, raw_request
from protected_site import protected_site

SWITCHED = b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: %s\r\n\r\n"


def agree(head):
    """The answer of a site that speaks whatever it is asked for."""
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"upgrade:"):
            return SWITCHED % line.split(b":", 1)[1].strip()
    return b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


with protected_site() as site:
    site.app.answer = agree

    def ask(protocol, connection="Upgrade"):
        """The status for a request to switch."""
        with Connection(site.port) as opened:
            opened.send(raw_request("GET", "/", [("Upgrade", protocol), ("Connection", connection),
                                                 ("HTTP2-Settings", "AAMAAABkAARAAAAAAAIAAAAA")]))
            return opened.read_answer(no_body=True).status

    assert ask("websocket") == 101 and ask("WebSocket") == 101
    assert b"\r\nConnection: upgrade" in site.app.seen[-1]
    for protocol in ("h2c", "H2C", "h2c, websocket", "websocket, h2c", "websocket h2c", "TLS/1.0",
                     "HTTP/2.0", "xwebsocket", "websocket/13", "\twebsocket\x0b"):
        assert ask(protocol) in (200, 400), protocol
        assert b"\r\nUpgrade:" not in site.app.seen[-1], site.app.seen[-1]
    assert ask("h2c", "Upgrade, HTTP2-Settings") == 200
