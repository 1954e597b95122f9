"""Shows the e-mails of `make run` in the browser: what posternd would have sent, newest first.

Reads the folder of the transport `file`. Listens on 127.0.0.1 only, and refuses requests for any other host
name. The HTML part is shown in a frame without scripts; its links open in a new tab.
"""

import email
import email.policy
import html
import http.server
import os
import re
import threading

STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem;
       background: #ffffff; color: #1b2430; }
a { color: #2f5d8c; }
@media (prefers-color-scheme: dark) { body { background: #1a212b; color: #e6ebf2; } a { color: #7fb2e5; } }
table { border-collapse: collapse; width: 100%; } td { padding: .4rem .8rem .4rem 0; vertical-align: top; }
td:first-child { white-space: nowrap; } iframe { width: 100%; height: 36rem; border: 1px solid #888; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid #888; padding: 1rem; }
"""
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>{style}</style></head>
<body><main>{body}</main></body></html>
"""
# A reload button instead of a page that reloads by itself: WCAG 2.2, 2.2.1 and 3.2.5.
RELOAD = '<p><a href="/">Look for new e-mails</a></p>'
LINK = re.compile(r"https?://[^\s<>\"]+")


def read_mail(path):
    """The e-mail in this file."""
    with open(path, "rb") as file:
        return email.message_from_binary_file(file, policy=email.policy.default)


def list_page(folder):
    """All e-mails, newest first."""
    rows = []
    for name in sorted(os.listdir(folder) if os.path.isdir(folder) else [], reverse=True):
        if name.endswith(".eml") and not name.startswith("."):
            mail = read_mail(os.path.join(folder, name))
            rows.append("<tr><td>%s</td><td>%s</td><td><a href=\"/mail/%s\">%s</a></td></tr>" % tuple(
                html.escape(str(text)) for text in (mail["Date"], mail["To"], name, mail["Subject"])))
    body = "<h1>E-mails</h1>" + ("<table>%s</table>" % "".join(rows) if rows else
                               "<p>None yet. E-mails that Postern would send appear here.</p>")
    return PAGE.format(title="E-mails", style=STYLE, body=body + RELOAD)


def mail_page(mail):
    """One e-mail with both of its parts."""
    text = mail.get_body(("plain",)).get_content()
    marked = mail.get_body(("html",)).get_content()
    linked, last = "", 0
    for found in LINK.finditer(text):
        address = html.escape(found[0])
        linked += html.escape(text[last:found.start()]) + '<a href="%s">%s</a>' % (address, address)
        last = found.end()
    linked += html.escape(text[last:])
    head = "".join("<tr><td>%s</td><td>%s</td></tr>" % (name, html.escape(str(mail[name])))
                   for name in ("From", "To", "Date", "Message-ID"))
    frame = html.escape('<base target="_blank">' + marked)
    body = ('<p><a href="/">All e-mails</a></p><h1>%s</h1><table>%s</table><h2>As HTML</h2>'
            '<iframe title="The e-mail as HTML" sandbox="allow-popups allow-popups-to-escape-sandbox" '
            'srcdoc="%s"></iframe><h2>As text</h2><pre>%s</pre>'
            % (html.escape(str(mail["Subject"])), head, frame, linked))
    return PAGE.format(title=html.escape(str(mail["Subject"])), style=STYLE, body=body)


class MailPage:
    """The server; start() returns at once."""

    def __init__(self, folder, port):
        self.url = "http://localhost:%d" % port
        self._names = {"localhost:%d" % port, "127.0.0.1:%d" % port}
        self._folder = folder
        self._port = port
        self._server = None

    def start(self):
        page = self

        class Handler(http.server.BaseHTTPRequestHandler):
            """Answers GET for the list and for one e-mail."""

            def do_GET(self):  # pylint: disable=invalid-name
                status, text = page.answer(self.headers.get("Host", ""), self.path)
                body = text.encode()
                self.send_response(status)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Cache-Control", "no-store")
                self.send_header("Referrer-Policy", "no-referrer")
                self.send_header("Content-Security-Policy",
                                 "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
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

    def answer(self, host, path):
        """(status, HTML). Refuses other host names: another site could point its name here."""
        if host not in self._names:
            return 421, "wrong host"
        if path == "/":
            return 200, list_page(self._folder)
        found = re.fullmatch(r"/mail/([0-9]+-[0-9]+-[0-9]+\.eml)", path)
        if not found or not os.path.exists(os.path.join(self._folder, found[1])):
            return 404, "no such e-mail"
        return 200, mail_page(read_mail(os.path.join(self._folder, found[1])))
