#!/usr/bin/python3
"""Ten reloads of posternd (SIGHUP) under load: every check and every page is answered as usual. An invalid
configuration changes nothing."""
# alone

import os
import signal

import functional  # noqa: F401
from http_client import fetch, raw_request
from load import Load
from postern import stack, wait_until

RELOADS = 10
EMAIL = "ann@example.org"


def gate_request(s, cookie):
    return raw_request("GET", "/", [("Cookie", cookie)], host="localhost:%d" % s.site_port)


def is_ann(answer):
    return answer.status == 200 and "Remote-User: " + EMAIL in answer.text


with stack() as s:
    s.postern.add_user(EMAIL)
    cookie = s.sign_in(EMAIL)
    page = raw_request("GET", "/login", host="localhost:%d" % s.portal_port)
    with Load(s.site_port, gate_request(s, cookie), is_ann, 6) as checks, \
            Load(s.portal_port, page, lambda answer: answer.status == 200, 2) as pages:
        for _ in range(RELOADS):
            before = s.postern.workers()
            s.postern.reload()
            assert not before & s.postern.workers()
            checks.wait_for(200)
            pages.wait_for(20)
        good_config = s.postern.workers()
        s.postern.configure("[gate]\nworkers = \"many\"\n")
        os.kill(s.postern.process.pid, signal.SIGHUP)
        wait_until(lambda: any("reload" in line["event"] and line["level"] != "info"
                               for line in s.postern.log()), "a word about the bad configuration")
        checks.wait_for(200)
        assert s.postern.workers() == good_config, "a bad configuration replaced workers"
    print("%d checks, %d pages" % (checks.count, pages.count))
    assert checks.bad == 0, (checks.bad, checks.examples)
    assert pages.bad == 0, (pages.bad, pages.examples)
    assert fetch(s.site_port).status == 401
    assert s.postern.stop() == 0
