"""The e-mails that posternd has sent, as their recipient reads them.

    with stack(mail="file") as s:                     # or mail=MailServer(...)
        mail = s.mails.wait_for("ann@example.org")    # the next one to arrive
        mail.subject, mail.text, mail.html
        mail.link("/reset-password")                  # the whole address, from the text part
        mail.token("/reset-password")                 # what its parameter `token` says
"""

import email
import email.policy
import os
import re
import time
from urllib.parse import parse_qs, urlsplit

WAIT_SECONDS = 20


class Mail:
    """One e-mail, strictly parsed: a defect is an error."""

    def __init__(self, raw):
        self.raw = raw
        self.message = email.message_from_bytes(raw, policy=email.policy.default)
        parts = list(self.message.walk())
        for part in parts:
            assert not part.defects, part.defects
        kinds = [part.get_content_type() for part in parts]
        assert kinds == ["multipart/alternative", "text/plain", "text/html"], kinds
        self.id = self.message["Message-ID"]
        self.to = self.message["To"].addresses[0].addr_spec
        self.sender = str(self.message["From"])
        self.subject = str(self.message["Subject"])
        self.text = parts[1].get_content()
        self.html = parts[2].get_content()

    def links(self):
        """All addresses in the text part."""
        return re.findall(r"https?://[^\s<>\"]+", self.text)

    def link(self, path):
        """The one address in the text whose path ends so."""
        found = [link for link in self.links() if urlsplit(link).path.endswith(path)]
        assert len(found) == 1, (path, self.subject, self.links())
        return found[0]

    def token(self, path):
        """The token in the link to this path."""
        return parse_qs(urlsplit(self.link(path)).query)["token"][0]

    def fits(self, subject=None, has=None):
        """Whether the subject contains this, and the text has a link to this path."""
        return (subject is None or subject in self.subject) and (
            has is None or any(urlsplit(link).path.endswith(has) for link in self.links()))

    def __repr__(self):
        return "<Mail to %s: %s>" % (self.to, self.subject)


class Mails:
    """What has come so far; `raw_mails()` of a subclass says what."""

    def __init__(self):
        self._taken = set()

    def raw_mails(self):
        """The bytes of all e-mails by name, in order of arrival."""
        raise NotImplementedError

    def all(self, to=None):
        """All e-mails, or those to one address."""
        mails = [Mail(raw) for raw in self.raw_mails().values()]
        return [mail for mail in mails if to in (None, mail.to)]

    def wait_for(self, to, subject=None, has=None, timeout=WAIT_SECONDS):
        """The oldest mail to this address (whose subject contains this, which has a link to this path)
        that was not asked for yet."""
        deadline = time.monotonic() + timeout
        while True:
            for name, raw in self.raw_mails().items():
                mail = None if name in self._taken else Mail(raw)
                if mail and mail.to == to and mail.fits(subject, has):
                    self._taken.add(name)
                    return mail
            if time.monotonic() > deadline:
                raise AssertionError("no e-mail to %s (%s) in %d s; there are: %r"
                                     % (to, subject or has, timeout, self.all()))
            time.sleep(0.02)


class MailFolder(Mails):
    """The transport `file`."""

    def __init__(self, folder):
        super().__init__()
        self.folder = folder

    def settings(self):
        """The keys of [mail]."""
        return 'transport = "file"\nfrom = "auth@example.org"\nfolder = "%s"\n' % self.folder

    def raw_mails(self):
        mails = {}
        names = os.listdir(self.folder) if os.path.isdir(self.folder) else []
        for name in sorted(names):
            if name.endswith(".eml") and not name.startswith("."):
                with open(os.path.join(self.folder, name), "rb") as file:
                    mails[name] = file.read()
        return mails
