"""The API behind the demo site `api` of `make run`: a small resource server without a sign-in of its own.

    GET /            who calls
    GET /notes       the notes of the user who calls
    POST /notes      {"text": "..."} adds one; they are gone when it stops

It believes the headers that nginx sets, because it listens on 127.0.0.1 and nginx asks Postern about every request. The
key of the notes is Remote-User-Id, which never changes; the e-mail address can.
"""

import collections
import http.server
import json
import threading

MAX_BODY_BYTES = 10_000
HEADERS = ("Remote-User", "Remote-User-Id", "Remote-Name", "Remote-Groups", "Remote-Level", "Authorization")


class DemoApi:
    """The server; start() returns at once."""

    def __init__(self, port):
        self._port = port
        self._notes = collections.defaultdict(list)
        self._server = None

    def start(self):
        api = self

        class Handler(http.server.BaseHTTPRequestHandler):
            """Answers with JSON."""

            protocol_version = "HTTP/1.1"

            def do_GET(self):  # pylint: disable=invalid-name
                self._answer(*api.get(self.path, self.headers))

            def do_POST(self):  # pylint: disable=invalid-name
                size = self.headers.get("Content-Length", "")
                if not size.isdecimal() or int(size) > MAX_BODY_BYTES:
                    self.close_connection = True
                    self._answer(413, {"error": "send up to %d bytes" % MAX_BODY_BYTES})
                else:
                    self._answer(*api.post(self.path, self.headers, self.rfile.read(int(size))))

            def _answer(self, status, document):
                body = (json.dumps(document, indent=2) + "\n").encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Cache-Control", "no-store")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", self._port), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self):
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def get(self, path, headers):
        """(status, document)."""
        if path == "/":
            return 200, {"hello": headers.get("Remote-Name") or headers.get("Remote-User"),
                         "headers": {name: headers.get(name, "") for name in HEADERS}}
        if path == "/notes":
            return 200, {"notes": self._notes[headers["Remote-User-Id"]]}
        return 404, {"error": "there are only / and /notes"}

    def post(self, path, headers, body):
        """(status, document)."""
        if path != "/notes":
            return 404, {"error": "post to /notes"}
        try:
            text = json.loads(body)["text"]
        except (ValueError, KeyError, TypeError):
            text = None
        if not isinstance(text, str):
            return 400, {"error": 'send {"text": "..."}'}
        notes = self._notes[headers["Remote-User-Id"]]
        notes.append(text)
        return 201, {"notes": notes}
