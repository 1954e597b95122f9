#!/usr/bin/python3
"""`nginx -T | postern nginx --lint -` has nothing to say about what Postern writes and what the manual shows, and names
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
    return s.postern.split_command("nginx", "--lint", "-", *options, stdin=text)


def check_own_blocks(s):
    status, out, err = lint(s, s.nginx.dump())
    assert status == 0 and "no problems found in 1 protected server block" in out, (out, err)
    assert "looked at 2 server blocks: 1 protected server block with 1 protected location and 0 open" in out, out
    assert "error" not in out and "warning" not in out, out


def check_manual(s):
    """Locations that the manual leaves open are noted; nothing else is."""
    for blocks in (examples(), recipes()):
        shown = Examples(s, blocks)
        text = "\n".join(shown.fit(name + "-linted", block) for name, block in blocks.items())
        for name in blocks:
            if name != "wiki":  # the stack's own
                s.postern.command("site", "add", name, "http://%s.localhost" % name)
        status, out, err = lint(s, text)
        assert status == 0 and "no problems found in %d protected" % len(blocks) in out, (out, err)
        assert ": error: " not in out and ": warning: " not in out, out


def check_faults(s):
    text = s.nginx.dump()
    assert "proxy_pass http://${postern_shut}" in text
    for pattern, replacement, words in (
            (r"(proxy_pass http://)\$\{postern_shut\}(\w+;)", r"\1\2", "[no-lock]"),
            (r"(proxy_pass http://\$\{postern_shut\}\w+);", r"\1/;", "[path-replaced]"),
            (r"(proxy_pass http://\$\{postern_shut\}\w+;)", r"\1 proxy_set_header Host $http_host;",
             "[header-twice]"),
            (r"(proxy_pass http://\$\{postern_shut\}\w+;)", r"\1 return 200 x;", "[answers-first]")):
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
        assert status == 1 and (report["servers"], report["sites"], report["protected_locations"]) == (2, 1, 1), report
        assert report["problems"][0]["code"] == words.strip("[]") and report["site_names_checked"], report


def check_unknown_site(s):
    """Names are compared with those that are registered; without a database, the rest is checked all the same."""
    text = s.nginx.dump().replace("$postern_site wiki", "$postern_site wikki")
    status, out, _ = lint(s, text)
    assert status == 1 and "no site is registered as wikki [unknown-site]" in out, out
    status, out, _ = s.postern.split_command("nginx", "--lint", "-", stdin=text, POSTERN_DATABASE_SOCKET="/nowhere")
    assert status == 0 and "the names of the sites were not checked" in out, (status, out)


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
        check_unknown_site(whole)
        check_refusals(whole)
