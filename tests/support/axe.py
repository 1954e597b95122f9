"""axe-core, which finds what keeps people out of a page (accessibility by the rules of WCAG).

    problems = violations(window)     # of the page that is open; an empty list is what a test wants

The package is fetched once, by npm from the registry that it is set up for, in one fixed version whose content
is checked, into BUILD/axe. Without it (no npm, no network) the test that asks for it is skipped.
"""

import functools
import hashlib
import os
import subprocess
import sys
import tarfile

from postern import BUILD

VERSION = "4.11.1"
SHA256 = "5b86f813d96904f2d925fed5715877c75fc1cc140f89565fb42145e7801b2305"
SKIPPED = 77  # the exit status by which a test says that it could not be made
RUN = """
    const done = arguments[arguments.length - 1];
    axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
        .then((found) => done(found.violations.map((one) =>
            one.id + ": " + one.help + ": " + one.nodes.map((node) => node.html.slice(0, 120)).join(" | "))))
        .catch((error) => done(["axe itself failed: " + error]));
"""


def _fetch(package):
    folder = os.path.dirname(package)
    os.makedirs(folder, exist_ok=True)
    try:
        subprocess.run(["npm", "pack", "--silent", "--pack-destination", folder, "axe-core@" + VERSION],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=100)
    except (OSError, subprocess.SubprocessError) as error:
        print("skipped: axe-core cannot be fetched: %s" % error)
        sys.exit(SKIPPED)


@functools.cache
def source():
    """The text of axe.min.js."""
    package = os.path.join(BUILD, "axe", "axe-core-%s.tgz" % VERSION)
    if not os.path.exists(package):
        _fetch(package)
    with open(package, "rb") as file:
        found = hashlib.sha256(file.read()).hexdigest()
    assert found == SHA256, "%s is not the file that it should be: %s" % (package, found)
    with tarfile.open(package) as archive:
        return archive.extractfile("package/axe.min.js").read().decode()


def violations(window):
    """What axe finds on the page that is open in this Browser, a line for each rule."""
    window.run(source() + "; return typeof axe")
    return window.run_async(RUN)
