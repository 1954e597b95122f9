"""All pages of the portal that links lead to, as a browser with these cookies sees them.

    for page in crawl(browser, s.portal_url, ["/", "/login?rd=..."]):
        page.url, page.status, page.text
        forms(page)            # [Form], of which each has method, action and fields
"""

import html
import re
import urllib.parse

MAX_PAGES = 200
NOT_PAGES = re.compile(r"^/(api|static|health|metrics|robots)")


class Form:
    """One form of a page: `action` is the whole address, `fields` are (name, attributes of the tag)."""

    def __init__(self, page, attributes, inner):
        self.method = attributes.get("method", "get").lower()
        self.action = urllib.parse.urljoin(page.url, attributes.get("action", page.url))
        self.fields = [(tag.get("name"), tag) for tag in (
            _attributes(one) for one in re.findall(r"<(?:input|select|textarea|button)\b([^>]*)>", inner))]

    def values(self):
        """What would be sent if somebody sent it as it is."""
        return {name: tag.get("value", "") for name, tag in self.fields if name}


def _attributes(text):
    pairs = re.findall(r'([a-zA-Z-]+)(?:\s*=\s*"([^"]*)")?', text)
    return {name.lower(): html.unescape(value) for name, value in pairs}


def forms(page):
    """All forms of a page."""
    found = re.findall(r"<form\b([^>]*)>(.*?)</form>", page.text, re.S)
    return [Form(page, _attributes(attributes), inner) for attributes, inner in found]


def links(page):
    """Where its links lead, as whole addresses."""
    return [urllib.parse.urljoin(page.url, html.unescape(link))
            for link in re.findall(r'<a\b[^>]*\bhref="([^"]*)"', page.text)]


def crawl(browser, portal_url, starts=("/",)):
    """Each page once, whatever its query; redirects are followed. Only GET, so nothing is changed by it."""
    todo, seen, pages = [portal_url + start for start in starts], set(), []
    while todo:
        url = todo.pop(0)
        parts = urllib.parse.urlsplit(url)
        if not url.startswith(portal_url + "/") or NOT_PAGES.match(parts.path) or parts.path in seen:
            continue
        seen.add(parts.path)
        assert len(seen) <= MAX_PAGES, sorted(seen)
        page = browser.get(url)
        target = page.header("Location")
        if target:
            todo.append(urllib.parse.urljoin(url, target))
            continue
        pages.append(page)
        todo += links(page)
    return pages
