#!/usr/bin/python3
"""`nginx -T | postern nginx --lint` has nothing to say about what Postern writes and what the manual shows, and names
file and line of what would open a site or break it. What is no configuration is refused."""

import json
import re

import functional  # noqa: F401
from manual_examples import Examples, blocks_of, examples
from postern import stack


def recipes():
    return {re.search(r"set \$postern_site (\w+);", block).group(1): block
            for block in blocks_of("recipes.md") if "server {" in block and "postern_site" in block}


def lint(s, text, *options):
    return s.postern.split_command("nginx", "--lint", *options, stdin=text)


def check_own_blocks(s):
    status, out, err = lint(s, s.nginx.dump())
    assert status == 0 and "no problems found in 1 protected server block" in out, (out, err)
    assert "error" not in out and "warning" not in out, out


def check_manual(s):
    """Locations that the manual leaves open are noted; nothing else is."""
    for blocks in (examples(), recipes()):
        shown = Examples(s, blocks)
        text = "\n".join(shown.fit(name + "-linted", block) for name, block in blocks.items())
        status, out, err = lint(s, text)
        assert status == 0 and "no problems found in %d protected" % len(blocks) in out, (out, err)
        assert all(": note: " in line for line in out.splitlines()[:-1]), out


def check_faults(s):
    text = s.nginx.dump()
    assert "proxy_pass http://${postern_shut}" in text
    for pattern, replacement, words in (
            (r"(proxy_pass http://)\$\{postern_shut\}(\w+;)", r"\1\2", "error: the lock is missing"),
            (r"(proxy_pass http://\$\{postern_shut\}\w+);", r"\1/;", "error: the application gets the path /"),
            (r"(proxy_pass http://\$\{postern_shut\}\w+;)", r"\1 proxy_set_header Host $http_host;",
             "warning: proxy.conf sends Host already"),
            (r"(proxy_pass http://\$\{postern_shut\}\w+;)", r"\1 return 200 x;", "error: return answers before")):
        broken, changed = re.subn(pattern, replacement, text, count=1)
        assert changed == 1, pattern
        status, out, err = lint(s, broken)
        assert status == 1 and words in out and "1 problem in 1 protected server block" in err, (words, out, err)
        problem = next(line for line in out.splitlines() if words in line)
        file, line = re.match(r"(/\S+):(\d+): ", problem).groups()
        heading = "# configuration file %s:\n" % file
        where = broken.split(heading, 1)[1].split("\n")[int(line) - 1]
        assert "proxy_pass" in where, (problem, where)
        status, out, _ = lint(s, broken, "--json")
        report = json.loads(out)
        assert status == 1 and report["sites"] == 1 and report["problems"][0]["severity"] in words, report


def check_refusals(s):
    for text, words in (("", "nothing to read"), ("server {", "not nginx's configuration: line 1"),
                        ("events { }\n", "nothing is protected"), ("\x1b[2J {", "not nginx's configuration"),
                        ("a" * (17 * 1024 * 1024), "larger than 16 MiB")):
        status, out, err = lint(s, text)
        assert status == 1 and words in err and out == "" and "\x1b" not in err, (text[:20], status, err[:200])


if __name__ == "__main__":
    with stack() as whole:
        check_own_blocks(whole)
        check_manual(whole)
        check_faults(whole)
        check_refusals(whole)
