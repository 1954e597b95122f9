#!/usr/bin/python3
"""nginx limits clients that send too many changes, on every such route of portal and API, including routes added
later. Signing out is never refused, nor is viewing a page, nor a token."""

import glob
import os
import re

import functional  # noqa: F401
from functional import ROOT
from http_client import fetch
from lone_portal import lone_portal

FREE = {("POST", "/logout"), ("DELETE", "/api/v1/sessions/current"),
        ("POST", "/api/v1/tokens/refresh"), ("POST", "/api/v1/tokens/revoke")}


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def changing_routes():
    """(method, path) of every route that is no GET, as the sources have them."""
    found = set()
    files = glob.glob(os.path.join(ROOT, "src", "portal", "**", "routes.cpp"), recursive=True)
    files += glob.glob(os.path.join(ROOT, "src", "api", "**", "routes.cpp"), recursive=True)
    for text in (read(file) for file in files):
        forms = re.findall(r"(?:\b|_)form\((?:c, )?(?:s, |s\.step_up, )?\"([^\"]+)\"", text)
        links = re.findall(r"\badd_link\(rows, c, s, \"([^\"]+)\"", text)  # each has a form
        writes = re.findall(r"\bwriting\((Post|Put|Patch|Delete), (v1 \+ |)\"([^\"]+)\"", text)
        others = len(re.findall(r"(?:\b|_)form\(path,", text))  # the form of each link
        assert len(forms) + others == len(re.findall(r"(?:\b|_)form\(", text)), "a form that is written in another way"
        areas = re.findall(r"\b\w+\.write\((Post|Put|Patch|Delete), \"([^\"]+)\"", text)  # of administrators
        writes += [(method, "v1 + ", "/admin" + path) for method, path in areas]
        assert len(writes) - len(areas) == len(re.findall(r"\bwriting\(", text)), "a row that is written in another way"
        assert not re.search(r"Method::(Post|Put|Patch|Delete)", text), "a row that is written in another way"
        found |= {("POST", path) for path in forms + links}
        found |= {(method.upper(), ("/api/v1" if below else "") + path) for method, below, path in writes}
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
            address = prefix + re.sub(r"\{\w+\}", "A" * 22, route)
            got = statuses(listening, verb, address, 8)
            assert (429 in got) != ((verb, route) in FREE), (verb, address, got)
        assert statuses(listening, "GET", prefix + "/login", 40) == {204}
        assert statuses(listening, "GET", prefix + "/verify-email?token=x", 40) == {204}
