#!/usr/bin/python3
"""While the database is stopped or frozen, cached sessions pass until the stale grace is over. Everybody else gets
"unavailable" at once, and so does every sign-in. Within two seconds of its return everything works again."""
# alone

import time

import functional  # noqa: F401
from http_client import fetch
from ports import pick_port
from postern import stack, wait_until

EMAIL = "ann@example.org"
POLL, GRACE = 0.2, 4.0
# After this long without a poll, the cache is trusted only within the stale grace (kPollSlack in src).
BOUND = POLL + 1.0
SETTINGS = '[gate]\nrevocation_poll = "200ms"\nstale_grace = "4s"\n'
AT_ONCE_SECONDS = 0.1
PROBE_SECONDS = 3.5  # one check in a while finds out whether the database is back
BACK_SECONDS = 2.0


def add_public_site(s):
    """A second site, open to everybody; returns its port."""
    port = pick_port()
    s.postern.command("site", "add", "open", "http://localhost:%d" % port, "--policy", "public")
    block = s.postern.command("nginx", "open", "--upstream", "http://127.0.0.1:%d" % s.app.port,
                              "--listen", "127.0.0.1:%d" % port, "--snippets", s.snippets)
    s.nginx.stop()
    s.start_nginx(more=block)
    return port


def timed(ask):
    started = time.monotonic()
    return ask(), time.monotonic() - started


def check_strangers(s, open_port, probes):
    """100 requests in a row of people whom the memory does not know; `probes` of them may be slow."""
    asks = [lambda: s.visit("postern=" + "A" * 43), s.visit, lambda: fetch(open_port),
            lambda: fetch(s.site_port, "/api")]
    slow, longest = [], 0.0
    for i in range(100):
        got, seconds = timed(asks[i % len(asks)])
        assert got.status == 503 and got.header("Retry-After"), (i, got.status, got.headers)
        assert got.header("Location") is None, got.headers
        if seconds > AT_ONCE_SECONDS:
            slow.append(seconds)
        else:
            longest = max(longest, seconds)
    assert len(slow) <= probes and all(seconds < PROBE_SECONDS for seconds in slow), slow
    return longest, slow


def check_sign_in(s):
    got, seconds = timed(lambda: s.try_sign_in(EMAIL))
    assert got.status == 503 and '"unavailable"' in got.text, (got.status, got.text)
    assert got.header("Retry-After") and seconds < 5, (got.headers, seconds)


def wait_for_end(s, cookie, took):
    """When the last check that passed and the first one that did not were sent, in seconds after `took`."""
    last = sent = 0.0
    while True:
        sent = time.monotonic() - took
        status = s.visit(cookie).status
        if status != 200:
            assert status == 503, status
            return last, sent
        last = sent
        assert last < BOUND + GRACE + 1, "the grace has no end"


def check_away(s, cookie, open_port, take_away, probes):
    took = time.monotonic()
    take_away()
    # One pays for finding out, then everybody knows.
    got = s.visit()
    assert got.status in (302, 503), got.status
    wait_until(lambda: s.visit().status == 503, "the database missed", 4)
    assert s.visit(cookie).status == 200
    longest, slow = check_strangers(s, open_port, probes)
    in_time = time.monotonic() - took < BOUND + GRACE - POLL - 0.3
    times = [timed(lambda: s.visit(cookie)) for _ in range(50)]
    statuses = {got.status for got, _ in times}
    assert statuses == {200} or not in_time, statuses
    assert in_time, "the test was too slow to say anything"
    known = max(seconds for _, seconds in times)
    assert known < AT_ONCE_SECONDS, known
    last, first = wait_for_end(s, cookie, took)
    assert last < BOUND + GRACE + 0.1 and first > BOUND + GRACE - POLL - 0.2, (last, first)
    check_sign_in(s)
    assert {s.visit(cookie).status for _ in range(20)} == {503}, "it came back to life"
    print("strangers at most %.0f ms (%s s for probes), known sessions at most %.0f ms for %.1f s"
          % (longest * 1000, ["%.1f" % one for one in slow], known * 1000, first))


def check_back(s, cookie, open_port, workers):
    started = time.monotonic()
    for fact, what in ((lambda: s.visit(cookie).status == 200, "known sessions"),
                       (lambda: s.visit().status == 302, "the way to sign in"),
                       (lambda: fetch(open_port).status == 200, "the public site"),
                       (lambda: all(s.visit("postern=" + "B" * 43).status == 302 for _ in range(20)),
                        "strangers with a cookie"),
                       (lambda: s.try_sign_in(EMAIL).status == 201, "signing in")):
        wait_until(fact, what, BACK_SECONDS - (time.monotonic() - started))
    print("all good %.2f s after the database" % (time.monotonic() - started))
    assert s.postern.workers() == workers, "workers were replaced"


def check(s, take_away, bring_back, probes):
    s.postern.add_user(EMAIL)
    open_port = add_public_site(s)
    cookie = s.sign_in(EMAIL)
    # Every worker must know both sites.
    for _ in range(40):
        assert s.visit(cookie).status == 200 and fetch(open_port).status == 200
    workers = s.postern.workers()
    check_away(s, cookie, open_port, take_away, probes)
    bring_back()
    check_back(s, cookie, open_port, workers)


with stack(settings=SETTINGS, own_database=True) as whole:
    check(whole, whole.mariadb.stop, whole.mariadb.start, probes=0)
with stack(settings=SETTINGS + '[session]\nidle_ttl = "10m"\n', through_proxy=True) as whole:
    check(whole, whole.proxy.freeze, whole.proxy.restore, probes=2)
