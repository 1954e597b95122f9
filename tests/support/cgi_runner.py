"""Runs CGI programs for nginx, as fcgiwrap does: the program of SCRIPT_FILENAME, once for each request.

    runner = CgiRunner("/tmp/x/cgi.sock")
    runner.start()
    ... runner.seen    # the parameters of every request so far
    runner.stop()

The program gets the parameters and PATH as its environment, and the body on its standard input.
"""

import os
import subprocess

from scripted_gate import END, STDOUT, ScriptedGate, record

LONGEST_RECORD = 65535


class CgiRunner(ScriptedGate):
    """One listening unix socket, a process for each request."""

    def steps(self, pairs, body):
        environment = {**dict(pairs), "PATH": os.environ["PATH"]}
        done = subprocess.run([environment["SCRIPT_FILENAME"]], input=body, env=environment, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, check=False)
        for start in range(0, len(done.stdout), LONGEST_RECORD):
            yield record(STDOUT, done.stdout[start:start + LONGEST_RECORD])
        yield record(STDOUT) + END
