#!/usr/bin/python3
"""With --json, every command prints one JSON value: lists an array, changes an object whose `result` says what
happened. Errors stay text on standard error."""

import json
import os

import functional  # noqa: F401
from postern import PASSWORD, stack


class Script:
    """Calls commands as a script does."""

    def __init__(self, whole):
        self._postern = whole.postern

    def run(self, *arguments, stdin=""):
        """The value that the command prints; it must print nothing else."""
        status, out, err = self._postern.split_command(*arguments, "--json", stdin=stdin)
        assert status == 0 and err == "", (arguments, status, out, err)
        return json.loads(out)

    def fail(self, status, *arguments, stdin=""):
        """What the command says on standard error."""
        got, out, err = self._postern.split_command(*arguments, "--json", stdin=stdin)
        assert got == status and out == "" and err.startswith("postern: "), (arguments, got, out, err)
        return err


def check_users(script):
    """Everything that changes a user."""
    added = script.run("user", "add", "ann@example.org", "--name", "Ann", "--no-admin", stdin=PASSWORD + "\n")
    assert added["result"] == "added" and added["user"]["display_name"] == "Ann", added
    assert added["user"] == script.run("user", "list")[0]
    for words, result, member in ((("disable",), "disabled", ("disabled", True)),
                                  (("enable",), "enabled", ("disabled", False)),
                                  (("verify",), "verified", ("verified", True)),
                                  (("reset-password",), "reset_requested", ("disabled", False)),
                                  (("delete",), "deletion_scheduled", ("disabled", False)),
                                  (("keep",), "kept", ("delete_at", None))):
        done = script.run("user", *words, "ann@example.org")
        assert done["result"] == result and done["user"][member[0]] == member[1], done
    done = script.run("user", "set-password", "ann@example.org", stdin=PASSWORD + "\n")
    assert done["result"] == "password_set" and done["user"]["id"] == added["user"]["id"]
    script.fail(1, "user", "disable", "nobody@example.org")
    script.fail(1, "user", "add", "ann@example.org", stdin=PASSWORD + "\n")
    assert script.run("session", "revoke", "--user", "ann@example.org") == {"result": "ended", "sessions": 0}
    assert script.run("session", "revoke", "--all", "--yes") == {"result": "ended", "sessions": 0}
    script.fail(2, "session", "revoke", "--all")
    assert script.run("session", "list") == []
    script.fail(1, "token", "revoke", "nothing")
    assert script.run("token", "list") == []


def check_the_rest(script, whole):
    """Sites, configuration, schema, e-mail, nginx, audit, export."""
    added = script.run("site", "add", "blog", whole.site_url)
    assert added["result"] == "added" and added["site"]["origin"] == whole.site_url
    assert script.run("site", "set", "blog", "--policy", "public")["site"]["policy"] == "public"
    assert "location" in script.run("nginx", "blog", "--root", "/srv")["configuration"]
    assert script.run("site", "remove", "blog") == {"result": "removed", "site": {**added["site"], "policy": "public"}}
    assert script.run("config", "show")["server.public_url"] == '"%s"' % whole.postern.public_url
    assert script.run("config", "check") == {"result": "valid", "file": whole.postern.config_path, "problems": [],
                                             "notes": []}
    assert script.run("key", "check")["result"] == "valid"
    (key,) = script.run("key", "list")["keys"]
    added = script.run("key", "rotate")
    assert added["result"] == "added" and added["key"] != key["id"], added
    assert script.run("key", "rotate", "--activate", added["key"])["result"] == "activated"
    assert script.run("key", "rotate", "--drop", key["id"])["result"] == "dropped"
    rotated = script.run("key", "rotate", "--signing", "assertion")
    assert rotated["result"] == "rotated" and rotated["use"] == "assertion", rotated
    assert script.run("key", "rotate", "--revoke", rotated["kid"]) == {"result": "revoked", "kid": rotated["kid"],
                                                                       "successor": None}
    assert script.run("migrate") == {"result": "current", "migrations": []}
    assert script.run("migrate", "--dry-run") == {"result": "current", "migrations": []}
    assert "GRANT" in script.run("database", "grants")["sql"]
    assert script.run("mail", "test", "ann@example.org") == {"result": "written", "to": "ann@example.org"}
    assert script.run("mail", "retry") == {"result": "queued", "emails": 0}
    assert isinstance(script.run("mail", "list"), list)
    assert script.run("audit", "--limit", "1")[0]["event"]
    path = os.path.join(whole.folder, "users.csv")
    assert script.run("user", "export", "-o", path) == {"result": "exported", "users": 1, "file": path}
    script.fail(2, "user", "export")
    assert script.run("user", "import", path)["already_there"] == 1
    gone = script.run("user", "delete", "--now", "ann@example.org")
    assert gone["result"] == "deleted" and script.run("user", "list") == []


def check_bad_configuration(whole):
    """config check names each problem, for programs too."""
    path = os.path.join(whole.folder, "bad.toml")
    with open(path, "w", encoding="utf-8") as file:
        file.write("[server]\npublic_url = 7\nworker = 2\n")
    status, out, err = whole.postern.split_command("config", "check", "-c", path, "--json")
    found = json.loads(out)
    assert status == 1 and found["result"] == "invalid" and "server.public_url" in err, (status, out, err)
    assert {(problem["key"], problem["line"]) for problem in found["problems"]} >= {("server.public_url", 2),
                                                                                 ("server.worker", 3)}, found


def main():
    with stack(mail="file") as whole:
        script = Script(whole)
        check_users(script)
        check_the_rest(script, whole)
        check_bad_configuration(whole)


if __name__ == "__main__":
    main()
