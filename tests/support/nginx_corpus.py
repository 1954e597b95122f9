"""The configurations of tests/support/nginx_corpus, on this machine's ports and paths: right ones, and broken ones with
a request that shows the hole.

    corpus = Corpus(running_stack)
    for case in corpus.cases("broken"):
        with case.served() as nginx:
            case.send(case.facts)       # (status, head, body)

`index.json` has, for a right one, the paths that are `refused` without a session, those that are `open`, and one that
`serves` the secret to who is signed in (the first that is refused). For a broken one it has the request (`method`,
`host`, `headers`, `port`: `other` or `ipv6`, `as`: who is signed in, `first`: a request before it, `gate`: `stray`
answers 200 without a verdict) and what it gets: `status` (200), a body that `has` or `lacks` a text (without these:
has the secret), a `header` of the answer, or one that it lacks. `changed` is a snippet of which the broken one has a
copy, and what is replaced in it.

A line with a hole ends with the words `# finding: CODE`; in the first line of a file they mean the whole file.
"""

import contextlib
import json
import os
import re
import shutil
import socket

from nginx import SNIPPETS, Nginx, share_snippets
from ports import pick_port
from scripted_gate import ScriptedGate, status, whole

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "nginx_corpus")
SECRET = "the secret"
FILES = ("secret.txt", "index.html", "reports/secret.txt", "private/secret.txt", "static/logo.txt")
OPEN_FILES = {"welcome.txt": "welcome", "maintenance.html": "back soon", "public/page.txt": "for everyone"}
TIMEOUT_SECONDS = 30


def read_index():
    """Kind -> name -> facts."""
    with open(os.path.join(HERE, "index.json"), encoding="utf-8") as file:
        return json.load(file)


def answer_of_app(head):
    """What an application says: a secret, and the request that it got."""
    if b"/redirect" in head.split(b"\r\n", 1)[0]:
        return b"HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n"
    body = SECRET.encode() + b"\r\n" + head
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


def answer_of_php(parameters):
    """The same for FastCGI."""
    lines = "".join("%s=%s\n" % pair for pair in sorted(parameters.items()))
    return whole(("Content-Type: text/plain\r\n\r\n%s\n%s" % (SECRET, lines)).encode())


def exchange(port, request, address="127.0.0.1"):
    """(status, head, body) of the answer to these bytes; status 0: the connection was closed."""
    with socket.create_connection((address, port), TIMEOUT_SECONDS) as connection:
        connection.sendall(request)
        data = b""
        while True:
            try:
                chunk = connection.recv(65536)
            except ConnectionResetError:
                break
            if not chunk:
                break
            data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    return int(head.split(b" ")[1]) if head else 0, head.decode("latin-1"), body.decode("latin-1")


class Corpus:
    """The folder with the secret, the applications and the gates of all cases. start() before, stop() after use."""

    def __init__(self, running, cookies):
        """`cookies`: of people who are signed in, by name."""
        self.stack = running
        self.cookies = cookies
        self.folder = os.path.join(running.folder, "corpus")
        self.root = os.path.join(self.folder, "root")
        self.ports = {name: pick_port() for name in ("port", "other")}
        self.php = ScriptedGate(os.path.join(self.folder, "php.sock"))
        self.php.answer = answer_of_php
        self.stray = ScriptedGate(os.path.join(self.folder, "stray.sock"))
        self.stray.answer = lambda parameters: status(200)
        self.snippets = {}

    def start(self):
        """Writes the files and starts what answers behind nginx."""
        for name, content in {**dict.fromkeys(FILES, SECRET), **OPEN_FILES}.items():
            path = os.path.join(self.root, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(content)
        for gate, path in (("posternd", self.stack.postern.gate_socket), ("stray", self.stray.path)):
            self.snippets[gate] = share_snippets(os.path.join(self.folder, "snippets-" + gate), path,
                                                 self.stack.postern.portal_socket)
        self.stack.app.answer = answer_of_app
        self.php.start()
        self.stray.start()

    def stop(self):
        """Ends them."""
        self.php.stop()
        self.stray.stop()

    def cases(self, kind):
        """All of them, `right` or `broken`."""
        return [Case(self, kind, name, facts) for name, facts in read_index()[kind].items()]


class Case:
    """One configuration."""

    def __init__(self, corpus, kind, name, facts):
        self.name = name
        self.facts = facts
        self._corpus = corpus
        self._source = os.path.join(HERE, kind, name)
        self.folder = os.path.join(corpus.folder, "of-" + name)

    @contextlib.contextmanager
    def served(self, gate="posternd"):
        """A running nginx with this configuration."""
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        for file in os.listdir(self._source):
            with open(os.path.join(self._source, file), encoding="utf-8") as source:
                self._write(file.removesuffix(".in"), self._fit(source.read(), gate))
        if "changed" in self.facts:
            self._write(self.facts["changed"][0], self._changed_snippet(*self.facts["changed"]))
        with open(os.path.join(self.folder, "nginx.conf"), encoding="utf-8") as file:
            text = file.read()
        corpus = self._corpus
        ports = [port for name, port in corpus.ports.items() if str(port) in text]
        server = Nginx(os.path.join(self.folder, "nginx"),
                       "include %s/nginx.conf;" % self.folder, ports=ports)
        server.start()
        try:
            yield server
        finally:
            server.stop()

    def findings(self):
        """{(file, line, code)} of the words `# finding:`, as this case was served last."""
        found = set()
        for file in sorted(os.listdir(self.folder)):
            path = os.path.join(self.folder, file)
            if not os.path.isfile(path):
                continue
            with open(path, encoding="utf-8") as lines:
                for number, line in enumerate(lines, 1):
                    found |= {(path, number, code) for code in re.findall(r"# finding: ([a-z0-9-]+)", line)}
        return found

    def send(self, facts):
        """(status, head, body) of the request in `facts`."""
        corpus = self._corpus
        where = facts.get("port", "port")
        port = corpus.ports["port" if where == "ipv6" else where]
        # Before Host: nginx does not know yet which server block it is for.
        headers = [tuple(pair) for pair in facts.get("headers", [])]
        headers += [("Host", facts.get("host", "localhost:%d" % port)), ("Connection", "close"),
                    ("Accept", "text/html")]
        if "as" in facts:
            headers.append(("Cookie", corpus.cookies[facts["as"]]))
        lines = ["%s %s HTTP/1.1" % (facts.get("method", "GET"), facts["request"])]
        request = "\r\n".join(lines + ["%s: %s" % pair for pair in headers] + ["Content-Length: 0", "", ""])
        return exchange(port, request.encode(), "::1" if where == "ipv6" else "127.0.0.1")

    def _write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)

    def _fit(self, text, gate):
        corpus = self._corpus
        for name, value in (("SNIPPETS", corpus.snippets[gate]), ("HERE", self.folder), ("ROOT", corpus.root),
                            ("PHP", corpus.php.path), ("APP", "127.0.0.1:%d" % corpus.stack.app.port),
                            ("PORT", str(corpus.ports["port"])), ("OTHER", str(corpus.ports["other"]))):
            text = text.replace("@%s@" % name, value)
        assert not re.search(r"@[A-Z]+@", text), self.name
        return text

    @staticmethod
    def _changed_snippet(name, changes):
        with open(os.path.join(SNIPPETS, name), encoding="utf-8") as file:
            text = file.read()
        for old, new in changes.items():
            assert text.count(old) == 1, (name, old)
            text = text.replace(old, new)
        return text
