"""The JSON API as a program uses it.

    api = Api(s)                                      # of a running Stack
    got = api.post("/users", email=..., display_name=..., password=...)
    got.status, got.json["code"]
    ann = api.signed_in("ann@example.org")            # an Api that sends Ann's cookie
    ann.put("/me/password", current_password=..., password=...)
"""

import json

from http_client import fetch
from postern import PASSWORD

JSON_BODY = ("Content-Type", "application/json")
CSRF = ("X-Postern-CSRF", "1")


class Api:
    """Calls of /api/v1; one connection each. For use by several threads."""

    def __init__(self, s, cookie=None, headers=()):
        self.cookie = cookie
        self._s = s
        self._headers = [*headers, *([("Cookie", cookie)] if cookie else [])]

    def call(self, method, path, **members):
        """The answer, with `json`: the document in it, or None."""
        headers = [*self._headers, CSRF]
        body = b""
        if members:
            headers.append(JSON_BODY)
            body = json.dumps(members).encode()
        got = fetch(self._s.portal_port, "/api/v1" + path, method, headers, body)
        is_json = "json" in (got.header("Content-Type") or "")
        got.json = json.loads(got.text) if is_json and got.body else None
        return got

    def get(self, path):
        return self.call("GET", path)

    def post(self, path, **members):
        return self.call("POST", path, **members)

    def put(self, path, **members):
        return self.call("PUT", path, **members)

    def patch(self, path, **members):
        return self.call("PATCH", path, **members)

    def delete(self, path, **members):
        return self.call("DELETE", path, **members)

    def must(self, status, method, path, **members):
        """The same, and an error when the answer is another one."""
        got = self.call(method, path, **members)
        assert got.status == status, (method, path, got.status, got.text)
        return got

    def signed_in(self, email, password=PASSWORD):
        """An Api with a session of this user."""
        return Api(self._s, self._s.sign_in(email, password))
