#!/usr/bin/python3
"""Two administrators who demote, disable or delete each other at the same moment, again and again and in every mixture:
each time one of them, and only one, is left who administers. It is the same on two hosts."""
# seconds: 300

import itertools
import json

import functional  # noqa: F401
from api_person import ApiPerson
from http_client import fetch
from postern import other_host, stack
from winners import at_once
from witness import CHEAP_PASSWORDS

EMAILS = ("ann@example.org", "bob@example.org")
ROUNDS = 3  # of each pair of acts
REFUSED = {"last_administrator", "forbidden", "not_signed_in", "changed_meanwhile", "more_than_you_have"}


class Duel:
    """Ann and Bob, who are administrators again before each round."""

    def __init__(self, s):
        self.s = s
        self.people = [ApiPerson(s, email) for email in EMAILS]
        s.postern.command("group", "add", "chiefs")
        for person in self.people:
            person.set_up()
            person.id = json.loads(s.postern.command("user", "show", person.email, "--json"))["id"]
            s.postern.command("grant", "add", "--user", person.email, "--role", "admin")
        s.postern.command("grant", "add", "--group", "chiefs", "--role", "admin")
        self.by_group = False

    def give_back(self):
        """Both may do everything again, with a proof that is fresh; directly, or by their group."""
        self.s.sql("UPDATE user SET disabled = 0, delete_at = NULL")
        for person in self.people:
            self.s.postern.command("grant", "add", "--user", person.email, "--role", "admin")
        if self.by_group:
            for person in self.people:
                self.s.postern.command("group", "join", "chiefs", person.email)
            for person in self.people:
                self.s.postern.command("grant", "remove", "--user", person.email, "--role", "admin")
        self.s.sql("UPDATE session SET factor_at = UTC_TIMESTAMP()")
        for person in self.people:
            if not person.browser.is_signed_in():
                assert person.browser.sign_in(person.email).status == 401
                assert person.finish(person.browser).status == 201

    def leave_the_group(self):
        """Both have the role themselves, and are in no group."""
        self.by_group = False
        self.give_back()
        for person in self.people:
            self.s.postern.command("group", "leave", "chiefs", person.email)

    def request(self, actor, act, port):
        """A function that sends the act of this one against the other."""
        other = self.people[1 - self.people.index(actor)]
        method, path, body = act(self, other)
        headers = [("Cookie", actor.browser.cookie_header()), ("X-Postern-CSRF", "1")]
        if body:
            headers.append(("Content-Type", "application/json"))
        return lambda: fetch(port, "/api/v1/admin" + path, method, headers, body)

    def administrators(self):
        """Those who may still do everything, and are there to do it."""
        found = self.s.sql(
            "SELECT u.email FROM user u WHERE NOT u.disabled AND u.delete_at IS NULL AND (u.id IN"
            " (SELECT a.user_id FROM access_grant a JOIN role r ON r.id = a.role_id WHERE r.name = 'admin'"
            " AND a.user_id IS NOT NULL) OR u.id IN (SELECT m.user_id FROM group_member m JOIN user_group g"
            " ON g.id = m.group_id WHERE g.name = 'chiefs'))")
        return found.split()


# --- what they do to each other: method, path and body ----------------------------------------------------------------

def demote(duel, other):
    if duel.by_group:
        return "DELETE", "/groups/chiefs/members/" + other.id, b""
    grants = duel.people[0].browser.get_json("/admin/grants?user=" + other.id)["grants"]
    return "DELETE", "/grants/" + next(one["id"] for one in grants if one["role"] == "admin"), b""


def end_soon(duel, other):
    """No administrator for good any more."""
    if duel.by_group:
        return "PUT", "/groups/chiefs/members/" + other.id, b'{"expires_at": "2099-01-01T00:00:00Z"}'
    return "POST", "/grants", json.dumps({"user": other.id, "role": "admin",
                                          "expires_at": "2099-01-01T00:00:00Z"}).encode()


def disable(_, other):
    return "POST", "/users/%s/disable" % other.id, b""


def schedule(_, other):
    return "PUT", "/users/%s/deletion" % other.id, b""


def delete(_, other):
    """The account itself."""
    return "DELETE", "/users/" + other.id, b""


ACTS = (demote, end_soon, disable, schedule)


def play(duel, first, second, ports):
    """One round. Who was too late is refused; an act that was done counts."""
    duel.give_back()
    acts = zip(duel.people, (first, second), ports)
    answers = at_once([duel.request(person, act, port) for person, act, port in acts])
    done = [got.status in (200, 201, 204) for got in answers]
    where = (first.__name__, second.__name__, [(got.status, got.text) for got in answers])
    for got in answers:
        assert got.status < 500, where
        assert got.status < 400 or json.loads(got.text)["code"] in REFUSED, where
    assert sum(done) == 1, where
    left = duel.administrators()
    assert left, where
    if end_soon not in (first, second):
        assert left == [EMAILS[done.index(True)]], (where, left)


def delete_each_other(duel, ports):
    """It is the end: one of them is gone."""
    duel.give_back()
    answers = at_once([duel.request(person, delete, port) for person, port in zip(duel.people, ports)])
    assert sorted(got.status == 204 for got in answers) == [False, True], [got.text for got in answers]
    assert len(duel.administrators()) == 1
    assert duel.s.sql("SELECT COUNT(*) FROM user").strip() == "1"


def main():
    with stack(settings=CHEAP_PASSWORDS, mail="file") as s, other_host(s, settings=CHEAP_PASSWORDS) as other:
        duel = Duel(s)
        hosts = ((s.portal_port, s.portal_port), (s.portal_port, other.portal_port))
        pairs = list(itertools.product(ACTS, ACTS))
        for by_group in (False, True):
            duel.by_group = by_group
            for number in range(ROUNDS):
                for first, second in pairs:
                    play(duel, first, second, hosts[number % 2])
        duel.give_back()
        duel.leave_the_group()
        delete_each_other(duel, hosts[1])
        print("%d rounds" % (2 * ROUNDS * len(pairs) + 1))


if __name__ == "__main__":
    main()
