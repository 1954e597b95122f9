"""A real SMTP server (aiosmtpd) for tests: TLS, authentication, and faults that can be switched on.

    with mail_server() as server, stack(mail=server) as s:
        mail = server.wait_for("ann@example.org")
        server.answers["RCPT"] = "550 5.1.1 no such user"      # MAIL, RCPT or DATA; removed: well again

It is the `Mails` that a stack offers as `s.mails`: what was taken, and nothing else. Certificates are made
by openssl, once for each server.
"""

import asyncio
import contextlib
import logging
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import warnings

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from mails import Mails
from ports import pick_port

# It warns of what tests do on purpose, and reports each handshake that a client breaks off.
warnings.filterwarnings("ignore", module=r"aiosmtpd\..*")
logging.getLogger("mail.log").setLevel(logging.CRITICAL)
logging.getLogger("mail.debug").setLevel(logging.CRITICAL)

USER, PASSWORD = "postern", "correct horse"


def make_certificate(folder, host="localhost"):
    """A self-signed certificate; returns its file and that of its key."""
    certificate, key = os.path.join(folder, "cert.pem"), os.path.join(folder, "key.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
         "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=" + host,
         "-addext", "subjectAltName=DNS:" + host], check=True, capture_output=True)
    return certificate, key


class _Controller(Controller):
    """With TLS from the first byte, or STARTTLS, or neither."""

    def __init__(self, owner, context, **settings):
        self._owner = owner
        self._context = context
        super().__init__(owner, **settings)
        self.ssl_context = context if owner.security == "tls" else None

    def factory(self):
        owner = self._owner
        return SMTP(self.handler, hostname="mail.test", enable_SMTPUTF8=False,
                    tls_context=self._context if owner.security == "starttls" else None,
                    require_starttls=owner.security == "starttls",
                    authenticator=owner.authenticate if owner.user else None,
                    auth_required=bool(owner.user), auth_require_tls=owner.security == "starttls",
                    loop=self.loop)


class MailServer(Mails):
    """One server; `security`: what it offers, starttls, tls or none; `host`: whom its certificate names."""

    def __init__(self, folder, security="starttls", user=USER, password=PASSWORD, host="localhost"):
        super().__init__()
        self.folder, self.security = folder, security
        self.user, self.password = user, password
        self.port = pick_port()
        self.certificate, self._key = make_certificate(folder, host)
        self.answers = {}       # by command: an error to answer with
        self.delay = 0          # seconds before an e-mail is accepted
        self.connections = 0    # that got as far as naming a sender
        self.client_names = set()  # what the clients called themselves
        self._taken_mails = {}
        self._sessions = set()
        self._controller = None
        password_file = os.path.join(folder, "password")
        with open(os.open(password_file, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
            file.write((password or "") + "\n")
        self._password_file = password_file

    def settings(self, **changes):
        """The keys of [mail] that reach it; changes are TOML values."""
        keys = {"transport": '"smtp"', "from": '"auth@example.org"', "host": '"localhost"',
                "port": str(self.port), "security": '"%s"' % self.security, "timeout": '"3s"'}
        if self.security != "none":
            keys["ca_file"] = '"%s"' % self.certificate
        if self.user:
            keys["user"], keys["password_file"] = '"%s"' % self.user, '"%s"' % self._password_file
        keys.update(changes)
        return "".join("%s = %s\n" % item for item in keys.items())

    def start(self):
        """Listens on its port."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.certificate, self._key)
        self._controller = _Controller(self, context, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self):
        """Ends; what it has taken stays."""
        if self._controller:
            self._controller.stop()
            self._controller = None

    def raw_mails(self):
        return dict(self._taken_mails)

    # What aiosmtpd calls, in its own thread.

    def authenticate(self, server, session, envelope, mechanism, data):
        right = (data.login, data.password) == (self.user.encode(), self.password.encode())
        return AuthResult(success=right, handled=False)

    async def handle_MAIL(self, server, session, envelope, address, options):
        self.client_names.add(session.host_name)
        if id(session) not in self._sessions:
            self._sessions.add(id(session))
            self.connections += 1
        if "MAIL" in self.answers:
            return self.answers["MAIL"]
        envelope.mail_from = address
        return "250 2.1.0 ok"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if "RCPT" in self.answers:
            return self.answers["RCPT"].replace("{}", address)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server, session, envelope):
        await asyncio.sleep(self.delay)
        if self.answers.get("DATA") == "close":
            server.transport.abort()
            return "421 4.3.2 never sent"
        if "DATA" in self.answers:
            return self.answers["DATA"]
        self._taken_mails["%08d" % len(self._taken_mails)] = envelope.original_content
        return "250 2.0.0 taken"


class SilentServer:
    """Listens, and never says a word."""

    def __init__(self):
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._socket.getsockname()[1]

    def close(self):
        self._socket.close()


@contextlib.contextmanager
def mail_server(**settings):
    """A running MailServer in a temporary folder."""
    folder = tempfile.mkdtemp(prefix="postern-mail-")
    server = MailServer(folder, **settings)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
