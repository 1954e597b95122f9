"""The rules of sites, a second time: slow, plain, and made from docs/rules.md alone. Tests compare the gate with it.

`decide` takes the rules of one site as tomllib reads them from `[site.NAME]`, with the networks of the file under the
key `networks` ({name: [blocks]}), and a question:

    path                as nginx normalised it
    raw                 as sent, with or without a query; empty or missing: not known
    method, from        of the request; method may be empty
    preflight           the request has Origin and Access-Control-Request-Method
    user                {"names": [e-mail address, id], "groups": [...], "roles": [...]}; missing: nobody is signed in
    level, age          what the user has proven, and how many seconds ago (None: no proof of its own)
    at                  an aware datetime
    site_level, site_max_age
                        what the site asks of everybody who is signed in; max_age in seconds or None

and returns {"outcome", "rule", "level", "max_age", "odd", "dry_rule", "dry_outcome"}: rule counts from 0, and is
"default", "preflight" or "odd_paths" where none decides; level and max_age are those of `step_up`.

usage: rules_reference.py FILE.md|FILE.toml: asks the tests of a file, or of the examples in a page
"""

import datetime
import ipaddress
import re
import sys
import tomllib
import unicodedata
import zoneinfo

METHODS = frozenset(
    "ACL BASELINE-CONTROL BIND CHECKIN CHECKOUT CONNECT COPY DELETE GET HEAD LABEL LINK LOCK MERGE MKACTIVITY "
    "MKCALENDAR MKCOL MKREDIRECTREF MKWORKSPACE MOVE OPTIONS ORDERPATCH PATCH POST PROPFIND PROPPATCH PUT REBIND "
    "REPORT SEARCH TRACE UNBIND UNCHECKOUT UNLINK UNLOCK UPDATE UPDATEREDIRECTREF VERSION-CONTROL".split())
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MAX_PATH_BYTES = 8192
CLOCK_TOLERANCE = 5
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def as_bytes(text):
    """Paths are bytes; a test may write them as text."""
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")


# --- odd paths

def is_normal(path):
    """UTF-8 in normal form C."""
    try:
        text = path.decode("utf-8", "strict")
    except UnicodeDecodeError:
        return False
    return unicodedata.normalize("NFC", text) == text


def decoded(sent):
    """The bytes that a sent path stands for, without the percent signs of broken escapes."""
    good = re.sub(rb"%(?![0-9A-Fa-f]{2})", b"", sent)
    return re.sub(rb"%([0-9A-Fa-f]{2})", lambda match: bytes([int(match.group(1), 16)]), good)


def kinds_of_bytes(path, is_decoded=True):
    """What is odd about a path, in whatever form."""
    if b"%" in path:
        yield "double_encoded"
    if b";" in path:
        yield "parameter"
    if b"\\" in path:
        yield "backslash"
    if b"?" in path or b"#" in path:
        yield "query"
    if any(byte < 0x20 or byte == 0x7F for byte in path):
        yield "control"
    segments = path.split(b"/")
    if any(segment in (b".", b"..") for segment in segments):
        yield "dot_segment"
    if b"//" in path:
        yield "doubled_slash"
    if any(segment.endswith((b".", b" ")) for segment in segments):
        yield "trailing_dot"
    if is_decoded and not is_normal(path):
        yield "unicode"


def kinds_of_sent(sent):
    """The same for a path as it was sent, without its query."""
    is_broken = re.search(rb"%(?![0-9A-Fa-f]{2})", sent) is not None
    if re.search(rb"%2f|%5c", sent, re.IGNORECASE):
        yield "encoded_slash"
    if is_broken:
        yield "bad_escape"
    yield from kinds_of_bytes(decoded(sent), not is_broken)


ODD_KINDS = ("encoded_slash", "double_encoded", "parameter", "backslash", "query", "control", "dot_segment",
             "doubled_slash", "trailing_dot", "unicode", "bad_escape")


def odd_path(path, raw=b""):
    """The kind that is found first, or "" for a path that can be read in one way only."""
    path, raw = as_bytes(path), as_bytes(raw)
    sent = raw.split(b"?", 1)[0]
    for form in [path] + ([sent] if raw else []):
        if not form.startswith(b"/") or len(form) > MAX_PATH_BYTES:
            return "not_a_path"
    found = set(kinds_of_bytes(path))
    if raw:
        found.update(kinds_of_sent(sent))
    return next((kind for kind in ODD_KINDS if kind in found), "")


# --- patterns

def folded(path):
    """`A` to `Z` as `a` to `z`."""
    return bytes(byte + 32 if 0x41 <= byte <= 0x5A else byte for byte in path)


def run_matches(pattern, text):
    """`*` is any run of bytes."""
    if not pattern:
        return not text
    if pattern[:1] == b"*":
        return any(run_matches(pattern[1:], text[taken:]) for taken in range(len(text) + 1))
    return text[:1] == pattern[:1] and run_matches(pattern[1:], text[1:])


def segment_matches(pattern, segment):
    """A star that is the whole segment is at least one byte."""
    return bool(segment) if pattern == b"*" else run_matches(pattern, segment)


def segments_match(patterns, segments):
    """`**` is any number of segments."""
    if not patterns:
        return not segments
    if patterns[0] == b"**":
        return any(segments_match(patterns[1:], segments[taken:]) for taken in range(len(segments) + 1))
    return bool(segments) and segment_matches(patterns[0], segments[0]) and segments_match(patterns[1:], segments[1:])


def glob_matches(pattern, path, fold_case=False):
    """Whether the pattern is one of this path."""
    pattern, path = as_bytes(pattern), as_bytes(path)
    if fold_case:
        pattern, path = folded(pattern), folded(path)
    if not path.startswith(b"/"):
        return False
    return segments_match(pattern.split(b"/")[1:], path.split(b"/")[1:])


# --- networks

def parse_address(text):
    """An address without a zone; None for what is none. An IPv4 address written as IPv6 is the IPv4 one."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if address.version == 6:
        if address.scope_id is not None:
            return None
        return address.ipv4_mapped or address
    return address


def parse_network(text):
    """A block or an address."""
    network = ipaddress.ip_network(text)
    if network.version == 6 and network.prefixlen >= 96 and network.network_address.ipv4_mapped:
        return ipaddress.ip_network((network.network_address.ipv4_mapped, network.prefixlen - 96))
    return network


def is_from(address, names, networks):
    """Whether the address is in any of the networks, named or written out."""
    blocks = [parse_network(block) for name in names for block in networks.get(name, [name])]
    return any(address.version == block.version and address in block for block in blocks)


# --- times

def parse_days(text):
    """The set of days, by number from Monday, that `mon,wed-fri` names; None for other texts."""
    days = set()
    for part in text.split(","):
        ends = part.split("-")
        if len(ends) > 2 or any(end not in DAYS for end in ends):
            return None
        day, last = DAYS.index(ends[0]), DAYS.index(ends[-1])
        days.add(day)
        while day != last:
            day = (day + 1) % 7
            days.add(day)
    return days


def parse_hours(text, zone):
    """(days, from, to, zone) of a text like `mon-fri 08:00-18:00`, in minutes."""
    words = text.split(" ")
    days, begin, end = set(range(7)), 0, 24 * 60
    named = parse_days(words[0])
    if named is not None:
        days = named
        words.pop(0)
    times = re.fullmatch(r"(\d\d):(\d\d)-(\d\d):(\d\d)", words[0]) if words else None
    if times:
        hours = [int(number) for number in times.groups()]
        begin, end = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
        words.pop(0)
    return days, begin, end, words[0] if words else zone


def is_in_hours(window, now):
    """Whether the clock on the wall shows a time in the window."""
    days, begin, end, zone = window
    local = now.astimezone(zoneinfo.ZoneInfo(zone))
    minute, today = local.hour * 60 + local.minute, local.weekday()
    if begin < end:
        return today in days and begin <= minute < end
    return (today in days and minute >= begin) or ((today - 1) % 7 in days and minute < end)


def moment(value):
    """A date is its first second in UTC."""
    if isinstance(value, datetime.datetime):
        return value
    return datetime.datetime(value.year, value.month, value.day, tzinfo=datetime.timezone.utc)


def duration(value):
    """Seconds of `15m`, or of a number of them."""
    return value if value is None or isinstance(value, int) else int(value[:-1]) * UNITS[value[-1]]


# --- rules

def effect_of(rule):
    """A list of those who do not pass makes a rule that denies."""
    return rule.get("effect", "deny" if "deny" in rule else "allow")


def subjects_of(rule):
    """Who is named; None: nobody in particular."""
    return rule.get("deny" if effect_of(rule) == "deny" else "allow")


def is_named(subjects, user):
    """Whether the list names the user, or a group or role that they have."""
    has = {"user": user.get("names", []), "group": user.get("groups", []), "role": user.get("roles", [])}
    return any(name in has[kind] for kind, name in (subject.split(":", 1) for subject in subjects))


def stricter(one, other):
    """Of two demands, each (level, max_age)."""
    ages = [age for age in (one[1], other[1]) if age is not None]
    return max(one[0], other[0]), min(ages, default=None)


def demand_of(rule):
    """What the rule asks."""
    return rule.get("level", 1), duration(rule.get("max_age"))


def meets(question, demand):
    """Whether the user has proven enough, and lately."""
    if question.get("level", 1) < demand[0]:
        return False
    if demand[1] is None:
        return True
    age = question.get("age", 0)
    return age is not None and -CLOCK_TOLERANCE <= age <= demand[1] + CLOCK_TOLERANCE


def admit(question, demand):
    """(outcome, demand) of somebody who passes if they meet the demand."""
    if question.get("user") is None:
        return ("pass" if demand == (1, None) else "sign_in"), None
    return ("pass", None) if meets(question, demand) else ("step_up", demand)


def fits(rule, site, question, odd):
    """Whether all conditions of the rule hold."""
    opens = effect_of(rule) != "deny"
    now = question["at"]
    if not rule.get("enabled", True):
        return False
    if "not_before" in rule and now < moment(rule["not_before"]):
        return False
    if "until" in rule and now >= moment(rule["until"]):
        return False
    if "hours" in rule:
        windows = [parse_hours(text, rule.get("zone", "UTC")) for text in rule["hours"]]
        if not any(is_in_hours(window, now) for window in windows):
            return False
    if "path" in rule:
        if odd:
            if opens:
                return False
        elif not any(glob_matches(glob, question["path"], site.get("fold_case", False)) for glob in rule["path"]):
            return False
    method = question.get("method") or "GET"
    if method not in METHODS:
        if opens:
            return False
    elif "methods" in rule:
        named = set(rule["methods"]) | ({"HEAD"} if "GET" in rule["methods"] else set())
        if method not in named:
            return False
    if "from" in rule:
        address = parse_address(question.get("from", ""))
        if address is None:
            if opens:
                return False
        elif not is_from(address, rule["from"], site.get("networks", {})):
            return False
    subjects, user = subjects_of(rule), question.get("user")
    if subjects is None or effect_of(rule) == "public":
        return True
    if user is None:
        return opens
    return is_named(subjects, user)


def outcome_of(rule, question, of_site, of_odd):
    """(outcome, demand) of a rule that fits."""
    effect = effect_of(rule)
    if effect == "deny":
        return "denied", None
    if effect == "public":
        return admit(question, of_odd)
    if question.get("user") is None:
        return "sign_in", None
    return admit(question, stricter(stricter(of_site, demand_of(rule)), of_odd))


def default_outcome(site, question, of_site, of_odd):
    """(outcome, demand) where no rule decides."""
    is_signed_in = question.get("user") is not None
    if site["default"] == "public":
        return admit(question, of_odd)
    if not is_signed_in:
        return "sign_in", None
    if site["default"] == "deny":
        return "denied", None
    return admit(question, stricter(of_site, of_odd))


def decide(site, question):
    """What the gate answers; see above."""
    rules = site.get("rule", [])
    result = {"outcome": "odd_path", "rule": "odd_paths", "level": None, "max_age": None, "odd": "", "dry_rule": None,
              "dry_outcome": None}
    enforced = [rule for rule in rules if rule.get("enabled", True) and not rule.get("dry_run", False)]
    if any("path" in rule for rule in enforced):
        result["odd"] = odd_path(question["path"], question.get("raw", b""))
    odd = result["odd"]
    if odd and site.get("odd_paths", "refuse") == "refuse":
        return result
    if site.get("preflight", False) and question.get("preflight", False) and question.get("method") == "OPTIONS":
        return result | {"outcome": "pass", "rule": "preflight"}
    of_site = question.get("site_level", 1), question.get("site_max_age")
    of_odd = (1, None)
    for rule in enforced:
        if odd and "path" in rule:
            of_odd = stricter(of_odd, demand_of(rule))
    decided, by = None, "default"
    for number, rule in enumerate(rules):
        if not fits(rule, site, question, odd):
            continue
        outcome = outcome_of(rule, question, of_site, of_odd)
        if not rule.get("dry_run", False):
            decided, by = outcome, number
            break
        if result["dry_rule"] is None:
            result |= {"dry_rule": number, "dry_outcome": outcome[0]}
    outcome, demand = decided or default_outcome(site, question, of_site, of_odd)
    level, max_age = demand or (None, None)
    return result | {"outcome": outcome, "rule": by, "level": level, "max_age": max_age}


# --- the tests of a file

PEOPLE = {
    "ann@example.org": {"groups": ["admins"]},
    "ben@example.org": {"groups": ["editors"]},
    "cleo@example.org": {"groups": ["staff"], "roles": ["api-writer"]},
    "dan@example.org": {},
}


def sites_of(file):
    """{name: rules} of a file as tomllib reads it."""
    networks = {name: table["networks"] for name, table in file.items() if name != "site"}
    return {name: site | {"networks": networks} for name, site in file.get("site", {}).items()}


def question_of(test, people):
    """The question that a `[[site.NAME.test]]` asks, of `people` as {e-mail: {"groups", "roles"}}."""
    name = test.get("as", "anonymous")
    user = None if name == "anonymous" else people[name] | {"names": [name]}
    return {"path": test["path"], "method": test.get("method", "GET"), "from": test.get("from", "198.51.100.1"),
            "user": user, "level": test.get("level", 1), "age": duration(test.get("age", "0s")),
            "at": moment(test["at"]) if "at" in test else datetime.datetime.now(datetime.timezone.utc)}


def failures(file, people):
    """(site, test, result) of each test of the file that fails."""
    for name, site in sites_of(file).items():
        for test in site.get("test", []):
            result = decide(site, question_of(test, people))
            if result["outcome"] != test["expect"]:
                yield name, test, result


def examples_of(page):
    """The files in a page: code by indentation that has a site."""
    block = []
    for line in page.split("\n") + ["end"]:
        if line.startswith("    ") or not line.strip():
            block.append(line[4:])
            continue
        text = "\n".join(block)
        if re.search(r"^\[site\.", text, re.MULTILINE):
            yield text
        block = []


def main():
    """Returns 1 if a test fails."""
    with open(sys.argv[1], encoding="utf-8") as stream:
        text = stream.read()
    files = list(examples_of(text)) if sys.argv[1].endswith(".md") else [text]
    asked = failed = 0
    for file in map(tomllib.loads, files):
        asked += sum(len(site.get("test", [])) for site in file.get("site", {}).values())
        for name, test, result in failures(file, PEOPLE):
            failed += 1
            print("%s: %s: %s by %s" % (name, test, result["outcome"], result["rule"]))
    print("%d files, %d tests, %d failed" % (len(files), asked, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
