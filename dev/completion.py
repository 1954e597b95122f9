"""Shell completion, made from the commands that a program describes (see dev/manual.py)."""

BASH = """\
# bash completion of %(name)s. Made by `make docs`.

_%(name)s() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} path= word is_value=
    COMPREPLY=()
    # --option=value arrives as three words.
    [[ $prev == = ]] && prev=${COMP_WORDS[COMP_CWORD - 2]}
    [[ $cur == = ]] && cur=
    # The command so far: words that are neither options nor values of options.
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        [[ $word == = ]] && continue
        if [[ -n $is_value ]]; then
            is_value=
            continue
        fi
        case $word in
            %(with_value)s) is_value=1 ;;
            -*) ;;
            *) case "${path:+$path }$word" in
                %(paths)s) path="${path:+$path }$word" ;;
            esac ;;
        esac
    done
    case "$path:$prev" in
%(values)s
    esac
    if [[ -n $is_value ]]; then
        compopt -o default
        return
    fi
    local words=
    case "$path" in
%(words)s
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
    # File names, if nothing else fits.
    ((${#COMPREPLY[@]})) || compopt -o default
}
complete -F _%(name)s %(name)s
"""

ZSH = """\
#compdef %(name)s
# zsh completion of %(name)s. Made by `make docs`.

local path_so_far= word is_value=
local -a candidates
for word in "${(@)words[2,CURRENT-1]}"; do
    if [[ -n $is_value ]]; then
        is_value=
        continue
    fi
    case $word in
        %(with_value)s) is_value=1 ;;
        -*) ;;
        *) case "${path_so_far:+$path_so_far }$word" in
            %(paths)s) path_so_far="${path_so_far:+$path_so_far }$word" ;;
        esac ;;
    esac
done
if [[ -n $is_value ]]; then
    case "$path_so_far:${words[CURRENT-1]}" in
%(values)s
    *) _files ;;
    esac
    return
fi
case "$path_so_far" in
%(words)s
esac
_describe -t commands '%(name)s' candidates || _files
"""


def _path(command):
    return " ".join(command.words[1:])


def _names(option):
    return [name for name in option.names if option.is_option]


def _with_value(program):
    return sorted({name for command in program.all() for option in command.options
                   for name in _names(option) if option.takes_value})


def _pattern(names):
    return " | ".join(names) or "''"


def _choices(program):
    """(path, option, its values) of each option that has a fixed set of values."""
    for command in program.all():
        for option in command.options:
            for name in _names(option):
                if option.choices:
                    yield _path(command), name, option.choices


def _common(program):
    return {"name": program.words[0], "with_value": _pattern(_with_value(program)),
            "paths": _pattern('"%s"' % _path(command) for command in program.all() if _path(command))}


def _below(program, command):
    """The commands that can follow a command: behind `help`, all that the program has."""
    return [below for below in program.commands if below is not command] if _path(command) == "help" else command.commands


def bash(program):
    """The completion file for bash."""
    values = ['        "%s:%s") mapfile -t COMPREPLY < <(compgen -W "%s" -- "$cur"); return ;;' % (
        path, name, " ".join(choices)) for path, name, choices in _choices(program)]
    words = ['        "%s") words="%s" ;;' % (_path(command), " ".join(
        [below.words[-1] for below in _below(program, command)] +
        [name for option in command.options for name in _names(option) if name.startswith("--")]))
        for command in program.all()]
    return BASH % {**_common(program), "values": "\n".join(values) or "        *) ;;", "words": "\n".join(words)}


def _described(name, text):
    return "'%s:%s'" % (name, text.replace("'", "'\\''").replace("`", ""))


def zsh(program):
    """The completion file for zsh."""
    values = ["    '%s:%s') compadd %s ;;" % (path, name, " ".join(choices))
              for path, name, choices in _choices(program)]
    words = []
    for command in program.all():
        listed = [_described(below.words[-1], below.summary) for below in _below(program, command)]
        listed += [_described(name, option.text) for option in command.options
                   for name in _names(option) if name.startswith("--")]
        words.append("    '%s') candidates=(\n        %s) ;;" % (_path(command), "\n        ".join(listed)))
    return ZSH % {**_common(program), "values": "\n".join(values), "words": "\n".join(words)}
