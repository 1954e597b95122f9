#!/usr/bin/python3
"""Two session cookies in one request count as no session, whatever their order and however they are sent; and nothing
that only resembles the cookie counts as one."""

import functional  # noqa: F401
from http_client import fetch
from postern import stack

with stack() as s:
    s.postern.add_user("ann@example.org")
    s.postern.add_user("eve@example.org")
    good, evil = s.sign_in("ann@example.org"), s.sign_in("eve@example.org")
    token = good.split("=", 1)[1]

    def ask(*cookies):
        got = fetch(s.site_port, headers=[("Cookie", cookie) for cookie in cookies])
        return got.status, got.text

    def passes(*cookies):
        status, text = ask(*cookies)
        assert status in (200, 401), (status, cookies)
        assert status == 401 or "Remote-User: ann@example.org" in text, (cookies, text)
        return status == 200

    for cookies in (
            [good], ["a=b; " + good], [good + "; a=b"], [good + ";a=b"], ["a=b;" + good + ";"],
            ["; ; " + good], ["postern_form=x; " + good], ["x" * 3000 + "=1; " + good],
            ["a=b", good], [good, "a=b"]):
        assert passes(*cookies), cookies

    for cookies in (
            [good + "; " + good], [good + "; " + evil], [evil + "; " + good], [good, evil], [evil, good],
            [good, good], [good + "; postern="], ["postern=; " + good], [good + "; postern =x"],
            ["POSTERN=" + token], ["Postern=" + token], ["%70ostern=" + token], ["__Host-" + good],
            ["$Version=1; postern=\"" + token + "\""], ["postern=\"" + token + "\""],
            ["postern=" + token[:-1]], ["postern=" + token + "A"], ["postern=" + token + "="],
            ["postern=" + token.swapcase()], ["postern=%s%%20" % token], ["postern==" + token],
            ["a=\"; " + good + "\""], [good.replace("=", ":")], ["x" + good], [good + "\x01"],
            ["postern=" + "A" * 43], ["postern"], ["postern="], ["="], [";"], ["postern=\xff" + token],
            ["a=b, " + good], [good + ", a=b"]):
        assert not passes(*cookies), cookies

    # Every bit of the token counts; so does every character beyond base64url.
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for index, character in enumerate(token):
        other = alphabet[(alphabet.index(character) + 1) % 64]
        assert not passes("postern=" + token[:index] + other + token[index + 1:]), index

    # The application behind the gate never sees the session cookie, only the visitor's others.
    for sent, expected in ((good, None), ("a=b; " + good + "; c=d", "a=b; c=d"),
                           (good + "; c=d", "c=d"), ("a=b; " + good, "a=b;")):
        text = ask(sent)[1]
        lines = [line for line in text.split("\r\n") if line.startswith("Cookie:")]
        assert token not in text, text
        assert [line.removeprefix("Cookie: ").strip() for line in lines] == (
            [expected] if expected else []), (sent, lines)

    # Not even when the site itself has set one that looks like it.
    for cookies in ([good + "; __Secure-postern=x"], ["__Host-postern=x; " + good], [good + "; __Host-postern=x"],
                    [good, "__Secure-postern=x"], ["postern =" + token], ["a=b; __Host-postern=x; c=d; " + good]):
        status, text = ask(*cookies)
        assert status == 200 and token not in text, (cookies, text)

with stack(policy="public") as s:
    s.postern.add_user("ann@example.org")
    good = s.sign_in("ann@example.org")
    for cookies in ([good, good], [good + "; postern=x"], ["postern=x; " + good], [good + "; a=b; postern =x"]):
        got = fetch(s.site_port, headers=[("Cookie", cookie) for cookie in cookies])
        assert got.status == 200 and "Remote-User" not in got.text, (cookies, got.text)
        assert good.split("=", 1)[1] not in got.text, (cookies, got.text)
