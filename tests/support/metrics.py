"""Reads /metrics as strictly as a scraper could: the Prometheus text format 0.0.4.

    before = read_metrics(port)
    after = read_metrics(port)
    after["postern_gate_checks_total", "user"] - before["postern_gate_checks_total", "user"]
"""

import re

from http_client import fetch

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
SERIES = re.compile(r'(%s)(?:\{([^{}]*)\})? (\d+(?:\.\d+)?)' % NAME)
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"')
SUFFIXES = {"counter": ("",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}


def parse_metrics(text):
    """{(name, value of a label, ...): number}. Anything that is not in order is an error."""
    assert text.endswith("\n") and "\r" not in text, "no line end at the end"
    found, families, family, described = {}, {}, None, None
    for line in text[:-1].split("\n"):
        if help_line := re.fullmatch(r"# HELP (%s) \S.*" % NAME, line):
            described = help_line[1]
            assert described not in families, "%s comes twice" % described
        elif type_line := re.fullmatch(r"# TYPE (%s) (counter|gauge|histogram)" % NAME, line):
            family = type_line[1]
            assert family == described, "TYPE of %s without its HELP" % family
            families[family] = type_line[2]
        else:
            key, value = _parse_series(line, family, families)
            assert key not in found, "%s comes twice" % (key,)
            found[key] = value
    _check_histograms(found, [name for name, kind in families.items() if kind == "histogram"])
    return found


def _parse_series(line, family, families):
    parts = SERIES.fullmatch(line)
    assert parts, "not a series: %r" % line
    name, labels, value = parts.groups()
    assert name in {family + suffix for suffix in SUFFIXES[families[family]]}, (name, family)
    pairs = LABEL.findall(labels or "")
    assert ",".join('%s="%s"' % pair for pair in pairs) == (labels or ""), labels
    return (name, *(value for _, value in pairs)), float(value)


def _check_histograms(found, names):
    for name in names:
        buckets = [(float(key[1].replace("+Inf", "inf")), value) for key, value in found.items()
                   if key[0] == name + "_bucket"]
        counts = [value for _, value in sorted(buckets)]
        assert buckets == sorted(buckets) and counts == sorted(counts), "buckets of %s" % name
        assert buckets[-1][0] == float("inf") and counts[-1] == found[name + "_count",], name


def read_metrics(port):
    """What the portal on this port tells to this machine."""
    got = fetch(port, "/metrics")
    assert (got.status, got.header("Content-Type")) == (200, CONTENT_TYPE), (got.status, got.headers)
    return parse_metrics(got.text)
