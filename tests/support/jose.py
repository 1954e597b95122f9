"""jose (npm), a second opinion on tokens.

    opinions([{"token": ..., "keys": url, "issuer": ..., "audience": ..., "typ": "at+jwt", "algorithm": "ES256"}])
    # of each: its claims, or None

npm installs the version of tests/support/jose/package-lock.json, which has the digest of the package, into BUILD/jose.
Without it (no npm, no network) the test that asks for it is skipped.
"""

import json
import os
import shutil
import subprocess
import sys

from postern import BUILD

HERE = os.path.dirname(os.path.abspath(__file__))
FILES = ("package.json", "package-lock.json", "verify.mjs")
SKIPPED = 77  # the exit status by which a test says that it could not be made


def _read(path):
    with open(path, "rb") as file:
        return file.read()


def _install(folder):
    try:
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=100)
    except (OSError, subprocess.SubprocessError) as error:
        print("skipped: jose cannot be installed: %s" % error)
        sys.exit(SKIPPED)


def prepare():
    """The folder with the package, in which scripts can import it; installs it when the lock is new."""
    folder = os.path.join(BUILD, "jose")
    os.makedirs(folder, exist_ok=True)
    for name in FILES:
        shutil.copy(os.path.join(HERE, "jose", name), folder)
    lock = os.path.join(folder, "package-lock.json")
    installed = os.path.join(folder, "installed-lock.json")
    if not os.path.exists(installed) or _read(installed) != _read(lock):
        _install(folder)
        shutil.copy(lock, installed)
    return folder


def opinions(tokens):
    """What the library says to each: its claims, or None."""
    lines = "".join(json.dumps(token) + "\n" for token in tokens)
    done = subprocess.run(["node", "verify.mjs"], cwd=prepare(), input=lines, text=True, check=True, stdout=subprocess.PIPE,
                          timeout=60)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(tokens), (len(answers), len(tokens))
    return [answer.get("claims") for answer in answers]
