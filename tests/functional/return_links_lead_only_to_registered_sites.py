#!/usr/bin/python3
"""Whatever return link is requested, on every endpoint that redirects: the visitor ends at a registered site or at
the portal, as a browser understands the link. Valid links arrive unchanged."""

import urllib.parse

import functional  # noqa: F401
from http_client import Browser, fetch, hidden_fields, page_headers
from postern import PASSWORD, stack

EMAIL = "ann@example.org"


def browser_target(location, base):
    """Where a browser goes, read with its tolerance (WHATWG URL): controls and white space vanish, a
    backslash is a slash, any number of slashes begins a host."""
    text = "".join(c for c in location.strip("".join(map(chr, range(33)))) if c not in "\t\r\n")
    scheme, colon, rest = text.partition(":")
    if colon and scheme.lower() in ("http", "https"):
        rest = rest.replace("\\", "/").lstrip("/")
        authority = rest.split("/", 1)[0].split("?", 1)[0].split("#", 1)[0]
        return "%s://%s" % (scheme.lower(), authority.rsplit("@", 1)[-1].lower())
    if colon and scheme.isalnum() and "/" not in scheme:
        return scheme.lower() + ":"
    text = text.replace("\\", "/")
    if text.startswith("//"):
        return "http://" + text.lstrip("/").split("/", 1)[0].rsplit("@", 1)[-1].lower()
    return base


def hostile_links(site, portal):
    host = urllib.parse.urlsplit(site).netloc
    name, port = host.split(":")
    links = [
        "https://evil.example/", "http://evil.example/", "//evil.example/", "///evil.example/",
        "////evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example", "/\t/evil.example",
        "http:evil.example", "http:/evil.example", "http:///evil.example", "http:\\\\evil.example",
        "hTTp://evil.example/", "javascript:alert(1)", "JaVaScRiPt:alert(1)//" + host, "data:text/html,x",
        "java\tscript:alert(1)", "vbscript:x", "ftp://" + host, "file:///etc/passwd", "blob:" + site,
        "http://%s@evil.example/" % host, "http://evil.example@%s/" % host, "http://a:b@%s/" % host,
        "http://%s:x@evil.example/" % name, "http://%s%%40evil.example/" % host, "http://@%s/" % host,
        "http://%s\\@evil.example/" % host, "http://evil.example\\@%s/" % host,
        "http://evil.example#@%s/" % host, "http://evil.example?@%s/" % host,
        "http://%s#@evil.example/" % host, "http://%s.evil.example/" % name, "http://%s.evil.example:%s/" % (
            name, port), "http://evil%s/" % host, "http://evil.%s/" % host, "http://%s./" % name,
        "http://%s.:%s/" % (name, port), "http://%s:%s0/" % (name, port), "http://%s:1/" % name,
        "http://%s/" % name, "http://%s:/" % name, "http://%s:0%s/" % (name, port), "https://%s/" % host,
        "http://%s:%s:80/" % (name, port), "http://%s:+%s/" % (name, port), "http://%s: %s/" % (name, port),
        "http://127.0.0.1:%s/" % port, "http://[::1]:%s/" % port, "http://2130706433:%s/" % port,
        "http://0x7f.1:%s/" % port, "http://localhost\u3002:%s/" % port, "http://l\u043ecalhost:%s/" % port,
        "http://xn--lcalhost-u4g:%s/" % port, "http://LOCALHOST%%00:%s/" % port, "http://localho%%73t:%s/" % port,
        "http://loc\u00adalhost:%s/" % port, "http://\uff4cocalhost:%s/" % port,
        " " + site + "/", "\t" + site + "/", "\x00" + site + "/", site + "/\r\nSet-Cookie: postern=x",
        site + "/%0d%0aSet-Cookie:x", site + "\\evil", site + "//evil.example/", site + "/\x7f",
        site + "/#fragment", site + "/\\..\\x", site + "/a b", site + "@evil.example/", site + ".evil.example",
        site + "%2eevil.example", site + ":80/", portal + "@evil.example/", portal + ".evil.example/",
        "?rd=https://evil.example", "#", ".", "..", "evil.example", "/account/../..//evil.example",
        "x" * 5000, site + "/" + "x" * 9000,
    ]
    return links + [urllib.parse.quote(link, safe="") for link in links[:12]]  # encoded once too often


def good_links(site):
    return [site + "/", site + "/notes/1?a=1&b=2", site + "/a/%2e%2e/b", site + "/?rd=https://evil.example/",
            site + "/x;y=z/~a", site + "/%c3%a4", site + "/a%20b?c=%26"]


def rd(*links):
    return "&".join("rd=" + urllib.parse.quote(link.encode("utf-8", "surrogateescape"), safe="") for link in links)


class Endpoints:
    """Every way in which a return link can be given to the portal."""

    def __init__(self, s):
        self.s = s
        self.allowed = {s.site_url, s.portal_url}
        self.signed_in = Browser()
        page = self.signed_in.get(s.portal_url + "/login")
        self.signed_in.submit(page, email=EMAIL, password=PASSWORD)

    def check_leads_home(self, got, link):
        locations = got.all("Location")
        assert len(locations) <= 1 and not any("Set-Cookie: postern=x" in line for line in locations)
        for location in locations:
            target = browser_target(location, self.s.portal_url)
            assert target in self.allowed, (link[:100], location[:200])
        assert "evil.example" not in " ".join(
            value for name, value in got.headers if name.lower() != "location"), got.headers
        return locations[0] if locations else None

    def by_login_when_signed_in(self, query, link):
        got = self.signed_in.get(self.s.portal_url + "/login?" + query)
        return self.check_leads_home(got, link)

    def by_login_form(self, query, link):
        browser = Browser()
        page = browser.get(self.s.portal_url + "/login?" + query)
        self.check_leads_home(page, link)
        carried = hidden_fields(page.text).get("rd", "")
        if carried:
            assert browser_target(carried, self.s.portal_url) in self.allowed, (link, carried)
        return carried or None

    def by_register(self, query, link):
        page = Browser().get(self.s.portal_url + "/register?" + query)
        self.check_leads_home(page, link)
        carried = hidden_fields(page.text).get("rd", "")
        if carried:
            assert browser_target(carried, self.s.portal_url) in self.allowed, (link, carried)
        return carried or None

    def by_posted_field(self, link):
        browser = Browser()
        page = browser.get(self.s.portal_url + "/login")
        got = browser.submit(page, email=EMAIL, password=PASSWORD, rd=link)
        return self.check_leads_home(got, link)

    def by_logout(self, query, link):
        got = self.signed_in.get(self.s.portal_url + "/logout?" + query)
        return self.check_leads_home(got, link)


def home(location):
    """True for a place that the visitor did not ask for."""
    return location is None or location.split("?")[0].endswith(("/account", "/login"))


def harmless(location, site):
    """Home, or the site itself by another spelling of its name, such as the one with a final dot."""
    return home(location) or (location.startswith(site + "/") and "evil" not in location)


def check_hostile(endpoints, site, portal):
    for link in hostile_links(site, portal):
        for way in (endpoints.by_login_when_signed_in, endpoints.by_login_form, endpoints.by_register,
                    endpoints.by_logout):
            location = way(rd(link), link)
            assert harmless(location, site), (way.__name__, link[:200], location)
    for link in hostile_links(site, portal)[:25]:
        assert harmless(endpoints.by_posted_field(link), site), link


def check_two_at_once(endpoints, site):
    for links in (("https://evil.example/", site + "/"), (site + "/", "https://evil.example/"),
                  (site + "/a", site + "/b")):
        for way in (endpoints.by_login_when_signed_in, endpoints.by_login_form, endpoints.by_register):
            assert home(way(rd(*links), str(links))), (way.__name__, links)


def check_good(endpoints, site):
    for link in good_links(site):
        for way in (endpoints.by_login_when_signed_in, endpoints.by_login_form, endpoints.by_register):
            assert way(rd(link), link) == link, (way.__name__, link, way(rd(link), link))
    assert endpoints.by_posted_field(site + "/notes/1?a=1&b=2") == site + "/notes/1?a=1&b=2"


def check_gate(s):
    """The gate's own link: registered origin, the request's path, one rd; Host has no part in it."""
    targets = ["/", "/x?a=1&rd=https://evil.example/", "//evil.example/", "/\\evil.example", "/%5cevil.example",
               "/@evil.example", "/?" + "x" * 3000, "/x%0d%0aSet-Cookie:y", "http://evil.example/",
               "http://evil.example:%d/x" % s.site_port, "/a/..//evil.example", "/%09/evil.example"]
    for target in targets:
        for host in ("localhost:%d" % s.site_port, "evil.example", "evil.example:%d" % s.site_port):
            got = fetch(s.site_port, target, headers=[
                *page_headers(), ("X-Forwarded-Host", "evil.example"), ("X-Original-URI", "//evil.example")],
                host=host)
            assert got.status == 302, (target, host, got.status)
            login = urllib.parse.urlsplit(got.header("Location"))
            assert "%s://%s%s" % login[:3] == s.portal_url + "/login", (target, got.header("Location"))
            fields = urllib.parse.parse_qsl(login.query, strict_parsing=True)
            assert [name for name, _ in fields] == ["rd"], (target, login.query)
            assert fields[0][1].startswith(s.site_url + "/"), (target, fields)
            assert browser_target(fields[0][1], "") == s.site_url, (target, fields)
            if target == targets[1]:
                assert fields[0][1] == s.site_url + target, fields


with stack() as s:
    s.postern.add_user(EMAIL)
    check_gate(s)
    ways = Endpoints(s)
    check_good(ways, s.site_url)
    check_two_at_once(ways, s.site_url)
    check_hostile(ways, s.site_url, s.portal_url)
    s.postern.command("site", "remove", "wiki")
    assert home(ways.by_login_when_signed_in(rd(s.site_url + "/"), "a removed site"))
