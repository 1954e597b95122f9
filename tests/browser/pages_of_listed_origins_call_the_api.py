#!/usr/bin/python3
"""In a real browser, a page of an origin that is listed in `api.origins` calls the API with a token: it reads and
writes, renews its tokens, and learns why a token is refused. A page of any other origin reads nothing but the key set,
and what it tries to write is not done."""

import json

import scenes  # noqa: F401
import tokens as programs
from devtools import chromium
from echo_app import EchoApp, http_answer
from postern import stack
from scenes import EMAIL

PAGE = b"<!doctype html><title>An app</title>"
# (status, document) of a call; `closed` when the browser does not let the page read it.
CALL = """(async (url, options) => {
    try {
        const answer = await fetch(url, options);
        return [answer.status, answer.status === 204 ? null : await answer.json()];
    } catch (error) {
        return "closed";
    }
})(%s, %s)"""
ASK_WHY = """fetch(%s, {headers: {Authorization: "Bearer no-token"}})
    .then((answer) => answer.headers.get("WWW-Authenticate"))"""
JSON_BODY = {"Content-Type": "application/json"}


def call(page, url, method="GET", headers=None, body=None):
    """From the page, by fetch()."""
    options = {"method": method, "headers": headers or {}}
    if body is not None:
        options["body"] = json.dumps(body)
    return page.run(CALL % (json.dumps(url), json.dumps(options)))


def with_token(token):
    return {"Authorization": "Bearer " + token}


def check_listed(s, page, tokens):
    """Everything that an app does."""
    api = s.portal_url + "/api/v1"
    status, me = call(page, api + "/me", headers=with_token(tokens["access_token"]))
    assert (status, me["email"]) == (200, EMAIL), (status, me)
    status, me = call(page, api + "/me", "PATCH", {**with_token(tokens["access_token"]), **JSON_BODY},
                      {"display_name": "Ann of the app"})
    assert (status, me["display_name"]) == (200, "Ann of the app"), (status, me)
    assert 'error="invalid_token"' in page.run(ASK_WHY % json.dumps(api + "/me"))
    status, renewed = call(page, api + "/tokens/refresh", "POST", JSON_BODY, {"refresh_token": tokens["refresh_token"]})
    assert status == 200 and renewed["refresh_token"] != tokens["refresh_token"], (status, renewed.keys())
    assert call(page, api + "/tokens/revoke", "POST", JSON_BODY, {"token": renewed["refresh_token"]}) == [204, None]
    assert call(page, api + "/me", headers=with_token(renewed["access_token"]))[0] == 401


def check_others(s, page, tokens):
    """The token is good, but the page is nobody's."""
    api = s.portal_url + "/api/v1"
    headers = {**with_token(tokens["access_token"]), **JSON_BODY}
    assert call(page, api + "/me", headers=headers) == "closed"
    assert call(page, api + "/me", "PATCH", headers, {"display_name": "Mallory"}) == "closed"
    assert call(page, api + "/tokens/revoke", "POST", JSON_BODY, {"token": tokens["refresh_token"]}) == "closed"
    unchanged = programs.call(s, tokens["access_token"])
    assert (unchanged.status, unchanged.json["display_name"]) == (200, "Ann"), unchanged.text
    status, keys = call(page, s.portal_url + "/.well-known/jwks.json")
    assert status == 200 and keys["keys"], (status, keys)


def main():
    app = EchoApp()
    app.answer = lambda head: http_answer("200 OK", PAGE, [("Content-Type", "text/html")])
    app.start()
    try:
        listed, other = "http://localhost:%d" % app.port, "http://127.0.0.1:%d" % app.port
        with stack(settings='[api]\norigins = ["%s"]\n' % listed) as s, chromium() as browser:
            s.postern.add_user(EMAIL, name="Ann")
            check_others(s, browser.open(other + "/"), programs.grant(s, EMAIL, name="Stolen"))
            check_listed(s, browser.open(listed + "/"), programs.grant(s, EMAIL, name="App"))
    finally:
        app.stop()


if __name__ == "__main__":
    main()
