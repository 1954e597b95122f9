#!/usr/bin/python3
"""make docs: generates the reference parts of the manual from the programs, and the shell completion.

    docs/configuration.md, man/postern.toml.5    from `postern config keys`
    man/postern.1, man/posternd.8                from `--describe`, which prints the rows of the commands as JSON
    share/completion/                            from the same

In each page, only the text between two marks is generated; the rest is written by hand.

usage: dev/manual.py [--check]      --check: writes nothing; lists what differs and exits with status 1
"""

import json
import os
import re
import subprocess
import sys

import completion

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BIN = os.path.join(ROOT, os.environ.get("BUILD", "build"), "bin")
HERE_IT_BEGINS, HERE_IT_ENDS = "made by make docs: begin", "made by make docs: end"


class Option:
    """One option or operand of a command, as its row describes it."""

    def __init__(self, row):
        self.names = row["names"]
        self.text = row["help"]
        self.required = row["required"]
        self.choices = row["choices"]
        self.bounds = (row["min"], row["max"]) if "max" in row else None
        self.default = row["default"]
        self.takes_value = row["takes_value"] and self.is_option

    @property
    def is_option(self):
        """False for an operand."""
        return self.names[0].startswith("-")


class Command:
    """A program or one of its commands, with its subcommands."""

    def __init__(self, words, row):
        self.words = words
        self.summary = row["help"]
        options = [Option(option) for option in row["options"]]
        self.operands = [option for option in options if not option.is_option]
        self.options = [option for option in options if option.is_option]
        self.commands = [Command([*words, below["name"]], below) for below in row["commands"]]

    def all(self):
        """This command and all its subcommands, in the order of the help text."""
        yield self
        for command in self.commands:
            yield from command.all()

    @property
    def own_options(self):
        """Its options, without those that every command has."""
        return [option for option in self.options if "--help" not in option.names]


def printed(*words):
    """What a program prints as JSON."""
    # Without the tests' own variables, which would be read as settings.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("POSTERN_")}
    return json.loads(subprocess.run([os.path.join(BIN, words[0]), *words[1:]], text=True, check=True,
                                     stdout=subprocess.PIPE, env=environment).stdout)


def program(name):
    """A program's commands and options, as it describes them itself."""
    return Command([name], printed(name, "--describe"))


def keys():
    """Every key of the configuration."""
    return printed("postern", "config", "keys", "--json")


def by_section(all_keys):
    """(section, its keys) in the order of the table."""
    sections = {}
    for key in all_keys:
        sections.setdefault(key["key"].split(".")[0], []).append(key)
    return sections.items()


def markdown_keys(all_keys):
    """The tables of docs/configuration.md."""
    lines = []
    for section, rows in by_section(all_keys):
        lines += ["", "## [%s]" % section, "", "| key | default | value | meaning |", "|---|---|---|---|"]
        for row in rows:
            name = row["key"].split(".", 1)[1]
            default = "`%s`" % row["default"] if row["default"] else ""
            value = row["type"] + (", " + row["range"] if row["range"] else "")
            lines.append("| `%s` | %s | %s | %s |" % (name, default, value, row["meaning"]))
    return lines[1:] + [""]


def roff(text):
    """Text escaped for roff."""
    return re.sub(r"(?m)^([.'])", r"\\&\1", text.replace("\\", "\\e")).replace("`", "").replace("-", "\\-")


def quoted(text):
    """One argument of a macro."""
    return '"%s"' % roff(text).replace('"', '""')


def mdoc_keys(all_keys):
    """The keys of postern.toml(5)."""
    lines = []
    for section, rows in by_section(all_keys):
        lines += [".Ss [%s]" % section, ".Bl -tag -width Ds"]
        for row in rows:
            lines += [".It Ic " + row["key"], roff(row["meaning"]), ".br"]
            value = row["type"] + (", " + row["range"] if row["range"] else "")
            lines.append(roff("Value: %s." % value))
            if row["default"]:
                lines.append(roff("Default: %s." % row["default"]))
        lines.append(".El")
    return lines


def mdoc_item(option):
    """The head of a list item."""
    if not option.is_option:
        return ".It Ar " + option.names[0]
    head = ".It " + " , ".join("Fl " + name[1:] for name in option.names)
    if not option.takes_value:
        return head
    value = " | ".join(option.choices) if option.choices else option.names[-1].lstrip("-")
    return head + " Ar " + value


def mdoc_options(options):
    """A list of options and operands."""
    if not options:
        return []
    lines = [".Bl -tag -width Ds"]
    for option in options:
        more = " (%s to %s)" % option.bounds if option.bounds else ""
        more += " (default: %s)" % option.default if option.default else ""
        lines += [mdoc_item(option), roff(option.text + more) + "."]
    return lines + [".El"]


def mdoc_command(command):
    """One command: its synopsis, summary, operands and options."""
    synopsis = [".It Xo", ".Ic " + " ".join(command.words[1:])]
    if command.own_options:
        synopsis.append(".Op Ar options")
    for operand in command.operands:
        synopsis.append((".Ar " if operand.required else ".Op Ar ") + operand.names[0])
    return [*synopsis, ".Xc", roff(command.summary) + ".",
            *mdoc_options([*command.operands, *command.own_options])]


def mdoc_commands(postern):
    """All commands that can be run."""
    lines = [".Bl -tag -width Ds"]
    for command in postern.all():
        if command is not postern and not command.commands:
            lines += mdoc_command(command)
    return lines + [".El"]


def between_marks(path, lines):
    """The page with these lines between its marks."""
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        text = file.read()
    head, begin, rest = text.partition(HERE_IT_BEGINS)
    _, end, tail = rest.partition(HERE_IT_ENDS)
    if not begin or not end:
        raise SystemExit("%s: the marks are missing" % path)
    first = rest.partition("\n")[0]
    last = rest[:rest.index(HERE_IT_ENDS)].rpartition("\n")[2]
    return head + begin + first + "\n" + "\n".join(lines) + "\n" + last + end + tail


def made():
    """Path -> text of everything that is generated here."""
    postern, posternd = program("postern"), program("posternd")
    all_keys = keys()
    return {
        "docs/configuration.md": between_marks("docs/configuration.md", markdown_keys(all_keys)),
        "man/postern.toml.5": between_marks("man/postern.toml.5", mdoc_keys(all_keys)),
        "man/postern.1": between_marks("man/postern.1", mdoc_commands(postern)),
        "man/posternd.8": between_marks("man/posternd.8", mdoc_options(posternd.options)),
        "share/completion/postern.bash": completion.bash(postern),
        "share/completion/posternd.bash": completion.bash(posternd),
        "share/completion/_postern": completion.zsh(postern),
    }


def main():
    check = sys.argv[1:] == ["--check"]
    different = 0
    for path, text in made().items():
        full = os.path.join(ROOT, path)
        present = None
        if os.path.exists(full):
            with open(full, encoding="utf-8") as file:
                present = file.read()
        if present == text:
            continue
        different += 1
        print("%s: %s" % (path, "is out of date; run `make docs`" if check else "written"))
        if not check:
            with open(full, "w", encoding="utf-8") as file:
                file.write(text)
    return 1 if check and different else 0


if __name__ == "__main__":
    sys.exit(main())
