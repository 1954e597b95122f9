#!/usr/bin/python3
"""The keys that sign. The daemon makes the first ones, one host of two makes each, and `postern key` lists, rotates and
revokes them: a new key is in the key set as soon as the command is over and signs from tomorrow on, or at once with
--now; a revoked one leaves it at once, and a new one signs. A key that was changed in the database is one that nobody
uses. Without the key file there are no keys, and everything else serves."""

import datetime
import json
import os
import socket

import functional  # noqa: F401
from http_client import fetch
from postern import other_host, stack, wait_until

TOKENS, ASSERTIONS = "/.well-known/jwks.json", "/.well-known/postern-assertion-jwks.json"


def count(s):
    return int(s.sql("SELECT COUNT(*) FROM signing_key"))


def wait_for_keys(s):
    wait_until(lambda: count(s) == 2, "the first keys")


def keys_of(s, usage):
    """{kid: row} of `key list`."""
    listed = json.loads(s.postern.command("key", "list", "--json"))["signing_keys"]
    return {row["kid"]: row for row in listed if row["use"] == usage}


def active(s, usage):
    (kid,) = [kid for kid, row in keys_of(s, usage).items() if row["state"] == "active"]
    return kid


def key_set(host, path=TOKENS):
    """The kids of the published keys, none of which has a secret member."""
    got = fetch(host.portal_port, path)
    assert got.status == 200, (path, got.status, got.text)
    keys = json.loads(got.text)["keys"]
    for key in keys:
        assert key["use"] == "sig" and not {"d", "p", "q", "dp", "dq", "qi", "oth", "k"} & set(key), key
    return [key["kid"] for key in keys]


def refused(s, *words, status=1):
    got, out, err = s.postern.split_command("key", "rotate", *words)
    assert got == status and out == "", (words, got, out, err)
    return err


def rotate(s, *words):
    return json.loads(s.postern.command("key", "rotate", *words, "--json"))


def first_keys(s):
    """One for each usage, which signs at once."""
    for usage, path in (("token", TOKENS), ("assertion", ASSERTIONS)):
        ((kid, row),) = keys_of(s, usage).items()
        assert row["state"] == "active" and row["opens"] and row["algorithm"] == "ES256" and row["until"] is None, row
        assert row["made_on"] == socket.gethostname(), row
        wait_until(lambda: key_set(s, path) == [kid], "the key set")  # noqa: B023
    said = s.postern.command("key", "list")
    assert "KID" in said and active(s, "token") in said and "active" in said, said
    assert "2 signing keys, and each opens" in s.postern.command("key", "check")


def rotation(s):
    """A key that waits for its turn, and one that does not."""
    before = active(s, "token")
    made = rotate(s, "--signing", "token")
    signs_from = datetime.datetime.fromisoformat(made["signs_from"].replace("Z", "+00:00"))
    ahead = signs_from - datetime.datetime.now(datetime.timezone.utc)
    assert made["result"] == "rotated" and made["use"] == "token", made
    assert datetime.timedelta(hours=23, minutes=55) < ahead <= datetime.timedelta(hours=24), ahead
    assert sorted(key_set(s)) == sorted([before, made["kid"]]), "it is published when the command is over"
    listed = keys_of(s, "token")
    assert listed[made["kid"]]["state"] == "published" and active(s, "token") == before
    assert listed[before]["until"] == made["signs_from"], listed
    assert "--now" in refused(s, "--signing", "token"), "one key waits already"

    now = rotate(s, "--signing", "token", "--now")
    assert active(s, "token") == now["kid"] and keys_of(s, "token")[before]["state"] == "retired"
    assert len(key_set(s)) == 3 and now["kid"] in key_set(s)
    assert list(keys_of(s, "assertion")) == key_set(s, ASSERTIONS), "the other keys are as they were"


def revocation(s, other):
    old = active(s, "token")
    terminal = s.postern.at_terminal("key", "rotate", "--revoke", old)
    terminal.expect("[y/N] ")
    terminal.type("n")
    assert terminal.end()[0] == 1 and active(s, "token") == old
    done = rotate(s, "--revoke", old)
    assert done["result"] == "revoked" and done["kid"] == old and done["successor"] == active(s, "token"), done
    assert old not in key_set(s) and done["successor"] in key_set(s)
    assert keys_of(s, "token")[old]["state"] == "revoked" and keys_of(s, "token")[old]["until"]
    wait_until(lambda: old not in key_set(other) and done["successor"] in key_set(other), "the other host knows")
    assert "revoked already" in refused(s, "--revoke", old)
    assert "no such signing key" in refused(s, "--revoke", "x" * 43)


def words_that_do_not_fit(s):
    for words in (("--now",), ("--signing", "token", "--activate", "00000000"), ("--signing", "session"),
                  ("--revoke", "x", "--drop", "00000000"), ("--signing", "token", "--revoke", "x")):
        refused(s, *words, status=2)


def audit(s):
    """Who has made and ended what; never a secret half."""
    entries = [one for one in json.loads(s.postern.command("audit", "--json", "--limit", "100"))
               if one["event"].startswith("signing_key_")]
    by_system = [one["detail"].split()[0] for one in entries if one["actor"] == "system"]
    assert sorted(by_system) == ["assertion", "token"], entries
    (ended,) = [one for one in entries if one["event"] == "signing_key_revoked"]
    assert ended["actor"] == "admin:%d" % os.getuid() and ended["detail"].startswith("token "), ended
    known = set(keys_of(s, "token")) | set(keys_of(s, "assertion"))
    assert {one["detail"].split()[1] for one in entries} <= known, entries


def changed_in_the_database(s):
    """A public key that somebody put there, and a sealed one that was moved."""
    kid = active(s, "assertion")
    s.sql("UPDATE signing_key a JOIN signing_key t ON t.purpose = 'token' AND t.kid = '%s'"
          " SET a.sealed = t.sealed WHERE a.kid = '%s'" % (active(s, "token"), kid))
    wait_until(lambda: key_set(s, ASSERTIONS) == [], "the key set without it", timeout=30)
    status, out, err = s.postern.split_command("key", "check")
    assert status == 1 and kid in err, (status, out, err)
    checks = json.loads(s.postern.split_command("doctor", "--json")[1])["checks"]
    (found,) = [check for check in checks if check["check"] == "signing keys"]
    assert found["status"] == "failed" and kid in found["detail"], found
    assert any(line["event"] == "signing_key_not_opened" and line["kid"] == kid for line in s.postern.log())
    assert rotate(s, "--revoke", kid)["successor"] == active(s, "assertion")
    assert key_set(s, ASSERTIONS) == [active(s, "assertion")]


def without_a_key_file(s):
    s.postern.stop()
    s.sql("DELETE FROM signing_key")
    os.rename(s.postern.keys_path, s.postern.keys_path + ".away")
    s.postern.start()
    assert fetch(s.portal_port, "/health/ready").status == 200
    assert key_set(s) == [] and key_set(s, ASSERTIONS) == [] and count(s) == 0
    assert "no key file" in refused(s, "--signing", "token")
    os.rename(s.postern.keys_path + ".away", s.postern.keys_path)
    s.postern.reload()
    wait_for_keys(s)


with stack() as s:
    wait_for_keys(s)
    first_keys(s)
    with other_host(s) as other:
        wait_until(lambda: key_set(other) == key_set(s), "the other host has the same keys")
        assert count(s) == 2
        rotation(s)
        revocation(s, other)
    words_that_do_not_fit(s)
    audit(s)
    changed_in_the_database(s)
    without_a_key_file(s)
    log = s.postern.tail(10**6)
    with open(s.postern.keys_path, encoding="ascii") as file:
        assert file.read().strip() not in log
