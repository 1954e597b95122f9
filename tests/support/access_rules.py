"""Files of rules, in the folder of a running Stack.

    apply_rules(s, RULES)
    status, out, err = s.postern.split_command("rules", "check", write_rules(s, RULES))
"""

import os


def write_rules(s, text):
    """Writes the one file of rules, over the one before; returns its path."""
    path = os.path.join(s.folder, "rules.toml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def apply_rules(s, text):
    """Makes these the rules of the sites in them, whatever they open."""
    s.postern.command("rules", "apply", write_rules(s, text), "--yes")
