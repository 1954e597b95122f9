"""What the manual has to have in common with the sources. Run by manual.sh; prints FILE:LINE: what is wrong.

usage: manual.py ROOT
"""

import glob
import json
import os
import re
import sys


PAGES = ("*.md", "docs/**/*.md", "src/**/*.md", "nginx/*.md", "tests/**/*.md", "sql/*.md", "systemd/*.md", "share/*.md")


class Checker:
    """Reads files of one tree, and keeps what is wrong with them."""

    def __init__(self, root):
        self.root = root
        self.status = 0

    def read(self, path):
        """The text of a file; empty when it is not there."""
        try:
            with open(os.path.join(self.root, path), encoding="utf-8") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def files(self, *patterns):
        """The files that match, as seen from the root, without those of the build."""
        found = [path for pattern in patterns for path in glob.glob(os.path.join(self.root, pattern), recursive=True)]
        return sorted(os.path.relpath(path, self.root) for path in found)

    def complain(self, path, line, what):
        """One fault."""
        print("%s:%d: %s" % (path, line, what))
        self.status = 1

    def compare(self, path, has, wanted, what, cure=""):
        """Complains of each name that only one of both has. `cure`: what adds one that is missing."""
        for name in sorted(set(wanted) - set(has)):
            self.complain(path, 1, "%s %s is missing%s" % (what, name, cure))
        for name in sorted(set(has) - set(wanted)):
            self.complain(path, 1, "%s %s is in no source" % (what, name))


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def sections_with_keys(text, key):
    """`section.key` of each line that `key` matches below a line [section]."""
    names, section = [], ""
    for line in text.splitlines():
        head = re.match(r"(?:## )?\[(\w+)\]$", line)
        found = re.match(key, line)
        section = head.group(1) if head else section
        if found and section:
            names.append(section + "." + found.group(1))
    return names


def check_keys(c):
    """The settings, in the shipped file, the manual and the man page."""
    keys = re.findall(r"^    \{\"(\w+\.\w+)\",", c.read("src/config/keys.cpp"), re.M)
    if not keys:
        return
    c.compare("docs/postern.toml", sections_with_keys(c.read("docs/postern.toml"), r"#?(\w+) = "), keys, "the key")
    c.compare("docs/configuration.md", sections_with_keys(c.read("docs/configuration.md"), r"\| `(\w+)` \|"), keys,
              "the key", "; run `make docs`")
    c.compare("man/postern.toml.5", re.findall(r"^\.It Ic (\w+\.\w+)$", c.read("man/postern.toml.5"), re.M), keys,
              "the key", "; run `make docs`")
    sections = {key.split(".")[0] for key in keys}
    for page in c.files(*PAGES):
        text = c.read(page)
        if page.endswith("moving-from.md"):  # the first column has the keys of other systems
            text = re.sub(r"(?m)^\|[^|\n]*\|", "|", text)
        for named in re.finditer(r"`((\w+)\.(?!conf\b)\w+)(?: = [^`]*)?`", text):
            if named.group(2) in sections and named.group(1) not in keys:
                c.complain(page, line_of(text, named.start()), "names the key %s, which does not exist" % named.group(1))


def arguments(text, at):
    """The text between the parenthesis that opens at `at` and the one that closes it."""
    depth = 0
    for end in range(at, len(text)):
        depth += {"(": 1, ")": -1}.get(text[end], 0)
        if depth == 0:
            return text[at + 1:end]
    return ""


def events_of(text):
    """(event, its fields) of each line that a source logs."""
    fields_of_variable = set()
    for call in re.finditer(r"\blog::(debug|info|warning|error|write|format_line)\(", text):
        inside = arguments(text, call.end() - 1)
        before, brace, rest = inside.partition("{")
        fields = {name for head in re.findall(r"\{([^{},]*),", brace + rest)
                  for name in re.findall(r"\"([a-z_]+)\"", head)}
        names = re.findall(r"\"([a-z_]+)\"", before)
        if not names:
            fields_of_variable |= fields
        for name in names:
            yield name, fields
    # A function that is handed the event's name: its callers, or the rows of its table, say which.
    if re.search(r"\blog::(?:warning|error|info)\((?:row\.)?event\b", text):
        for name in re.findall(r"(?:\b(?:warn|attempt)\(|\.event = )\"([a-z_]+)\"", text):
            yield name, fields_of_variable


def check_events(c):
    """Each event and field of the log is on its page, and nothing else is."""
    page = c.read("docs/logs.md")
    sources = {}
    for path in c.files("src/**/*.cpp"):
        for name, fields in events_of(re.sub(r"//.*", "", c.read(path))):
            sources.setdefault(name, set()).update(fields)
    if not sources:
        return
    rows = {}
    for row in re.finditer(r"^\| `([a-z_]+)` \|[^|\n]*\|([^|\n]*)\|", page, re.M):
        if row.group(1) in rows:
            c.complain("docs/logs.md", line_of(page, row.start()), "a second row for " + row.group(1))
        rows[row.group(1)] = set(re.findall(r"`([a-z_]+)`", row.group(2)))
    c.compare("docs/logs.md", rows, sources, "the event")
    for name in sorted(set(rows) & set(sources)):
        c.compare("docs/logs.md", rows[name], sources[name], "%s: the field" % name)
    explained = re.findall(r"^\| `([a-z_]+)` \|[^|\n]*\|$", page, re.M)
    c.compare("docs/logs.md", explained, {"time", "level", "role", "pid", "event"}.union(*sources.values()),
              "the explanation of the field")


def check_symptoms(c):
    """What the table of symptoms says to look for in the log is an event or a field."""
    page, logs = c.read("docs/operations.md"), c.read("docs/logs.md")
    known = set(re.findall(r"^\| `([a-z_]+)` \|", logs, re.M))
    table = page.partition("\n## Troubleshooting\n")[2].partition("\n## ")[0]
    for row in re.finditer(r"^\|[^|\n]*\|([^|\n]*)\|", table, re.M):
        for word in re.findall(r"`([a-z]+(?:_[a-z]+)*)`", row.group(1)):
            if word not in known:
                c.complain("docs/operations.md", line_of(page, page.index(row.group())), "no line says " + word)


def check_environment(c):
    """Each variable that systemd hands over is in the daemon's man page."""
    page = c.read("man/posternd.8")
    for path in c.files("src/process/*.cpp", "src/config/*.cpp"):
        for name in re.findall(r"\b(?:environment|take_variable)\(\"([A-Z_]+)\"\)", c.read(path)):
            if name not in page:
                c.complain("man/posternd.8", 1, "the variable %s of %s is missing" % (name, path))


def metric_names(text):
    """The metrics that a text names, without the suffixes of a histogram."""
    return {re.sub(r"_(bucket|sum|count)$", "", name) for name in re.findall(r"\bpostern_[a-z_]+", text)}


def check_metrics(c):
    """Each metric is explained and shown; no page, alert or panel uses one that does not exist."""
    metrics = set(re.findall(r"\"(postern_[a-z_]+)\"", c.read("src/shm/metrics_text.cpp")))
    if not metrics:
        return
    page = re.findall(r"^\| `(postern_[a-z_]+)`", c.read("docs/operations.md"), re.M)
    c.compare("docs/operations.md", page, metrics, "the metric")
    board = json.loads(c.read("docs/grafana-dashboard.json") or "{}")
    shown = {name for panel in board.get("panels", []) for target in panel.get("targets", [])
             for name in metric_names(target["expr"])}
    c.compare("docs/grafana-dashboard.json", shown, metrics, "the metric")
    for name in sorted(metric_names(" ".join(re.findall(r"expr: (.*)", c.read("docs/alerts.yml")))) - metrics):
        c.complain("docs/alerts.yml", 1, "the metric %s does not exist" % name)


def anchors(text):
    """The addresses of a page's headings, as they are made on the usual sites."""
    heads = re.findall(r"^#+ (.*)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def check_links(c):
    """Each link from page to page leads to a file and a heading that exist."""
    for page in c.files(*PAGES):
        text = c.read(page)
        for link in re.finditer(r"\]\(([^)\s]+)\)", text):
            target, _, anchor = link.group(1).partition("#")
            if re.match(r"[a-z]+:", target):
                continue
            path = os.path.normpath(os.path.join(os.path.dirname(page), target)) if target else page
            if not os.path.exists(os.path.join(c.root, path)):
                c.complain(page, line_of(text, link.start()), "links to %s, which does not exist" % target)
            elif anchor and anchor not in anchors(c.read(path)):
                c.complain(page, line_of(text, link.start()), "%s has no heading %s" % (path, anchor))


def check_units(c):
    """Each systemd unit that a command names is ours, or one of the packages that Postern stands on."""
    names = {os.path.basename(path) for path in c.files("systemd/*.service", "systemd/*.socket")}
    units = names | {name.removesuffix(".service") for name in names} | {"nginx", "mariadb", "mysql"}
    if not names:
        return
    command = r"(?:systemctl(?: --\S+)* (?:start|stop|restart|reload|status|enable|disable|is-active|edit)|journalctl -u)"
    for path in c.files(*PAGES, "man/*", "src/app/**/*.cpp", "debian/*", "dev/*.sh"):
        text = c.read(path) if os.path.isfile(os.path.join(c.root, path)) else ""
        for found in re.finditer(command + r"((?: (?:--\S+|[\w@.-]+))+)", text):
            words = [word.rstrip(".") for word in found.group(1).split() if not word.startswith("-")]
            for unit in words[:1] if found.group().startswith("journalctl") else words:
                if unit not in units:
                    c.complain(path, line_of(text, found.start()), "names the unit %s, which does not exist" % unit)


def main():
    checker = Checker(sys.argv[1])
    for check in (check_keys, check_events, check_symptoms, check_environment, check_metrics, check_links,
                  check_units):
        check(checker)
    return checker.status


if __name__ == "__main__":
    sys.exit(main())
