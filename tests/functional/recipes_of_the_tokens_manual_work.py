#!/usr/bin/python3
"""Every shell command of docs/tokens.md works as it stands, on the addresses of this machine, in the order of its
section and in a home of its own. What is typed comes from standard input. Each leads to what the page promises: files
that only their owner can read, requests that reach the site as Ann's, a token that works or has ended."""

import json
import os
import re
import stat

import functional  # noqa: F401
from functional import ROOT
from http_client import fetch
from manual_examples import blocks_in
from postern import BUILD, PASSWORD, stack
from token_examples import PAGE, Client, make_token, needs_programs, token_examples

ANN, BACKUP = "ann@example.org", "backup@example.org"
BEGINNINGS = ("umask", "curl", "read", "printf", "git", "postern", "API=")
NOT_SHELL = ("env:", "upstream", "[auth]", "const", "[[rules]]")
ALL_SITES = ("site:wiki", "site:git", "site:dav", "account:read")


def sections():
    """Heading -> the commands below it, as one script."""
    with open(os.path.join(ROOT, "docs", PAGE), encoding="utf-8") as file:
        parts = re.split(r"^## (.+)\n", file.read(), flags=re.M)
    scripts = {}
    for heading, text in zip(parts[1::2], parts[2::2]):
        blocks = [block.strip() for block in blocks_in(text) if block.strip()]
        for block in blocks:
            assert block.startswith(BEGINNINGS + NOT_SHELL), "is this for a shell? " + block
        shell = [block for block in blocks if block.startswith(BEGINNINGS)]
        if shell:
            scripts[heading] = "\n".join(shell)
    return scripts


class Reader:
    """A person who follows the page."""

    def __init__(self, s, sites):
        self.client = Client(s.folder)
        self._scripts = sections()
        self._s = s
        self._addresses = {"auth": s.portal_url, "wiki": s.site_url,
                           **{name: "http://localhost:%d" % port for name, port in sites.ports.items()}}
        programs = os.path.join(s.folder, "programs")
        os.makedirs(programs)
        command = os.path.join(programs, "postern")
        with open(command, "w", encoding="utf-8") as file:
            file.write('#!/bin/sh\nexec "%s" --config "%s" "$@"\n'
                       % (os.path.join(BUILD, "bin", "postern"), s.postern.config_path))
        os.chmod(command, 0o755)
        self.client.environment["PATH"] = programs + ":" + self.client.environment["PATH"]

    def follow(self, heading, typed="", **values):
        """What the commands of this section say; each must succeed. `values`: for words in capitals."""
        script = self._scripts.pop(heading)
        for shown, here in (("protocol=https", "protocol=http"), ("machine wiki.example.org", "machine localhost")):
            script = script.replace(shown, here)
        for name, address in self._addresses.items():
            script = script.replace("https://%s.example.org" % name, address)
            script = script.replace("host=%s.example.org" % name, "host=" + address.partition("//")[2])
        for word, value in values.items():
            script = re.sub(r"\b%s\b" % word, value, script)
        assert not re.search(r"(?<!@)\b(?:\w+\.)?example\.org", script), script
        return self.client.run("bash", "-eu", "-o", "pipefail", "-c", script, stdin=typed + "\n")

    def has_followed_all(self):
        assert not self._scripts, self._scripts

    def is_private(self, name):
        mode = os.stat(os.path.join(self.client.home, name)).st_mode
        assert stat.S_IMODE(mode) & 0o077 == 0, (name, oct(mode))


def heads(s, before):
    """Of the requests that reached the site since then."""
    return [head.decode().lower() for head in s.app.seen[before:]]


def status_with(s, token):
    return fetch(s.site_port, "/", headers=[("Authorization", "Bearer " + token)]).status


def check_script(s, reader, token):
    before = len(s.app.seen)
    said = reader.follow("A script", token)
    seen = heads(s, before)
    assert len(seen) == 3 and all("get /report" in head and "remote-user: %s\r\n" % ANN in head for head in seen), seen
    assert '"email":"%s"' % ANN in said.replace('": "', '":"'), said
    for name in (".config/wiki-token", ".netrc"):
        reader.is_private(name)


def check_job(s, reader, token):
    before = len(s.app.seen)
    reader.client.write("report.html", "all good")
    reader.client.environment["WIKI_TOKEN"] = token
    reader.follow("A CI job")
    (head,) = heads(s, before)
    assert head.startswith("put /reports/report.html ") and "remote-user: %s\r\n" % ANN in head, head


def check_git(reader, sites, token):
    sites.add_repository("notes")
    reader.follow("git over HTTPS", token)
    reader.is_private(".git-credentials")
    where = reader.client.run("git", "remote", "get-url", "origin", folder="notes").strip()
    assert where == "http://localhost:%d/notes.git" % sites.ports["git"], where


def check_service(s, reader):
    said = reader.follow("One service to another", PASSWORD)
    (token,) = re.findall(r'"token" ?: ?"(pst_[0-9A-Za-z]{49})"', said)
    assert not os.path.exists(os.path.join(reader.client.home, "jar"))
    got = fetch(s.site_port, "/", headers=[("Authorization", "Bearer " + token)])
    assert got.status == 200 and "remote-user: %s\r\n" % BACKUP in got.text.lower(), got.text
    assert json.loads(s.postern.command("session", "list", "--user", BACKUP, "--json")) == []


def check_leak(s, reader):
    token, _ = make_token(s, ANN, "site:wiki")
    _, other = make_token(s, ANN, "site:*")
    with open(os.path.join(ROOT, "docs", PAGE), encoding="utf-8") as file:
        patterns = re.findall(r"regex = '''(.+)'''|`(\\bp\w\w_[^`]+)`", file.read())
    found = [bool(re.search("".join(pattern), "a password = %s; next" % token)) for pattern in patterns]
    assert sorted(found) == [False, True, True], patterns  # the other kind, and twice this one
    assert status_with(s, token) == 200
    said = reader.follow("For administrators", token, ID=other)
    assert other in said and token not in said, said
    assert status_with(s, token) == 401
    assert other not in s.postern.command("token", "list", "--user", ANN)


def check_site(s, reader):
    reader.follow("What a site takes")
    (wiki,) = [row for row in json.loads(s.postern.command("site", "list", "--json")) if row["name"] == "wiki"]
    assert (wiki["basic"], wiki["token_audience"]) == ("off", "site"), wiki
    assert "basic" not in wiki["credentials"] and "cookie" in wiki["credentials"], wiki


def main():
    needs_programs("bash", "curl", "git", "wget")
    with stack() as s:
        for email in (ANN, BACKUP):
            s.postern.add_user(email)
        with token_examples(s) as sites:
            reader = Reader(s, sites)
            token, _ = make_token(s, ANN, *ALL_SITES)
            check_script(s, reader, token)
            check_job(s, reader, token)
            check_git(reader, sites, token)
            reader.follow("Calendars, contacts and files", token)
            check_service(s, reader)
            check_leak(s, reader)
            check_site(s, reader)
            reader.has_followed_all()


if __name__ == "__main__":
    main()
