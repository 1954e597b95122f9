#!/usr/bin/python3
"""A user whose row was edited by hand and cannot be read can be disabled, enabled, signed out, shown, cured and
deleted like any other: by e-mail address, by id, or by the name that lists give the row."""

import json

import functional  # noqa: F401
from postern import stack

EMAIL = "bob@example.org"
DAMAGES = {
    "display_name": "'a\u202eb'",
    "language": "'d\\n'",
    "time_zone": "'../etc/passwd?'",
    "created_at": "'0000-00-00'",
    "email_verified_at": "'0000-00-00'",
    "delete_at": "'0000-00-00'",
    "email": "'Bob'",
    "public_id": "'x'",
}
HINTS = {
    "display_name": ("user", "edit", EMAIL, "--name", "Bob"),
    "language": ("user", "edit", EMAIL, "--language", "de"),
    "time_zone": ("user", "edit", EMAIL, "--time-zone", "Europe/Berlin"),
    "email_verified_at": ("user", "verify", EMAIL),
    "delete_at": ("user", "keep", EMAIL),
}


class Damaged:
    """Bob, whose row one column of is damaged."""

    def __init__(self, whole, column, value):
        self.whole = whole
        whole.postern.add_user(EMAIL, name="Bob")
        self.cookie = whole.sign_in(EMAIL)
        self.public_id = json.loads(whole.postern.command("user", "show", EMAIL, "--json"))["id"]
        self.key = int(whole.sql("SELECT id FROM user WHERE email = '%s'" % EMAIL))
        self.row = "user %d" % self.key
        self.column = column
        self.new_value = value
        self.damage()

    def damage(self):
        """As an edit by hand on a server with few rules."""
        self.whole.sql("SET sql_mode = ''; UPDATE user SET %s = %s WHERE id = %d" %
                       (self.column, self.new_value, self.key))

    def names(self):
        """All that the user can be named by."""
        return [self.row, *([EMAIL] if self.column != "email" else []),
                *([self.public_id] if self.column != "public_id" else [])]

    def value(self, column):
        """What the database has now."""
        return self.whole.sql("SELECT %s FROM user WHERE id = %d" % (column, self.key)).strip()

    def is_gone(self):
        """Whether the row is."""
        return self.whole.sql("SELECT COUNT(*) FROM user WHERE id = %d" % self.key).strip() == "0"


def check_acts(whole, bob):
    """Every name will do, and all that the user had ends."""
    for name in bob.names():
        done = json.loads(whole.postern.command("user", "disable", name, "--json"))
        assert done["result"] == "disabled" and bob.value("disabled") == "1", done
        assert whole.visit(bob.cookie).status == 302
        whole.postern.command("user", "enable", name)
        assert bob.value("disabled") == "0"
    status, out, err = whole.postern.split_command("session", "list", "--user", bob.row)
    assert status == 1 and bob.row in err, (status, out, err)


def check_revoke(whole, bob):
    """Sessions end while the gate still lets the user in, if it does."""
    out = json.loads(whole.postern.command("session", "revoke", "--user", bob.names()[-1], "--json"))
    assert out["sessions"] == 1, out
    assert whole.visit(bob.cookie).status == 302


def check_show(whole, bob):
    """All that can be read is shown; what cannot is named, with the cure, and never printed."""
    status, out, err = whole.postern.split_command("user", "show", bob.names()[-1])
    assert status == 1 and out.count("(damaged)") == 1, (status, out)
    assert bob.row in err and bob.column + ": " in err and "\u202e" not in out + err, err
    assert bob.column == "email" or EMAIL in out, out
    status, out, err = whole.postern.split_command("user", "show", bob.row, "--json")
    assert status == 1 and json.loads(out)["damaged"] == [bob.column], (status, out)
    status, out, err = whole.postern.split_command("user", "list", "--json")
    assert status == 1 and bob.row in err and "gate refuses it" in err, err
    assert [row["id"] for row in json.loads(out)] == [bob.row + " (damaged)"], out


def check_cure(whole, bob):
    """The hint of `user show` is a command that works."""
    _, _, err = whole.postern.split_command("user", "show", bob.row)
    hint = HINTS.get(bob.column)
    if hint:
        assert " ".join(hint[:3]) in err, (hint, err)
        whole.postern.command(*hint)
    elif bob.column == "email":
        assert "user edit %s --email" % bob.public_id in err, err
        whole.postern.command("user", "edit", bob.public_id, "--email", EMAIL)
    else:
        assert "correct it in the database" in err, err
        return
    assert whole.postern.split_command("user", "show", bob.row)[0] == 0, bob.column
    assert whole.postern.split_command("user", "list")[0] == 0
    assert whole.visit(whole.sign_in(EMAIL)).status == 200


def check_delete(whole, bob, name):
    """Deletion is scheduled, cancelled, and then made at once, and nothing is left."""
    bob.damage()
    whole.postern.command("user", "delete", name)
    assert bob.value("delete_at") > "2026"
    whole.postern.command("user", "keep", name)
    done = json.loads(whole.postern.command("user", "delete", name, "--now", "--json"))
    assert done["result"] == "deleted" and bob.is_gone(), done


def main():
    with stack() as whole:
        for column, value in DAMAGES.items():
            bob = Damaged(whole, column, value)
            check_show(whole, bob)
            check_revoke(whole, bob)
            if column in ("display_name", "email", "public_id"):
                check_acts(whole, bob)
            check_cure(whole, bob)
            check_delete(whole, bob, bob.names()[-1])
        # Nothing of it can be read.
        bob = Damaged(whole, "public_id", "'x', display_name = '', email = 'y', created_at = 0, delete_at = 0")
        status, out, _ = whole.postern.split_command("user", "show", bob.row)
        assert status == 1 and out.count("(damaged)") == 5, out
        check_delete(whole, bob, bob.row)


if __name__ == "__main__":
    main()
