#!/usr/bin/python3
"""A server block that `postern nginx` prints for a port is reached over IPv4 and IPv6, with the same parameters of
`listen`; a block with an address listens on that address only. An unusable value is refused."""

import re
import socket

import functional  # noqa: F401
from http_client import raw_request
from ports import pick_port
from postern import stack


def listens(s, *options):
    """The `listen` lines of the block with these options."""
    block = s.postern.command("nginx", "wiki", "--upstream", "http://127.0.0.1:%d" % s.app.port, *options)
    return re.findall(r"^\s*listen (.*);$", block, re.M)


def status_over(address, port):
    """The status of a request to a site on this address."""
    with socket.create_connection((address, port), 10) as client:
        client.sendall(raw_request("GET", "/page", [("Accept", "text/html"), ("Connection", "close")]))
        return int(client.recv(4096).split(b" ")[1])


def check_lines(s):
    for wanted, expected in (("8443", ["8443", "[::]:8443"]), ("8443 ssl", ["8443 ssl", "[::]:8443 ssl"]),
                             ("8443 ssl http2 backlog=64", ["8443 ssl http2 backlog=64", "[::]:8443 ssl http2 backlog=64"]),
                             ("127.0.0.1:8443 ssl", ["127.0.0.1:8443 ssl"]), ("*:8443", ["*:8443"]),
                             ("[::]:8443 ssl", ["[::]:8443 ssl"]), ("[::1]:8443", ["[::1]:8443"]),
                             ("unix:/run/site.sock", ["unix:/run/site.sock"])):
        assert listens(s, "--listen", wanted) == expected, (wanted, listens(s, "--listen", wanted))
    port = s.site_url.rpartition(":")[2]
    assert listens(s) == [port, "[::]:" + port], listens(s)
    for odd in ("80; }", "80 $x", "80\n81"):
        status, out, err = s.postern.split_command("nginx", "--portal", "--listen", odd)
        assert status == 1 and out == "" and "--listen" in err, (odd, status, err)


def check_served(s):
    port = pick_port()
    s.postern.command("site", "add", "both", "http://localhost:%d" % port)
    block = s.postern.command("nginx", "both", "--upstream", "http://127.0.0.1:%d" % s.app.port, "--listen", str(port),
                              "--snippets", s.snippets)
    s.nginx.stop()
    s.start_nginx(block)
    assert [status_over(address, port) for address in ("127.0.0.1", "::1")] == [302, 302]


if __name__ == "__main__":
    with stack() as whole:
        check_lines(whole)
        check_served(whole)
