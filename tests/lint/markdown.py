"""Finds lines of Markdown that are too wide. Run by markdown.sh; prints FILE:LINE: what is wrong.

Tables and code are left alone, and the target of a link does not count: neither can be broken.

usage: markdown.py ROOT
"""

import glob
import os
import re
import sys

PAGES = ("*.md", "*/*.md", "docs/**/*.md", "src/**/*.md", "tests/**/*.md")
WIDEST = 120


def too_wide(text):
    """(line, width) of each line that is."""
    fence = None
    in_code = after_gap = False
    for number, line in enumerate(text.split("\n"), 1):
        mark = re.match(r"\s*(```|~~~)", line)
        if mark:
            fence = None if fence == mark.group(1) else fence or mark.group(1)
            continue
        # Code by indentation begins after an empty line, and is no item of a list.
        in_code = line.startswith("    ") and (in_code or after_gap) and not re.match(r"\s*([*+-]|\d+\.) ", line)
        after_gap = not line.strip()
        if fence or in_code or re.match(r"\s*\|", line):
            continue
        width = len(re.sub(r"\]\([^)]*\)|https?://\S+", "]", line))
        if width > WIDEST:
            yield number, width


def main():
    root = sys.argv[1]
    wide = 0
    for path in sorted({path for pattern in PAGES for path in glob.glob(pattern, root_dir=root, recursive=True)}):
        if path.split("/")[0] in ("build", "run"):
            continue
        with open(os.path.join(root, path), encoding="utf-8") as file:
            for number, width in too_wide(file.read()):
                print("%s:%d: %d columns wide; break it before %d" % (path, number, width, WIDEST))
                wide += 1
    return 1 if wide else 0


if __name__ == "__main__":
    sys.exit(main())
