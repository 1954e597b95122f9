#!/usr/bin/python3
"""nginx counts what a client changes per IPv4 address and per /64 of IPv6, and gives a /48 four times as much, as
posternd does: another address of one's own network is no fresh budget."""

import functional  # noqa: F401
from http_client import fetch
from lone_portal import lone_portal

# The addresses come from a header, as behind a load balancer.
REAL_IP = "set_real_ip_from 127.0.0.1;\nreal_ip_header X-Forwarded-For;"


def passed(port, addresses):
    """How many of these clients' sign-ins nginx passes on."""
    answers = [fetch(port, "/login", "POST", [("X-Forwarded-For", address)]).status for address in addresses]
    assert set(answers) <= {204, 429}, set(answers)
    return answers.count(204)


def main():
    with lone_portal(http=REAL_IP) as (port, _):
        # At once 1 + 20 pass, and more with the time that the test takes.
        assert 21 <= passed(port, ["192.0.2.7"] * 60) < 40
        assert passed(port, ["198.51.100.%d" % n for n in range(1, 41)]) == 40
        for addresses in (["2001:db8:1:1::%x" % n for n in range(1, 61)],
                          ["2001:db8:7:0:1:2:3:%x" % n for n in range(1, 61)],
                          ["2001:db8:8:ffff:a00:%x00::" % n for n in range(1, 61)],  # bytes that are line ends
                          ["::ffff:203.0.113.9"] * 60):
            assert 21 <= passed(port, addresses) < 40, addresses[0]
        # Another network of the same /48 still has a budget; all of them together have four.
        assert passed(port, ["2001:db8:1:2::1"] * 10) == 10
        assert 81 <= passed(port, ["2001:db8:2:%x::1" % n for n in range(1, 161)]) < 140
        assert passed(port, ["2001:db8:3::1"] * 10) == 10


if __name__ == "__main__":
    main()
