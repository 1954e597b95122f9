#!/usr/bin/python3
"""make bench: how fast the gate is, as ratios in one interleaved run through real nginx.

Cases, each asked for the same small static file:
  static        no check at all
  nginx_204     auth_request to nginx's own `return 204`
  null_fastcgi  auth_request to a do-nothing libfcgi responder, a connection per check
  gate_strict   auth_request to posternd, one look-up in the database per check
  gate_cached   auth_request to posternd as it comes, with its cache in shared memory

Rounds go through all cases in turn, so that a machine whose speed drifts drifts for all; a figure is
the median of its rounds, a ratio the median of the ratios within each round. Writes
BUILD/bench/result.json and BUILD/bench/result.svg.

usage: bench.py [--rounds N] [--seconds N] [--connections N]
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "support"))

import plot  # noqa: E402
from http_client import fetch  # noqa: E402
from mariadb import find_program  # noqa: E402
from nginx import Nginx  # noqa: E402
from ports import end_with_parent, pick_port  # noqa: E402
from postern import BUILD, stack, wait_until  # noqa: E402

EMAIL = "bench@example.org"
CASES = ("static", "nginx_204", "null_fastcgi", "gate_strict", "gate_cached")
RATIOS = [("gate_strict", "null_fastcgi"), ("gate_cached", "null_fastcgi"),
          ("gate_cached", "nginx_204"), ("gate_strict", "nginx_204"),
          ("gate_cached", "gate_strict"), ("gate_cached", "static"),
          ("null_fastcgi", "nginx_204")]
STRICT = '[gate]\ncache = "off"\n'
MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0}

PLAIN_SERVER = """
server {{ listen 127.0.0.1:{static}; root {root}; }}

server {{
    listen 127.0.0.1:{nginx_204};
    root {root};
    location = /check {{ internal; auth_request off; return 204; }}
    location / {{ auth_request /check; }}
}}

upstream null_fastcgi {{ server unix:{socket} max_fails=0; }}
server {{
    listen 127.0.0.1:{null_fastcgi};
    root {root};
    location = /check {{
        internal;
        auth_request off;
        fastcgi_pass null_fastcgi;
        fastcgi_pass_request_body off;
        fastcgi_pass_request_headers off;
        fastcgi_param CONTENT_LENGTH "";
        fastcgi_param HTTP_COOKIE $http_cookie;
    }}
    location / {{ auth_request /check; }}
}}
"""


def gate_nginx(whole, root, port):
    """nginx in front of one gate, with the server block that `postern nginx` prints."""
    gate = whole.postern.command("nginx", "wiki", "--root", root, "--listen",
                                 "127.0.0.1:%d" % port, "--snippets", whole.snippets)
    http = "\n".join(["include %s/upstreams.conf;" % whole.snippets,
                      "include %s/http.conf;" % whole.snippets, gate])
    return Nginx(os.path.join(whole.folder, "bench-nginx"), http, ports=[port],
                 workers=os.cpu_count())


def plain_nginx(folder, root, ports):
    """nginx for the cases without Postern."""
    http = PLAIN_SERVER.format(root=root, socket=os.path.join(folder, "null.sock"), **ports)
    return Nginx(os.path.join(folder, "plain-nginx"), http,
                 ports=[ports[case] for case in ("static", "nginx_204", "null_fastcgi")],
                 workers=os.cpu_count())


def sign_in(whole, port):
    """A cookie for the gate at this port, which must ask for one."""
    whole.postern.add_user(EMAIL)
    assert fetch(port, "/page.html").status == 401
    cookie = whole.sign_in(EMAIL)
    assert fetch(port, "/page.html", headers=[("Cookie", cookie)]).status == 200
    return cookie


def milliseconds(text):
    """wrk's `1.23ms` as a number."""
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", text).groups()
    return float(number) * MILLISECONDS[unit]


def load(port, cookie, seconds, connections):
    """One round of one case with wrk; every answer has to be a 200."""
    output = subprocess.run(
        [find_program("wrk"), "-t2", "-c%d" % connections, "-d%ds" % seconds, "--latency",
         "-H", "Cookie: " + cookie, "http://127.0.0.1:%d/page.html" % port],
        check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in output or "Socket errors" in output:
        raise RuntimeError("answers were not all 200:\n" + output)
    return {"rps": float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1)),
            "p50_ms": milliseconds(re.search(r"^\s+50%\s+(\S+)", output, re.M).group(1)),
            "p99_ms": milliseconds(re.search(r"^\s+99%\s+(\S+)", output, re.M).group(1))}


def pss_mib(pids):
    """What these processes take together, shared pages counted once (PSS), in MiB."""
    total = 0
    for pid in pids:
        with open("/proc/%d/smaps_rollup" % pid, encoding="ascii") as file:
            total += int(re.search(r"^Pss:\s+(\d+) kB", file.read(), re.M).group(1))
    return round(total / 1024, 1)


def daemon_pss_mib(whole):
    """All processes of posternd."""
    return pss_mib({whole.postern.process.pid} | whole.postern.workers())


def ready_ms(whole):
    """What posternd said of its own start."""
    return next(line["after_ms"] for line in whole.postern.log() if line["event"] == "ready")


def start_null_fastcgi(folder):
    """The yardstick, with as many workers as there are cores, twice."""
    path = os.path.join(folder, "null.sock")
    process = subprocess.Popen(
        [os.path.join(BUILD, "bin", "null_fastcgi"), path, str(2 * os.cpu_count())],
        preexec_fn=end_with_parent())
    wait_until(lambda: os.path.exists(path), "null_fastcgi listens")
    return process


def rounds(arguments, ports, cookies):
    """The figures of each round by case."""
    figures = {case: [] for case in ports}
    for number in range(arguments.rounds + 1):
        for case, port in ports.items():
            # The first round only warms up.
            seconds = arguments.seconds if number else 1
            one = load(port, cookies.get(case, ""), seconds, arguments.connections)
            if number:
                figures[case].append(one)
                print("round %d  %-13s %8.0f /s  p50 %6.2f ms  p99 %6.2f ms" % (
                    number, case, one["rps"], one["p50_ms"], one["p99_ms"]), flush=True)
    return figures


def median(rows, key):
    """The median of one figure over the rounds."""
    return round(statistics.median(row[key] for row in rows), 3)


def summary(figures):
    """Medians by case, and the median of the ratios of each round."""
    cases = {case: {key: median(rows, key) for key in ("rps", "p50_ms", "p99_ms")}
             for case, rows in figures.items()}
    ratios = {}
    for over, under in RATIOS:
        pairs = zip(figures[over], figures[under])
        ratios["%s/%s" % (over, under)] = round(
            statistics.median(a["rps"] / b["rps"] for a, b in pairs), 3)
    return cases, ratios


def measure(arguments, cached, strict):
    """The whole run; returns the result."""
    folder = cached.folder
    root = os.path.join(folder, "files")
    os.makedirs(root)
    with open(os.path.join(root, "page.html"), "w", encoding="ascii") as file:
        file.write("<!doctype html><title>bench</title>" + "x" * 565)
    ports = {case: pick_port() for case in CASES}
    idle = daemon_pss_mib(cached)
    null = start_null_fastcgi(folder)
    servers = [plain_nginx(folder, root, ports), gate_nginx(cached, root, ports["gate_cached"]),
               gate_nginx(strict, root, ports["gate_strict"])]
    try:
        for server in servers:
            server.start()
        cookies = {"gate_cached": sign_in(cached, ports["gate_cached"]),
                   "gate_strict": sign_in(strict, ports["gate_strict"])}
        figures = rounds(arguments, ports, cookies)
    finally:
        for server in servers:
            server.stop()
        null.terminate()
        null.wait()
    cases, ratios = summary(figures)
    return {"cores": os.cpu_count(), "connections": arguments.connections, "rounds": arguments.rounds,
            "seconds": arguments.seconds, "cases": cases, "ratios": ratios, "pss_mib": idle,
            "pss_after_load_mib": daemon_pss_mib(cached), "ready_ms": ready_ms(cached),
            "processes": 1 + len(cached.postern.workers())}


def report(result):
    """The table for people, and the two files."""
    folder = os.path.join(BUILD, "bench")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "result.json"), "w", encoding="utf-8") as file:
        json.dump(result, file, indent=2)
        file.write("\n")
    with open(os.path.join(folder, "result.svg"), "w", encoding="utf-8") as file:
        file.write(plot.draw(result))
    print("\n%-14s %10s %9s %9s" % ("case", "req/s", "p50 ms", "p99 ms"))
    for name, case in result["cases"].items():
        print("%-14s %10.0f %9.2f %9.2f" % (name, case["rps"], case["p50_ms"], case["p99_ms"]))
    print()
    for name, ratio in result["ratios"].items():
        print("%-30s %.2f" % (name, ratio))
    print("\nposternd: %d processes, %.1f MiB idle, %.1f MiB after the load (PSS); ready after %d ms"
          % (result["processes"], result["pss_mib"], result["pss_after_load_mib"],
             result["ready_ms"]))
    print("written: %s/result.json, %s/result.svg" % (os.path.relpath(folder),
                                                      os.path.relpath(folder)))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=64)
    arguments = parser.parse_args()
    with stack() as cached, stack(settings=STRICT) as strict:
        report(measure(arguments, cached, strict))
    return 0


if __name__ == "__main__":
    sys.exit(main())
