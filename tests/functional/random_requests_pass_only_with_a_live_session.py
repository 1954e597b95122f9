#!/usr/bin/python3
"""100 000 random requests (path, method, headers, cookies; POSTERN_SEED repeats a run): the site is reached exactly
if the request carries one live session cookie, and then under that user's name."""
# seconds: 300

import os
import random
import socket
import string
import threading

import functional  # noqa: F401
from postern import stack

REQUESTS = int(os.environ.get("POSTERN_REQUESTS", "100000"))
CONNECTIONS = 8
BATCH = 40
SEED = int(os.environ.get("POSTERN_SEED") or random.SystemRandom().randrange(2**32))
USERS = ["ann@example.org", "bob@example.org", "eve@example.org"]

# The application: nginx itself, which says whom it was told.
APPLICATION = """
server {
    listen 127.0.0.1:%d;
    location / { return 200 "app:$http_remote_user|$http_remote_user_id|$http_remote_groups\\n"; }
}
"""
PATHS = ["/", "/index.html", "/a/b/../c", "//adm", "/x/..%2fadm", "/%61dm", "/adm%20", "/.postern/check",
         "/.postern/checks", "/x?a=1&rd=https://evil.example", "/x?postern=1", "/a%0ab", "/%c0%af", "/..;/x"]
METHODS = ["GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"]
FORGED = ["Remote-User", "Remote-User-Id", "Remote-Email", "Remote-Groups", "Remote-Level", "Postern-Verdict", "Remote_User",
          "X-Original-URI", "X-Forwarded-For", "X-Forwarded-User", "X-Forwarded-Uri", "X-Postern-Site",
          "Authorization", "X-Requested-With", "Proxy", "Connection", "X-Rewrite-URL", "Accept",
          "User-Agent", "Status", "HTTP_COOKIE", "Postern-Uri", "Forwarded", "X-HTTP-Method-Override"]
VALUES = ["ann@example.org", "root", "user", "/public", "127.0.0.1", "204", "admin", "text/html", "*/*",
          "XMLHttpRequest", "Bearer x", "Basic cm9vdDpyb290", "kube-probe/1", "GoogleHC/1.0", "\xff\xfe",
          "x" * 200]


class Tokens:
    """Live ones by user, and some that look alive and are not."""

    def __init__(self, s):
        self.live = {}
        for email in USERS:
            s.postern.add_user(email)
            for _ in range(3):
                self.live[s.sign_in(email).split("=", 1)[1]] = email
        self.dead = [s.sign_in("bob@example.org").split("=", 1)[1]]
        s.postern.command("session", "revoke", "--user", "bob@example.org")
        self.dead += [token for token, email in self.live.items() if email == "bob@example.org"]
        self.live = {token: email for token, email in self.live.items() if token not in self.dead}
        self.dead += ["A" * 43, "", "null", "x" * 1000]


def mutate(rng, token):
    """Something that is nearly the token."""
    kind = rng.randrange(6)
    at = rng.randrange(len(token))
    if kind == 0:
        return token[:at] + rng.choice([c for c in string.ascii_letters if c != token[at]]) + token[at + 1:]
    if kind == 1:
        return token[:at]
    if kind == 2:
        return token + rng.choice(["A", "=", "%00", ".", " x"])
    if kind == 3:
        return '"' + token + '"'
    if kind == 4:
        return token[at:] + token[:at] if at else token + "A"
    return "%" + token


def random_cookies(rng, tokens):
    """(Cookie header or None, the user whom it should let in or None)."""
    live = rng.choice(list(tokens.live))
    kind = rng.randrange(10)
    other = rng.choice(["a=b", "postern_form=x", "__Host-postern=" + live, "POSTERN=" + live, "postern2=" + live])
    if kind < 3:
        parts = ["postern=" + live] + ([other] if rng.random() < 0.5 else [])
        rng.shuffle(parts)
        return rng.choice(["; ", ";", " ; "]).join(parts), tokens.live[live]
    if kind == 3:
        return None, None
    if kind == 4:
        return "postern=" + rng.choice(tokens.dead), None
    if kind == 5:
        return "postern=%s; postern=%s" % (live, rng.choice([live, *tokens.live, *tokens.dead])), None
    if kind == 6:
        return "postern=%s; postern=%s" % (rng.choice(tokens.dead), live), None
    if kind == 7:
        return "postern=" + mutate(rng, live), None
    if kind == 8:
        return other, None
    return "".join(rng.choice(string.printable[:95] + "\xe4\xff") for _ in range(rng.randrange(80))), None


def random_request(rng, tokens, host):
    """(bytes, method, whom it should let in or None)."""
    method = rng.choice(METHODS)
    cookie, user = random_cookies(rng, tokens)
    path = rng.choice(PATHS) if rng.random() < 0.7 else "/" + "".join(
        rng.choice(string.ascii_letters + "%2e/.;:@!$&'()*+,=~-_") for _ in range(rng.randrange(30)))
    lines = ["%s %s HTTP/1.1" % (method, path), "Host: " + host]
    for name in rng.sample(FORGED, rng.randrange(4)):
        lines.append("%s: %s" % (name, rng.choice(VALUES)))
    if cookie is not None:
        lines.append("Cookie: " + cookie)
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n", method, user


class Client(threading.Thread):
    """One connection; several requests are sent ahead, since speed is what makes this many possible."""

    def __init__(self, seed, count, s, tokens):
        super().__init__(daemon=True)
        self._rng, self._count, self._tokens = random.Random(seed), count, tokens
        self._port, self._host = s.site_port, "localhost:%d" % s.site_port
        self._socket, self._left = None, b""
        self.passed, self.refused, self.wrong = 0, 0, []

    def run(self):
        left = self._count
        while left > 0 and not self.wrong:
            batch = [random_request(self._rng, self._tokens, self._host) for _ in range(min(BATCH, left))]
            left -= self._exchange(batch)

    def _exchange(self, batch):
        """Sends a batch; returns how many were answered. nginx closes after a 400: the rest is lost."""
        if not self._socket:
            self._socket, self._left = socket.create_connection(("127.0.0.1", self._port), 30), b""
        try:
            self._socket.sendall(b"".join(request for request, _, _ in batch))
        except OSError:  # closed while sending; what was answered can still be read
            pass
        for done, (request, method, user) in enumerate(batch):
            try:
                status, head, body = self._read(method)
            except (EOFError, OSError):
                self._socket.close()
                self._socket = None
                return done
            self._judge(request, method, user, status, body)
            if b"\r\nConnection: close" in head:
                self._socket.close()
                self._socket = None
                return done + 1
        return len(batch)

    def _judge(self, request, method, user, status, body):
        reached = body.startswith(b"app:") or (method == "HEAD" and status == 200)
        if status == 400 or (user and status == 404 and b".postern" in request):
            reached_rightly = not reached
        elif user:
            reached_rightly = reached and (method == "HEAD" or body.startswith(b"app:%s|" % user.encode()))
        else:
            reached_rightly = not reached and status in (302, 401, 403, 404, 405)
        if reached:
            self.passed += 1
        else:
            self.refused += 1
        if not reached_rightly:
            self.wrong.append((request, user, status, body[:100]))

    def _read(self, method):
        while b"\r\n\r\n" not in self._left:
            self._more()
        head, self._left = self._left.split(b"\r\n\r\n", 1)
        status = int(head[9:12])
        size = 0
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                size = int(line[15:])
        if method == "HEAD" or status == 204:
            return status, head, b""
        assert b"chunked" not in head, head
        while len(self._left) < size:
            self._more()
        body, self._left = self._left[:size], self._left[size:]
        return status, head, body

    def _more(self):
        chunk = self._socket.recv(65536)
        if not chunk:
            raise EOFError
        self._left += chunk


print("POSTERN_SEED=%d" % SEED, flush=True)
with stack() as s:
    s.app.stop()
    s.nginx.stop()
    s.start_nginx(APPLICATION % s.app.port)
    tokens = Tokens(s)
    clients = [Client(SEED + number, REQUESTS // CONNECTIONS, s, tokens) for number in range(CONNECTIONS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    wrong = [case for client in clients for case in client.wrong]
    passed, refused = (sum(getattr(client, name) for client in clients) for name in ("passed", "refused"))
    print("%d passed, rightly; %d refused" % (passed, refused))
    assert not wrong, wrong[:3]
    assert passed + refused >= REQUESTS - CONNECTIONS and passed > REQUESTS // 10, (passed, refused)
    assert not [line for line in s.postern.log() if line["level"] == "error"], s.postern.tail()
