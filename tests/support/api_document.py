"""The OpenAPI document of a running server, and whether its answers are what it says.

    document = ApiDocument(s.portal_port)
    ann = document.watch(ApiBrowser(s))            # every answer that Ann gets is checked from now on
    got = document.send(port, operation)           # one request, whose answer is checked as well
    document.unseen()                              # documented statuses that were not produced

An answer must have a documented status; a body of the documented type and schema, with no member and no problem code
that the document does not name; and the documented headers. What was sent must fit as well where it was accepted.
"""

import collections
import json
import re

import jsonschema

from http_client import fetch

JSON_TYPE = "application/json"
METHODS = ("get", "post", "put", "patch", "delete")
CSRF = ("X-Postern-CSRF", "1")
DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
FORMATS = jsonschema.FormatChecker(formats=())


@FORMATS.checks("date-time")
def _is_date_time(value):
    return not isinstance(value, str) or bool(DATE_TIME.fullmatch(value))


class Operation:
    """One operation: what its path and method are, and what the document says about it."""

    def __init__(self, method, path, described):
        self.method, self.path, self.described = method.upper(), path, described
        self.id = described["operationId"]
        self.responses = described["responses"]
        self.writes = method != "get"
        self.has_body = "requestBody" in described
        self.security = described["security"]
        # Whether nobody is let in without a session or a token.
        self.is_closed = bool(self.security) and {} not in self.security
        self._pattern = re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)))

    def fits(self, method, path):
        return method == self.method and bool(self._pattern.fullmatch(path))

    def address(self, **values):
        """The path with these values; what is not named is something that there is not."""
        return re.sub(r"\{(\w+)\}", lambda name: values.get(name[1], "A" * 22), self.path)

    def takes(self, name):
        """Whether it has a parameter of this component."""
        return {"$ref": "#/components/parameters/" + name} in self.described.get("parameters", [])


class ApiDocument:
    """For use by one thread."""

    def __init__(self, port):
        got = fetch(port, "/api/openapi.json")
        assert (got.status, got.header("Content-Type")) == (200, JSON_TYPE), (got.status, got.headers)
        self.json = json.loads(got.text)
        self.operations = [Operation(method, path, item[method]) for path, item in self.json["paths"].items()
                           for method in METHODS if method in item]
        self.seen = collections.defaultdict(set)  # (operation's id, status): problem codes, or None
        self._resolver = jsonschema.RefResolver("", self.json)

    def operation(self, name):
        """The operation with this operationId."""
        return next(one for one in self.operations if one.id == name)

    def find(self, method, path):
        """The operation at this address; fixed segments win over variable ones."""
        fitting = [one for one in self.operations if one.fits(method, path)]
        assert fitting, "no operation %s %s" % (method, path)
        return min(fitting, key=lambda one: one.path.count("{"))

    def watch(self, browser):
        """The same ApiBrowser, whose answers are checked."""
        call = browser.call

        def checked(method, path, /, **members):
            got = call(method, path, **members)
            self.check(method, "/api/v1" + path, got, members or None)
            return got

        browser.call = checked
        return browser

    def send(self, port, operation, body=None, query="", headers=(), **values):
        """A request to an operation. `body`: what becomes JSON, or bytes, which need not fit. `values`: of the path."""
        sent = body
        if body is not None and not isinstance(body, bytes):
            sent = json.dumps(body).encode()
        headers = list(headers)
        if sent and not any(name == "Content-Type" for name, _ in headers):
            headers.append(("Content-Type", JSON_TYPE))
        got = fetch(port, operation.address(**values) + query, operation.method, headers, sent or b"")
        self.check(operation.method, operation.address(**values), got, body)
        return got

    # --- what an answer must be ---------------------------------------------------------------------------------------

    def check(self, method, path, got, sent=None):
        """An error unless the answer, to a request that sent this, is as documented. It gets `json` then."""
        operation = self.find(method, path.partition("?")[0])
        where = "%s (%s): %d %s" % (operation.id, path, got.status, got.text[:400])
        assert str(got.status) in operation.responses, "not documented: " + where
        response = self._resolved(operation.responses[str(got.status)])
        content = response.get("content", {})
        got.json = None
        if content:
            assert got.header("Content-Type") in content, (where, got.headers)
            got.json = json.loads(got.text)
            schema = content[got.header("Content-Type")]["schema"]
            self._check_value(where, schema, got.json)
            unknown = self._unknown_members(schema, got.json)
            assert not unknown, (where, unknown)
        else:
            assert not got.body, where
        self._check_headers(where, response.get("headers", {}), got)
        if got.status < 300 and isinstance(sent, dict):
            self._check_value("sent to " + where, operation.described["requestBody"]["content"][JSON_TYPE]["schema"], sent)
        self.seen[operation.id, str(got.status)].add(got.json.get("code") if got.status >= 400 else None)

    @staticmethod
    def _check_headers(where, documented, got):
        for name in documented:
            # Those of CORS are for pages of other origins, and not every answer sets the cookie that it may set.
            assert got.all(name) or name == "Set-Cookie" or name.startswith("Access-Control-"), (where, "has no " + name)
        kept = [line for line in got.all("Set-Cookie") if "Max-Age=0" not in line]
        assert "Set-Cookie" in documented or not kept, (where, kept)

    def _check_value(self, where, schema, value):
        validator = jsonschema.Draft202012Validator(schema, resolver=self._resolver, format_checker=FORMATS)
        errors = ["%s: %s" % ("/".join(map(str, error.absolute_path)), error.message)
                  for error in validator.iter_errors(value)]
        assert not errors, (where, errors)

    def _resolved(self, node):
        while "$ref" in node:
            node = self._resolver.resolve(node["$ref"])[1]
        return node

    def _parts(self, schema):
        """The schema and all that it is put together from."""
        schema = self._resolved(schema)
        parts = [schema]
        for part in schema.get("allOf", []):
            parts += self._parts(part)
        return parts

    def _unknown_members(self, schema, value, path=""):
        """Members that no part of the schema names: a schema lets others pass, for later versions."""
        parts = self._parts(schema)
        unknown = []
        if isinstance(value, list):
            items = [part["items"] for part in parts if "items" in part]
            for number, item in enumerate(value):
                for one in items:
                    unknown += self._unknown_members(one, item, "%s/%d" % (path, number))
        if not isinstance(value, dict):
            return unknown
        named = {name: its for part in parts for name, its in part.get("properties", {}).items()}
        is_open = not named or any("additionalProperties" in part for part in parts)
        for name, item in value.items():
            if name in named:
                unknown += self._unknown_members(named[name], item, path + "/" + name)
            elif not is_open:
                unknown.append("%s/%s is not documented" % (path, name))
        return unknown

    # --- what was seen ------------------------------------------------------------------------------------------------

    def unseen(self):
        """(operation's id, status) of each documented answer that was not produced."""
        documented = {(one.id, status) for one in self.operations for status in one.responses}
        return documented - set(self.seen)
