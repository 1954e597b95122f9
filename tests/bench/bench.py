#!/usr/bin/python3
"""make bench: how fast the gate is, as ratios in one interleaved run through real nginx.

Cases, each asked for the same small static file:
  static              no check at all
  nginx_204           auth_request to nginx's own `return 204`
  null_fastcgi        auth_request to a do-nothing libfcgi responder, a connection per check
  gate_strict         auth_request to posternd without its cache: a look-up in the database per check
  gate_cached         auth_request to posternd as it comes
  gate_rules          the same at a site with 50 rules, for a user in eight groups
  gate_assertion      gate_cached at a site that gets a signed Postern-Assertion
  gate_bearer         gate_cached with an access token (Authorization: Bearer) in place of the cookie
  gate_personal       the same with a personal token
  gate_basic          the same with a personal token as the password of HTTP Basic
  gate_first_use      10 000 programs, each once with an access token that no gate has seen
  gate_cached_random  gate_cached for 1 000 sessions at random; so is gate_strict_random
  gate_cached_100k    the same 1 000 visitors, spread over a table of that many sessions (--sessions);
                      so is gate_strict_100k
  gate_storm          gate_cached while 16 clients sign in without pause
and beside them
  sign_ins            16 clients sign in without pause, through nginx and the portal
  sign_ins_totp       the same with the code of an app after the password; both requests are one sign-in
  hashing_alone       libsodium, a process for each core, at the priority of portal workers
  NAME                --compare: any other backend, through its own nginx

Rounds go through all cases in turn, so that a machine whose speed drifts drifts for all; a figure is
the median of its rounds, a ratio the median of the ratios within each round. Writes
BUILD/bench/result.json and BUILD/bench/result.svg.

To see how the backend you have compares, give the address of a small file that it protects on this
machine, and the cookie of somebody who may read it:

  bench.py --compare http://127.0.0.1:8080/small.txt --cookie 'session=...' --compare-name mine
"""

import argparse
import contextlib
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "support"))

import cases  # noqa: E402
import memory  # noqa: E402
import report  # noqa: E402
import sessions  # noqa: E402
from postern import stack  # noqa: E402
from programs import Programs  # noqa: E402
from tokens import basic, bearer  # noqa: E402

SMALL_TABLE = 1000
CACHE_SESSIONS = 100_000


def short(number):
    """100000 as 100k."""
    for size, letter in ((1_000_000, "m"), (1000, "k")):
        if number >= size and number % size == 0:
            return "%d%s" % (number // size, letter)
    return str(number)


class Table:
    """A stack with so many sessions: a gate with a cache and one without."""

    def __init__(self, count, root, until_end):
        self.count = count
        self.whole = until_end.enter_context(stack())
        self.idle_pss_mib = memory.pss_mib(self.whole.postern)
        print("%d sessions ..." % count, flush=True)
        sessions.fill(self.whole, count)
        strict = until_end.enter_context(cases.running(cases.strict_daemon(self.whole)))
        self.ruled_port = until_end.enter_context(cases.ruled_site(self.whole, root))
        self.asserted_port = until_end.enter_context(cases.asserted_site(self.whole, root))
        self.cached_port = until_end.enter_context(cases.gate_site(self.whole.postern, root))
        self.strict_port = until_end.enter_context(cases.gate_site(strict, root))
        self.cookies = sessions.write_cookies(os.path.join(self.whole.folder, "cookies"),
                                              sessions.spread(count, cases.COOKIES))

    def pss_filled_mib(self, connections):
        """What posternd takes when its cache has seen as many sessions as it is made for."""
        count = min(self.count, CACHE_SESSIONS)
        everyone = sessions.write_cookies(os.path.join(self.whole.folder, "everyone"),
                                          range(1, count + 1))
        return memory.pss_filled_mib(self.whole.postern, cases.url(self.cached_port), everyone,
                                     count, connections)


class TokenCases:
    """The cases of programs, at a Table. Tokens that are used once have a gate of their own: they would
    fill the cache of the others, whose size is measured, too."""

    def __init__(self, table, root, until_end):
        self._table = table
        self._programs = Programs(table.whole, cases.FIRST_USES)
        fresh = until_end.enter_context(cases.running(cases.further_daemon(table.whole, "fresh")))
        self._fresh_port = until_end.enter_context(cases.gate_site(fresh, root))

    def by_name(self, connections):
        """In the order of a round."""
        programs = self._programs

        def visits(authorization):
            return cases.visits_by_token(self._table.cached_port, connections, authorization)

        return {"gate_bearer": visits(lambda: bearer(programs.mint(1)[0])),
                "gate_personal": visits(lambda: bearer(programs.personal)),
                "gate_basic": visits(lambda: basic("token", programs.personal)),
                "gate_first_use": cases.first_uses(self._fresh_port, connections, programs)}


def all_cases(arguments, plain, small, large, token_cases):
    """By name, in the order of a round."""
    connections = arguments.connections
    one = sessions.cookie(1)
    gate_cached = cases.visits(small.cached_port, connections, one)
    signing_in = cases.SigningIn(small.whole)
    found = {name: cases.visits(port, connections) for name, port in plain.items()}
    found["gate_strict"] = cases.visits(small.strict_port, connections, one)
    found["gate_cached"] = gate_cached
    found["gate_rules"] = cases.visits(small.ruled_port, connections, one)
    found["gate_assertion"] = cases.visits(small.asserted_port, connections, one)
    found.update(token_cases.by_name(connections))
    for name, table in (("random", small), (short(large.count), large)):
        found["gate_cached_" + name] = cases.visits_of_many(table.cached_port, connections,
                                                            table.cookies)
        found["gate_strict_" + name] = cases.visits_of_many(table.strict_port, connections,
                                                            table.cookies)
    found["gate_storm"] = signing_in.beside(gate_cached)
    found["sign_ins"] = signing_in.alone
    found["sign_ins_totp"] = signing_in.with_totp
    found["hashing_alone"] = cases.hashing
    if arguments.compare:
        found[arguments.compare_name] = cases.other_backend(arguments.compare, arguments.cookie,
                                                            connections)
    return found if not arguments.only else {name: found[name] for name in found if name in arguments.only}


def rounds(arguments, todo):
    """The figures of each round by case. Nobody counts the first round, of a second each."""
    figures = {name: [] for name in todo}
    for number in range(arguments.rounds + 1):
        for name, case in todo.items():
            one = case(seconds=arguments.seconds if number else 1)
            if number:
                figures[name].append(one)
                print("round %d  %-20s" % (number, name),
                      "  ".join("%s %.2f" % pair for pair in one.items()), flush=True)
    return figures


def measure(arguments, until_end):
    """The whole run; returns the result."""
    until_end.enter_context(sessions.database(arguments.sessions))
    folder = until_end.enter_context(cases.temporary_folder())
    root = cases.write_page(folder)
    plain = until_end.enter_context(cases.plain_servers(folder, root))
    small = Table(SMALL_TABLE, root, until_end)
    # Before the large table takes its time: a personal token is made by a session of minutes.
    token_cases = TokenCases(small, root, until_end)
    large = Table(arguments.sessions, root, until_end)
    figures = rounds(arguments, all_cases(arguments, plain, small, large, token_cases))
    targets = report.ratios(figures, short(large.count), arguments.compare_name)
    postern = small.whole.postern
    return {"machine": report.machine(), "cores": os.cpu_count(),
            "connections": arguments.connections, "rounds": arguments.rounds,
            "seconds": arguments.seconds, "sessions": large.count,
            "cases": report.medians(figures),
            "ratios": {ratio["name"]: ratio["value"] for ratio in targets}, "targets": targets,
            "pss_mib": small.idle_pss_mib, "pss_after_load_mib": memory.pss_mib(postern),
            "pss_filled_mib": large.pss_filled_mib(arguments.connections),
            "sessions_seen": min(large.count, CACHE_SESSIONS),
            "ready_ms": next(line["after_ms"] for line in postern.log() if line["event"] == "ready"),
            "processes": 1 + len(postern.workers())}


def read_arguments():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2, help="for each case in each round")
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--sessions", type=int, default=100_000,
                        help="in the large table; 10000000 takes some minutes and 5 GB")
    parser.add_argument("--only", metavar="CASE", nargs="+", help="measure these cases alone")
    parser.add_argument("--compare", metavar="URL", help="a page behind another backend")
    parser.add_argument("--cookie", metavar="NAME=VALUE", default="", help="what opens that page")
    parser.add_argument("--compare-name", metavar="NAME", default="other")
    arguments = parser.parse_args()
    if arguments.sessions <= SMALL_TABLE:
        parser.error("--sessions has to be more than %d" % SMALL_TABLE)
    return arguments


def main():
    arguments = read_arguments()
    with contextlib.ExitStack() as until_end:
        result = measure(arguments, until_end)
    report.show(result)
    report.write(result)
    return 0


if __name__ == "__main__":
    sys.exit(main())
