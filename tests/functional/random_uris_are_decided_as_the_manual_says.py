#!/usr/bin/python3
"""Random URIs, made of what has opened other products, get from the gate behind a real nginx what docs/rules.md says, as
a second implementation reads it: nothing more passes, and nothing less.

POSTERN_URIS=1000000 asks that many; POSTERN_SEED picks others.
"""
# seconds: 300

import collections
import datetime
import json
import os
import random
import re
import threading
import tomllib

import functional  # noqa: F401
import rules_reference
from access_rules import apply_rules
from http_client import Connection
from nginx import Nginx, share_snippets
from ports import pick_port
from postern import stack

COUNT = int(os.environ.get("POSTERN_URIS", "20000"))
SEED = int(os.environ.get("POSTERN_SEED", "1"))
AT_ONCE = 50  # requests that are on their way on one connection
CLIENTS = 4
ADDRESS = "127.0.0.1"
FORMAT = ("log_format decisions escape=json '{\"n\":\"$http_x_number\",\"status\":$status,\"uri\":\"$postern_uri\","
          "\"sent\":\"$request_uri\",\"reason\":\"$postern_reason\"}';\n")

RULES = """
[here]
networks = ["127.0.0.0/8"]
[elsewhere]
networks = ["192.0.2.0/24", "2001:db8::/32"]

[site.wiki]
default = "signed_in"
%(site)s
[[site.wiki.rule]]
name = "from elsewhere only"
path = ["/static/internal/**"]
from = ["elsewhere"]
effect = "public"
[[site.wiki.rule]]
name = "not from here"
path = ["/static/internal/**"]
effect = "deny"
[[site.wiki.rule]]
name = "static files"
path = ["/static/**", "/img/*.png", "/favicon.ico"]
effect = "public"
[[site.wiki.rule]]
name = "read the wiki"
path = ["/public/*", "/b\u00fccher/**"]
methods = ["GET", "PROPFIND"]
effect = "public"
[[site.wiki.rule]]
name = "administrators"
path = ["/admin/**", "/**/admin/users"]
from = ["here"]
allow = ["group:admins"]
[[site.wiki.rule]]
name = "nobody else"
path = ["/admin/**", "/**/private/**"]
effect = "deny"
[[site.wiki.rule]]
name = "writing needs two factors"
path = ["/edit/**"]
methods = ["POST", "PUT", "DELETE"]
allow = ["group:admins"]
level = 2
[[site.wiki.rule]]
name = "no writing else"
methods = ["POST", "PUT", "DELETE"]
effect = "deny"
[[site.wiki.rule]]
name = "what it would be to close it"
path = ["/x/**"]
effect = "deny"
dry_run = true
"""
SITES = {"refuse": "", "default": 'odd_paths = "default"\nfold_case = true\n', "deny": 'odd_paths = "default"\n'}

SEGMENTS = """admin public static private edit img users internal b%c3%bccher b\u00fccher bu%cc%88cher x a b c logo.png a.png
favicon.ico Admin ADMIN %61dmin adm%69n %41dmin adm%2569n admin%20 admin%20%20 admin. admin.. admin%00 admin; admin;a=b ;
;/ ..; ..;/ . .. ... %2e %2e%2e .%2e %2e. %252e%252e %c0%ae%c0%ae %2f %2F %5c %5C ..%2f ..%5c %2e%2e%2f %252f %255c \\
admin%2f admin%5c admin%3f admin%23 admin%0a admin%0d%0a admin%7f admin%c0%af admin%ff admin%e2%80%8b admin::$DATA
ADMIN~1 admin%3b admin%3ba=b admin%09 %2561dmin %u0061dmin admin% admin%2 admin%zz static%2f..%2fadmin static..;admin
admin.png admin%252f..%252fstatic index.html *.png ** * ~ %7e @ : & = + $ , ! ' ( )""".split()
PLAIN = """admin public static private edit img users internal b%c3%bccher x a b c logo.png a.png favicon.ico Admin %61dmin
index.html""".split()
SEPARATORS = ("/", "/", "/", "/", "/", "/", "//", "///", "/./", "/../", "/%2e%2e/", "/.%2e/", "%2f", "/;/", "/x/../")
TAILS = ("", "", "", "", "/", "/", "?a=b", "?/admin/x", "#", "#/static", "?", "%3f", "%23x", "/.", "/..", "%20", ";", "//")
METHODS = ("GET",) * 8 + ("POST", "PUT", "DELETE", "OPTIONS", "PROPFIND", "BREW", "get")


def random_uri(chance):
    """A path as a client could send it, with or without a query."""
    if chance.random() < 0.5:
        segments = [chance.choice(PLAIN) for _ in range(chance.choice((1, 1, 2, 2, 3, 4)))]
        return "/" + "/".join(segments) + chance.choice(("", "", "", "/", "?a=b"))
    uri = "/" + "".join(chance.choice(SEGMENTS) + chance.choice(SEPARATORS)
                        for _ in range(chance.choice((0, 0, 1, 1, 1, 2, 3))))
    return uri + chance.choice(SEGMENTS) + chance.choice(TAILS)


class Asked:
    """One request, and what came of it."""

    def __init__(self, number, chance, cookie):
        self.number = number
        self.uri = random_uri(chance)
        self.method = chance.choice(METHODS)
        self.is_signed_in = chance.random() < 0.6
        self.cookie = cookie if self.is_signed_in else ""

    def bytes(self):
        """As it is sent."""
        lines = ["%s %s HTTP/1.1" % (self.method, self.uri), "Host: localhost", "Accept: */*", "X-Number: %d" % self.number]
        if self.cookie:
            lines.append("Cookie: " + self.cookie)
        if self.method in ("POST", "PUT"):
            lines.append("Content-Length: 0")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8")


def send_all(port, requests):
    """Sends them, over a new connection each time nginx has closed one."""
    waiting = collections.deque(requests)
    while waiting:
        connection = Connection(port)
        sent = collections.deque()
        try:
            for _ in range(min(AT_ONCE, len(waiting))):
                sent.append(waiting.popleft())
            connection.send(b"".join(request.bytes() for request in sent))
            while sent:
                answer = connection.read_answer()
                sent.popleft()
                if answer.header("Connection") == "close":
                    break
        except EOFError:
            # nginx closes the connection behind what is no request: that one is done.
            if sent:
                sent.popleft()
        finally:
            connection.close()
        waiting.extendleft(reversed(sent))


def read_log(path):
    """What nginx made of each request, by number."""
    with open(path, "rb") as file:
        for line in file:
            # escape=json leaves bytes above ASCII as they are.
            row = json.loads(line.decode("latin-1"))
            if row["n"]:
                yield int(row["n"]), row


def classes_of(outcome):
    """The statuses that an outcome can have: what the site itself says where it lets somebody pass."""
    return {"pass": {200, 301, 403, 404, 405}, "sign_in": {401}, "step_up": {401}, "denied": {403}, "odd_path": {403}}[outcome]


def check(rules, asked, row, now):
    """Whether the decision is the one of the manual; returns its outcome."""
    question = {"path": row["uri"].encode("latin-1"), "raw": row["sent"].encode("latin-1"), "method": asked.method,
                "from": ADDRESS, "level": 1, "age": 1, "at": now,
                "user": {"names": ["ann@example.org"], "groups": ["admins"], "roles": []} if asked.is_signed_in else None}
    expected = rules_reference.decide(rules, question)
    outcome = expected["outcome"]
    reason = {"denied": "denied", "odd_path": "odd_path"}.get(outcome, "")
    assert row["status"] in classes_of(outcome) and row["reason"] == reason, (asked.method, asked.uri, row, expected)
    return outcome


def site_of(s, folder):
    """nginx with the site's files; every request is in its log of decisions."""
    root = os.path.join(folder, "files")
    os.makedirs(root)
    port = pick_port()
    snippets = share_snippets(os.path.join(folder, "snippets"), s.postern.gate_socket, s.postern.portal_socket)
    site = s.postern.command("nginx", "wiki", "--root", root, "--listen", "127.0.0.1:%d" % port, "--snippets", snippets)
    log = os.path.join(folder, "decisions.log")
    site = re.sub(r"server \{", "server {\n    access_log %s decisions;" % log, site, count=1)
    http = "%sinclude %s/upstreams.conf;\ninclude %s/http.conf;\n%s" % (FORMAT, snippets, snippets, site)
    return Nginx(os.path.join(folder, "nginx"), http, ports=[port]), port, log


def ask_everything(port, requests):
    """From some clients at once."""
    threads = [threading.Thread(target=send_all, args=(port, requests[first::CLIENTS])) for first in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def check_site(s, name, chance, count):
    folder = os.path.join(s.folder, name)
    os.makedirs(folder)
    text = RULES % {"site": SITES[name]}
    apply_rules(s, text)
    rules = rules_reference.sites_of(tomllib.loads(text))["wiki"]  # as the second implementation takes them
    cookie = s.sign_in("ann@example.org")
    nginx, port, log = site_of(s, folder)
    nginx.start()
    try:
        requests = [Asked(number, chance, cookie) for number in range(1, count + 1)]
        ask_everything(port, requests)
    finally:
        nginx.stop()
    now = datetime.datetime.now(datetime.timezone.utc)
    seen = collections.Counter()
    for number, row in read_log(log):
        # nginx itself refuses what is no URI to it, and nobody is asked.
        if row["status"] == 400 or not row["uri"]:
            assert row["status"] in (400, 405, 414), row
            seen["refused by nginx"] += 1
        else:
            seen[check(rules, requests[number - 1], row, now)] += 1
    print(name, dict(seen))
    # A request that is none to nginx has no number in its log.
    assert sum(seen.values()) - seen["refused by nginx"] > count / 2, seen
    assert all(seen[outcome] > 0 for outcome in ("pass", "sign_in", "denied")), seen
    assert seen["odd_path"] > 0 or name != "refuse", seen


with stack(settings="[throttle]\nattempts_per_address = 100000\n") as whole:
    whole.postern.add_user("ann@example.org")
    whole.postern.command("group", "add", "admins")
    whole.postern.command("group", "join", "admins", "ann@example.org")
    dice = random.Random(SEED)
    for kind in SITES:
        check_site(whole, kind, dice, COUNT // len(SITES))
