#!/usr/bin/python3
"""systemd-socket-activate starts posternd at the first request, with the sockets in another order than posternd asks
for them: it serves on both, creates none itself and removes none. A socket of another kind is refused with a clear
message."""

import os
import shutil
import socket
import subprocess
import sys

import functional  # noqa: F401
from http_client import fetch
from ports import end_with_parent
from postern import BUILD, stack, wait_until

NO_TEST = 77


def activate(s, names, *more):
    """systemd-socket-activate in front of posternd, with the three sockets in this order."""
    paths = {"gate": s.postern.gate_socket, "portal": s.postern.portal_socket,
             "control": os.path.join(s.postern.folder, "control.sock")}
    listen = [word for name in names for word in ("--listen", paths[name])]
    command = ["systemd-socket-activate", *listen, "--fdname=" + ":".join(names), *more,
               os.path.join(BUILD, "bin", "posternd"), "--config", s.postern.config_path]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("POSTERN_")}
    log = open(s.postern.log_path, "ab")  # pylint: disable=R1732
    child = subprocess.Popen(command, stdout=log, stderr=log, preexec_fn=end_with_parent(), env=environment,
                             start_new_session=True)
    wait_until(lambda: all(os.path.exists(paths[name]) for name in names), "the sockets of " + names[0])
    return child


if not shutil.which("systemd-socket-activate"):
    print("systemd-socket-activate is not installed")
    sys.exit(NO_TEST)
with stack() as s:
    s.postern.add_user("ann@example.org")
    assert s.postern.stop() == 0
    child = activate(s, ["portal", "control", "gate"])
    cookie = s.sign_in("ann@example.org")       # this is what starts it
    assert s.visit(cookie).status == 200
    assert fetch(s.portal_port, "/login").status == 200
    assert "Warning" not in s.postern.command("user", "disable", "ann@example.org")
    assert s.visit(cookie).status == 302
    child.terminate()
    assert child.wait(30) == 0
    assert os.path.exists(s.postern.gate_socket) and os.path.exists(s.postern.portal_socket)

    for path in (s.postern.gate_socket, s.postern.portal_socket, os.path.join(s.postern.folder, "control.sock")):
        os.unlink(path)
    child = activate(s, ["gate", "portal", "control"], "--datagram")
    with open(s.postern.log_path, "rb") as log:
        before = len(log.read())
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as knock:
        knock.connect(s.postern.gate_socket)
        knock.send(b"x")
    assert child.wait(30) == 1
    with open(s.postern.log_path, "rb") as log:
        assert b"is no listening unix stream socket" in log.read()[before:]
