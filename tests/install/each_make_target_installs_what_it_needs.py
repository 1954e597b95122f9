#!/usr/bin/python3
"""On a Debian 12 with nothing but make and git, each public target installs what it needs and does its work."""
# seconds: 1800

import concurrent.futures
import os
import sys
import time
import urllib.error
import urllib.request

from machine import ROOT, CannotBeMade
from pristine_root import PristineRoot, prepare, remove

sys.path.insert(0, os.path.join(ROOT, "tests", "support"))

from ports import pick_port  # noqa: E402

NO_TEST = 77
START_SECONDS = 300
# The smallest measurement, the smallest parser and the smallest change that need all that the target needs.
COMMANDS = {
    "install": "make -j2 install DESTDIR=/there && /there/usr/local/bin/postern --version",
    "docs": "make docs CHECK_BUILD=build CHECK_OPT=$OPT && git diff --exit-code",
    "deb": "DEB_BUILD_OPTIONS=noautodbgsym make -j2 deb && ls build/deb/postern_*.deb",
    "bench": "make -j2 bench BENCH='--rounds 1 --seconds 1 --only static gate_cached --sessions 1001 --connections 8'",
    "check": "echo '// touched' >>src/json/json_reader.cpp && make check CHECK_BUILD=build CHECK_OPT=$OPT",
    "fuzz": "make -j2 fuzz FUZZ=json FUZZ_SECONDS=1 fuzz_objs=\"$(ls src/base/*.cpp src/json/*.cpp | "
            "sed 's#^#build/fuzz/#; s#cpp$#o#' | tr '\\n' ' ')\"",
}


def try_command(target):
    with PristineRoot(target) as root:
        root.run(COMMANDS[target])


def try_run(_):
    """`make run` serves until it is ended."""
    ports = [pick_port() for _ in range(4)]
    with PristineRoot("run") as root:
        process = root.start("make -j2 run PORTAL_PORT=%d SITE_PORT=%d MAIL_PORT=%d API_PORT=%d" % tuple(ports))
        deadline = time.monotonic() + START_SECONDS
        while not answers("http://localhost:%d/login" % ports[0]):
            assert process.poll() is None and time.monotonic() < deadline, root.said()[-4000:]
            time.sleep(0.2)


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def timed(target):
    started = time.monotonic()
    try:
        (try_run if target == "run" else try_command)(target)
    except AssertionError as error:
        return target, time.monotonic() - started, str(error)
    return target, time.monotonic() - started, ""


def main():
    targets = sys.argv[1:] or ["check", "bench", "run", "fuzz", "deb", "docs", "install"]
    failed = []
    try:
        prepare()
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for target, seconds, error in pool.map(timed, targets):
                print("make %s: %s after %.0f s" % (target, "FAILED" if error else "works", seconds), flush=True)
                if error:
                    failed.append(target)
                    print(error, flush=True)
    except CannotBeMade as why:
        print(why)
        return NO_TEST
    finally:
        remove()
    assert not failed, failed
    return 0


if __name__ == "__main__":
    sys.exit(main())
