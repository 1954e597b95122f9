#!/usr/bin/python3
"""curl, wget and programs that speak docker's protocol get in with a personal token, whether they send it at once or
wait to be asked. The site learns whose it is and never sees the token. A registry is asked as docker does it, by hand
and by skopeo, which gives up on any challenge but Basic alone. Scripts of a browser are never asked for Basic."""

import json
import shutil
from base64 import b64encode

import functional  # noqa: F401
from echo_app import echo, http_answer
from http_client import fetch
from postern import PASSWORD, stack
from token_examples import Client, make_token, needs_programs, revoke_token

ANN = "ann@example.org"
BASIC = 'Basic realm="wiki", charset="UTF-8"'
BEARER = 'Bearer realm="wiki"'
REGISTRY = ("Docker-Distribution-Api-Version", "registry/2.0")
DOCKER = ("User-Agent", "docker/20.10.24 go/1.19.8 git-commit/5d6db84 kernel/6.1 os/linux arch/amd64")


def is_anns(s, client, *command):
    """The program shows the page, which was written for Ann; what it got in with stays at the gate."""
    before = len(s.app.seen)
    said = client.run(*command)
    (head,) = s.app.seen[before:]
    head = head.decode().lower()
    assert "remote-user: %s\r\n" % ANN in head and said.lower().startswith("get /page"), (command, said)
    assert "authorization" not in head and "pst_" not in head, head


def check_programs(s, client, token):
    """Each way in which they send it."""
    url = "%s/page" % s.site_url
    quiet = ("curl", "--silent", "--show-error", "--fail-with-body")
    client.write_netrc(ANN, token)
    client.write("header", "Authorization: Bearer %s\n" % token)
    for way in (("-H", "@header"), ("-H", "Authorization: bearer %s" % token), ("-n",), ("-u", "token:" + token),
                ("-u", ":" + token), ("-u", "%s:%s" % (ANN, token)), ("-n", "--anyauth"),
                ("--anyauth", "-u", "%s:%s" % (ANN, token)), ("--basic", "-u", "DOMAIN\\%s:%s" % (ANN, token))):
        is_anns(s, client, *quiet, *way, url)
    is_anns(s, client, "wget", "-qO-", url)
    is_anns(s, client, "wget", "-qO-", "--no-netrc", "--user=" + ANN, "--password=" + token, url)
    is_anns(s, client, "wget", "-qO-", "--no-netrc", "--auth-no-challenge", "--user=" + ANN, "--password=" + token, url)


def check_refusals(s, client, token):
    """None of these reaches the site."""
    before = len(s.app.seen)
    url = "%s/page" % s.site_url
    for way in ((), ("-u", "%s:%s" % (ANN, PASSWORD)), ("-u", "%s:" % token), ("-u", "bob@example.org:%s" % token),
                ("-u", "%s:%sa" % (ANN, token)), ("-H", "Authorization: Bearer %s" % token[:-1]),
                ("-H", "Authorization: Bearer %s x" % token), ("-H", "Authorization: Token %s" % token)):
        done = client.call("curl", "--silent", "--fail", "--output", "/dev/null", "--write-out", "%{http_code}", *way,
                           url)
        assert (done.returncode, done.stdout) == (22, "401"), (way, done)
    for query in ("?access_token=", "?token="):
        assert fetch(s.site_port, "/page%s%s" % (query, token), headers=[("Accept", "*/*")]).status == 401
    assert client.call("wget", "-q", "--no-netrc", url).returncode == 6  # "Username/Password Authentication Failure"
    assert len(s.app.seen) == before, s.app.seen[before:]


def check_browsers(s):
    """For a script of a page, Basic would open the browser's own dialog."""
    firefox = ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0")
    for marks in ([("Sec-Fetch-Mode", "cors")], [("Sec-Fetch-Mode", "no-cors"), firefox], [firefox],
                  [("X-Requested-With", "XMLHttpRequest")]):
        got = fetch(s.site_port, "/page", headers=[("Accept", "*/*"), *marks])
        assert (got.status, got.all("WWW-Authenticate")) == (401, [BEARER]), (marks, got.headers)


def registry(head):
    """As much of a registry as signs in and lists."""
    path = head.split(b" ")[1]
    if path == b"/v2/":
        return http_answer("200 OK", b"{}", [REGISTRY, ("Content-Type", "application/json")])
    if path.startswith(b"/v2/notes/tags/list"):
        tags = json.dumps({"name": "notes", "tags": ["1", "2"]}).encode()
        return http_answer("200 OK", tags, [REGISTRY, ("Content-Type", "application/json")])
    return echo(head)


def check_docker(s, token):
    """What `docker login` sends, and looks at."""
    asked = fetch(s.site_port, "/v2/", headers=[DOCKER])
    assert (asked.status, asked.all("WWW-Authenticate")) == (401, [BASIC]), asked.headers
    for password, status in ((token, 200), (token[:-1] + "-", 401)):
        credentials = b64encode(("%s:%s" % (ANN, password)).encode()).decode()
        got = fetch(s.site_port, "/v2/", headers=[DOCKER, ("Authorization", "Basic " + credentials)])
        assert got.status == status, (password == token, got.status)
    assert fetch(s.site_port, "/v2/", headers=[DOCKER, ("Authorization", "Basic " + b64encode(
        ("%s:%s" % (ANN, token)).encode()).decode())]).header(REGISTRY[0]) == REGISTRY[1]


def check_skopeo(s, client, token):
    """The code that podman and its relatives share, which keeps the token and uses it again."""
    where = "localhost:%d" % s.site_port
    saved = "--authfile=%s/auth.json" % client.home
    login = ("skopeo", "login", saved, "--tls-verify=false", "--username", ANN, "--password-stdin", where)
    client.fails(*login, stdin="pst_no-token")
    assert "Login Succeeded" in client.run(*login, stdin=token)
    said = client.run("skopeo", "list-tags", saved, "--tls-verify=false", "docker://%s/notes" % where)
    assert json.loads(said)["Tags"] == ["1", "2"], said


def main():
    needs_programs("curl", "wget")
    with stack() as s:
        s.postern.add_user(ANN)
        client = Client(s.folder)
        token, token_id = make_token(s, ANN, "site:wiki")
        check_programs(s, client, token)
        check_refusals(s, client, token)
        check_browsers(s)
        s.app.answer = registry
        check_docker(s, token)
        if shutil.which("skopeo"):
            check_skopeo(s, client, token)
        revoke_token(s, ANN, token_id)
        assert fetch(s.site_port, "/v2/", headers=[DOCKER, ("Authorization", "Bearer " + token)]).status == 401


if __name__ == "__main__":
    main()
