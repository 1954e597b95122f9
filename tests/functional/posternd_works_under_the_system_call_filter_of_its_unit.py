#!/usr/bin/python3
"""The unit's SystemCallFilter, built from the groups that systemd-analyze lists and applied to posternd as systemd
does it: posternd starts, people register and sign in, the gate answers, e-mails are written, and a reload works. No
process is refused a call that it makes."""

import ctypes
import os
import re
import shutil
import subprocess
import sys

import functional
from postern import stack

UNIT = os.path.join(functional.ROOT, "systemd", "postern.service")
# What systemd lets through in any case (systemd.exec(5)), and what it does itself between filter and start.
ALWAYS = ["execve", "exit", "exit_group", "getrlimit", "rt_sigreturn", "sigreturn", "clock_getres", "clock_gettime",
          "clock_nanosleep", "gettimeofday", "nanosleep", "pause", "time"]
SCMP_ACT_ALLOW = 0x7FFF0000
SCMP_ACT_EPERM = 0x00050001
EMAIL = "ann@example.org"


def groups():
    """Each group of calls with all that is in it."""
    text = subprocess.run(["systemd-analyze", "syscall-filter", "--no-pager"], text=True, capture_output=True,
                          check=True).stdout
    found, current = {}, None
    for line in re.sub(r"\x1b\[[0-9;]*m", "", text).splitlines():
        if line.startswith("@"):
            current = found.setdefault(line.strip(), [])
        elif line.startswith("    ") and not line.strip().startswith("#"):
            current.append(line.strip())
    return found


def expand(word, known):
    return [call for one in known[word] for call in expand(one, known)] if word.startswith("@") else [word]


def allowed_calls():
    """The unit's lines in their order: words allow, `~` takes away."""
    known, allowed = groups(), set(ALWAYS)
    with open(UNIT, encoding="utf-8") as file:
        for line in re.findall(r"^SystemCallFilter=(.*)$", file.read(), flags=re.M):
            calls = {call for word in line.lstrip("~").split() for call in expand(word, known)}
            allowed = allowed - calls if line.startswith("~") else allowed | calls
    return sorted(allowed)


def make_filter(names):
    """A function for the child before exec; the names are looked up here."""
    library = ctypes.CDLL("libseccomp.so.2")
    library.seccomp_init.restype = ctypes.c_void_p
    numbers = [library.seccomp_syscall_resolve_name(name.encode()) for name in names]

    def load():
        context = ctypes.c_void_p(library.seccomp_init(SCMP_ACT_EPERM))
        for number in numbers:
            if number >= 0:
                library.seccomp_rule_add(context, SCMP_ACT_ALLOW, number, 0)
        if library.seccomp_load(context) != 0:
            os._exit(1)

    return load


def filters_on(pid):
    with open("/proc/%d/status" % pid, encoding="utf-8") as file:
        return int(re.search(r"^Seccomp_filters:\s+(\d+)", file.read(), flags=re.M).group(1))


def check(s):
    here = filters_on(os.getpid())
    for role, more in (("gate", 2), ("portal", 2), ("courier", 1)):
        pids = s.postern.workers(role)
        assert {filters_on(pid) - here for pid in pids} == {more}, (role, [filters_on(pid) for pid in pids])
    s.postern.add_user(EMAIL)
    cookie = s.sign_in(EMAIL)
    assert s.visit(cookie).status == 200
    s.try_sign_in(EMAIL)  # from an unknown browser: sends an e-mail
    s.mails.wait_for(EMAIL)
    s.postern.reload()
    assert s.visit(cookie).status == 200
    bad = [line for line in s.postern.log() if line["level"] == "error" or "signal" in line]
    assert not bad, bad


if not shutil.which("systemd-analyze"):
    print("systemd-analyze is not installed")
    sys.exit(77)
with stack(mail="file") as whole:
    whole.postern.stop()
    whole.postern.start(confine=make_filter(allowed_calls()))
    check(whole)
    assert whole.postern.stop() == 0
