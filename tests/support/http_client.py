"""An HTTP client that sends exactly what a test says, and a small browser on top of it.

    answer = fetch(8081, "/path", headers=[("Cookie", "a=1")])
    answer.status, answer.header("Location"), answer.text

    browser = Browser()
    page = browser.get("http://localhost:8080/login")
    browser.submit(page, email="ann@example.org", password="...")
"""

import html
import re
import socket
import urllib.parse

TIMEOUT_SECONDS = 30


class Answer:
    """One answer: status, headers in order, body."""

    def __init__(self, head, body, url=None):
        lines = head.decode("latin-1").split("\r\n")
        self.status = int(lines[0].split(" ")[1])
        self.headers = [tuple(part.strip() for part in line.split(":", 1)) for line in lines[1:]]
        self.body = body
        self.url = url

    def header(self, name):
        """The header's one value, or None; a header that came twice is an error."""
        values = self.all(name)
        assert len(values) < 2, "%s came %d times" % (name, len(values))
        return values[0] if values else None

    def all(self, name):
        """Every value of a header."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    @property
    def text(self):
        """The body as text."""
        return self.body.decode("utf-8", errors="replace")


class Connection:
    """One TCP connection to nginx, for requests one after the other."""

    def __init__(self, port):
        self._socket = socket.create_connection(("127.0.0.1", port), TIMEOUT_SECONDS)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._left = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Closes the connection."""
        self._socket.close()

    def send(self, data):
        """Sends bytes as they are."""
        self._socket.sendall(data)

    def half_close(self):
        """Says that nothing more will be sent."""
        self._socket.shutdown(socket.SHUT_WR)

    def read_answer(self, no_body=False):
        """Reads one answer. Raises EOFError when the connection ends before its end."""
        head = self._read_until(b"\r\n\r\n")
        answer = Answer(head, b"")
        if no_body or answer.status in (204, 304):
            return answer
        if answer.header("Transfer-Encoding") == "chunked":
            answer.body = self._read_chunks()
        elif answer.header("Content-Length") is not None:
            answer.body = self._read(int(answer.header("Content-Length")))
        else:
            answer.body = self._read_rest()
        return answer

    def read(self, size):
        """Reads so many bytes, of whatever was agreed on."""
        return self._read(size)

    def _more(self):
        chunk = self._socket.recv(65536)
        if not chunk:
            raise EOFError("the connection was closed")
        self._left += chunk

    def _read_until(self, end):
        while end not in self._left:
            self._more()
        part, self._left = self._left.split(end, 1)
        return part

    def _read(self, size):
        while len(self._left) < size:
            self._more()
        part, self._left = self._left[:size], self._left[size:]
        return part

    def _read_rest(self):
        try:
            while True:
                self._more()
        except EOFError:
            part, self._left = self._left, b""
            return part

    def _read_chunks(self):
        body = b""
        while True:
            size = int(self._read_until(b"\r\n").split(b";")[0], 16)
            body += self._read(size)
            self._read_until(b"\r\n")
            if size == 0:
                return body


def raw_request(method, target, headers=(), body=b"", host="localhost"):
    """The bytes of a request. `headers` is a list, so that names may come twice; a Host of its own
    takes the place of `host`."""
    lines = ["%s %s HTTP/1.1" % (method, target)]
    if not any(name.lower() == "host" for name, _ in headers):
        lines.append("Host: " + host)
    lines += ["%s: %s" % pair for pair in headers]
    if body and not any(name.lower() in ("content-length", "transfer-encoding") for name, _ in headers):
        lines.append("Content-Length: %d" % len(body))
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body


def fetch(port, target="/", method="GET", headers=(), body=b"", host=None):
    """One request on a connection of its own."""
    host = host or "localhost:%d" % port
    with Connection(port) as connection:
        connection.send(raw_request(method, target, headers, body, host))
        return connection.read_answer(no_body=method == "HEAD")


def page_headers(cookie=None):
    """What a browser sends when a person opens a page."""
    headers = [("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"),
               ("User-Agent", "Mozilla/5.0 (test)")]
    return headers + ([("Cookie", cookie)] if cookie else [])


def hidden_fields(page):
    """The hidden fields of a page's form."""
    fields = {}
    for tag in re.findall(r"<input\b[^>]*>", page):
        attributes = dict(re.findall(r'([a-z-]+)\s*=\s*"([^"]*)"', tag))
        if attributes.get("type") == "hidden" and "name" in attributes:
            fields[attributes["name"]] = html.unescape(attributes.get("value", ""))
    return fields


class Browser:
    """A person's browser: keeps cookies by host as browsers do (ports do not separate them), and sends
    Origin and Sec-Fetch-Site with forms. Follows a redirect only when asked."""

    def __init__(self):
        self.cookies = {}

    def cookie_header(self):
        """The cookies as they would be sent."""
        return "; ".join("%s=%s" % pair for pair in self.cookies.items())

    def get(self, url, headers=()):
        """Opens a page."""
        return self._send("GET", url, [*page_headers(self.cookie_header() or None),
                                       ("Sec-Fetch-Site", "none"), *headers])

    def post(self, url, fields, headers=()):
        """Sends a form from a page of the same origin."""
        parts = urllib.parse.urlsplit(url)
        body = urllib.parse.urlencode(fields).encode()
        return self._send("POST", url, [*page_headers(self.cookie_header() or None),
                                        ("Content-Type", "application/x-www-form-urlencoded"),
                                        ("Origin", "%s://%s" % (parts.scheme, parts.netloc)),
                                        ("Sec-Fetch-Site", "same-origin"), *headers], body)

    def submit(self, page, action=None, **fields):
        """Fills in the form of a page that get() or follow() returned, and sends it."""
        target = urllib.parse.urljoin(page.url, action or page.url)
        return self.post(target, {**hidden_fields(page.text), **fields})

    def follow(self, answer, limit=5):
        """Goes where a redirect leads, until there is a page."""
        while answer.status in (301, 302, 303, 307) and limit:
            answer = self.get(urllib.parse.urljoin(answer.url, answer.header("Location")))
            limit -= 1
        return answer

    def _send(self, method, url, headers, body=b""):
        parts = urllib.parse.urlsplit(url)
        target = urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, ""))
        answer = fetch(parts.port or 80, target, method, headers, body, host=parts.netloc)
        answer.url = url
        for line in answer.all("Set-Cookie"):
            self._keep(line)
        return answer

    def _keep(self, line):
        pair, *attributes = [part.strip() for part in line.split(";")]
        name, value = pair.split("=", 1)
        if any(attribute.lower() == "max-age=0" for attribute in attributes):
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value
