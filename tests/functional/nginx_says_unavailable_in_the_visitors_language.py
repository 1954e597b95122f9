#!/usr/bin/python3
"""If nginx cannot reach the gate or the portal, its own page is in the language that the visitor has chosen, or else
in the one that the browser asks for, or else in English, and supports light and dark colour schemes."""

import functional  # noqa: F401
from http_client import fetch
from lone_portal import lone_portal
from protected_site import protected_site
from scripted_gate import status

LANGUAGES = {"de": "de", "de-AT,de;q=0.9,en;q=0.8": "de", "DE": "de", "en": "en", "fr,de;q=0.5": "fr", "fr-CA": "fr",
             "nl,de;q=0.5": "en", "": "en", "den": "en", "fro": "en", "\"><script>": "en"}
CHOSEN = {"postern_language=fr": "fr", "a=b; __Host-postern_language=en; c=d": "en", "postern_language=xx": "de",
          "my_postern_language=fr": "de", "postern_language=fr\"><script>": "de"}


def check(page, language, german, english, french):
    text = page.text
    assert "<html lang=%s>" % language in text and "color-scheme content='light dark'" in text, text
    assert "prefers-color-scheme:dark" in text, text
    assert "charset=utf-8" in page.header("Content-Type"), page.headers
    assert (german in text) == (language == "de") and (english in text) == (language == "en"), (language, text)
    assert (french in text) == (language == "fr"), (language, text)
    assert "$" not in text and "<script" not in text, text


with protected_site() as protected:
    protected.gate.answer = lambda parameters: status(503)
    for said, expected in LANGUAGES.items():
        got = fetch(protected.port, "/page.html", headers=[("Accept-Language", said)])
        assert got.status == 503, got.status
        check(got, expected, "bleibt diese Seite geschlossen", "this page stays closed", "cette page reste donc fermée")

with lone_portal() as (port, portal):
    limited = [fetch(port, "/login", "POST", headers=[("Accept-Language", "de"), ("Content-Length", "0")])
               for _ in range(40)]
    limited = [got for got in limited if got.status == 429]
    assert limited, "no attempt was limited"
    check(limited[0], "de", "Zu viele Versuche", "Too many attempts", "Trop de tentatives")
    portal.stop()
    for cookie, expected in CHOSEN.items():
        got = fetch(port, "/login", headers=[("Accept-Language", "de"), ("Cookie", cookie)])
        assert "<html lang=%s>" % expected in got.text, (cookie, got.text)
    for said, expected in LANGUAGES.items():
        got = fetch(port, "/login", headers=[("Accept-Language", said)])
        assert got.status == 503, got.status
        check(got, expected, "Anmeldung ist gerade nicht möglich", "You can't sign in right now",
              "Vous ne pouvez pas vous connecter")
