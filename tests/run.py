#!/usr/bin/python3
"""make test: runs everything that must pass before a commit, and counts; make test-release: what takes longer, too.

Each step is a make target; a step that cannot be built counts as one failure, and the steps after it
still run. At the end it says what failed. The last line is `N passed, N failed` (`, N skipped`). Exit status 0 only without a failure.

usage: tests/run.py [--release] [STEP ...]        without steps: those of `make test`; --release: all of them
"""

import os
import re
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree as ElementTree

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.environ.get("BUILD", "build")
COUNTS = re.compile(r"^(?:\w+: )?(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", re.M)
ESCAPES = re.compile("\x1b\\[[0-9;]*m")
# What a failed step said of itself; the end repeats some of it, where people and machines look first.
COMPLAINT = re.compile(r"^(?:second try: FAILED|lint: |[\w.]*Error: |\S+\(\d+\): (?:fatal )?error|\S+: error:|make.*\*\*\*)")
MOST_COMPLAINTS = 8
MAKE = os.environ.get("MAKE", "make")
JOBS = "-j%d" % (os.cpu_count() or 2)


class Totals:
    """What has passed, failed and been skipped so far."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0
        self.complaints = []

    def add(self, passed, failed, skipped=0):
        self.passed += passed
        self.failed += failed
        self.skipped += skipped


TOTALS = Totals()


def run(command):
    """Runs a command, passing its output on; returns the exit status and the output. What failed is noted.

    A command that AHEAD has begun is only waited for.
    """
    print("$ " + " ".join(command), flush=True)
    begun = AHEAD.take(command)
    if begun:
        status, output = begun
        sys.stdout.write(output)
        sys.stdout.flush()
        return note(status, output)
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               text=True, errors="replace")
    lines = []
    for line in process.stdout:
        sys.stdout.write(line)
        sys.stdout.flush()
        lines.append(line)
    return note(process.wait(), "".join(lines))


def note(status, output):
    """Keeps what a failed command said of itself; returns both."""
    if status:
        complaints = [line.strip()[:200] for line in output.splitlines() if COMPLAINT.match(ESCAPES.sub("", line))]
        TOTALS.complaints += complaints[:MOST_COMPLAINTS]
    return status, output


class Ahead:
    """Commands that compile, run in the background while the steps before them mostly wait.

    They have the lowest priority, so that no test gets slower by them, and run one after the other.
    """

    def __init__(self):
        self.waiting = []  # begun, and not taken yet
        self.results = {}  # (status, output) of each that has ended
        self.thread = None

    def begin(self, commands):
        self.waiting = [tuple(command) for command in commands]
        self.thread = threading.Thread(target=self.work, args=[list(self.waiting)], daemon=True)
        self.thread.start()

    def work(self, commands):
        for command in commands:
            done = subprocess.run(["nice", "-n", "19", *command], cwd=ROOT, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True, errors="replace")
            self.results[command] = done.returncode, done.stdout

    def has(self, command):
        """Whether it was begun, and not taken yet."""
        return tuple(command) in self.waiting

    def take(self, command):
        """(status, output) of a command that was begun, once it has ended; None for any other."""
        if not self.has(command):
            return None
        self.waiting.remove(tuple(command))
        while tuple(command) not in self.results and self.thread.is_alive():
            self.thread.join(1)
        return self.results.get(tuple(command))


AHEAD = Ahead()


def count_boost(report):
    """(passed, failed, skipped) of the results that Boost.Test has left in a file."""
    try:
        cases = list(ElementTree.parse(report).getroot().iter("TestCase"))
    except ElementTree.ParseError as error:
        print("%s: %s" % (report, error))
        return 0, 1, 0
    results = [case.get("result") for case in cases]
    passed = sum(result.startswith("passed") for result in results)
    skipped = results.count("skipped")
    return passed, len(results) - passed - skipped, skipped


def boost_step(target, build, *variables):
    """A make target that runs one Boost.Test program and leaves its report."""
    report = os.path.join(ROOT, build, "reports", target + ".xml")
    if os.path.exists(report):
        os.remove(report)
    status, _ = run([MAKE, JOBS, "--no-print-directory", "BUILD=" + build,
                     "REPORTS=" + os.path.dirname(report), *variables, target])
    if not os.path.exists(report):
        return 0, 1, 0
    passed, failed, skipped = count_boost(report)
    return (passed, failed, skipped) if status == 0 or failed else (passed, 1, skipped)


def counted_step(target, *variables):
    """A make target whose output says `N passed, N failed`; without that, its status counts."""
    status, output = run([MAKE, JOBS, "--no-print-directory", "BUILD=" + BUILD, *variables, target])
    found = COUNTS.findall(output)
    if not found:
        return (1, 0, 0) if status == 0 else (0, 1, 0)
    passed, failed, skipped = (int(number or 0) for number in found[-1])
    return (passed, failed, skipped) if status == 0 or failed else (passed, 1, skipped)


ASAN = ("SANITIZE=address,undefined", "OPT=-O0", "DEBUG=-g1")
# Cases that walk a process through the code instruction by instruction: that is about the code as it
# is shipped, and the sanitizers' own code is ten times as long.
STEPPED = "RUN=!*/*instruction* !*/release_all_of_leaves*"
SANITIZED = BUILD + "/asan"
TIDY = [MAKE, JOBS, "--no-print-directory", "BUILD=" + BUILD, "tidy"]
TESTS = [MAKE, JOBS, "--no-print-directory", "BUILD=" + BUILD,
         BUILD + "/bin/unit_tests", BUILD + "/bin/database_tests"]
PROGRAMS = [MAKE, JOBS, "--no-print-directory", "BUILD=" + SANITIZED, *ASAN,
            SANITIZED + "/bin/unit_tests", SANITIZED + "/bin/database_tests"]


def built_step(programs, target, build, *variables):
    """What AHEAD builds is built first, for two makes would be in each other's way."""
    if AHEAD.has(programs):
        run(programs)
    return boost_step(target, build, *variables)


def sanitized_step(target, *variables):
    return built_step(PROGRAMS, target, SANITIZED, *ASAN, *variables)


# The tests through nginx come first: while they wait, AHEAD compiles the other ones.
STEPS = {
    "build": lambda: counted_step("test-programs"),
    "lint": lambda: counted_step("lint"),
    "functional": lambda: counted_step("functional"),
    "browser": lambda: counted_step("browser"),
    "unit": lambda: built_step(TESTS, "unit", BUILD),
    "database": lambda: built_step(TESTS, "database", BUILD),
    "fuzz-replay": lambda: counted_step("fuzz-replay"),
}
RELEASE_STEPS = {
    "test-install": lambda: counted_step("test-install"),
    "unit-sanitized": lambda: sanitized_step("unit", STEPPED),
    "database-sanitized": lambda: sanitized_step("database"),
    "tidy": lambda: counted_step("tidy"),
}


def main():
    names = sys.argv[1:]
    release = "--release" in names
    every = STEPS | RELEASE_STEPS
    usual = list(every if release else STEPS)
    wanted = [name for name in names if name != "--release"] or usual
    summary = []
    for name in wanted:
        started = time.monotonic()
        if name == "functional" and wanted == usual:
            # From here on the steps wait more than they compute.
            AHEAD.begin([TESTS, PROGRAMS, TIDY] if release else [TESTS])
        passed, failed, skipped = every[name]()
        TOTALS.add(passed, failed, skipped)
        summary.append("%-20s %5d passed %3d failed %3d skipped  %5.0f s" % (
            name, passed, failed, skipped, time.monotonic() - started))
        print("== " + summary[-1], flush=True)
    print("\n" + "\n".join(TOTALS.complaints + summary))
    skipped = ", %d skipped" % TOTALS.skipped if TOTALS.skipped else ""
    print("%d passed, %d failed%s" % (TOTALS.passed, TOTALS.failed, skipped), flush=True)
    return 1 if TOTALS.failed or not TOTALS.passed else 0


if __name__ == "__main__":
    sys.exit(main())
