#!/usr/bin/python3
"""Changes of different parts of one profile at the same moment, by PATCH /api/v1/me and `postern user edit`, are all
kept once they are acknowledged."""

import concurrent.futures
import json

import functional  # noqa: F401
from api import Api
from postern import stack

ROUNDS = 15


def main():
    with stack() as whole:
        whole.postern.add_user("ann@example.org")
        cookie = whole.sign_in("ann@example.org")
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            for number in range(ROUNDS):
                name, language = "Ann %d" % number, ("de", "en")[number % 2]
                zone, email = ("Europe/Berlin", "Asia/Tokyo")[number % 2], "ann%d@example.org" % number
                old = "ann%d@example.org" % (number - 1) if number else "ann@example.org"
                jobs = [pool.submit(Api(whole, cookie).must, 200, "PATCH", "/me", **members)
                        for members in ({"display_name": name}, {"language": language}, {"time_zone": zone})]
                jobs.append(pool.submit(whole.postern.command, "user", "edit", old, "--email", email))
                for job in jobs:
                    job.result()
                me = Api(whole, cookie).must(200, "GET", "/me").json
                got = (me["display_name"], me["language"], me["time_zone"], me["email"])
                assert got == (name, language, zone, email), (number, got)
        check_edit(whole)


def check_edit(whole):
    """The command by itself: what is refused, what it says, what the gate tells sites next."""
    whole.postern.add_user("bob@example.org")
    cookie = whole.sign_in("bob@example.org")
    assert whole.visit(cookie).status == 200
    status, out, _ = whole.postern.split_command("user", "edit", "bob@example.org", "--name", "B\u00f6b", "--email",
                                                 "bob@example.net", "--language", "de", "--json")
    done = json.loads(out)
    assert status == 0 and done["result"] == "changed" and done["user"]["display_name"] == "B\u00f6b", out
    answer = whole.visit(cookie)
    assert answer.status == 200 and b"bob@example.net" in answer.body, answer.body
    for status, *words in ((1, "bob@example.net", "--email", "x"), (1, "bob@example.net", "--language", "xx"),
                           (1, "bob@example.net", "--name", "\u200b"), (2, "bob@example.net"),
                           (1, "nobody@example.org", "--name", "N")):
        got, out, err = whole.postern.split_command("user", "edit", *words)
        assert got == status and err.startswith("postern: ") and not out, (words, got, err)
    taken = whole.postern.split_command("user", "edit", "bob@example.net", "--email", "ann%d@example.org" % (ROUNDS - 1))
    assert taken[0] == 1 and "already exists" in taken[2]
    assert whole.visit(whole.sign_in("bob@example.net")).status == 200
    events = json.loads(whole.postern.command("audit", "--user", "bob@example.net", "--json"))
    assert [event["detail"] for event in events if event["event"] == "email_change"] == ["set"]
    whole.postern.command("user", "edit", "bob@example.net", "--language", "browser")
    assert json.loads(whole.postern.command("user", "show", "bob@example.net", "--json"))["language"] is None


if __name__ == "__main__":
    main()
