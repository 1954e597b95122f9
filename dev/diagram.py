#!/usr/bin/python3
"""Draws the layers and rooms of tests/lint/layers.sh into src/README.md, between two marks.

Only what the tree has already is drawn; an arrow that a longer path implies is left out.

usage: dev/diagram.py [--check] [ROOT]      --check: writes nothing; ends with status 1 when the page differs
"""

import collections
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PAGE = os.path.join("src", "README.md")
BEGIN = "<!-- made by dev/diagram.py: begin -->"
END = "<!-- made by dev/diagram.py: end -->"

# With fewer rooms, a line of text does.
WORTH_A_CHART = 4


def read_tables():
    """The layers, {name: [layer it may include]}, and the rooms, {layer: {room: set of rooms}}."""
    script = os.path.join(HERE, os.pardir, "tests", "lint", "layers.sh")
    lines = subprocess.run([script, "--tables"], check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    layers, rooms = {}, collections.defaultdict(lambda: collections.defaultdict(set))
    for line in lines:
        table, _, row = line.partition(" ")
        name, _, rest = row.partition(":")
        if table == "layers":
            layers[name] = rest.split()
            continue
        groups = [group.split() for group in rest.split(">")]
        for number, group in enumerate(groups):
            for room in group:
                rooms[name][room].update(other for later in groups[number + 1:] for other in later)
    return layers, rooms


def has_sources(*folders):
    """True when one of these folders holds a source, at any depth."""
    return any(name.endswith((".hpp", ".cpp")) for folder in folders for _, _, names in os.walk(folder) for name in names)


def present(root, name, room="."):
    """True when the tree has this layer or room. `.` is the layer's own folder in src."""
    if room == ".":
        return has_sources(os.path.join(root, "src", name), os.path.join(root, "include", "postern", name))
    return has_sources(os.path.join(root, "src", name, room), os.path.join(root, "include", "postern", name, room))


def arrows(graph):
    """(from, to) of each arrow that no longer path implies."""
    def reach(start):
        found, todo = set(), list(graph[start])
        while todo:
            here = todo.pop()
            if here not in found:
                found.add(here)
                todo += graph[here]
        return found

    reached = {name: reach(name) for name in graph}
    return [(name, other) for name in graph for other in graph[name]
            if not any(other in reached[between] for between in graph[name] if between != other)]


def mermaid(graph, title=str):
    """A flow chart, from the top down."""
    number = {name: "n%d" % count for count, name in enumerate(graph)}
    lines = ["```mermaid", "flowchart TD"]
    lines += ["    %s[%s]" % (number[name], title(name)) for name in graph]
    lines += ["    %s --> %s" % (number[one], number[other]) for one, other in arrows(graph)]
    return lines + ["```"]


def draw(root):
    """The text between the marks."""
    layers, rooms = read_tables()
    names = [name for name in reversed(layers) if present(root, name)]
    graph = {name: [other for other in layers[name] if other in names] for name in names}
    lines = ["The layers. An arrow that a longer path implies is left out; the table below the chart is exact.", ""]
    lines += mermaid(graph) + ["", "| layer | may include |", "|---|---|"]
    lines += ["| %s | %s |" % (name, ", ".join(graph[name]) or "nothing") for name in names]
    lines += ["", "The rooms inside the layers that have any. A room may include every room that its arrows lead to."]
    for layer in rooms:
        there = [room for room in rooms[layer] if present(root, layer, room)]
        graph = {room: [other for other in there if other in rooms[layer][room]] for room in there}
        title = {room: layer.rpartition("/")[2] if room == "." else room for room in there}
        if len(there) < WORTH_A_CHART:
            drawn = ", ".join("%s → %s" % (title[one], title[other]) for one, other in arrows(graph))
            lines += ["", "`%s`: %s" % (layer, drawn)]
        else:
            lines += ["", "`%s`:" % layer, ""] + mermaid(graph, title.get)
    return "\n".join(lines)


def main():
    arguments = sys.argv[1:]
    check = "--check" in arguments
    root = next((argument for argument in arguments if argument != "--check"), os.path.dirname(HERE))
    path = os.path.join(root, PAGE)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    before, begin, rest = text.partition(BEGIN + "\n")
    _, end, after = rest.partition(END)
    if not begin or not end:
        print("%s:1: has no marks for the diagram" % PAGE)
        return 1
    fresh = before + begin + draw(root) + "\n" + end + after
    if fresh == text:
        return 0
    if check:
        print("%s:%d: the diagram is not that of tests/lint/layers.sh and of the tree; run dev/diagram.py" % (
            PAGE, before.count("\n") + 1))
        return 1
    with open(path, "w", encoding="utf-8") as file:
        file.write(fresh)
    return 0


if __name__ == "__main__":
    sys.exit(main())
