#!/usr/bin/python3
"""`postern rules check` names every problem of a file with its line, says what would change and runs the file's tests;
`rules apply` replaces the rules of the sites in it, all or none, and nginx lets in whom they let in; `rules show`
prints what `rules apply` reads."""

import json
import os

import functional  # noqa: F401
from access_rules import write_rules
from postern import stack, wait_until

RULES = """\
[office]
networks = ["192.0.2.0/24"]

[site.wiki]
default = "signed_in"

[[site.wiki.rule]]
name   = "the admin area"
path   = ["/admin/**"]
allow  = ["group:editors"]
effect = "allow"

[[site.wiki.rule]]
name   = "nobody else"
path   = ["/admin/**"]
effect = "deny"

[[site.wiki.test]]
as     = "ann@example.org"
path   = "/admin/x"
expect = "pass"

[[site.wiki.test]]
as     = "bob@example.org"
path   = "/admin/x"
expect = "denied"

[[site.wiki.test]]
as     = "anonymous"
path   = "/admin/x"
expect = "sign_in"
"""
OPEN = """\
[[site.wiki.rule]]
name   = "pictures"
path   = ["/img/**"]
effect = "public"
"""
SITE, FIRST_RULE, SECOND_RULE, SECOND_TEST = 4, 7, 13, 23  # lines of RULES


class Rules:
    """One file, and the commands on it."""

    def __init__(self, whole):
        self._whole = whole
        self.path = None

    def write(self, text):
        self.path = write_rules(self._whole, text)

    def call(self, command, *more):
        """(exit status, standard output, standard error)"""
        return self._whole.postern.split_command("rules", command, self.path, *more)

    def good(self, command, *more):
        status, out, err = self.call(command, *more)
        assert status == 0, (command, status, out, err)
        return out

    def bad(self, command, *more):
        status, out, err = self.call(command, *more)
        assert status == 1, (command, status, out, err)
        return err

    def shown(self):
        return self._whole.postern.command("rules", "show")


def check_problems(rules):
    """Form, meaning, and names that nobody has; nothing is changed."""
    assert "[site.wiki]" not in rules.shown()
    for wrong, line, said in ((RULES.replace('effect = "deny"', 'effect = "perhaps"'), SECOND_RULE + 3, "effect"),
                              (RULES.replace('path   = ["/admin/**"]\neffect', 'paths  = ["/admin/**"]\neffect'),
                               SECOND_RULE + 2, "paths"),
                              (RULES.replace("group:editors", "group:nobody"), FIRST_RULE, "nobody"),
                              (RULES.replace("site.wiki", "site.nowhere"), SITE, "nowhere"),
                              (RULES.replace('"nobody else"', '"the admin area"'), SECOND_RULE, "the admin area")):
        rules.write(wrong)
        for command in ("check", "apply"):
            err = rules.bad(command)
            assert "%s:%d: " % (rules.path, line) in err and said in err, err
        found = json.loads(rules.call("check", "--json")[1])
        assert found["result"] == "invalid" and found["problems"][0]["line"] == line, found
    rules.write("not TOML")
    assert rules.path + ":1: " in rules.bad("check")
    os.unlink(rules.path)
    assert rules.path in rules.bad("check")


def check_tests_of_the_file(rules):
    """A test that fails says what was expected, what came, and which rule decided."""
    rules.write(RULES.replace('path   = "/admin/x"\nexpect = "denied"', 'path   = "/admin/x"\nexpect = "pass"'))
    for command in ("check", "apply"):
        err = rules.bad(command)
        assert "1 test of 3 failed" in err, err
        assert '%s:%d: wiki: GET /admin/x as bob@example.org: expected pass, came denied (rule 2 "nobody else")' % (
            rules.path, SECOND_TEST) in err, err
    (failed,) = [test for test in json.loads(rules.call("check", "--json")[1])["tests"] if not test["passed"]]
    assert (failed["expected"], failed["came"]) == ("pass", "denied"), failed
    rules.write(RULES.replace('path   = "/admin/x"\nexpect = "denied"',
                              'path   = "/admin/x"\nat     = 2027-07-01T08:00:00+02:00\nexpect = "pass"'))
    assert "as bob@example.org at 2027-07-01T06:00:00Z: expected pass, came denied" in rules.bad("check")
    rules.write(RULES.replace('as     = "bob@', 'as     = "nobody@'))
    assert "no such user" in rules.bad("check")
    assert "site.wiki" not in rules.shown(), "a failing test did not keep the rules from being applied"


def check_apply(s, rules, ann, bob):
    """What the rules say is what nginx does, at once."""
    rules.write(RULES)
    said = rules.good("check")
    assert "/admin/**" in said and "3 tests passed" in said, said
    assert "Nothing was changed" in rules.good("apply", "--dry-run")
    assert s.statuses(bob, "/admin/x") == {200}
    assert "Applied" in rules.good("apply")
    wait_until(lambda: s.statuses(bob, "/admin/x") == {403}, "the rules at the gate")
    assert s.statuses(ann, "/admin/x") == {200} and s.statuses(bob, "/") == {200}
    assert s.visit(target="/admin/x").status == 302, "who has not signed in is asked to"
    assert s.visit_as_program(target="/admin/x").status == 401
    assert "rules_changed" in s.postern.command("audit", "--event", "rules_changed")
    # Who leaves the group loses the way in, and keeps the session.
    s.postern.command("group", "leave", "editors", "ann@example.org")
    wait_until(lambda: s.statuses(ann, "/admin/x") == {403}, "the group at the gate")
    assert s.statuses(ann, "/") == {200}
    s.postern.command("group", "join", "editors", "ann@example.org")
    wait_until(lambda: s.statuses(ann, "/admin/x") == {200}, "the group at the gate")


def check_removal_is_refused(s):
    """A group that rules name stays, and its removal says which sites do."""
    status, _, err = s.postern.split_command("group", "remove", "editors")
    assert status == 1 and "the rules of wiki name the group editors" in err, err
    shown = json.loads(s.postern.command("group", "show", "editors", "--json"))
    assert shown["named_by"] == ["wiki"], shown


def check_round_trip(s, rules):
    """What is shown can be applied, and changes nothing."""
    shown = rules.shown()
    assert "[site.wiki]" in shown and '"group:editors"' in shown, shown
    assert s.postern.command("rules", "show", "wiki").count("[[site.wiki.rule]]") == 2
    as_json = json.loads(s.postern.command("rules", "show", "--json"))
    assert as_json == {"sites": ["wiki"], "rules": shown}, as_json
    rules.write(shown)
    assert "means the same" in rules.good("check")
    rules.good("apply")
    assert rules.shown() == shown
    status, _, err = s.postern.split_command("rules", "show", "nowhere")
    assert status == 1 and "no such site" in err


def check_opening(s, rules):
    """Nothing opens to everyone without a question, or --yes."""
    rules.write(RULES + "\n" + OPEN)
    assert "opens /img/** to everyone" in rules.good("check")
    status, _, err = rules.call("apply")
    assert status == 2 and "--yes" in err, err
    assert s.visit(target="/img/x.png").status == 302
    terminal = s.postern.at_terminal("rules", "apply", rules.path)
    terminal.expect("to everyone, without a sign-in? [y/N] ")
    terminal.type("n")
    assert terminal.end()[0] == 1 and "/img/**" not in rules.shown()
    rules.good("apply", "--yes")
    wait_until(lambda: s.statuses(None, "/img/x.png") == {200}, "the opening at the gate")
    assert s.visit(target="/admin/x").status == 302
    rules.good("apply")  # it is open already: nothing to ask


def check_all_or_nothing(s, rules):
    """One bad site keeps the others as they are."""
    s.postern.command("site", "add", "shop", "http://localhost:1")
    before = rules.shown()
    rules.write(RULES + '\n[site.shop]\ndefault = "deny"\n\n[[site.shop.rule]]\nname = "x"\npath = ["no slash"]\n'
                'effect = "allow"\n')
    assert "shop: " in rules.bad("apply")
    assert rules.shown() == before


def main():
    with stack(settings="[gate]\nworkers = 2\n") as s:
        for name in ("ann", "bob"):
            s.postern.add_user(name + "@example.org")
        s.postern.command("group", "add", "editors")
        s.postern.command("group", "join", "editors", "ann@example.org")
        ann, bob = s.sign_in("ann@example.org"), s.sign_in("bob@example.org")
        rules = Rules(s)
        check_problems(rules)
        check_tests_of_the_file(rules)
        check_apply(s, rules, ann, bob)
        check_removal_is_refused(s)
        check_round_trip(s, rules)
        check_opening(s, rules)
        check_all_or_nothing(s, rules)


if __name__ == "__main__":
    main()
