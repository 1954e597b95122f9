#!/usr/bin/python3
"""nginx limits clients that send too many changes, on every such route of portal and API, including routes added
later. Signing out is never refused, nor is viewing a page."""

import os
import re

import functional  # noqa: F401
from functional import ROOT
from http_client import fetch
from lone_portal import lone_portal

FREE = {("POST", "/logout"), ("DELETE", "/api/v1/sessions/current")}
CHANGING = r"\b(Post|Put|Patch|Delete),"


def read(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as file:
        return file.read()


def changing_routes():
    """(method, path) of every route that is no GET, as the sources have them."""
    found = set()
    for text in (read("src", "portal", "routes.cpp"), read("src", "api", "routes.cpp")):
        rows = re.findall(r"\{%s\s*\"([^\"]+)\"" % CHANGING, text)
        links = re.findall(r"\{\"(/[a-z-]+)\", MailTokenKind::", text)  # of a loop with one row for POST
        assert len(rows) + bool(links) == len(re.findall(CHANGING, text)), "a row that is written in another way"
        found |= {(method.upper(), path) for method, path in rows} | {("POST", path) for path in links}
    assert len(found) > 30 and FREE < found, found
    return found


def statuses(port, method, path, times):
    """What these many requests got."""
    return {fetch(port, path, method).status for _ in range(times)}


for prefix in ("", "/auth"):
    with lone_portal(prefix + "/") as (listening, _):
        # Once the budget is spent it comes back at 5 a second: of a few at once, some are too many.
        assert statuses(listening, "POST", prefix + "/login", 60) == {204, 429}
        for verb, route in sorted(changing_routes()):
            address = prefix + route.replace("{id}", "AAAAAAAAAAAAAAAAAAAAAA")
            got = statuses(listening, verb, address, 8)
            assert (429 in got) != ((verb, route) in FREE), (verb, address, got)
        assert statuses(listening, "GET", prefix + "/login", 40) == {204}
        assert statuses(listening, "GET", prefix + "/verify-email?token=x", 40) == {204}
