#!/usr/bin/python3
"""The machine's clock jumps: back by an hour and by a year, forward by an hour and by two years, and back again. A
jump back signs nobody out, and lets no session outlive its end; a jump past the end of a session ends it, and so does
one past its idle time. What a wrong clock discards never includes revocations that other hosts have not read yet."""
# alone

import contextlib
import glob
import os
import sys

import functional  # noqa: F401
from postern import stack, wait_until
from witness import CHEAP_PASSWORDS, Witness

ANN = "ann@example.org"
HOUR, YEAR = 3600, 365 * 86400
# Ends after two hours, or half an hour without use.
SETTINGS = ('[session]\nidle_ttl = "30m"\nabsolute_ttl = "2h"\n[gate]\nworkers = 2\nlast_seen_interval = "1s"\n'
            + CHEAP_PASSWORDS)
# The library that makes the clock wrong reads its file at each look at it, which gate workers may not.
SEES_FILES = 'seccomp = "off"'
LIBRARY = "/usr/lib/*/faketime/libfaketimeMT.so.1"


class Clock:
    """A wrong CLOCK_REALTIME for posternd; its time-outs and the database keep the right one."""

    def __init__(self, library, path):
        self.steps = 0
        self._path = path
        self.environment = {"LD_PRELOAD": library, "FAKETIME_TIMESTAMP_FILE": path, "FAKETIME_NO_CACHE": "1",
                            "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
        self.set(0)

    def set(self, offset):
        """Wrong by so many seconds from now on."""
        with open(self._path + ".new", "w", encoding="ascii") as file:
            file.write("%+d" % offset)
        os.rename(self._path + ".new", self._path)
        self.steps += 1


@contextlib.contextmanager
def environment(values):
    """These in the environment of what is started meanwhile."""
    os.environ.update(values)
    try:
        yield
    finally:
        for name in values:
            del os.environ[name]


def states(s, cookie):
    """What every worker says, from memory or not."""
    return {s.visit(cookie).status for _ in range(12)}


def check_time_is_faked(s, clock):
    clock.set(-YEAR)
    s.sign_in(ANN)
    age = int(s.sql("SELECT TIMESTAMPDIFF(DAY, created_at, UTC_TIMESTAMP()) FROM session"))
    assert 364 <= age <= 366, age
    s.sql("DELETE FROM session")
    clock.set(0)


def check_steps_back(s, clock, witness):
    cookie = witness.sign_in(ANN)
    for offset in (0, -HOUR, 0, -YEAR, 0):
        clock.set(offset)
        assert states(s, cookie) == {200}, offset
    # Not prolonged: the end that was written at its begin is what counts, and it is used without pause.
    for offset in (20 * 60, 40 * 60, HOUR, 80 * 60, 100 * 60):
        clock.set(offset)
        assert states(s, cookie) == {200}, offset
    clock.set(2 * HOUR + 1)
    assert states(s, cookie) == {302}
    witness.expect_ended(cookie)
    clock.set(0)


def check_idle(s, clock, witness):
    cookie = witness.sign_in(ANN)
    clock.set(29 * 60)
    assert states(s, cookie) == {200}
    clock.set(29 * 60 + 31 * 60)  # unused for longer than allowed
    assert states(s, cookie) == {302}
    # A last-seen time in the future does not count forever.
    clock.set(0)
    assert states(s, cookie) == {200}
    clock.set(61 * 60)
    assert states(s, cookie) == {302}
    witness.expect_ended(cookie)
    clock.set(0)


def check_far_future(s, clock, witness):
    cookie = witness.sign_in(ANN)
    ended = witness.sign_in(ANN)
    assert states(s, cookie) == {200}
    assert witness.sign_out(ended)
    rows = int(s.sql("SELECT COUNT(*) FROM revocation"))
    assert rows >= 1
    clock.set(2 * YEAR)
    assert states(s, cookie) == {302}
    # The next round of the courier throws away what is over by this clock.
    courier = s.postern.workers("courier")
    os.kill(min(courier), 9)
    wait_until(lambda: "sessions_purged" in s.postern.tail(10**6), "sessions thrown away")
    assert s.sql("SELECT COUNT(*) FROM session").strip() == "0"
    witness.expect_ended(cookie)
    # Other hosts, whose clocks are right, learn of ends from these rows.
    assert int(s.sql("SELECT COUNT(*) FROM revocation")) == rows
    fresh = witness.sign_in(ANN)
    assert states(s, fresh) == {200}
    clock.set(0)
    # It ends in two years by the right clock: nobody shortens what was promised, but two hours after its
    # begin by the clock that began it, it is over.
    clock.set(2 * YEAR + 2 * HOUR + 1)
    assert states(s, fresh) == {302}
    witness.expect_ended(fresh)
    clock.set(0)


def check(s, library):
    clock = Clock(library, os.path.join(s.folder, "offset"))
    s.postern.stop()
    with environment(clock.environment):
        s.postern.start()
    witness = Witness(s)
    witness.add_person(ANN)
    check_time_is_faked(s, clock)
    for part in (check_steps_back, check_idle, check_far_future):
        workers = s.postern.workers("gate") | s.postern.workers("portal")
        part(s, clock, witness)
        s.sql("DELETE FROM session")
        assert not witness.live()
        assert workers == s.postern.workers("gate") | s.postern.workers("portal"), "a worker took it badly"
    witness.settle()
    print("posternd's clock was set %d times" % clock.steps)


libraries = sorted(glob.glob(LIBRARY))
if not libraries:
    print("skipped: libfaketime is not installed (Debian: faketime)")
    sys.exit(0)
with stack(server=SEES_FILES, settings=SETTINGS) as whole:
    check(whole, libraries[0])
    assert whole.postern.stop() == 0
