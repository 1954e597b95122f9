"""Makes the modules of tests/support importable: `import functional` comes first in every test."""

import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))


def needs_root(what):
    """Leaves out a script that an ordinary user cannot run: posternd lets nobody but root look into it."""
    if os.geteuid() != 0:
        print("only root may see " + what)
        sys.exit(77)
