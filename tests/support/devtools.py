"""Chromium over its own DevTools protocol, for what WebDriver does not tell: whether it would open its dialog for a
name and a password.

    with chromium() as browser:
        page = browser.open("http://localhost:8081/")
        page.run("fetch('/x').then((answer) => answer.status)")    # awaits a promise; returns its value
        page.dialogs        # addresses for which the dialog would have opened; each is cancelled

Talks over pipes, with one browser process and a profile of its own. Needs Chromium and nothing else.
"""

import collections
import contextlib
import fcntl
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time

from ports import end_with_parent

WAIT_SECONDS = 20
# --remote-debugging-pipe reads descriptor 3 and writes 4, which Popen may need for itself before.
PLACE_AND_RUN = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.dup2(int(sys.argv[2]), 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
ABOVE_BOTH = 10


class DevToolsError(RuntimeError):
    """The browser could not do what it was told, or did not answer."""


class Chromium:
    """One headless browser."""

    def __init__(self, folder):
        self._folder = folder
        self._process = None
        self._write = self._read = -1
        self._left = b""
        self._last = 0
        self._events = collections.deque()

    def start(self):
        """Starts the browser."""
        read, self._write = os.pipe()
        self._read, write = os.pipe()
        theirs = [fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, ABOVE_BOTH) for descriptor in (read, write)]
        with open(os.path.join(self._folder, "chromium.log"), "wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-c", PLACE_AND_RUN, *map(str, theirs), *self._command()], stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, pass_fds=theirs, preexec_fn=end_with_parent(),
                env=dict(os.environ, HOME=self._folder))
        for descriptor in (read, write, *theirs):
            os.close(descriptor)

    def stop(self):
        """Ends it."""
        if self._process:
            with contextlib.suppress(DevToolsError, OSError):
                self.call("Browser.close")
            try:
                self._process.wait(WAIT_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            os.close(self._write)
            os.close(self._read)

    def open(self, url, **cookies):
        """A page in a tab of its own, with these cookies of its host, when it has loaded."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, session)
        for name, value in cookies.items():
            page.call("Network.setCookie", name=name, value=value, url=url)
        page.go(url)
        return page

    def call(self, method, session=None, **parameters):
        """What the browser answers to this command; events that come meanwhile are kept."""
        number = self.send(method, session, **parameters)
        while True:
            message = self._next_message()
            if message.get("id") == number:
                return result_of(method, message)
            self._events.append(message)

    def send(self, method, session=None, **parameters):
        """Sends a command; returns its number, which the answer has."""
        self._last += 1
        message = {"id": self._last, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        return self._last

    def next_event(self):
        """The oldest message that nobody has taken."""
        return self._events.popleft() if self._events else self._next_message()

    def _next_message(self):
        deadline = time.monotonic() + WAIT_SECONDS
        while b"\0" not in self._left:
            ready, _, _ = select.select([self._read], [], [], max(0, deadline - time.monotonic()))
            chunk = os.read(self._read, 1 << 16) if ready else b""
            if not chunk:
                raise DevToolsError("the browser " + ("has ended" if ready else "does not answer"))
            self._left += chunk
        message, self._left = self._left.split(b"\0", 1)
        return json.loads(message)

    def _command(self):
        program = shutil.which("chromium") or "/usr/bin/chromium"
        arguments = ["--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server",
                     "--disable-background-networking", "--no-first-run", "--remote-debugging-pipe",
                     "--user-data-dir=" + os.path.join(self._folder, "profile")]
        if os.getuid() == 0:
            arguments.append("--no-sandbox")  # Chromium refuses to start as root with it
        return [program, *arguments, "about:blank"]

class Page:
    """One tab. It answers every request for a name and a password as a person does who presses "Cancel"."""

    def __init__(self, browser, session):
        self.dialogs = []
        self._browser = browser
        self._session = session
        self._results = {}
        self._loaded = False
        self.call("Page.enable")
        self.call("Network.enable")
        self.call("Fetch.enable", handleAuthRequests=True)

    def call(self, method, **parameters):
        """A command for this tab that leads to no request."""
        return self._browser.call(method, self._session, **parameters)

    def go(self, url):
        """Opens the address; returns when it has loaded."""
        self._loaded = False
        self._finish("Page.navigate", url=url)
        while not self._loaded:
            self._take(self._browser.next_event())

    def run(self, expression):
        """The value of this JavaScript, or of the promise that it is."""
        done = self._finish("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in done:
            raise DevToolsError(done["exceptionDetails"]["exception"].get("description", str(done)))
        return done["result"].get("value")

    def _finish(self, method, **parameters):
        """The answer to a command during which there are requests."""
        number = self._browser.send(method, self._session, **parameters)
        while number not in self._results:
            self._take(self._browser.next_event())
        return result_of(method, self._results.pop(number))

    def _take(self, message):
        if "id" in message:
            self._results[message["id"]] = message
        if message.get("sessionId") != self._session:
            return
        details = message.get("params", {})
        if message.get("method") == "Page.loadEventFired":
            self._loaded = True
        elif message.get("method") == "Fetch.requestPaused":
            self._browser.send("Fetch.continueRequest", self._session, requestId=details["requestId"])
        elif message.get("method") == "Fetch.authRequired":
            self.dialogs.append(details["request"]["url"])
            self._browser.send("Fetch.continueWithAuth", self._session, requestId=details["requestId"],
                               authChallengeResponse={"response": "CancelAuth"})


def result_of(method, message):
    """What the browser answered; raises its error."""
    if "error" in message:
        raise DevToolsError("%s: %s" % (method, message["error"]["message"]))
    return message["result"]


@contextlib.contextmanager
def chromium():
    """A running Chromium in a temporary folder."""
    folder = tempfile.mkdtemp(prefix="postern-browser-")
    browser = Chromium(folder)
    try:
        browser.start()
        yield browser
    finally:
        browser.stop()
        shutil.rmtree(folder, ignore_errors=True)
