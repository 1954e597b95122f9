#!/usr/bin/python3
"""After consecutive failures the next attempt must wait, on the page and in the API, whether or not the account
exists, even after a restart. Fifty simultaneous guesses are worth no more than fifty in sequence. The owner gets in
at once on a known device, whatever others do."""

import concurrent.futures
import hashlib
import json
import math
import re
import time

import functional  # noqa: F401
from http_client import Browser, fetch
from postern import PASSWORD, stack

EMAIL = "ann@example.org"
NOBODY = "nobody@example.org"
FREE_ATTEMPTS = 5
MAX_FAILURES = 100
WRONG = "quite another password"


def sign_in(s, email, password, cookie=""):
    """One attempt over the API."""
    body = json.dumps({"email": email, "password": password}).encode()
    return fetch(s.portal_port, "/api/v1/sessions", "POST",
                 [("Content-Type", "application/json"), ("Cookie", cookie)], body)


def failures_of(s, email):
    """How many in a row the database knows."""
    key = hashlib.sha256(email.encode()).hexdigest()
    return int(s.sql("SELECT COALESCE(SUM(failures), 0) FROM sign_in_failure"
                     " WHERE account_key = x'%s'" % key))


def set_failures(s, email, count):
    """As if so many had failed, the last one now."""
    key = hashlib.sha256(email.encode()).hexdigest()
    s.sql("REPLACE INTO sign_in_failure (account_key, failures, last_failed_at)"
          " VALUES (x'%s', %d, UTC_TIMESTAMP())" % (key, count))


def must_wait(answer, most):
    """The API's refusal; says the seconds twice."""
    assert answer.status == 429, (answer.status, answer.text)
    problem = json.loads(answer.text)
    assert problem["code"] == "too_many_attempts", problem
    assert 1 <= problem["retry_after"] <= most, problem
    assert answer.header("Retry-After") == str(problem["retry_after"]), answer.headers


def check_waits(s):
    """Known and unknown addresses alike, and all spellings of one."""
    for spellings in ([EMAIL, "Ann@Example.org", " ANN@EXAMPLE.ORG"], [NOBODY, "NoBody@example.org"]):
        for n in range(FREE_ATTEMPTS):
            got = sign_in(s, spellings[n % len(spellings)], WRONG)
            assert got.status == 401, (n, got.status, got.text)
        set_failures(s, spellings[0], 20)  # else the machine may be slower than the wait
        for spelling in spellings:
            must_wait(sign_in(s, spelling, WRONG), 60)
    must_wait(sign_in(s, EMAIL, PASSWORD), 60)


def check_page(s):
    """Says in words how long, and keeps what was typed."""
    browser = Browser()
    page = browser.get(s.portal_url + "/login")
    got = browser.submit(page, email=EMAIL, password=PASSWORD)
    assert got.status == 429 and 1 <= int(got.header("Retry-After")) <= 60, (got.status, got.headers)
    assert re.search("[0-9]+ (second|minute)", got.text), got.text
    assert EMAIL in got.text and PASSWORD not in got.text, got.text


def check_restart(s):
    """What failed is known to the next daemon."""
    for email in (EMAIL, NOBODY):
        set_failures(s, email, 20)
    assert s.postern.stop() == 0
    s.postern.start()
    must_wait(sign_in(s, EMAIL, PASSWORD), 60)
    must_wait(sign_in(s, NOBODY, PASSWORD), 60)


def check_device(s, device):
    """The owner's browser has a budget of its own, also when the account is blocked."""
    set_failures(s, EMAIL, MAX_FAILURES)
    must_wait(sign_in(s, EMAIL, PASSWORD), 60)
    must_wait(sign_in(s, EMAIL, PASSWORD, "postern_device=" + "A" * 43), 60)
    asked = time.monotonic()
    got = sign_in(s, EMAIL, PASSWORD, device)
    assert got.status == 201, (got.status, got.text)
    assert time.monotonic() - asked < 5
    assert failures_of(s, EMAIL) == MAX_FAILURES, "others' failures are forgotten"
    assert sign_in(s, EMAIL, WRONG, device).status == 401
    assert failures_of(s, EMAIL) == MAX_FAILURES
    # It is the mark of this account alone.
    must_wait(sign_in(s, NOBODY, WRONG, device), 60)


def check_parallel(s):
    """No more guesses are looked at than if they had come one by one."""
    began = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        asked = [pool.submit(sign_in, s, "parallel@example.org", WRONG) for _ in range(50)]
        statuses = sorted(one.result().status for one in asked)
    looked_at = statuses.count(401)
    # After 1, 3, 7, 15 s one more may come: a slow machine takes that long. Times are whole seconds.
    more = math.floor(math.log2(time.monotonic() - began + 2))
    assert set(statuses) <= {401, 429, 503} and 1 <= looked_at <= FREE_ATTEMPTS + more, statuses
    assert failures_of(s, "parallel@example.org") == looked_at
    print("of 50 at once %d were looked at" % looked_at)


def device_of(s):
    """The cookie by which this client is known; it stays, and only the server reads it."""
    got = sign_in(s, EMAIL, PASSWORD)
    assert got.status == 201, (got.status, got.text)
    line = next(line for line in got.all("Set-Cookie") if line.startswith("postern_device="))
    assert "HttpOnly" in line and "SameSite=Lax" in line and "Max-Age=34560000" in line, line
    return line.split(";")[0]


def main():
    # One network does all this; how often it may is another test's matter.
    with stack(settings="[throttle]\nattempts_per_address = 1000\n") as s:
        s.postern.add_user(EMAIL)
        device = device_of(s)
        check_waits(s)
        check_page(s)
        check_restart(s)
        check_device(s, device)
        check_parallel(s)
    with stack(settings="[throttle]\nattempts_per_address = 1\n") as s:
        s.postern.add_user(EMAIL)
        device = device_of(s)
        answers = [sign_in(s, "user%d@example.org" % n, WRONG).status for n in range(60)]
        assert answers[0] == 401 and answers[-1] == 429 and set(answers) == {401, 429}, answers
        must_wait(sign_in(s, EMAIL, PASSWORD), 60)
        assert sign_in(s, EMAIL, PASSWORD, device).status == 201


if __name__ == "__main__":
    main()
