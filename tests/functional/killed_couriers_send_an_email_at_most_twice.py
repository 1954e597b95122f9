#!/usr/bin/python3
"""kill -9 of the courier at random moments: no e-mail is lost, and each kill costs at most one duplicate, which has
the Message-ID of the first."""

import collections
import os
import random
import signal
import time

import functional  # noqa: F401
from mail_server import mail_server
from postern import stack, wait_until

KILLS, MAILS = 6, 150
ANN = "ann@example.org"


def kill_courier(s):
    for pid in s.postern.workers("courier"):
        os.kill(pid, signal.SIGKILL)


def next_courier(s, killed):
    wait_until(lambda: s.postern.workers("courier") - killed, "a new courier")


with mail_server() as server, stack(mail=server) as whole:
    whole.postern.add_user(ANN)
    server.delay = 0.01
    whole.sql("INSERT INTO outbox (kind, email, language, details, created_at, next_attempt_at) "
              "SELECT 'sign_in_blocked', '%s', '', '', UTC_TIMESTAMP(), UTC_TIMESTAMP() "
              "FROM seq_1_to_%d" % (ANN, MAILS))
    kills = 0
    for _ in range(KILLS):
        taken = len(server.raw_mails())
        wait_until(lambda: len(server.raw_mails()) > taken, "e-mails being delivered", 20)
        time.sleep(random.uniform(0, 0.15))
        couriers = whole.postern.workers("courier")
        kill_courier(whole)
        kills += 1
        next_courier(whole, couriers)
        # What the dead one had claimed would be free when its lease is over.
        whole.sql("UPDATE outbox SET next_attempt_at = UTC_TIMESTAMP() WHERE attempts > 0")
    wait_until(lambda: whole.sql("SELECT COUNT(*) FROM outbox").strip() == "0", "an empty outbox", 60)
    counts = collections.Counter(mail.id for mail in server.all(ANN))
    duplicates = sum(count - 1 for count in counts.values())
    print("%d kills, %d e-mails, %d duplicates" % (kills, len(counts), duplicates))
    assert len(counts) == MAILS, (len(counts), MAILS)
    assert duplicates <= kills, counts.most_common(3)
