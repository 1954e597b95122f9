#!/usr/bin/python3
"""WebDAV and CalDAV programs work through the gate with a personal token as the password, against a real server
(Radicale) at the server block that docs/tokens.md shows. cadaver and curl ask first without credentials, as most of
them do. Each user sees their own collections, and nobody chooses who they are."""

import re
from urllib.parse import quote

import functional  # noqa: F401
from http_client import fetch
from postern import stack
from token_examples import Client, make_token, needs_programs, revoke_token, token_examples

ANN, BOB = "ann@example.org", "bob@example.org"
BASIC = 'Basic realm="dav", charset="UTF-8"'
PROPFIND = '<?xml version="1.0"?><propfind xmlns="DAV:"><prop><current-user-principal/></prop></propfind>'
REPORT = """<?xml version="1.0"?>
<C:calendar-query xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><C:calendar-data/></prop>
<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"/></C:comp-filter></C:filter>
</C:calendar-query>"""
EVENT = "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test", "BEGIN:VEVENT", "UID:lunch",
                     "DTSTAMP:20260101T000000Z", "DTSTART:20260102T120000Z", "SUMMARY:Lunch", "END:VEVENT",
                     "END:VCALENDAR", ""))
AGENTS = ("DAVx5/4.3.3-ose (okhttp/4.11.0) Android/13", "iOS/17.2 (21C62) dataaccessd/1.0",
          "macOS/14.2 (23C64) dataaccessd/1.0", "gvfs/1.50.3", "Microsoft-WebDAV-MiniRedir/10.0.19045",
          "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Thunderbird/115.6.0", "")


def check_questions(sites):
    """Whatever the program calls itself, and however it begins, it is asked for Basic, and is never redirected."""
    for agent in AGENTS:
        for method in ("OPTIONS", "PROPFIND", "REPORT", "PUT", "GET"):
            for path in ("/", "/.well-known/caldav", "/ann@example.org/calendar/"):
                got = fetch(sites.ports["dav"], path, method,
                            headers=[("User-Agent", agent), ("Accept", "*/*"), ("Depth", "0")])
                assert (got.status, got.all("WWW-Authenticate"), got.header("Location")) == (401, [BASIC], None), (
                    agent, method, path, got.status, got.headers)


def dav(client, base, method, path, *more):
    """curl, which asks before it sends credentials."""
    return client.run("curl", "--silent", "--show-error", "--fail-with-body", "--anyauth", "--netrc", "-X", method,
                      *more, base + path)


def check_calendar(client, base):
    """What a calendar program does on its first day."""
    found = dav(client, base, "PROPFIND", "/", "-H", "Depth: 0", "-d", PROPFIND)
    assert re.search(r"<(?:\w+:)?href>/(?:ann@|ann%40)example\.org/</", found), found
    dav(client, base, "MKCALENDAR", "/%s/calendar/" % ANN)
    event = client.write("lunch.ics", EVENT)
    dav(client, base, "PUT", "/%s/calendar/lunch.ics" % ANN, "-T", event)
    found = dav(client, base, "REPORT", "/%s/calendar/" % ANN, "-H", "Depth: 1", "-d", REPORT)
    assert "SUMMARY:Lunch" in found, found


def cadaver(client, base, *commands):
    """What cadaver says; it gets the token from ~/.netrc."""
    return client.run("cadaver", "%s/%s/calendar/" % (base, quote(ANN)), stdin="\n".join([*commands, "quit", ""]))


def check_cadaver(client, base):
    """Lists, reads, writes and deletes."""
    said = cadaver(client, base, "ls", "get lunch.ics got.ics")
    assert "lunch.ics" in said and "succeeded" in said, said
    assert "SUMMARY:Lunch" in client.read("got.ics")
    client.write("tea.ics", EVENT.replace("lunch", "tea").replace("Lunch", "Tea"))
    said = cadaver(client, base, "put tea.ics", "delete lunch.ics", "ls").rpartition("Listing collection")[2]
    assert "tea.ics" in said and "lunch.ics" not in said, said


def check_others(s, sites, client, base):
    """Another user's collections, by name or by a header that claims to be them."""
    bobs, _ = make_token(s, BOB, "site:dav")
    claims = ("-H", "X-Remote-User: " + ANN, "-H", "Remote-User: " + ANN, "-H", "X_Remote_User: " + ANN)
    for more in ((), claims):
        done = client.call("curl", "--silent", "--fail", "-u", "%s:%s" % (BOB, bobs), *more,
                           "%s/%s/calendar/tea.ics" % (base, ANN))
        assert done.returncode == 22 and "Tea" not in done.stdout, done
    for token in (bobs, make_token(s, ANN, "site:git")[0]):
        got = client.call("curl", "--silent", "-o", "/dev/null", "-w", "%{http_code}", "-X", "PROPFIND", "-u",
                          "%s:%s" % (ANN, token), base + "/")
        assert got.stdout == ("401" if token == bobs else "403"), got
    sites.is_closed("dav", "/page")


def main():
    needs_programs("curl", "cadaver")
    with stack() as s:
        for email in (ANN, BOB):
            s.postern.add_user(email)
        with token_examples(s) as sites:
            check_questions(sites)
            base = "http://localhost:%d" % sites.ports["dav"]
            token, token_id = make_token(s, ANN, "site:dav")
            client = Client(s.folder)
            client.write_netrc(ANN, token)
            check_calendar(client, base)
            check_cadaver(client, base)
            check_others(s, sites, client, base)
            revoke_token(s, ANN, token_id)
            done = client.call("curl", "--silent", "--fail", "--netrc", "%s/%s/calendar/tea.ics" % (base, ANN))
            assert done.returncode == 22, done


if __name__ == "__main__":
    main()
