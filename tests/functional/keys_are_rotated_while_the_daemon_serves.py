#!/usr/bin/python3
"""The key file. Without one the daemon serves and says what is off; a wrong one stops the start, and a reload keeps
the keys that it has. `postern key` lists, checks and rotates the keys: a new one opens before it seals, every secret
is sealed anew while the daemon serves, and no key goes that a secret needs. The audit log has each change of the file,
and a change that cannot be noted is whole all the same, and said. The secrets are sealed and opened here by the format's
description, without Postern's code."""

import json
import os
import secrets
import signal
import stat

import functional  # noqa: F401
import key_file
from postern import stack, wait_until

EMAIL = "user%d@example.org"
FACTOR = "f" * 22
SECRETS = 250  # more than two batches
SIGNING_KEYS = 2  # of tokens and of assertions: the daemon makes them, sealed like every other secret
SEALED = SECRETS + SIGNING_KEYS
FULL_AUDIT = ("CREATE TRIGGER full_audit BEFORE INSERT ON audit FOR EACH ROW"
              " SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the table is full'")


def read_keys(s):
    return key_file.read_keys(s.postern.keys_path)


def write_file(s, text, mode=0o600):
    path = s.postern.keys_path
    with open(path + ".new", "w", encoding="ascii") as file:
        file.write(text)
    os.chmod(path + ".new", mode)
    os.rename(path + ".new", path)


def key_list(s):
    listed = json.loads(s.postern.command("key", "list", "--json"))["keys"]
    return [(row["id"], row["role"], row["secrets"]) for row in listed]


def wait_for_signing_keys(s):
    wait_until(lambda: s.sql("SELECT COUNT(*) FROM signing_key").strip() == str(SIGNING_KEYS), "the signing keys")


def refused(s, *words, status=1, **variables):
    """What a command says that is refused."""
    got, out, err = s.postern.split_command(*words, **variables)
    assert got == status, (words, got, out, err)
    return err


def finding(s):
    """What `postern status` finds about the keys."""
    checks = json.loads(s.postern.split_command("status", "--json")[1])["checks"]
    return next((check["status"], check["detail"]) for check in checks if check["check"] == "keys")


def without_a_file(s):
    """The daemon serves, and everything says what is off and what to do."""
    os.rename(s.postern.keys_path, s.postern.keys_path + ".away")
    s.postern.stop()
    s.sql("DELETE FROM signing_key")  # or they would need the key
    s.postern.start()
    assert s.visit(cookie).status == 200
    for said in (next(line["reason"] for line in s.postern.log() if line["event"] == "no_key_file"), finding(s)[1],
                 s.postern.command("config", "check"), refused(s, "key", "check"), s.postern.command("key", "list"),
                 refused(s, "key", "rotate", "--activate", "00000000")):
        assert "authenticator apps are off: there is no key file" in said and "postern init" in said, said
    assert finding(s)[0] == "warning"
    assert len(json.loads(s.postern.command("config", "check", "--json"))["notes"]) == 1
    assert key_list(s) == []

    made = json.loads(s.postern.command("key", "rotate", "--json"))
    assert noted(s) == [("key_added", made["key"])]
    assert made == {"result": "created", "file": s.postern.keys_path, "key": read_keys(s)[0].id}, made
    assert stat.S_IMODE(os.stat(s.postern.keys_path).st_mode) in (0o600, 0o640)
    os.rename(s.postern.keys_path + ".away", s.postern.keys_path)
    s.postern.reload()
    assert finding(s)[0] == "ok"


def with_a_wrong_file(s):
    """No start with it, and a reload keeps the old keys."""
    with open(s.postern.keys_path, encoding="ascii") as file:
        good = file.read()
    wrong = ((good + "no key at all\n", 0o600, ":2: is no key; write one key of 43 characters per line"),
             (good + good, 0o600, ":2: is a key that stands above already; remove the line"),
             ("# nothing\n", 0o600, ": has no key; write one key"),
             (good, 0o644, ": keys.file: can be read or written by every local user; set its mode to 0600 or 0640"))
    workers = s.postern.workers()
    for number, (text, mode, said) in enumerate(wrong):
        write_file(s, text, mode)
        for words in (("config", "check"), ("key", "check"), ("key", "list"), ("key", "rotate")):
            assert s.postern.keys_path + said in refused(s, *words), (words, said)
        assert finding(s)[0] == "failed" and said in finding(s)[1]
        failed = reload_fails(s, number + 1)
        assert said in failed and good.strip() not in failed, failed
    os.rename(s.postern.keys_path, s.postern.keys_path + ".away")
    assert "the key file is gone" in reload_fails(s, len(wrong) + 1)
    assert s.postern.workers() == workers and s.visit(cookie).status == 200

    s.postern.stop()
    write_file(s, "no key at all\n")
    s.postern.launch()
    assert s.postern.process.wait(20) == 1 and s.postern.keys_path + ":1: is no key" in s.postern.tail()
    write_file(s, good)
    s.postern.start()


def reload_fails(s, times):
    """Why the reload failed, for the so manieth time."""
    os.kill(s.postern.process.pid, signal.SIGHUP)

    def failures():
        return [line["reason"] for line in s.postern.log() if line["event"] == "reload_failed"]

    wait_until(lambda: len(failures()) == times, "a word about the reload")
    return failures()[-1]


def fill(s):
    """Secrets, sealed with the key of the file; what each should open to."""
    (key,) = read_keys(s)
    users, rows, expected = [], [], {}
    for number in range(1, SECRETS + 1):
        user = ("user%d" % number).ljust(22, "u")
        expected[user] = secrets.token_bytes(20)
        users.append("('%s', '%s', '', UTC_TIMESTAMP())" % (user, EMAIL % number))
        rows.append("SELECT id, '%s', X'%s', %d, 0, UTC_TIMESTAMP() FROM user WHERE public_id = '%s'"
                    % (FACTOR, key.seal((user, FACTOR), expected[user]).hex(), int(key.id, 16), user))
    s.sql("INSERT INTO user (public_id, email, display_name, created_at) VALUES " + ", ".join(users))
    s.sql("INSERT INTO user_totp (user_id, public_id, secret, key_id, last_step, created_at) " + " UNION ALL ".join(rows))
    return expected


def check_secrets(s, key, expected):
    """Every secret is as it was, under this key."""
    rows = s.sql("SELECT u.public_id, t.key_id, HEX(t.secret) FROM user_totp t JOIN user u ON u.id = t.user_id")
    found = [row.split("\t") for row in rows.strip().split("\n")]
    assert len(found) == len(expected)
    for user, key_id, blob in found:
        assert int(key_id) == int(key.id, 16)
        assert key.open((user, FACTOR), bytes.fromhex(blob)) == expected[user]


def rotation(s):
    wait_for_signing_keys(s)
    expected = fill(s)
    (old,) = read_keys(s)
    os.chmod(s.postern.keys_path, 0o440)
    assert key_list(s) == [(old.id, "seals", SEALED)]
    assert "the keys of all %d secrets" % SEALED in s.postern.command("key", "check")

    said = s.postern.command("key", "rotate")
    _, new = read_keys(s)
    assert "postern key rotate --activate " + new.id in said and "every host" in said, said
    assert key_list(s) == [(old.id, "seals", SEALED), (new.id, "opens", 0)]
    assert "--activate " + new.id in refused(s, "key", "rotate"), "one new key at a time"
    assert "need the key" not in refused(s, "key", "rotate", "--drop", old.id)  # it is the one that seals
    check_secrets(s, old, expected)
    s.postern.reload()

    done = json.loads(s.postern.command("key", "rotate", "--activate", new.id, "--json"))
    assert (done["result"], done["sealed"], done["damaged"]) == ("activated", SEALED, 0), done
    assert [key.id for key in read_keys(s)] == [new.id, old.id]
    assert stat.S_IMODE(os.stat(s.postern.keys_path).st_mode) == 0o440
    check_secrets(s, new, expected)
    s.postern.reload()
    assert s.visit(cookie).status == 200
    again = json.loads(s.postern.command("key", "rotate", "--activate", new.id, "--json"))
    assert again["sealed"] == 0

    # What another host has sealed with the old key meanwhile keeps that key.
    user = next(iter(expected))
    s.sql("UPDATE user_totp t JOIN user u ON u.id = t.user_id SET t.key_id = %d, t.secret = X'%s' WHERE u.public_id = '%s'"
          % (int(old.id, 16), old.seal((user, FACTOR), expected[user]).hex(), user))
    assert "1 secret in the database need" in refused(s, "key", "rotate", "--drop", old.id)
    s.postern.command("key", "rotate", "--activate", new.id)
    assert json.loads(s.postern.command("key", "rotate", "--drop", old.id, "--json"))["result"] == "dropped"
    assert key_list(s) == [(new.id, "seals", SEALED)]
    check_secrets(s, new, expected)
    assert noted(s)[1:] == [("key_added", new.id), *[("key_activated", new.id)] * 3, ("key_dropped", old.id)]
    s.postern.reload()
    return new


def bad_input(s, key):
    """A clear answer, and nothing changes."""
    before = read_keys(s)[0].id
    for words, status, said in ((("--activate", "x"), 1, "no key x"), (("--drop", "00000000"), 1, "no key 00000000"),
                                (("--drop", key.id), 1, "the one that seals"),
                                (("--drop", key.id, "--activate", key.id), 2, "two steps")):
        assert said in refused(s, "key", "rotate", *words, status=status), words
    assert [one.id for one in read_keys(s)] == [before]


def noted(s):
    """(event, key) of the changes of the key file in the audit log, oldest first."""
    listed = [one for one in json.loads(s.postern.command("audit", "--json", "--limit", "100"))
              if one["event"].startswith("key_")]
    for one in listed:
        assert one["actor"] == "admin:%d" % os.getuid() and one["result"] == "ok" and one["user"] is None, one
    return [(one["event"], one["detail"]) for one in listed]


def unnoted_changes(s):
    """A change of the key file that the audit log cannot take is whole, and the command says so and fails."""
    (old,) = read_keys(s)
    before = noted(s)
    s.sql(FULL_AUDIT)

    def unnoted(*words):
        assert "the key file is changed, but the audit log has no entry of it" in refused(s, *words, status=3), words

    unnoted("key", "rotate")
    _, new = read_keys(s)
    for _ in range(2):  # also when it is run again
        unnoted("key", "rotate", "--activate", new.id)
        assert [key.id for key in read_keys(s)] == [new.id, old.id]
    s.sql("DROP TRIGGER full_audit")
    assert noted(s) == before and key_list(s) == [(new.id, "seals", 0), (old.id, "opens", SEALED)]
    s.postern.command("key", "rotate", "--activate", new.id)
    assert noted(s) == [*before, ("key_activated", new.id)] and key_list(s)[0] == (new.id, "seals", SEALED)
    s.sql(FULL_AUDIT)
    unnoted("key", "rotate", "--drop", old.id)
    s.sql("DROP TRIGGER full_audit")
    assert [key.id for key in read_keys(s)] == [new.id]
    s.postern.reload()
    return new


def without_the_database(s, key):
    """Nothing changes: neither the file nor what is sealed."""
    s.postern.command("key", "rotate")
    _, other = before = read_keys(s)
    nowhere = s.postern.keys_path + ".no-such-socket"
    for words in ((), ("--activate", other.id), ("--drop", other.id)):
        said = refused(s, "key", "rotate", *words, status=3, POSTERN_DATABASE_SOCKET=nowhere)
        assert "the database cannot be used" in said, (words, said)
        assert [one.id for one in read_keys(s)] == [one.id for one in before], words
    s.postern.command("key", "rotate", "--drop", other.id)
    assert key_list(s) == [(key.id, "seals", SEALED)]


def a_lost_key(s, key):
    """Another host's key file, or none: everything names the key that is missing, and no new file is made."""
    os.rename(s.postern.keys_path, s.postern.keys_path + ".away")
    for words in (("key", "list"), ("key", "check"), ("key", "rotate")):
        assert "sealed with " + key.id in refused(s, *words), words
        assert not os.path.exists(s.postern.keys_path)
    write_file(s, secrets.token_urlsafe(32) + "\n")
    assert "sealed with " + key.id in refused(s, "key", "check")
    assert finding(s)[0] == "failed" and key.id in finding(s)[1]
    status, out, _ = s.postern.split_command("key", "list", "--json")
    missing = {"id": key.id, "role": "missing", "secrets": SEALED}
    assert status == 1 and json.loads(out)["keys"][1] == missing, out
    assert not any(row["opens"] for row in json.loads(out)["signing_keys"]), out
    os.rename(s.postern.keys_path + ".away", s.postern.keys_path)
    s.postern.command("key", "check")


with stack() as s:
    s.postern.add_user("ann@example.org")
    cookie = s.sign_in("ann@example.org")
    without_a_file(s)
    with_a_wrong_file(s)
    current = rotation(s)
    bad_input(s, current)
    current = unnoted_changes(s)
    without_the_database(s, current)
    a_lost_key(s, current)
    log = s.postern.tail(10**6)
    with open(s.postern.keys_path, encoding="ascii") as file:
        assert file.read().strip() not in log
