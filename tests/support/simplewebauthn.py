"""@simplewebauthn/server, a second opinion on passkeys.

    errors = opinions(cases)      # for each line of print_webauthn_cases an error, or None: accepted

npm installs the versions of tests/support/simplewebauthn/package-lock.json, which has the digest of each package, into
BUILD/simplewebauthn. Without them (no npm, no network) the test that asks for them is skipped.
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
        print("skipped: @simplewebauthn/server cannot be installed: %s" % error)
        sys.exit(SKIPPED)


def _prepare():
    """The folder with the packages; installs them when the lock is new."""
    folder = os.path.join(BUILD, "simplewebauthn")
    os.makedirs(folder, exist_ok=True)
    for name in FILES:
        shutil.copy(os.path.join(HERE, "simplewebauthn", name), folder)
    lock = os.path.join(folder, "package-lock.json")
    installed = os.path.join(folder, "installed-lock.json")
    if not os.path.exists(installed) or _read(installed) != _read(lock):
        _install(folder)
        shutil.copy(lock, installed)
    return folder


def opinions(cases):
    """What the library says to each case."""
    answers = subprocess.run(["node", "verify.mjs"], cwd=_prepare(), input="".join(cases), text=True, check=True,
                             stdout=subprocess.PIPE, timeout=60).stdout.splitlines()
    assert len(answers) == len(cases), "%d answers to %d cases" % (len(answers), len(cases))
    return [json.loads(answer) for answer in answers]
