"""What posternd takes in memory."""

import math
import re
import time

import wrk

SETTLE_SECONDS = 6      # a filled cache writes its last-seen updates after five


def pss_mib(postern):
    """What all processes of posternd take together, shared pages counted once (PSS), in MiB."""
    total = 0
    for pid in {postern.process.pid} | postern.workers():
        with open("/proc/%d/smaps_rollup" % pid, encoding="ascii") as file:
            total += int(re.search(r"^Pss:\s+(\d+) kB", file.read(), re.M).group(1))
    return round(total / 1024, 1)


def pss_filled_mib(postern, address, cookies, count, connections):
    """The same, idle, after the gate has seen each of `count` sessions."""
    once = wrk.with_cookies(address, cookies, 2, connections, "all")
    wrk.with_cookies(address, cookies, 2 + math.ceil(2 * count / once["rps"]), connections, "all")
    time.sleep(SETTLE_SECONDS)
    return pss_mib(postern)
