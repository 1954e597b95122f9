#!/usr/bin/python3
"""How fast users move in, and whether a long table slows a sign-in down.

Imports --rows users (a million) with `postern user import` into a private MariaDB and prints rows per
second; then the median time of a sign-in among ten users and among all, in turn.

  import_users.py --rows 1000000
"""

import argparse
import os
import statistics
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "support"))

from postern import PASSWORD, stack  # noqa: E402

# bcrypt of cost 4 of "correct horse", by libxcrypt 4.4: that of most people does not matter here.
HASH = "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e"
SIGN_INS = 30


def write_users(path, rows):
    """A CSV file with this many users."""
    with open(path, "w", encoding="ascii") as file:
        file.write("email,name,password_hash,created_at\n")
        for row in range(rows):
            file.write("user%d@example.org,User %d,%s,2020-01-01T00:00:00Z\n" % (row, row, HASH))


def sign_in_seconds(whole):
    """How long one sign-in takes."""
    start = time.monotonic()
    assert whole.try_sign_in("ann@example.org").status == 201
    return time.monotonic() - start


def import_seconds(whole, rows):
    """How long importing this many users takes, including reading the file twice."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "users.csv")
        write_users(path, rows)
        start = time.monotonic()
        whole.postern.command("user", "import", path)
        return time.monotonic() - start


def main():
    """Prints the figures."""
    options = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    options.add_argument("--rows", type=int, default=1_000_000)
    rows = options.parse_args().rows
    with stack() as few, stack() as many:
        for whole in few, many:
            whole.postern.add_user("ann@example.org", PASSWORD)
        import_seconds(few, 9)
        seconds = import_seconds(many, rows)
        print("import: %d users in %.1f s, %.0f rows per second" % (rows, seconds, rows / seconds))
        times = [[sign_in_seconds(whole) for whole in (few, many)] for _ in range(SIGN_INS)]
        for name, column in (("10 users", 0), ("%d users" % (rows + 1), 1)):
            print("sign-in among %s: median %.1f ms"
                  % (name, 1000 * statistics.median(pair[column] for pair in times)))


if __name__ == "__main__":
    main()
