#!/usr/bin/python3
"""Every alert and every dashboard panel uses metrics, labels and values that /metrics of a running Postern has: an
alert on a metric that does not exist would never fire."""

import json
import os
import re

import functional  # noqa: F401
from functional import ROOT
from http_client import fetch
from postern import stack

OF_PROMETHEUS = {"instance", "job"}


def read(name):
    with open(os.path.join(ROOT, "docs", name), encoding="utf-8") as file:
        return file.read()


def expressions():
    """What alerts and panels ask for."""
    asked = re.findall(r"^ +expr: (.*)$", read("alerts.yml"), re.M)
    for panel in json.loads(read("grafana-dashboard.json"))["panels"]:
        asked += [target["expr"] for target in panel["targets"]]
    return asked


def series(text):
    """Name -> label -> its values, of all lines of /metrics."""
    found = {}
    for name, labels in re.findall(r"^(\w+)(?:\{(.*)\})? \S+$", text, re.M):
        values = found.setdefault(name, {})
        for label, value in re.findall(r'(\w+)="([^"]*)"', labels):
            values.setdefault(label, set()).add(value)
    return found


def check(expression, known):
    """Each selector in it, and the labels that it sums by."""
    names = set()
    for name, selector in re.findall(r"\b(postern_\w+)(?:\{([^}]*)\})?", expression):
        assert name in known, (name, expression)
        names.add(name)
        for label, operator, wanted in re.findall(r'(\w+)(=~?)"([^"]*)"', selector):
            if label in OF_PROMETHEUS:
                continue
            for value in wanted.split("|") if operator == "=~" else [wanted]:
                assert value in known[name].get(label, ()), (name, label, value)
    for labels in re.findall(r"\bby \(([^)]*)\)", expression):
        for label in set(re.split(r",\s*", labels)) - OF_PROMETHEUS:
            assert any(label in known[name] for name in names), (label, expression)


with stack() as s:
    page = fetch(s.portal_port, "/metrics")
    assert page.status == 200, page.status
    asked_for = expressions()
    assert len(asked_for) > 20, asked_for
    for each in asked_for:
        check(each, series(page.text))
