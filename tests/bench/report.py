"""From the rounds to the table, the ratios and the two files."""

import json
import os
import platform
import re
import statistics
import subprocess

import plot
from mariadb import find_program
from postern import BUILD

FIGURES = ("rps", "p50_ms", "p99_ms", "sign_ins", "turned_away", "busy")

# over, under, of what, and what is wanted (None: only shown). {n} is the name of the large table.
RATIOS = [
    ("gate_cached", "null_fastcgi", "rps", ">=", 1.8),
    ("gate_cached", "nginx_204", "rps", ">=", 0.55),
    ("gate_rules", "gate_cached", "rps", ">=", 0.95),
    ("gate_bearer", "gate_cached", "rps", ">=", 0.95),
    ("gate_personal", "gate_cached", "rps", ">=", 0.95),
    ("gate_basic", "gate_cached", "rps", ">=", 0.95),
    ("gate_assertion", "gate_cached", "rps", ">=", 0.95),
    ("gate_cached_random", "gate_cached", "rps", ">=", 0.9),
    ("gate_cached_{n}", "gate_cached_random", "rps", ">=", 0.95),
    ("gate_strict_{n}", "gate_strict_random", "rps", ">=", 0.8),
    ("gate_storm", "gate_cached", "rps", ">=", 0.6),
    ("gate_storm", "gate_cached", "p99_ms", "<=", 5),
    ("sign_ins", "hashing_alone", "rps", ">=", 0.9),
    ("sign_ins_totp", "sign_ins", "rps", ">=", 0.9),
    ("gate_strict", "null_fastcgi", "rps", None, None),
    ("gate_strict", "nginx_204", "rps", None, None),
    ("gate_cached", "gate_strict", "rps", None, None),
    ("gate_cached", "static", "rps", None, None),
    ("null_fastcgi", "nginx_204", "rps", None, None),
    ("gate_cached", "{compare}", "rps", None, None),
    ("gate_cached", "{compare}", "p99_ms", None, None),
]
PSS_FILLED_WANTED_MIB = 50


def median(rows, key):
    """The median of one figure over the rounds."""
    return round(statistics.median(row[key] for row in rows), 3)


def medians(figures):
    """By case, the medians of what its rounds have."""
    return {case: {key: median(rows, key) for key in FIGURES if key in rows[0]}
            for case, rows in figures.items()}


def ratios(figures, large, compare):
    """The medians of the ratios within each round, with what is wanted of them."""
    found = []
    for over, under, key, sign, wanted in RATIOS:
        over, under = (name.format(n=large, compare=compare) for name in (over, under))
        if over in figures and under in figures:
            pairs = zip(figures[over], figures[under])
            found.append({"name": "%s%s/%s" % ("" if key == "rps" else "p99 ", over, under),
                          "value": round(statistics.median(a[key] / b[key] for a, b in pairs), 3),
                          "wanted": "%s %s" % (sign, wanted) if sign else ""})
    return found


def machine():
    """What it was measured on."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = re.search(r"^model name\s*:\s*(.+)$", file.read(), re.M)
    version = subprocess.run([find_program("nginx"), "-v"], check=True, capture_output=True,
                             text=True).stderr
    database = subprocess.run([find_program("mariadbd", "mysqld"), "--version"], check=True,
                              capture_output=True, text=True).stdout
    return {"cpu": model.group(1) if model else platform.machine(), "cores": os.cpu_count(),
            "kernel": platform.release(), "nginx": version.strip().split("/")[-1],
            "database": re.search(r"Ver (\S+)", database).group(1)}


def _met(ratio):
    if not ratio["wanted"]:
        return ""
    sign, bound = ratio["wanted"].split()
    good = ratio["value"] >= float(bound) if sign == ">=" else ratio["value"] <= float(bound)
    return "%-8s %s" % (ratio["wanted"], "met" if good else "NOT MET")


def _cell(case, key, digits):
    return "%.*f" % (digits, case[key]) if key in case else ""


def show(result):
    """The table for people."""
    print("\n%(cpu)s, %(cores)d cores; kernel %(kernel)s; nginx %(nginx)s; database %(database)s"
          % result["machine"])
    print("\n%-20s %9s %9s %9s" % ("case", "per s", "p50 ms", "p99 ms"))
    for name, case in result["cases"].items():
        print("%-20s %9s %9s %9s" % (name, _cell(case, "rps", 0), _cell(case, "p50_ms", 2),
                                     _cell(case, "p99_ms", 2)))
    if {"gate_storm", "sign_ins"} <= result["cases"].keys():
        storm, alone = result["cases"]["gate_storm"], result["cases"]["sign_ins"]
        print("\nsign-ins per second: %.1f beside the gate's load (%.1f turned away), %.1f alone (%.1f "
              "turned away)" % (storm["sign_ins"], storm["turned_away"], alone["rps"], alone["busy"]))
    print("\n%-40s %6s  %s" % ("ratio", "", "wanted"))
    for ratio in result["targets"]:
        print("%-40s %6.2f  %s" % (ratio["name"], ratio["value"], _met(ratio)))
    print("\nposternd: %d processes, %.1f MiB idle, %.1f MiB after the load; %.1f MiB idle with a cache "
          "that has seen %d sessions (PSS, wanted <= %d); ready after %d ms"
          % (result["processes"], result["pss_mib"], result["pss_after_load_mib"],
             result["pss_filled_mib"], result["sessions_seen"], PSS_FILLED_WANTED_MIB,
             result["ready_ms"]))


def write(result):
    """BUILD/bench/result.json and result.svg."""
    folder = os.path.join(BUILD, "bench")
    os.makedirs(folder, exist_ok=True)
    for name, text in (("result.json", json.dumps(result, indent=2) + "\n"),
                       ("result.svg", plot.draw(result))):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)
        print("written: " + os.path.relpath(os.path.join(folder, name)))
