#!/usr/bin/python3
"""make functional: runs every test of this folder through real nginx, three at a time, and counts.

Each test is a program of its own, named as a sentence; it passes if it exits with 0 within its time. They
share one private MariaDB server, in which each creates its own database. In a test, a line `# alone` keeps other
tests from running at the same time; `# seconds: N` gives it more time than usual. A test that cannot run on this
machine says why and exits with 77: it counts as skipped.

usage: tests/functional/run.py [--folder FOLDER] [WORD ...]
       only tests whose name contains one of the words; --folder: those of another folder
"""

import argparse
import concurrent.futures
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

import functional  # noqa: F401  (finds tests/support)
from mariadb import MariaDb
from postern import MARIADB_TEMPLATE

HERE = os.path.dirname(os.path.abspath(__file__))
USUAL_SECONDS = 120
SKIPPED = 77
AT_ONCE = 3
NO_TESTS = {"run.py", "functional.py", "scenes.py", "machine.py", "pristine_root.py"}


class Test:
    """One script of a folder."""

    def __init__(self, folder, file):
        self.path = os.path.join(folder, file)
        self.title = file.removesuffix(".py").replace("_", " ")
        with open(self.path, encoding="utf-8") as source:
            text = source.read()
        seconds = re.search(r"^# seconds: (\d+)$", text, re.M)
        self.seconds = int(seconds.group(1)) if seconds else USUAL_SECONDS
        self.skipped = False
        self.alone = bool(re.search(r"^# alone$", text, re.M))

    def run(self, environment):
        """(passed, line): runs the test; its output is kept for a failure."""
        started = time.monotonic()
        with tempfile.TemporaryFile() as output:
            child = subprocess.Popen([sys.executable, self.path], stdin=subprocess.DEVNULL,
                                     stdout=output, stderr=subprocess.STDOUT, env=environment,
                                     start_new_session=True)
            why = self._wait(child)
            took = time.monotonic() - started
            if not why:
                return True, "ok     %5.1f s  %s" % (took, self.title)
            output.seek(0)
            said = output.read().decode(errors="replace")[-8000:]
            if child.returncode == SKIPPED:
                self.skipped = True
                return True, "skip   %5.1f s  %s: %s" % (took, self.title, said.strip())
            return False, "FAILED %5.1f s  %s: %s\n%s" % (took, self.title, why, said)

    def _wait(self, child):
        try:
            status = child.wait(self.seconds)
            return "" if status == 0 else "status %d" % status
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGTERM)  # its servers end with it
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
            return "not ready after %d s" % self.seconds


def find_tests(folder, words):
    """The tests of a folder whose names contain one of the words, or all."""
    files = sorted(file for file in os.listdir(folder) if file.endswith(".py") and file not in NO_TESTS)
    chosen = [file for file in files if not words or any(word in file for word in words)]
    return [Test(folder, file) for file in chosen]


def run_all(tests, environment):
    """Runs them; returns how many passed. One that failed gets a second try with the machine to
    itself, and the first is shown all the same: these tests have time limits, and machines have
    other things to do."""
    failed = []
    for at_once, group in ((AT_ONCE, [test for test in tests if not test.alone]),
                           (1, [test for test in tests if test.alone])):
        with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
            running = {pool.submit(test.run, environment): test for test in group}
            for done in concurrent.futures.as_completed(running):
                good, line = done.result()
                print(line, flush=True)
                if not good:
                    failed.append(running[done])
    passed = len(tests) - len(failed)
    for test in failed:
        good, line = test.run(environment)
        passed += good
        print("second try: " + line, flush=True)
    return passed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", default=HERE)
    parser.add_argument("words", nargs="*")
    arguments = parser.parse_args()
    tests = find_tests(os.path.abspath(arguments.folder), arguments.words)
    with tempfile.TemporaryDirectory(prefix="postern-functional-") as folder:
        server = MariaDb(folder, template=MARIADB_TEMPLATE, options=["--skip-networking"])
        server.start()
        try:
            passed = run_all(tests, dict(os.environ, POSTERN_TEST_DB_SOCKET=server.socket))
        finally:
            server.stop()
    skipped = sum(test.skipped for test in tests)
    more = ", %d skipped" % skipped if skipped else ""
    print("%d passed, %d failed%s" % (passed - skipped, len(tests) - passed, more), flush=True)
    return 0 if tests and passed == len(tests) else 1


if __name__ == "__main__":
    sys.exit(main())
