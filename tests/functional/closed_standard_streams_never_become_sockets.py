#!/usr/bin/python3
"""If posternd is started with its standard streams closed, it opens /dev/null for them: otherwise a socket could take
their place and receive the log lines. It serves normally."""

import os
import subprocess

import functional
from ports import end_with_parent
from postern import BUILD, stack, wait_until

functional.needs_root("the descriptors of posternd")
with stack() as s:
    s.postern.add_user("ann@example.org")
    cookie = s.sign_in("ann@example.org")
    s.postern.stop()
    s.postern.process = subprocess.Popen(
        ["/bin/sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", os.path.join(BUILD, "bin", "posternd"), "--config",
         s.postern.config_path], preexec_fn=end_with_parent(), start_new_session=True,
        env={name: value for name, value in os.environ.items() if not name.startswith("POSTERN_")})
    wait_until(lambda: s.visit(cookie).status == 200, "an answer of the gate")
    for pid in [s.postern.process.pid, *s.postern.workers()]:
        for number in range(3):
            assert os.readlink("/proc/%d/fd/%d" % (pid, number)) == "/dev/null", (pid, number)
    assert s.postern.stop() == 0
