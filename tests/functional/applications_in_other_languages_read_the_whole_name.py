#!/usr/bin/python3
"""What Node.js, Python (WSGI) and Java read of the name of a visitor: Remote-Name is UTF-8, which they take for
ISO-8859-1; Remote-Name-Encoded gives each of them the whole name, decoded as the manual says."""

import os
import shutil
import subprocess
import sys

import functional  # noqa: F401
from http_client import Connection
from ports import end_with_parent
from postern import stack

NAME = "Zo\u00eb M\u00fcller \u674e \U0001f41d 100 % a+b"
AS_LATIN_1 = NAME.encode("utf-8").decode("latin-1")
NODE = """
const http = require("http");
http.createServer((request, answer) => answer.end(
    [request.headers["remote-name"], decodeURIComponent(request.headers["remote-name-encoded"])].join("\\n"))
).listen(0, "127.0.0.1", function () { console.log(this.address().port); });
"""
PYTHON = """
import urllib.parse
from wsgiref.simple_server import make_server, WSGIRequestHandler
class Quiet(WSGIRequestHandler):
    def log_message(self, *_): pass
def app(environ, start):
    start("200 OK", [("Content-Type", "text/plain")])
    return [(environ["HTTP_REMOTE_NAME"] + "\\n" +
             urllib.parse.unquote(environ["HTTP_REMOTE_NAME_ENCODED"])).encode()]
server = make_server("127.0.0.1", 0, app, handler_class=Quiet)
print(server.server_port, flush=True)
server.serve_forever()
"""
JAVA = """
import com.sun.net.httpserver.HttpServer;
import java.net.*;
import java.nio.charset.StandardCharsets;
class App {
    public static void main(String[] arguments) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            var headers = exchange.getRequestHeaders();
            byte[] text = (headers.getFirst("Remote-Name") + "\\n" + URLDecoder.decode(
                headers.getFirst("Remote-Name-Encoded"), StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
        server.start();
        System.out.println(server.getAddress().getPort());
    }
}
"""
APPLICATIONS = [("node", "node", "app.js", NODE), (sys.executable, sys.executable, "app.py", PYTHON),
                ("javac", "java", "App.java", JAVA)]  # java runs a source file if there is a compiler


def read_by(program, path, head):
    """What the application says of the request: the two names."""
    with subprocess.Popen([program, path], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                          preexec_fn=end_with_parent()) as application:
        try:
            port = int(application.stdout.readline())
            with Connection(port) as connection:
                connection.send(head.rstrip() + b"\r\n\r\n")
                return connection.read_answer().text.split("\n")
        finally:
            application.terminate()


def main():
    with stack() as whole:
        whole.postern.add_user("zoe@example.org", name=NAME)
        assert whole.visit(whole.sign_in("zoe@example.org")).status == 200
        head = whole.app.seen[-1]  # as nginx sent it to the site
        assert head.isascii() is False and b"Remote-Name-Encoded: Zo%C3%AB%20M%C3%BCller%20%E6%9D%8E%20" in head, head
        tried = 0
        for needed, program, name, text in APPLICATIONS:
            if not shutil.which(needed):
                print(needed + " is not installed")
                continue
            path = os.path.join(whole.folder, name)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            raw, decoded = read_by(program, path, head)
            assert raw == AS_LATIN_1, (program, raw)
            assert decoded == NAME, (program, decoded)
            tried += 1
        assert tried > 0


if __name__ == "__main__":
    main()
