# bash completion of posternd. Made by `make docs`.

_posternd() {
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
            --config | --log-format | -c) is_value=1 ;;
            -*) ;;
            *) case "${path:+$path }$word" in
                '') path="${path:+$path }$word" ;;
            esac ;;
        esac
    done
    case "$path:$prev" in
        ":--log-format") mapfile -t COMPREPLY < <(compgen -W "json text" -- "$cur"); return ;;
    esac
    if [[ -n $is_value ]]; then
        compopt -o default
        return
    fi
    local words=
    case "$path" in
        "") words="--help --version --config --log-format" ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
    # File names, if nothing else fits.
    ((${#COMPREPLY[@]})) || compopt -o default
}
complete -F _posternd posternd
