#!/usr/bin/python3
"""The pictures of docs/console.md show the console as it is: the words of each page, and the style sheet, are those of
when its picture was taken. `make screenshots` takes them anew.

usage: the_manual_shows_the_console_as_it_is.py [--write]
"""

import hashlib
import json
import os
import re
import sys

from scenes import ROOT, portal_and_browser
from the_console_is_quick_and_good_to_read import open_console

from access_rules import apply_rules
from postern import wait_until

FOLDER = os.path.join(ROOT, "docs", "screenshots")
RECORD = os.path.join(FOLDER, "console.json")
SIZE = (1280, 860)
PEOPLE = {"bela@example.org": "Béla Kovács", "chloe@example.org": "Chloé Martin", "dana@example.org": "Dana Šimek",
          "finn@example.org": "Finn Möller", "grace@example.org": "Grace Okafor"}
RULES = """\
[site.wiki]
default = "signed_in"

[[site.wiki.rule]]
name  = "the admin area"
path  = ["/admin/**"]
allow = ["group:staff"]
"""
DRAFT = """\
[office]
networks = ["192.0.2.0/24"]

[site.wiki]
default = "signed_in"

[[site.wiki.rule]]
name  = "the admin area"
path  = ["/admin/**"]
allow = ["group:staff", "group:editors"]
level = 2

[[site.wiki.rule]]
name   = "what everybody may read"
path   = ["/help/**"]
effect = "public"
"""
# What differs from day to day and from one machine to the next.
CHANGING = re.compile(r"[\w-]{20,}|\d+|\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b|"
                      r"\b(just|now|ago|yesterday|today|[ap]m)\b|\b(seconds?|minutes?|hours?|days?)\b|\s+", re.I)


def words_of(window):
    """The text of the page that is open, without what changes by itself."""
    return CHANGING.sub(" ", window.run("return document.querySelector('main').innerText")).split()


def prepare(whole):
    """A small club with a wiki."""
    command = whole.postern.command
    whole.sql("UPDATE user SET display_name = 'Eve Example' WHERE email = 'eve@example.org'")
    for address, name in PEOPLE.items():
        whole.postern.add_user(address, name=name)
    command("group", "add", "editors")
    for address in list(PEOPLE)[:2]:
        command("group", "join", "staff", address)
        whole.sign_in(address)
    command("user", "disable", "finn@example.org")
    command("site", "set", "wiki", "--title", "Wiki")
    apply_rules(whole, RULES)


def fill_charts(whole):
    """A month like any other; and users and sessions as the courier counts them."""
    for back in range(30):
        day = "UTC_DATE() - INTERVAL %d DAY" % back
        whole.sql("INSERT INTO daily_count (day, event, result, detail, value) VALUES (%s, 'sign_in', 'ok', '', %d),"
                  " (%s, 'sign_in', 'refused', 'wrong_password', %d), (%s, 'sign_in', 'refused', 'unknown_account', %d)"
                  % (day, 40 + 7 * (back % 5) - 20 * (back % 7 in (1, 2)), day, 3 + back % 3, day, 1 + back % 4))
    whole.sql("UPDATE daily_count_mark SET stood_at = stood_at - INTERVAL 2 HOUR")
    whole.postern.reload()  # the courier that starts counts at once
    wait_until(lambda: int(whole.sql("SELECT users FROM daily_count_mark")) > len(PEOPLE), "the courier to count")


def save_draft(whole, window):
    window.open(whole.portal_url + "/admin/sites/wiki/rules/edit")
    window.find("#text").clear()
    window.find("#text").type(DRAFT.partition("\n\n")[2])
    window.find("main button[type=submit]").click()
    window.wait_for_url(whole.portal_url + "/admin/sites/wiki/rules/publish")


def main(write):
    record = {}
    with portal_and_browser(mail="file") as (whole, window):
        eve = open_console(whole, window)
        prepare(whole)
        save_draft(whole, window)
        fill_charts(whole)
        window.set_size(*SIZE)
        with open(os.path.join(ROOT, "src", "portal", "static", "postern.css"), "rb") as file:
            style = hashlib.sha256(file.read()).hexdigest()[:16]
        for name, path in {"overview": "", "users": "/users", "user": "/users/" + eve,
                           "review": "/sites/wiki/rules/publish", "audit": "/audit", "look": "/look"}.items():
            window.open(whole.portal_url + "/admin" + path)
            words = " ".join(sorted(set(words_of(window))))  # entries of the same second come in either order
            record["console-" + name] = {"words": hashlib.sha256(words.encode()).hexdigest()[:16], "style": style}
            if write:
                window.screenshot(os.path.join(FOLDER, "console-%s.png" % name))
    if write:
        with open(RECORD, "w", encoding="utf-8") as file:
            json.dump(record, file, indent=2)
            file.write("\n")
    with open(RECORD, encoding="utf-8") as file:
        taken = json.load(file)
    stale = [name for name, seen in record.items() if taken.get(name) != seen]
    assert not stale, "`make screenshots` takes these anew: " + ", ".join(stale)
    with open(os.path.join(ROOT, "docs", "console.md"), encoding="utf-8") as file:
        manual = file.read()
    shown = set(re.findall(r"\(screenshots/(console-\w+)\.png\)", manual))
    assert shown == set(record), shown ^ set(record)


if __name__ == "__main__":
    main("--write" in sys.argv[1:])
