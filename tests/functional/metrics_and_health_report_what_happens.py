#!/usr/bin/python3
"""/metrics is valid Prometheus text, counts each event once, and is for this machine only; /health/live and
/health/ready tell whether to restart and whether to send traffic."""
# alone

import os
import re
import signal

import functional  # noqa: F401
from http_client import fetch
from metrics import read_metrics
from ports import pick_port
from postern import stack, wait_until

EMAIL = "ann@example.org"
CHECKS = "postern_gate_checks_total"
SETTINGS = '[gate]\nworkers = 3\nrevocation_poll = "100ms"\nstale_grace = "0s"\n'


class Counters:
    """What has changed since the last look."""

    def __init__(self, port):
        self._port = port
        self.now = read_metrics(port)

    def changes(self):
        """{key: difference} of what counts upwards; a key of one word for a series without labels."""
        before, self.now = self.now, read_metrics(self._port)
        assert before.keys() == self.now.keys()
        found = {key: self.now[key] - value for key, value in before.items()
                 if key[0] != "postern_workers" and self.now[key] != value}
        assert all(change > 0 for change in found.values()), found
        return {key if len(key) > 1 else key[0]: change for key, change in found.items()}


def check_gate(s, counters, open_port):
    cookie = s.sign_in(EMAIL)
    s.visit(cookie)
    counters.changes()
    for _ in range(30):
        s.visit(cookie)
    for _ in range(20):
        s.visit()
    for _ in range(10):
        fetch(open_port)
    for _ in range(5):
        s.visit("postern=" + "A" * 43)
    changes = counters.changes()
    for verdict, count in (("user", 30), ("sign_in", 25), ("anonymous", 10)):
        assert changes.pop((CHECKS, verdict)) == count, (verdict, changes)
    assert not [key for key in changes if key[0] == CHECKS], changes
    # A worker that has not seen the site yet asks the database first.
    hits, misses = (changes["postern_gate_cache_%s_total" % what] for what in ("hits", "misses"))
    assert hits + misses == 35 and hits >= 24 and misses >= 5, (hits, misses)
    assert changes["postern_gate_check_duration_seconds_count"] == 65, changes
    return cookie


def check_sign_ins(s, counters):
    counters.changes()
    s.sign_in(EMAIL)
    for _ in range(2):
        assert s.try_sign_in(EMAIL, "not the password at all").status == 401
    s.postern.command("user", "disable", EMAIL)
    assert s.try_sign_in(EMAIL).status in (401, 403)
    s.postern.command("user", "enable", EMAIL)
    changes = counters.changes()
    for outcome, count in (("ok", 1), ("bad_credentials", 2), ("disabled", 1)):
        assert changes["postern_sign_ins_total", outcome] == count, (outcome, changes)
    assert changes["postern_portal_requests_total", "2xx"] == 2, changes  # and the last look itself
    assert changes["postern_portal_requests_total", "4xx"] == 3, changes


def check_workers(s, counters):
    counters.changes()
    states = {key: value for key, value in counters.now.items() if key[0] == "postern_workers"}
    for pool in ("gate", "portal", "courier"):
        assert sum(value for key, value in states.items() if key[1] == pool) == \
            len(s.postern.workers(pool)), (pool, states)
    victim = min(s.postern.workers("gate"))
    os.kill(victim, signal.SIGKILL)
    wait_until(lambda: len(s.postern.workers("gate") - {victim}) == 3, "a new worker")
    assert counters.changes()["postern_worker_restarts_total"] == 1
    s.postern.reload()
    assert "postern_worker_restarts_total" not in counters.changes(), "a reload is no death"


def check_unavailable(s, counters, cookie):
    assert fetch(s.portal_port, "/health/live").status == 200
    wait_until(lambda: fetch(s.portal_port, "/health/ready").status == 200, "ready")
    s.mariadb.stop()
    wait_until(lambda: s.visit(cookie).status == 503, "the gate closed", 5)
    counters.changes()
    for _ in range(10):
        assert s.visit(cookie).status == 503
    changes = counters.changes()
    assert changes[CHECKS, "unavailable"] == 10 and (CHECKS, "user") not in changes, changes
    wait_until(lambda: "postern_database_errors_total" in counters.changes(), "errors counted")
    assert fetch(s.portal_port, "/health/live").status == 200
    got = fetch(s.portal_port, "/health/ready")
    assert got.status == 503, got.status
    s.mariadb.start()
    wait_until(lambda: fetch(s.portal_port, "/health/ready").status == 200, "ready again", 3)


def check_for_this_machine_only(s):
    text = s.postern.command("nginx", "--portal", "--snippets", "/etc/nginx/postern")
    block = re.search(r"location = /metrics \{(.*?)\}", text, re.S)[1]
    rules = re.findall(r"^\s*((?:allow|deny) .*);$", block, re.M)
    assert rules == ["allow 127.0.0.1", "allow ::1", "deny all"], rules
    # Another address, as nginx sees it.
    s.nginx.stop()
    s.start_nginx(more="real_ip_header X-Test-Address;\nset_real_ip_from 127.0.0.1;")
    for target in ("/metrics", "//metrics", "/./metrics", "/%6detrics"):
        got = fetch(s.portal_port, target, headers=[("X-Test-Address", "192.0.2.1")])
        assert got.status == 403 and "postern_" not in got.text, (target, got.status)
    assert fetch(s.portal_port, "/metrics/", headers=[("X-Test-Address", "192.0.2.1")]).status == 404
    assert fetch(s.portal_port, "/metrics").status == 200


with stack(settings=SETTINGS, own_database=True) as whole:
    whole.postern.add_user(EMAIL)
    port = pick_port()
    whole.postern.command("site", "add", "open", "http://localhost:%d" % port, "--policy", "public")
    whole.nginx.stop()
    whole.start_nginx(more=whole.postern.command(
        "nginx", "open", "--upstream", "http://127.0.0.1:%d" % whole.app.port, "--listen",
        "127.0.0.1:%d" % port, "--snippets", whole.snippets))
    look = Counters(whole.portal_port)
    session = check_gate(whole, look, port)
    check_sign_ins(whole, look)
    session = whole.sign_in(EMAIL)
    check_workers(whole, look)
    check_unavailable(whole, look, session)
    check_for_this_machine_only(whole)
