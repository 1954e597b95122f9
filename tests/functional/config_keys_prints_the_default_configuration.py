#!/usr/bin/python3
"""`postern config keys` needs neither a configuration nor a database. Its output is a valid configuration: with every
key uncommented it is accepted, except for the two keys that have no default."""

import os
import re
import subprocess
import tempfile

import functional  # noqa: F401
from postern import BUILD

ENVIRONMENT = {"PATH": os.environ["PATH"]}


def postern(*arguments):
    """(status, output) of a command."""
    done = subprocess.run([os.path.join(BUILD, "bin", "postern"), *arguments], text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, env=ENVIRONMENT, check=False)
    return done.returncode, done.stdout


status, text = postern("--config", "/nowhere", "config", "keys")
assert status == 0 and text.startswith("[server]\n\n# "), text
assert "# (duration, 1s to 365d; POSTERN_SESSION_IDLE_TTL)\n#idle_ttl = \"30m\"\n" in text, text
with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
    file.write(re.sub(r"(?m)^#(?=\w)", "", text))
    file.flush()
    status, said = postern("--config", file.name, "config", "check")
assert status == 1, said
assert re.findall(r"toml:\d+: ([\w.]+): ", said) == ["server.public_url", "database.socket"], said
