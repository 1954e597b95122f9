"""A browser whose page calls the JSON API: keeps cookies as browsers do.

    ann = ApiBrowser(s)                                   # of a running Stack
    ann.sign_in("ann@example.org")
    got = ann.post("/me/factors/passkeys", kind="passkey", passkey=answer)
    got.status, got.json["code"], ann.cookie
"""

import json

from http_client import Browser, fetch
from postern import PASSWORD

JSON_BODY = ("Content-Type", "application/json")
CSRF = ("X-Postern-CSRF", "1")


class ApiBrowser(Browser):
    """Calls of /api/v1. Not for use by several threads; see request()."""

    def __init__(self, s, cookies=None):
        super().__init__()
        self._s = s
        self.cookies = dict(cookies or {})

    @property
    def cookie(self):
        """The session's, as it is sent; None when there is none."""
        token = self.cookies.get("postern")
        return token and "postern=" + token

    def request(self, method, path, /, **members):
        """A function that sends this request with the cookies of now, from any thread, and keeps none."""
        cookies = self.cookie_header()
        headers = [CSRF, *([("Cookie", cookies)] if cookies else []), *([JSON_BODY] if members else [])]
        body = json.dumps(members).encode() if members else b""
        return lambda: fetch(self._s.portal_port, "/api/v1" + path, method, headers, body)

    def call(self, method, path, /, **members):
        """The answer, with `json`: the document in it, or None."""
        got = self.request(method, path, **members)()
        for line in got.all("Set-Cookie"):
            self._keep(line)
        is_json = "json" in (got.header("Content-Type") or "")
        got.json = json.loads(got.text) if is_json and got.body else None
        return got

    def get_json(self, path):
        """The document at this path."""
        return self.must(200, "GET", path).json

    def post(self, path, fields=None, /, **members):  # pylint: disable=arguments-differ
        """POST of a JSON object; with `fields`, of a form to a whole address, as any browser does."""
        return self.call("POST", path, **members) if fields is None else super().post(path, fields)

    def patch(self, path, /, **members):
        """PATCH of a JSON object."""
        return self.call("PATCH", path, **members)

    def delete(self, path, /, **members):
        """DELETE, with a JSON object or without a body."""
        return self.call("DELETE", path, **members)

    def must(self, status, method, path, /, **members):
        """The same as call(), and an error when the answer is another one."""
        got = self.call(method, path, **members)
        assert got.status == status, (method, path, got.status, got.text)
        return got

    def must_refuse(self, status, code, method, path, /, **members):
        """The same, for a problem document with this code."""
        got = self.must(status, method, path, **members)
        assert got.json["code"] == code, (method, path, got.text)
        return got

    def sign_in(self, email, password=PASSWORD):
        """By password; returns the answer: 201, or 401 where a second factor is due."""
        self.cookies.pop("postern", None)
        return self.post("/sessions", email=email, password=password)

    def is_signed_in(self):
        """Whether the session cookie is one of a live session."""
        return self.call("GET", "/me").status == 200
