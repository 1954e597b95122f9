# bash completion of postern. Made by `make docs`.

_postern() {
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
            --address | --admin-email | --admin-name | --certificate | --certificate-key | --config | --cookie-domain | --database-name | --database-socket | --event | --format | --from | --limit | --listen | --name | --nginx-folder | --origin | --output | --policy | --public-url | --result | --root | --secrets | --serve | --since | --site | --snippets | --until | --upstream | --user | -c | -o) is_value=1 ;;
            -*) ;;
            *) case "${path:+$path }$word" in
                "init" | "migrate" | "config" | "config check" | "config show" | "config keys" | "database" | "database grants" | "user" | "user add" | "user list" | "user show" | "user disable" | "user enable" | "user set-password" | "user verify" | "user reset-password" | "user delete" | "user keep" | "user import" | "user export" | "site" | "site add" | "site list" | "site set" | "site remove" | "session" | "session list" | "session revoke" | "mail" | "mail test" | "mail list" | "mail retry" | "audit" | "nginx") path="${path:+$path }$word" ;;
            esac ;;
        esac
    done
    case "$path:$prev" in
        "user export:--format") mapfile -t COMPREPLY < <(compgen -W "csv jsonl" -- "$cur"); return ;;
        "site add:--policy") mapfile -t COMPREPLY < <(compgen -W "signed_in public" -- "$cur"); return ;;
        "site set:--policy") mapfile -t COMPREPLY < <(compgen -W "signed_in public" -- "$cur"); return ;;
    esac
    if [[ -n $is_value ]]; then
        compopt -o default
        return
    fi
    local words=
    case "$path" in
        "") words="init migrate config database user site session mail audit nginx --help --version --config" ;;
        "init") words="--help --public-url --site --serve --cookie-domain --admin-email --admin-name --database-socket --database-name --secrets --nginx-folder --snippets --certificate --certificate-key --print-sql --database-only --yes" ;;
        "migrate") words="--help --dry-run" ;;
        "config") words="check show keys --help" ;;
        "config check") words="--help" ;;
        "config show") words="--help" ;;
        "config keys") words="--help --json" ;;
        "database") words="grants --help" ;;
        "database grants") words="--help --from" ;;
        "user") words="add list show disable enable set-password verify reset-password delete keep import export --help" ;;
        "user add") words="--help --name" ;;
        "user list") words="--help --json" ;;
        "user show") words="--help --json" ;;
        "user disable") words="--help" ;;
        "user enable") words="--help" ;;
        "user set-password") words="--help" ;;
        "user verify") words="--help" ;;
        "user reset-password") words="--help" ;;
        "user delete") words="--help --now" ;;
        "user keep") words="--help" ;;
        "user import") words="--help --dry-run --skip-bad --ignore-unknown --json" ;;
        "user export") words="--help --format --output --without-hashes" ;;
        "site") words="add list set remove --help" ;;
        "site add") words="--help --policy" ;;
        "site list") words="--help --json" ;;
        "site set") words="--help --origin --policy" ;;
        "site remove") words="--help" ;;
        "session") words="list revoke --help" ;;
        "session list") words="--help --user --json" ;;
        "session revoke") words="--help --user" ;;
        "mail") words="test list retry --help" ;;
        "mail test") words="--help" ;;
        "mail list") words="--help --json" ;;
        "mail retry") words="--help" ;;
        "audit") words="--help --user --event --result --address --since --until --limit --follow --json" ;;
        "nginx") words="--help --portal --upstream --root --listen --snippets --certificate --certificate-key" ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
    # File names, if nothing else fits.
    ((${#COMPREPLY[@]})) || compopt -o default
}
complete -F _postern postern
