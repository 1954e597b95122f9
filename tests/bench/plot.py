"""Draws the result of a bench run as one SVG: a bar for each case, no library needed."""

from xml.sax.saxutils import escape

WIDTH = 800
ROW = 56
LEFT = 190
RIGHT = 230
TOP = 64


def bar(index, name, case, longest):
    """One case: its name, a bar of its requests per second, its figures."""
    y = TOP + index * ROW
    length = max(2, round((WIDTH - LEFT - RIGHT) * case["rps"] / longest))
    colour = "#1f6feb" if name.startswith("gate") else "#8b949e"
    figures = "%s /s" % format(round(case["rps"]), ",").replace(",", "\u202f")
    if "p50_ms" in case:
        figures += "   p50 %.2f ms   p99 %.2f ms" % (case["p50_ms"], case["p99_ms"])
    return "\n".join([
        '<text x="%d" y="%d" text-anchor="end">%s</text>' % (LEFT - 12, y + 22, escape(name)),
        '<rect x="%d" y="%d" width="%d" height="32" rx="3" fill="%s"/>' % (LEFT, y, length, colour),
        '<text x="%d" y="%d" class="f">%s</text>' % (LEFT + length + 10, y + 21, figures),
    ])


def draw(result):
    """The SVG text of a result as bench.py writes it."""
    cases, machine = result["cases"], result["machine"]
    longest = max(case["rps"] for case in cases.values())
    height = TOP + len(cases) * ROW + 12
    bars = [bar(i, name, case, longest) for i, (name, case) in enumerate(cases.items())]
    return "\n".join([
        '<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" '
        'font-family="system-ui, sans-serif" font-size="14">' % (WIDTH, height, WIDTH, height),
        "<style>text{fill:#24292f}.f{font-size:12px;fill:#57606a}</style>",
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        '<text x="16" y="28" font-size="17">Requests per second through nginx, one interleaved run'
        "</text>",
        '<text x="16" y="48" class="f">%s, %d cores, kernel %s, nginx %s, %d connections; all posternd '
        "processes together %.1f MiB</text>" % (
            escape(machine["cpu"]), machine["cores"], escape(machine["kernel"]),
            escape(machine["nginx"]), result["connections"], result["pss_mib"]),
        *bars, "</svg>", ""])
