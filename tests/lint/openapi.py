#!/usr/bin/python3
"""Checks src/api/openapi.json beyond its routes and codes, which openapi_tests compare with the sources.

Every body and every answer has an example that its schema accepts; every write that nginx limits describes its 429;
no member has a default, since code generators then take it for required; every tag has a description and every shared
response a use.

usage: openapi.py [ROOT]
"""

import json
import os
import re
import sys

WRITES = {"post", "put", "patch", "delete"}
# Signing out, and what nobody can guess: see the map of http.conf.
UNLIMITED = ("sign_out", "refresh_tokens", "revoke_token")
FORMATS = {"date-time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "email": r"[^@\s]+@[^@\s]+", "password": r".*"}
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "null": type(None)}
KNOWN = {"type", "properties", "required", "additionalProperties", "items", "enum", "const", "allOf", "minLength",
         "maxLength", "minimum", "maximum", "format", "description", "default", "examples", "$ref"}


class Checker:
    """Looks at one document; collects complaints."""

    def __init__(self, document):
        self.document = document
        self.complaints = []
        self.used = set()

    def resolve(self, node):
        """The node, or what its reference leads to."""
        while "$ref" in node:
            self.used.add(node["$ref"])
            target = self.document
            for name in node["$ref"].removeprefix("#/").split("/"):
                target = target[name]
            node = target
        return node

    def refuse(self, where, what):
        """Notes a complaint."""
        self.complaints.append("%s: %s" % (where, what))

    def check_value(self, where, schema, value):
        """The value must be what the schema describes."""
        schema = self.resolve(schema)
        for keyword in schema.keys() - KNOWN:
            self.refuse(where, "openapi.py does not know the keyword " + keyword)
        for part in schema.get("allOf", []):
            self.check_value(where, part, value)
        types = schema.get("type", [])
        types = [types] if isinstance(types, str) else types
        if types and not any(isinstance(value, TYPES[name]) and (name != "integer" or not isinstance(value, bool))
                             for name in types):
            self.refuse(where, "%r is not of type %s" % (value, " or ".join(types)))
            return
        if "enum" in schema and value not in schema["enum"] or "const" in schema and value != schema["const"]:
            self.refuse(where, "%r is not one of the values" % value)
        if isinstance(value, str):
            self._check_text(where, schema, value)
        elif isinstance(value, int) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
            self.refuse(where, "%r is out of bounds" % value)
        elif isinstance(value, list):
            for item in value:
                self.check_value(where, schema.get("items", {}), item)
        elif isinstance(value, dict):
            self._check_members(where, schema, value)

    def _check_text(self, where, schema, value):
        if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
            self.refuse(where, "%r has another length" % value)
        if "format" in schema and not re.fullmatch(FORMATS[schema["format"]], value):
            self.refuse(where, "%r is no %s" % (value, schema["format"]))

    def _check_members(self, where, schema, value):
        members = schema.get("properties", {})
        for name in schema.get("required", []):
            if name not in value:
                self.refuse(where, "lacks " + name)
        for name, item in value.items():
            if name in members:
                self.check_value(where + "." + name, members[name], item)
            elif schema.get("additionalProperties", True) is False:
                self.refuse(where, "has the unknown member " + name)

    def check_content(self, where, holder):
        """Each media type must have an example that fits."""
        for kind, media in holder.get("content", {}).items():
            if "example" not in media:
                self.refuse(where, "no example of " + kind)
            else:
                self.check_value(where, media["schema"], media["example"])

    def check_operation(self, method, path, operation):
        """Its body, its answers, its 429."""
        where = "%s %s" % (method.upper(), path)
        self.check_content(where + " body", operation.get("requestBody", {}))
        for status, answer in operation["responses"].items():
            self.check_content("%s %s" % (where, status), self.resolve(answer))
        limited = operation["responses"].get("429", {}).get("$ref") == "#/components/responses/TooManyRequests"
        if limited != (method in WRITES and operation["operationId"] not in UNLIMITED):
            self.refuse(where, "every write but %s, and nothing else, has the response TooManyRequests" % ", ".join(UNLIMITED))

    def check(self):
        """The whole document."""
        for path, item in self.document["paths"].items():
            for method, operation in item.items():
                self.check_operation(method, path, operation)
        for name, schema in self.document["components"]["schemas"].items():
            for member, its in schema.get("properties", {}).items():
                if "default" in its:
                    self.refuse("%s.%s" % (name, member), "has a default")
        for tag in self.document["tags"]:
            if not tag.get("description"):
                self.refuse("tag " + tag["name"], "has no description")
        for name in self.document["components"]["responses"]:
            if "#/components/responses/" + name not in self.used:
                self.refuse("response " + name, "is used nowhere")


def main():
    path = os.path.join(sys.argv[1] if len(sys.argv) > 1 else ".", "src/api/openapi.json")
    if not os.path.exists(path):
        return 0
    with open(path, encoding="utf-8") as file:
        checker = Checker(json.load(file))
    checker.check()
    for complaint in checker.complaints:
        print("src/api/openapi.json:1: " + complaint)
    return 1 if checker.complaints else 0


if __name__ == "__main__":
    sys.exit(main())
