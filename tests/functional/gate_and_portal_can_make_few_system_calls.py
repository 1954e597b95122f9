#!/usr/bin/python3
"""Gate and portal workers run under a system call filter, the courier does not; server.seccomp turns it off. Under
the filter, the database may use TLS, go down and come back: everything that connecting needs is allowed at any time.
"""

import functional  # noqa: F401
from postern import stack, wait_until

FILTERED, FREE = {"Seccomp": "2", "NoNewPrivs": "1"}, {"Seccomp": "0", "NoNewPrivs": "0"}


def state(pid):
    """What the kernel says of a process."""
    with open("/proc/%d/status" % pid, encoding="utf-8") as file:
        fields = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
    return {name: fields[name] for name in FILTERED}


def states(s):
    return {role: [state(pid) for pid in s.postern.workers(role)] for role in ("gate", "portal", "courier")}


def check_filter(s, wanted):
    found = states(s)
    assert found["courier"] == [FREE]
    for role in ("gate", "portal"):
        assert found[role] and all(one == wanted for one in found[role]), (role, found[role])


def use_tls(s):
    """From here on the database is reached as if it were on another host."""
    s.mariadb.stop()
    s.mariadb.start(tls=True)
    s.sql("CREATE USER postern IDENTIFIED BY ''; GRANT ALL ON %s.* TO postern" % s.database)
    with open(s.postern.config_path, encoding="utf-8") as file:
        text = file.read()
    by_network = 'host = "localhost"\nport = %d\nca_file = "%s"' % (s.mariadb.port, s.mariadb.ca_file)
    text = text.replace('socket = "%s"' % s.database_socket, by_network).replace('user = "root"', 'user = "postern"')
    with open(s.postern.config_path, "w", encoding="utf-8") as file:
        file.write(text)


def works(s):
    """False as long as a worker still waits before it connects anew."""
    try:
        cookie = s.sign_in("ann@example.org")
    except AssertionError:
        return False
    return s.visit(cookie).status == 200 and s.visit().status == 302


def survives_a_restart_of_the_database(s, tls):
    cookie = s.sign_in("ann@example.org")
    s.mariadb.stop()
    assert s.try_sign_in("ann@example.org").status == 503
    s.mariadb.start(tls=tls)
    wait_until(lambda: s.visit(cookie).status == 200, "a check after the restart")
    wait_until(lambda: works(s), "everything after the restart")


def nobody_was_killed(s):
    bad = [line for line in s.postern.log()
           if line["event"] == "forbidden_system_call" or "signal" in line]
    assert not bad, bad


with stack(own_database=True, settings='[gate]\nstale_grace = "0s"\n') as s:
    s.postern.add_user("ann@example.org")
    check_filter(s, FILTERED)
    survives_a_restart_of_the_database(s, tls=False)
    nobody_was_killed(s)

    s.postern.stop()
    s.mariadb.stop()
    s.postern.start()  # the gate's first connection is made in the sandbox
    check_filter(s, FILTERED)
    s.mariadb.start()
    wait_until(lambda: works(s), "the database")
    nobody_was_killed(s)

    s.postern.stop()
    use_tls(s)
    s.postern.start()
    check_filter(s, FILTERED)
    assert works(s)
    survives_a_restart_of_the_database(s, tls=True)
    nobody_was_killed(s)
    assert s.postern.stop() == 0

with stack(server='seccomp = "off"') as s:
    check_filter(s, FREE)
