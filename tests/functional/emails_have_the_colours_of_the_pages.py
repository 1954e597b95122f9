#!/usr/bin/python3
"""E-mails and the page of `make run` that shows them use the colours of the style sheet, in light and dark, and each
text stands out from its background by 4.5:1 (WCAG 2.2, 1.4.3)."""

import importlib.util
import os
import re

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
AA = 4.5


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def luminance(colour):
    """Relative luminance of #rrggbb: WCAG 2.2, definition of relative luminance."""
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


assert round(contrast("#767676", "#ffffff"), 2) == 4.54 and round(contrast("#000000", "#ffffff")) == 21

css = read("src/portal/static/postern.css")
light, dark = (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))
               for block in re.findall(r":root \{(.*?)\}", css, re.S)[:2])
letter = read("src/mail/templates/letter.html")
letter = letter.replace("{{ACCENT}}", light["accent"]).replace("{{ACCENT_DARK}}", dark["accent"])
in_dark = {name: dict(re.findall(r"(background|color): (#[0-9a-f]{6}) !important", rule))
           for name, rule in re.findall(r"\.(\w+) \{ ([^}]*)\}", letter)}

# In the light scheme the colours stand at the elements, for readers that drop <style>.
for element, name in ((r"<body[^>]*>", "page"), (r'<a class="main"[^>]*>', "main")):
    style = re.search(element, letter)[0]
    assert 'class="%s"' % name in style, style
    expected = {"page": (light["surface"], light["text"]), "main": (light["accent"], "#ffffff")}[name]
    found = (re.search(r"background:(#\w+)", style)[1], re.search(r"[;\"]color:(#\w+)", style)[1])
    assert found == expected, (name, found, expected)
    assert contrast(*found) >= AA, (name, found)
for style in re.findall(r"<[^>]*color:#[0-9a-f]{6}[^>]*>", letter):
    assert re.search(r'class="(page|quiet|main|brand)"', style), "no colour of its own in the dark scheme: " + style
    if 'class="quiet"' in style:
        assert re.search(r"[;\"]color:(#\w+)", style)[1] == light["quiet"], style
assert contrast(light["quiet"], light["surface"]) >= AA

assert in_dark == {"page": {"background": dark["surface"], "color": dark["text"]}, "quiet": {"color": dark["quiet"]},
                   "main": {"background": dark["accent"], "color": dark["on-accent"]},
                   "brand": {"color": dark["accent"]}}, in_dark
for text, ground in (("text", "surface"), ("quiet", "surface"), ("on-accent", "accent")):
    assert contrast(dark[text], dark[ground]) >= AA, (text, ground)

# The page of `make run`.
spec = importlib.util.spec_from_file_location("mail_page", os.path.join(ROOT, "dev", "mail_page.py"))
mail_page = importlib.util.module_from_spec(spec)
spec.loader.exec_module(mail_page)
listing = mail_page.list_page("/nowhere")
assert "<main>" in listing and "http-equiv" not in listing and 'href="/"' in listing, listing
assert re.search(r":root \{ color-scheme: light dark; \}", mail_page.STYLE)
rules = re.findall(r"(?:body|a) \{[^}]*?color: #\w+[^}]*\}", mail_page.STYLE)
grounds = re.findall(r"background: (#\w+)", mail_page.STYLE)
links = re.findall(r"a \{ color: (#\w+)", mail_page.STYLE)
assert grounds == [light["surface"], dark["surface"]] and links == [light["accent"], dark["accent"]], rules
for link, ground in zip(links, grounds):
    assert contrast(link, ground) >= AA, (link, ground)
