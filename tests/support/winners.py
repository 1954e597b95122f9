"""Requests that are sent together, of which at most one may win.

    send = form_request(browser, page, code="123456")
    answers = at_once([send] * 50)
    assert len(sessions_of(answers)) == 1
"""

import concurrent.futures
import urllib.parse

from http_client import fetch, hidden_fields


def form_request(browser, page, action=None, port=None, **fields):
    """A function that fills in the form of the page and sends it, with the cookies of now, from any thread. It keeps none.
    `port`: of another host with the same portal."""
    parts = urllib.parse.urlsplit(urllib.parse.urljoin(page.url, action or page.url))
    body = urllib.parse.urlencode({**hidden_fields(page.text), **fields}).encode()
    headers = [("Cookie", browser.cookie_header()), ("Content-Type", "application/x-www-form-urlencoded"),
               ("Origin", "%s://%s" % (parts.scheme, parts.netloc)), ("Sec-Fetch-Site", "same-origin"),
               ("Accept", "text/html")]
    return lambda: fetch(port or parts.port, parts.path, "POST", headers, body, host=parts.netloc)


def at_once(requests):
    """The answers to requests that are sent together."""
    with concurrent.futures.ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(lambda send: send(), requests))


def sessions_of(answers):
    """The session cookies that were set."""
    lines = [line for got in answers for line in got.all("Set-Cookie")]
    return {line.split(";")[0] for line in lines if line.startswith("postern=") and "Max-Age=0" not in line}


def count(s, table, where="1"):
    """How many rows of the table there are."""
    return int(s.sql("SELECT COUNT(*) FROM %s WHERE %s" % (table, where)))
