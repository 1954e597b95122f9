#!/usr/bin/python3
"""The PHP example, with real PHP: scripts run for signed-in users only, and find out who they are from the variables
that the manual names."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys

import functional  # noqa: F401
from manual_examples import Examples
from ports import end_with_parent
from postern import stack, wait_until

SCRIPT = """<?php
header("Content-Type: application/json");
file_put_contents(__DIR__ . "/seen", "x", FILE_APPEND);
echo json_encode($_SERVER);
"""


def accepts(path):
    """Whether somebody listens there."""
    with socket.socket(socket.AF_UNIX) as probe:
        return os.path.exists(path) and probe.connect_ex(path) == 0


def check(e, cookie):
    index = os.path.join(e.root("blog"), "index.php")
    with open(index, "w", encoding="utf-8") as file:
        file.write(SCRIPT)
    for path in ("/index.php", "/pretty/url?a=b"):
        e.is_closed("blog", path)
    assert not os.path.exists(os.path.join(e.root("blog"), "seen")), "a script has run for a stranger"
    for path in ("/index.php", "/pretty/url?a=b"):
        got = e.get("blog", path, cookie)
        assert got.status == 200, (path, got.status, got.text)
        known = json.loads(got.text)
        assert known["REMOTE_USER"] == known["HTTP_REMOTE_USER"] == known["HTTP_REMOTE_EMAIL"] == "ann@example.org", known
        assert known["HTTP_REMOTE_NAME"] == "Ann" and re.fullmatch(r"[\w-]{22}", known["HTTP_REMOTE_USER_ID"]), known
        assert "postern" not in known.get("HTTP_COOKIE", ""), known
    assert known["QUERY_STRING"] == "a=b" and known["REQUEST_URI"] == "/pretty/url?a=b", known


if not shutil.which("php-cgi"):
    print("php-cgi is not installed (dev/setup.sh)")
    sys.exit(77)
with stack() as s:
    s.postern.add_user("ann@example.org", name="Ann")
    site = Examples(s)
    with subprocess.Popen(["php-cgi", "-b", site.php_socket], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL, preexec_fn=end_with_parent()) as php:
        try:
            wait_until(lambda: accepts(site.php_socket), "PHP listens")
            os.chmod(site.php_socket, 0o666)
            site.start()
            check(site, s.sign_in("ann@example.org"))
        finally:
            php.terminate()
