"""Looks for the words of words.txt in all that people read. Run by words.sh; prints FILE:LINE: what to write instead.

usage: words.py ROOT [AREA ...]        without areas: those in CLEAN; `all`: every area
"""

import collections
import glob
import io
import json
import os
import re
import sys
import tokenize

# Where people read, and which files of the tree that is.
AREAS = {
    "docs": ("*.md", "docs/**/*.md", "src/**/*.md", "nginx/*.md", "tests/**/*.md", "sql/*.md", "systemd/*.md",
             "share/*.md", "debian/*.md"),
    "man": ("man/*.[1-9]",),
    "pages": ("src/portal/templates/*", "src/portal/static/*.js", "src/text/messages/en.properties"),
    "mails": ("src/mail/templates/*",),
    "openapi": ("src/api/openapi.json",),
    "comments": ("src/**/*.[ch]pp", "include/**/*.[ch]pp", "src/portal/static/*.css", "sql/**/*.sql", "nginx/*.in",
                 "nginx/snippets/*", "systemd/*", "docs/postern.toml"),
    "messages": ("src/**/*.[ch]pp", "include/**/*.[ch]pp"),
    "tests": ("tests/**/*.[ch]pp", "tests/**/*.py"),
    "scripts": ("Makefile", "dev/**/*.py", "dev/*.sh", "dev/hooks/*", "tests/lint/*.sh", "tests/fuzz/*.sh",
                "debian/rules", "debian/*inst", "debian/*rm"),
    "names": ("src/**/*.[ch]pp", "include/**/*.[ch]pp", "tests/**/*.[ch]pp"),
}
# Areas without a fault: `make lint` keeps them so.
CLEAN = ("docs", "man", "pages", "mails", "openapi", "comments", "messages", "tests",
         "scripts", "names")
# What has to quote the words.
EXEMPT = {"tests/lint/selftest.sh",
          # Applied migrations never change: databases hold their checksums.
          "sql/migrations/V0011__confirm_present_users.sql", "sql/migrations/V0012__create_mail_token.sql",
          "sql/migrations/V0013__create_outbox.sql"}

CPP_TOKEN = re.compile(r"""
    (?P<comment>//[^\n]*|/\*.*?\*/)
  | (?P<raw>R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)")
  | (?P<string>"(?:\\.|[^"\\\n])*")
  | (?P<char>'(?:\\.|[^'\\\n])+')
""", re.X | re.S)
CODE = re.compile(r"`[^`\n]*`")
ESCAPE = re.compile(r"\\[nt]")


class Chunk:
    """Words that belong together, over one line or several."""

    def __init__(self):
        self.text = ""
        self.starts = []  # (offset, line)

    def add(self, line, text):
        if self.text:
            self.text += " "
        self.starts.append((len(self.text), line))
        self.text += text.strip()

    def line_of(self, offset):
        return max(line for start, line in self.starts if start <= offset)


def in_paragraphs(lines):
    """Chunks of (line, text): a gap in the numbers or an empty text ends one."""
    chunk, last = Chunk(), None
    for line, text in lines:
        if not text.strip() or last is not None and line > last + 1:
            if chunk.text:
                yield chunk
            chunk = Chunk()
        if text.strip():
            chunk.add(line, text)
        last = line
    if chunk.text:
        yield chunk


def numbered(text):
    return list(enumerate(text.split("\n"), 1))


def without(pattern, text, flags=0):
    """The text with what the pattern matches blanked out; lines stay lines."""
    return re.sub(pattern, lambda found: re.sub(r"[^\n]", " ", found.group()), text, flags=flags)


def markdown(text):
    # Fenced blocks, those inside a list too, and blocks by indentation.
    text = without(r"^[ ]*(```|~~~).*?^[ ]*\1[^\n]*$", text, re.M | re.S)
    text = without(r"(?<=\n\n)(?: {4}[^\n]*\n|[ ]*\n(?= {4}))+", text)
    text = without(r"`[^`]*`", text)
    text = without(r"\]\([^)\s]*\)|<https?:[^>]*>|<!--.*?-->", text, re.S)
    lines = numbered(text)
    # A heading, a row of a table, and each item of a list are chunks of their own.
    separated = []
    for line, words in lines:
        if re.match(r"\s*(\||#|[*+-] |\d+\. )", words):
            separated.append((line, ""))
        separated.append((line, words))
        if re.match(r"\s*(\||#)", words):
            separated.append((line, ""))
    return in_paragraphs(separated)


def whole(text):
    return in_paragraphs(numbered(CODE.sub(lambda found: " " * len(found.group()), text)))


def page(text):
    text = without(r"<!--.*?-->|\{\{.*?\}\}|<[^>]*>", text, re.S)
    return whole(text)


def catalogue(text):
    """Each line of its own, without its key."""
    for line, words in numbered(text):
        value = words if words.startswith("#") else words.partition("=")[2]
        yield from in_paragraphs([(line, without(r"\{[^}]*\}|<[^>]*>", value))])


def manual(text):
    """Macros of names and literals are code, and so are defaults."""
    lines = [(line, "" if re.match(r"\.(Nm|Xr|Pa|Dl|Ic|Fl|Cm|Li|Ql|It (Ic|Fl|Cm|Pa)|\\\")", words) else words)
             for line, words in numbered(text)]
    return in_paragraphs([(line, without(r"^\.[A-Z][a-z] |\(default: [^)]*\)", words)) for line, words in lines])


def openapi(text):
    """The values of title, summary and description."""
    found = re.compile(r'"(?:title|summary|description)": ("(?:\\.|[^"\\])*")')
    for line, words in numbered(text):
        for match in found.finditer(words):
            yield from in_paragraphs([(line, CODE.sub(" ", json.loads(match.group(1)).replace("\n", " ")))])


def cpp_tokens(text, *kinds):
    """(line, text) of each token of these kinds."""
    for match in CPP_TOKEN.finditer(text):
        if match.lastgroup in kinds or match.group("raw") and "raw" in kinds:
            line = text.count("\n", 0, match.start()) + 1
            for number, words in enumerate(match.group().split("\n")):
                yield line + number, words


def cpp_comments(text):
    # `//` alone ends a paragraph.
    lines = [(line, re.sub(r"^\s*(///?<?|/\*+|\*+/?)|\*/$", "", words)) for line, words in cpp_tokens(text, "comment")]
    return in_paragraphs([(line, CODE.sub(" ", words)) for line, words in lines])


def cpp_strings(text):
    """Literals with a space in them: the others are names."""
    text = without(r"^\s*#\s*include[^\n]*", text, re.M)
    lines = [(line, ESCAPE.sub(" ", words.strip('"'))) for line, words in cpp_tokens(text, "string", "raw")]
    return in_paragraphs([(line, words) for line, words in lines if " " in words.strip()])


def test_names(text):
    for match in re.finditer(r"_TEST_(?:CASE|SUITE)(?:_TEMPLATE)?\(\s*(\w+)", text):
        yield from in_paragraphs([(text.count("\n", 0, match.start(1)) + 1, match.group(1).replace("_", " "))])


def cpp_names(text):
    text = without(r"^\s*#\s*include[^\n]*", text, re.M)
    text = CPP_TOKEN.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)
    text = without(r"_TEST_(?:CASE|SUITE)(?:_TEMPLATE)?\(\s*\w+", text)
    return in_paragraphs([(line, words) for number, words in numbered(text) for line in [number]])


def settings_file(text):
    """Comments after `#` or `--`."""
    lines = []
    for line, words in numbered(text):
        found = re.search(r"(?:^|\s)(?:#|--)\s?(.*)", words)
        if found:
            lines.append((line, CODE.sub(" ", found.group(1))))
    return in_paragraphs(lines)


def python(text):
    """Comments, and strings with a space in them."""
    lines = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        line = token.start[0]
        if token.type == tokenize.COMMENT and not token.string.startswith("#!"):
            lines.append((line, CODE.sub(" ", token.string.lstrip("# "))))
        elif token.type == tokenize.STRING and " " in token.string.strip():
            lines += [(line + number, CODE.sub(" ", words)) for number, words in enumerate(token.string.split("\n"))]
    return in_paragraphs(lines)


def script(text):
    return whole(without(r"^#!.*", text, re.M))


def chunks_of(area, path, text):
    """What people read of a file."""
    if area == "names":
        yield from cpp_names(text)
    elif area == "messages":
        yield from cpp_strings(text)
    elif area == "tests":
        title = os.path.basename(path).rpartition(".")[0]
        if path.endswith(".py"):
            if "_" in title:
                yield from in_paragraphs([(1, title.replace("_", " "))])
            yield from python(text)
        else:
            yield from test_names(text)
            yield from cpp_comments(text)
    elif path.endswith((".cpp", ".hpp", ".css")) or area == "pages" and path.endswith(".js"):
        yield from cpp_comments(text)
        if path.endswith(".js"):
            yield from cpp_strings(text)
    elif area == "docs":
        yield from markdown(text)
    elif area == "man":
        yield from manual(text)
    elif area == "openapi":
        yield from openapi(text)
    elif path.endswith(".properties"):
        yield from catalogue(text)
    elif area in ("pages", "mails"):
        yield from page(text)
    elif area == "comments":
        yield from settings_file(text)
    elif path.endswith(".py"):
        yield from python(text)
    else:
        yield from script(text)


def read_rules(path):
    """[(areas, pattern, instead)] of words.txt."""
    rules = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            line = line.rstrip("\n")
            if not line or line.startswith("#"):
                continue
            pattern, arrow, instead = line.rpartition(" -> ")
            areas = set(AREAS) - {"names"}
            marked = re.match(r"\[([a-z ]+)\] ", pattern)
            if marked and set(marked.group(1).split()) <= set(AREAS):
                areas = set(marked.group(1).split())
                pattern = pattern[marked.end():]
            assert arrow, line
            rules.append((areas, re.compile(pattern.strip(), re.I), instead.strip()))
    return rules


def main():
    root, *wanted = sys.argv[1:]
    areas = list(AREAS) if wanted == ["all"] else wanted or CLEAN
    rules = read_rules(os.path.join(os.path.dirname(os.path.abspath(__file__)), "words.txt"))
    counts = collections.Counter()
    for area in areas:
        paths = sorted({path for pattern in AREAS[area]
                        for path in glob.glob(pattern, root_dir=root, recursive=True)} - EXEMPT)
        for path in paths:
            if not os.path.isfile(os.path.join(root, path)):
                continue
            with open(os.path.join(root, path), encoding="utf-8") as file:
                text = file.read()
            for chunk in chunks_of(area, path, text):
                for rule_areas, pattern, instead in rules:
                    for found in pattern.finditer(chunk.text) if area in rule_areas else ():
                        print("%s:%d: [%s] \"%s\": write %s" % (
                            path, chunk.line_of(found.start()), area, found.group().strip()[:60], instead))
                        counts[area] += 1
    if wanted:
        print(" ".join("%s: %d" % (area, counts[area]) for area in areas), file=sys.stderr)
    return 1 if counts else 0


if __name__ == "__main__":
    sys.exit(main())
