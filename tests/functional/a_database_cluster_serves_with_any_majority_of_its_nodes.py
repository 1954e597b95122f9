#!/usr/bin/python3
"""Two hosts on three real nodes of a Galera cluster, one over sockets, one over the network with TLS. Conflicting changes on both are all acknowledged and all kept. A node that is
killed, frozen or cut off leaves its host at work: new sign-ins go to another node. A minority is never believed: the gate stays
closed, and the answer is "unavailable"."""
# alone
# seconds: 180

import os
import tempfile
import time

import functional  # noqa: F401
from conflicts import Conflicts
from galera import cluster
from postern import other_host, stack, wait_until
from witness import CHEAP_PASSWORDS

ANN, BOB = "ann@example.org", "bob@example.org"
CONFLICT_SECONDS = 8
SIGN_IN_SECONDS = 2.0
SLACK = 1.5  # for a slow machine
POLL = 1.0
SETTINGS = "[gate]\nworkers = 2\nstale_grace = \"0s\"\n[portal]\nworkers = 5\n" + CHEAP_PASSWORDS


def addresses(nodes):
    """The keys of [database] of a host that prefers the first of these nodes."""
    return 'read_timeout = "1s"\naddresses = [%s]' % ", ".join('"%s"' % node.server.socket for node in nodes)


def network_addresses(nodes, ca_file):
    """The same over TCP, encrypted. Each node has a CA of its own."""
    with open(ca_file, "w", encoding="ascii") as bundle:
        for node in nodes:
            with open(node.server.ca_file, encoding="ascii") as file:
                bundle.write(file.read())
    return 'read_timeout = "1s"\nca_file = "%s"\naddresses = [%s]' % (
        ca_file, ", ".join('"localhost:%d"' % node.server.port for node in nodes))


def check_conflicts(here, there):
    conflicts = Conflicts([here, there], [ANN, BOB])
    conflicts.run(CONFLICT_SECONDS)
    profiles, ended = conflicts.check()
    print("conflicting writers:", dict(conflicts.statuses), "profiles", profiles, "ended", ended)
    assert not conflicts.refusals, conflicts.refusals
    assert profiles == 4 and ended >= 5, (profiles, ended)


def signs_in_again(host, conflicts, what):
    """Tries until a sign-in is through; nothing but 201 and 503 may be answered."""
    began = time.monotonic()
    cookie = wait_until(lambda: conflicts.sign_in(host, BOB), "a sign-in: " + what, 10)
    took = time.monotonic() - began
    print("%s: signed in after %.2f s" % (what, took))
    assert took <= SIGN_IN_SECONDS + SLACK, took
    return cookie


def check_lost(what, lose, back, here, there):
    """The node that `here` uses goes; `here` goes on with another, and `there` goes on."""
    conflicts = Conflicts([here, there], [BOB])
    old = conflicts.sign_in(here, BOB)
    ended = conflicts.sign_in(there, BOB)
    assert here.visit(ended).status == 200
    assert conflicts.ask(there, "DELETE", "/sessions/current", ended).status == 204
    wait_until(lambda: here.visit(ended).status == 302, "the sign-out elsewhere", POLL + SLACK)
    lose()
    cookie = signs_in_again(here, conflicts, what)
    wait_until(lambda: here.visit(cookie).status == 200, what + ": the gate", 5)
    wait_until(lambda: there.visit(old).status == 200, what + ": the other host", 5)
    assert here.visit(ended).status in (302, 503) and there.visit(ended).status in (302, 503)
    back()
    assert conflicts.sign_in(there, BOB), "not well after the node is back"


def check_minority(nodes, here, there):
    conflicts = Conflicts([here, there], [BOB])
    cookie = conflicts.sign_in(here, BOB)
    assert here.visit(cookie).status == 200
    nodes[1].server.kill9()
    nodes[2].server.kill9()
    wait_until(lambda: nodes[0].status("cluster_status") == "non-Primary", "the minority has noticed", 20)
    wait_until(lambda: here.visit(cookie).status == 503, "the gate of the minority is closed", 10)
    got = [here.visit(cookie).status for _ in range(10)] + [here.visit().status for _ in range(5)]
    assert set(got) == {503}, got
    assert conflicts.sign_in(here, BOB) is None and conflicts.statuses[503] >= 1
    for command in (("user", "list"), ("migrate",), ("user", "disable", BOB), ("session", "list")):
        status, out, err = here.postern.split_command(*command)
        assert status == 3 and "majority" in out + err, (command, status, out, err)
    status, out, err = here.postern.split_command("status")
    assert status != 0 and "majority" in out + err, (status, out, err)
    # Whether the database answers is for `status` to say: a configuration may be checked anywhere.
    assert here.postern.split_command("config", "check")[0] == 0


with tempfile.TemporaryDirectory(prefix="postern-test-") as folder, cluster() as nodes:
    first, second, third = nodes
    with stack(database=(addresses([first, second, third]), first.server.socket), settings=SETTINGS) as one, \
            other_host(one, settings=SETTINGS,
                       where=network_addresses([second, third, first], os.path.join(folder, "ca.pem"))) as two:
        encrypted = int(second.sql("SELECT COUNT(*) FROM information_schema.processlist WHERE host LIKE '127.0.0.1%'"))
        assert encrypted > 0, "the other host does not use the network"
        for person in (ANN, BOB):
            one.postern.add_user(person)
        check_conflicts(one, two)
        check_lost("killed", second.server.kill9, second.rejoin, two, one)
        check_lost("frozen", third.freeze, third.thaw, two, one)
        wait_until(lambda: all(node.is_ready() for node in nodes), "all nodes", 30)
        check_lost("cut off", first.isolate, first.join_again, one, two)
        wait_until(lambda: all(node.is_ready() for node in nodes), "all nodes", 30)
        check_minority(nodes, one, two)
