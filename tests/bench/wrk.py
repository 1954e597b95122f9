"""The load: wrk, run once and read."""

import os
import re
import subprocess

from mariadb import find_program

HERE = os.path.dirname(os.path.abspath(__file__))
SIGN_IN_CLIENTS = 16
MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60000.0}


def milliseconds(text):
    """wrk's `1.23ms` as a number."""
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()
    return float(number) * MILLISECONDS[unit]


def read_figures(output):
    """Requests per second, p50 and p99 of one run."""
    return {"rps": float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1)),
            "p50_ms": milliseconds(re.search(r"^\s+50%\s+(\S+)", output, re.M).group(1)),
            "p99_ms": milliseconds(re.search(r"^\s+99%\s+(\S+)", output, re.M).group(1))}


def command(url, seconds, connections, threads, *more):
    """The command line of wrk."""
    return [find_program("wrk"), "-t%d" % threads, "-c%d" % connections, "-d%ds" % seconds,
            "--timeout", "10s", "--latency", *more[:-1], url, *more[-1]]


def run(*arguments):
    """One run in which every answer has to be a 2xx."""
    output = subprocess.run(command(*arguments), check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in output or "Socket errors" in output:
        raise RuntimeError("answers were not all 200:\n" + output)
    return read_figures(output)


def with_header(url, header, seconds, connections):
    """The page, asked for by a client that sends this header, `Name: value`."""
    return run(url, seconds, connections, 2, "-H", header, ())


def with_cookie(url, cookie, seconds, connections):
    """The page, asked for by one visitor."""
    return with_header(url, "Cookie: " + cookie, seconds, connections)


def with_cookies(url, path, seconds, connections, *words):
    """The page, asked for by the visitors whose cookies are in this file (words: see cookies.lua)."""
    return run(url, seconds, connections, 2, "-s", os.path.join(HERE, "cookies.lua"),
               ("--", path, *words))


class SignIns:
    """Clients that sign in continuously, in the background, for this many seconds. `with_totp`: with a code after the
    password; `users` are then those of sign_in_totp.lua."""

    def __init__(self, url, users, seconds, with_totp=False):
        self._with_totp = with_totp
        script, threads = ("sign_in_totp.lua", SIGN_IN_CLIENTS) if with_totp else ("sign_in.lua", 1)
        self._process = subprocess.Popen(
            command(url, seconds, SIGN_IN_CLIENTS, threads, "-s", os.path.join(HERE, script),
                    ("--", users, str(threads))), stdout=subprocess.PIPE, text=True)

    def figures(self):
        """Waits for the end. `rps` counts the sign-ins; who was told to come back is `busy`. With a code there are no
        times: wrk has those of single requests."""
        output = self._process.communicate()[0]
        found = re.search(r"Signed in: (\d+) busy: (\d+) other: (\d+)", output)
        if not found or int(found.group(3)) or "Socket errors" in output:
            raise RuntimeError("sign-ins went wrong:\n" + output)
        figures = {} if self._with_totp else read_figures(output)
        seconds = float(re.search(r"requests in ([\d.]+)s", output).group(1))
        return dict(figures, rps=int(found.group(1)) / seconds, busy=int(found.group(2)) / seconds)
