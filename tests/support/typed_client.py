"""A client whose types are generated from an OpenAPI document, by openapi-typescript, TypeScript and openapi-fetch.

    folder = built(document)                       # the bytes of the document; the folder with the program
    said = run(folder, "http://...", email, password)
    problems(folder)                               # what a linter finds in the document, as lines

npm installs the versions of tests/support/typed_client/package-lock.json, which has the digest of each package, into
BUILD/typed-client. Without them (no npm, no network) the test that asks for them is skipped.
"""

import json
import os
import shutil
import subprocess
import sys

from postern import BUILD

HERE = os.path.dirname(os.path.abspath(__file__))
FILES = ("package.json", "package-lock.json", "tsconfig.json", "client.ts", "lint.mjs")
SKIPPED = 77  # the exit status by which a test says that it could not be made
SECONDS = 200


def _read(path):
    with open(path, "rb") as file:
        return file.read()


def _install(folder):
    try:
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=SECONDS)
    except (OSError, subprocess.SubprocessError) as error:
        print("skipped: openapi-typescript cannot be installed: %s" % error)
        sys.exit(SKIPPED)


def _prepare():
    """The folder with the packages; installs them when the lock is new."""
    folder = os.path.join(BUILD, "typed-client")
    os.makedirs(folder, exist_ok=True)
    for name in FILES:
        shutil.copy(os.path.join(HERE, "typed_client", name), folder)
    lock = os.path.join(folder, "package-lock.json")
    installed = os.path.join(folder, "installed-lock.json")
    if not os.path.exists(installed) or _read(installed) != _read(lock):
        _install(folder)
        shutil.copy(lock, installed)
    return folder


def _tool(folder, *command):
    """What it prints; an error that says so when it fails."""
    done = subprocess.run(command, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=SECONDS, check=False)
    assert done.returncode == 0, "%s: %s" % (" ".join(command[:2]), done.stdout)
    return done.stdout


def built(document):
    """The folder with the program, compiled against the types of this document."""
    folder = _prepare()
    shutil.rmtree(os.path.join(folder, "built"), ignore_errors=True)
    with open(os.path.join(folder, "openapi.json"), "wb") as file:
        file.write(document)
    _tool(folder, "node", "node_modules/openapi-typescript/bin/cli.js", "openapi.json", "--output", "api.d.ts")
    _tool(folder, "node", "node_modules/typescript/bin/tsc", "--project", ".")
    return folder


def run(folder, *arguments):
    """What the program says."""
    return json.loads(_tool(folder, "node", "built/client.js", *arguments))


def problems(folder):
    """What the linter says about the document, a line each."""
    return _tool(folder, "node", "lint.mjs", "openapi.json").splitlines()
