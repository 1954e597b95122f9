"""A real browser for tests: headless Chromium, driven over the WebDriver protocol of its chromedriver.

    with browser() as b:
        b.open(url)
        b.fill("email", "ann@example.org")
        b.press_button("Sign in")
        assert "Your account" in b.title

Needs chromium and chromedriver (Debian: chromium-driver) and nothing else; talks to loopback only.
"""

import base64
import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

from ports import end_with_parent, pick_port

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the name that the standard gives to references
WAIT_SECONDS = 20
SCRIPT_TIMEOUT_MS = 55000  # axe takes its time over a long page; less than _Driver waits
TAB, ENTER, SPACE, SHIFT = "\ue004", "\ue007", " ", "\ue008"
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class WebDriverError(RuntimeError):
    """The browser could not do what it was told."""


class Element:
    """One element of the page that is open."""

    def __init__(self, driver, reference):
        self._driver = driver
        self.reference = {ELEMENT: reference}
        self._path = "/element/" + reference

    @property
    def text(self):
        return self._driver.get(self._path + "/text")

    def property(self, name):
        return self._driver.get(self._path + "/property/" + name)

    def attribute(self, name):
        return self._driver.get(self._path + "/attribute/" + name)

    def click(self):
        self._driver.post(self._path + "/click")

    def type(self, text):
        self._driver.post(self._path + "/value", {"text": text})

    def clear(self):
        self._driver.post(self._path + "/clear")


class _Driver:
    """The WebDriver protocol: JSON over HTTP."""

    def __init__(self, base):
        self._base = base

    def get(self, path):
        return self._call("GET", path)

    def post(self, path, body=None):
        return self._call("POST", path, body or {})

    def delete(self, path):
        return self._call("DELETE", path)

    def below(self, path):
        return _Driver(self._base + path)

    def _call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._base + path, data, method=method,
                                         headers={"Content-Type": "application/json"})
        try:
            with _DIRECT.open(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            value = json.load(error)["value"]
            raise WebDriverError("%s: %s" % (value["error"], value["message"].split("\n")[0])) from None


class Browser:
    """One browser window with a profile of its own."""

    def __init__(self, folder, javascript=True):
        self._folder = folder
        self._port = pick_port()
        self._process = None
        self._driver = None
        self._javascript = javascript

    def start(self):
        """Starts chromedriver and a window."""
        program = shutil.which("chromedriver") or "/usr/bin/chromedriver"
        with open(os.path.join(self._folder, "chromedriver.log"), "wb") as log:
            self._process = subprocess.Popen(
                [program, "--port=%d" % self._port], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                preexec_fn=end_with_parent(), env=dict(os.environ, HOME=self._folder))
        root = _Driver("http://127.0.0.1:%d" % self._port)
        self._wait_for_driver(root)
        session = root.post("/session", {"capabilities": {"alwaysMatch": self._capabilities()}})
        self._driver = root.below("/session/" + session["sessionId"])

    def stop(self):
        """Ends window and driver."""
        if self._driver:
            with contextlib.suppress(WebDriverError, OSError):
                self._driver.delete("")
        if self._process:
            self._process.terminate()
            self._process.wait(10)

    # --- the page -------------------------------------------------------------------------------

    def open(self, url):
        self._driver.post("/url", {"url": url})

    @property
    def url(self):
        return self._driver.get("/url")

    def open_tab(self):
        """A new tab, which is used from now on; returns what use_tab() takes."""
        handle = self._driver.post("/window/new", {"type": "tab"})["handle"]
        self.use_tab(handle)
        return handle

    @property
    def tab(self):
        """The tab that is used."""
        return self._driver.get("/window")

    @property
    def tabs(self):
        """All of them."""
        return self._driver.get("/window/handles")

    def use_tab(self, handle):
        self._driver.post("/window", {"handle": handle})

    def use_frame(self, number=None):
        """The frame of this number in the page; None: the page itself."""
        self._driver.post("/frame", {"id": number})

    def wait_for_url(self, wanted):
        """Returns when this is the address; `*` at its end stands for anything. A form's answer may be
        several redirects away, and the driver does not wait for all of them."""
        deadline = time.monotonic() + WAIT_SECONDS
        while not _fits(wanted, self.url):
            if time.monotonic() > deadline:
                raise WebDriverError("never came to %s; is at %s" % (wanted, self.url))
            time.sleep(0.02)

    @property
    def title(self):
        return self._driver.get("/title")

    @property
    def text(self):
        """What a person can read on the page."""
        return self.find("body").text

    @property
    def cookies(self):
        return {cookie["name"]: cookie for cookie in self._driver.get("/cookie")}

    def find(self, css):
        """The first element of this selector; an error when there is none."""
        found = self._driver.post("/element", {"using": "css selector", "value": css})
        return Element(self._driver, found[ELEMENT])

    def find_all(self, css):
        found = self._driver.post("/elements", {"using": "css selector", "value": css})
        return [Element(self._driver, one[ELEMENT]) for one in found]

    def find_text(self, css, text):
        """The element of this selector that says exactly this."""
        for element in self.find_all(css):
            if element.text == text:
                return element
        raise WebDriverError("no %s says %r; the page says:\n%s" % (css, text, self.text))

    @property
    def focused(self):
        """The element that has the focus."""
        return Element(self._driver, self._driver.get("/element/active")[ELEMENT])

    def wait_for_focus(self, attribute, value):
        """Waits until the element that has the focus has this value of an attribute. The browser gives the focus to what
        a page wants it for with the first picture that it draws, which may be after the page is there."""
        deadline = time.monotonic() + WAIT_SECONDS
        while self.focused.attribute(attribute) != value:
            if time.monotonic() > deadline:
                raise WebDriverError("the focus never came to %s=%r; the page says:\n%s" % (attribute, value, self.text))
            time.sleep(0.02)

    def run(self, script, *arguments):
        """Runs JavaScript in the page; returns what it returns."""
        arguments = [one.reference if isinstance(one, Element) else one for one in arguments]
        return self._driver.post("/execute/sync", {"script": script, "args": arguments})

    def run_async(self, script, *arguments):
        """Runs JavaScript that calls its last argument with the return value."""
        return self._driver.post("/execute/async", {"script": script, "args": list(arguments)})

    # --- what people do -------------------------------------------------------------------------

    def fill(self, name, text):
        """Types into the field of this name, in place of what it holds."""
        field = self.find("[name=%s]" % name)
        field.clear()
        field.type(text)

    def press_button(self, text):
        """Presses the button with this text; returns when the next page is there."""
        self._leave_by(self.find_text("button", text))

    def follow(self, text):
        """Follows the link with this text; returns when the next page is there."""
        self._leave_by(self.find_text("a", text))

    def keys(self, text):
        """Presses keys, wherever the focus is."""
        actions = []
        for key in text:
            actions += [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        self._driver.post("/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    # --- the surroundings -------------------------------------------------------------------------

    def command(self, name, **parameters):
        """A command of Chromium's own DevTools protocol."""
        return self._driver.post("/goog/cdp/execute", {"cmd": name, "params": parameters})

    def set_size(self, width, height, mobile=False):
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=height,
                     deviceScaleFactor=2 if mobile else 1, mobile=mobile)

    def set_scheme(self, scheme):
        """`light` or `dark`, as the person prefers it."""
        self.command("Emulation.setEmulatedMedia",
                     features=[{"name": "prefers-color-scheme", "value": scheme}])

    def set_forced_colors(self, scheme):
        """A high-contrast theme of the system, with a `light` or `dark` background."""
        self.command("Emulation.setEmulatedMedia",
                     features=[{"name": "forced-colors", "value": "active"},
                               {"name": "prefers-color-scheme", "value": scheme}])

    def screenshot(self, path):
        """Writes a picture of the window."""
        with open(path, "wb") as file:
            file.write(base64.b64decode(self._driver.get("/screenshot")))

    def complaints(self):
        """What the browser has complained of since the last call: broken policy, missing files.
        Answers with an error status are no complaint: the tests ask for some. Nor is a field that was
        to get the focus after a test has clicked on another one."""
        lines = self._driver.post("/se/log", {"type": "browser"})
        fine = ("Failed to load resource", "Autofocus processing was blocked")
        return [line["message"] for line in lines if not any(text in line["message"] for text in fine)]

    def _leave_by(self, element):
        page = self.find("html")
        element.click()
        deadline = time.monotonic() + WAIT_SECONDS
        with contextlib.suppress(WebDriverError):  # the page it belongs to has gone
            while time.monotonic() < deadline:
                page.property("lang")
                time.sleep(0.01)
            raise AssertionError("still on the same page: " + self.url)

    def _wait_for_driver(self, root):
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            try:
                if root.get("/status")["ready"]:
                    return
            except OSError:
                pass
            if time.monotonic() > deadline:
                raise WebDriverError("chromedriver does not answer")
            time.sleep(0.02)

    def _capabilities(self):
        arguments = ["--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server",
                     "--disable-background-networking", "--no-first-run", "--window-size=1000,1000",
                     "--user-data-dir=" + os.path.join(self._folder, "profile")]
        if os.getuid() == 0:
            arguments.append("--no-sandbox")  # Chromium refuses to start as root with it
        options = {"args": arguments,
                   # The test's passwords must not be offered, saved or warned of.
                   "prefs": {"credentials_enable_service": False,
                             "profile.password_manager_leak_detection": False}}
        if not self._javascript:
            options["prefs"]["profile.managed_default_content_settings.javascript"] = 2
        return {"browserName": "chrome", "goog:chromeOptions": options,
                "timeouts": {"script": SCRIPT_TIMEOUT_MS},
                "goog:loggingPrefs": {"browser": "ALL"}}


def _fits(wanted, url):
    return url.startswith(wanted[:-1]) if wanted.endswith("*") else url == wanted


@contextlib.contextmanager
def browser(javascript=True):
    """A running Browser in a temporary folder."""
    folder = tempfile.mkdtemp(prefix="postern-browser-")
    window = Browser(folder, javascript)
    try:
        window.start()
        yield window
    finally:
        window.stop()
        shutil.rmtree(folder, ignore_errors=True)
