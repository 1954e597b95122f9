"""Which pages of the portal are tested. Run by pages.sh; prints FILE:LINE: what is missing.

A row in a routes.cpp of src/portal that spells its path (in a room of the console, without /admin) needs that path in a
source of tests/unit/portal: in a call of post() for a form. A page also needs it in tests/browser/scenes.py, whose scenes
open every page. The page of a link in an e-mail has a secret in its address, so nginx/portal.conf.in must keep it out of
nginx's error log.

usage: pages.py ROOT
"""

import glob
import os
import re
import sys

ROW = re.compile(r'\b(page|form|open_form|signed_in_form|add_link)\([\w,\s]*"(/[^"]*)"(?:,\s*\w+\(c,\s*(\w+))?')
# Rows of an Area: below /admin.
CONSOLE_ROW = re.compile(r'\b\w+\.(page|list|form_page|form)\("(/[^"]*|)"(), \w+')
UNLOGGED = re.compile(r"location ~ /\(\?:([a-z|-]+)\)\$")
OTHER_LINKS = ("/reset-password", "/invitation")  # besides those of add_link()
REDIRECTS = ("get_start", "get_without_slash")


def read(root, *patterns):
    """The text of all files that match."""
    paths = [path for pattern in patterns for path in sorted(glob.glob(os.path.join(root, pattern), recursive=True))]
    text = ""
    for path in paths:
        with open(path, encoding="utf-8") as file:
            text += file.read()
    return text


def main(root):
    unit, scenes = read(root, "tests/unit/portal/**/*.cpp"), read(root, "tests/browser/scenes.py")
    unlogged = UNLOGGED.search(read(root, "nginx/portal.conf.in"))
    unlogged = ["/" + name for name in unlogged[1].split("|")] if unlogged else []
    status = 0
    for routes in sorted(glob.glob(os.path.join(root, "src/portal/**/routes.cpp"), recursive=True)):
        text = read(root, routes)
        is_console = os.path.relpath(routes, root).startswith(os.path.join("src", "portal", "admin", ""))
        for row in (CONSOLE_ROW if is_console else ROW).finditer(text):
            kind, path, handler = row.groups()
            path = "/admin" + path if is_console else path
            literal = r"[\"']%s[\"'?]" % re.escape(path)
            missing = []
            wanted = r"\bpost\(\s*" + literal if kind.endswith("form") else literal
            if not re.search(wanted, unit):
                missing.append("no test in tests/unit/portal %s %s" % ("posts" if kind.endswith("form") else "gets", path))
            if not kind.endswith("form") and handler not in REDIRECTS and not re.search(literal, scenes):
                missing.append("no scene in tests/browser/scenes.py opens " + path)
            if (kind == "add_link" or path in OTHER_LINKS) and path not in unlogged:
                missing.append("nginx/portal.conf.in logs errors with the secret in the address of " + path)
            for what in missing:
                print("%s:%d: %s" % (os.path.relpath(routes, root), text.count("\n", 0, row.start()) + 1, what))
                status = 1
    return status


sys.exit(main(sys.argv[1]))
