#!/usr/bin/python3
"""Types generated from the OpenAPI document of a running server fit a small program in TypeScript, which compiles by the
strictest rules, refuses mistakes, and does what it should: it gets tokens, uses them and ends them. A linter of OpenAPI
documents finds nothing."""
# seconds: 300

import functional  # noqa: F401
from http_client import fetch
from postern import PASSWORD, stack
from tokens import grant
from typed_client import built, problems, run

EMAIL, OTHER = "ann@example.org", "bob@example.org"


def main():
    with stack() as s:
        s.postern.add_user(EMAIL, name="Ann")
        s.postern.add_user(OTHER)
        document = fetch(s.portal_port, "/api/openapi.json")
        assert document.status == 200, document.status
        folder = built(document.body)
        assert problems(folder) == [], "\n".join(problems(folder))
        grant(s, OTHER)  # waits for a key that signs
        said = run(folder, s.portal_url, EMAIL, PASSWORD)
        assert said == {"id": said["id"], "language": None, "name": "Typed Ann", "grant": "Typed", "granted": True,
                        "ended": 204, "refused": "insufficient_scope"}, said
        assert len(said["id"]) == 22, said


if __name__ == "__main__":
    main()
