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
            --action | --activate | --add-permission | --address | --admin-email | --admin-name | --after | --age | --assertion | --at | --basic | --certificate | --certificate-key | --config | --contact | --cookie-domain | --credentials | --database-name | --database-socket | --description | --drop | --email | --event | --family-name | --file | --format | --from | --given-name | --group | --identity | --language | --level | --limit | --listen | --max-age | --message | --method | --must-accept-by | --name | --nginx | --nginx-dump | --nginx-folder | --nginx-user | --origin | --output | --path | --permission | --policy | --public-url | --registration | --remove-permission | --request | --resource | --result | --revoke | --role | --root | --search | --secrets | --serve | --signing | --since | --site | --snippets | --time-zone | --title | --token-audience | --until | --unused | --upstream | --user | --username | --verdict | -c | -o) is_value=1 ;;
            -*) ;;
            *) case "${path:+$path }$word" in
                "init" | "doctor" | "status" | "migrate" | "config" | "config check" | "config show" | "config keys" | "database" | "database grants" | "user" | "user add" | "user list" | "user show" | "user disable" | "user enable" | "user set-password" | "user edit" | "user verify" | "user reset-password" | "user delete" | "user keep" | "user waiting" | "user approve" | "user decline" | "user factors" | "user reset-factors" | "user totp-unlock" | "user import" | "user export" | "invite" | "invite add" | "invite list" | "invite remove" | "invite resend" | "terms" | "terms add" | "terms list" | "site" | "site add" | "site list" | "site show" | "site set" | "site remove" | "group" | "group add" | "group list" | "group show" | "group set" | "group remove" | "group join" | "group leave" | "permission" | "permission add" | "permission list" | "permission remove" | "role" | "role add" | "role list" | "role show" | "role set" | "role remove" | "grant" | "grant add" | "grant list" | "grant remove" | "rules" | "rules show" | "rules check" | "rules apply" | "explain" | "session" | "session list" | "session revoke" | "token" | "token list" | "token revoke" | "mail" | "mail test" | "mail list" | "mail retry" | "brand" | "brand preview" | "brand apply" | "key" | "key list" | "key check" | "key rotate" | "audit" | "nginx" | "help") path="${path:+$path }$word" ;;
            esac ;;
        esac
    done
    case "$path:$prev" in
        "user export:--format") mapfile -t COMPREPLY < <(compgen -W "csv jsonl" -- "$cur"); return ;;
        "site add:--policy") mapfile -t COMPREPLY < <(compgen -W "signed_in public" -- "$cur"); return ;;
        "site add:--level") mapfile -t COMPREPLY < <(compgen -W "1 2 3" -- "$cur"); return ;;
        "site add:--basic") mapfile -t COMPREPLY < <(compgen -W "off token password" -- "$cur"); return ;;
        "site add:--token-audience") mapfile -t COMPREPLY < <(compgen -W "issuer site" -- "$cur"); return ;;
        "site add:--assertion") mapfile -t COMPREPLY < <(compgen -W "on off" -- "$cur"); return ;;
        "site add:--identity") mapfile -t COMPREPLY < <(compgen -W "email username id" -- "$cur"); return ;;
        "site add:--registration") mapfile -t COMPREPLY < <(compgen -W "inherit off" -- "$cur"); return ;;
        "site set:--policy") mapfile -t COMPREPLY < <(compgen -W "signed_in public" -- "$cur"); return ;;
        "site set:--level") mapfile -t COMPREPLY < <(compgen -W "1 2 3" -- "$cur"); return ;;
        "site set:--basic") mapfile -t COMPREPLY < <(compgen -W "off token password" -- "$cur"); return ;;
        "site set:--token-audience") mapfile -t COMPREPLY < <(compgen -W "issuer site" -- "$cur"); return ;;
        "site set:--assertion") mapfile -t COMPREPLY < <(compgen -W "on off" -- "$cur"); return ;;
        "site set:--identity") mapfile -t COMPREPLY < <(compgen -W "email username id" -- "$cur"); return ;;
        "site set:--registration") mapfile -t COMPREPLY < <(compgen -W "inherit off" -- "$cur"); return ;;
        "explain:--level") mapfile -t COMPREPLY < <(compgen -W "1 2 3" -- "$cur"); return ;;
        "key rotate:--signing") mapfile -t COMPREPLY < <(compgen -W "token assertion" -- "$cur"); return ;;
    esac
    if [[ -n $is_value ]]; then
        compopt -o default
        return
    fi
    local words=
    case "$path" in
        "") words="init doctor status migrate config database user invite terms site group permission role grant rules explain session token mail brand key audit nginx help --help --version --config" ;;
        "init") words="--help --public-url --site --serve --cookie-domain --admin-email --admin-name --database-socket --database-name --secrets --nginx-folder --snippets --certificate --certificate-key --print-sql --database-only --yes" ;;
        "doctor") words="--help --nginx-user --nginx-dump --json" ;;
        "status") words="--help --nginx-user --nginx-dump --json" ;;
        "migrate") words="--help --dry-run --json" ;;
        "config") words="check show keys --help" ;;
        "config check") words="--help --json" ;;
        "config show") words="--help --json" ;;
        "config keys") words="--help --json" ;;
        "database") words="grants --help" ;;
        "database grants") words="--help --from --json" ;;
        "user") words="add list show disable enable set-password edit verify reset-password delete keep waiting approve decline factors reset-factors totp-unlock import export --help" ;;
        "user add") words="--help --name --username --given-name --family-name --no-admin --invite --group --role --language --json" ;;
        "user list") words="--help --search --disabled --limit --after --wide --utc --json" ;;
        "user show") words="--help --utc --json" ;;
        "user disable") words="--help --json" ;;
        "user enable") words="--help --json" ;;
        "user set-password") words="--help --json" ;;
        "user edit") words="--help --email --name --username --no-username --given-name --no-given-name --family-name --no-family-name --language --time-zone --json" ;;
        "user verify") words="--help --json" ;;
        "user reset-password") words="--help --json" ;;
        "user delete") words="--help --now --yes --json" ;;
        "user keep") words="--help --json" ;;
        "user waiting") words="--help --wide --utc --json" ;;
        "user approve") words="--help --json" ;;
        "user decline") words="--help --message --yes --json" ;;
        "user factors") words="--help --utc --json" ;;
        "user reset-factors") words="--help --yes --json" ;;
        "user totp-unlock") words="--help --json" ;;
        "user import") words="--help --dry-run --skip-bad --ignore-unknown --json" ;;
        "user export") words="--help --format --output --without-hashes --json" ;;
        "invite") words="add list remove resend --help" ;;
        "invite add") words="--help --name --group --role --language --json" ;;
        "invite list") words="--help --open --wide --utc --json" ;;
        "invite remove") words="--help --json" ;;
        "invite resend") words="--help --json" ;;
        "terms") words="add list --help" ;;
        "terms add") words="--help --file --must-accept-by --json" ;;
        "terms list") words="--help --wide --utc --json" ;;
        "site") words="add list show set remove --help" ;;
        "site add") words="--help --policy --level --max-age --credentials --basic --token-audience --assertion --identity --registration --title --description --contact --json" ;;
        "site list") words="--help --wide --utc --json" ;;
        "site show") words="--help --json" ;;
        "site set") words="--help --origin --policy --level --max-age --no-max-age --credentials --basic --token-audience --assertion --identity --registration --title --no-title --description --no-description --contact --no-contact --json" ;;
        "site remove") words="--help --yes --json" ;;
        "group") words="add list show set remove join leave --help" ;;
        "group add") words="--help --description --json" ;;
        "group list") words="--help --wide --utc --json" ;;
        "group show") words="--help --limit --after --wide --utc --json" ;;
        "group set") words="--help --description --no-description --json" ;;
        "group remove") words="--help --yes --json" ;;
        "group join") words="--help --until --json" ;;
        "group leave") words="--help --json" ;;
        "permission") words="add list remove --help" ;;
        "permission add") words="--help --resource --action --description --json" ;;
        "permission list") words="--help --wide --utc --json" ;;
        "permission remove") words="--help --yes --json" ;;
        "role") words="add list show set remove --help" ;;
        "role add") words="--help --permission --description --json" ;;
        "role list") words="--help --wide --utc --json" ;;
        "role show") words="--help --utc --json" ;;
        "role set") words="--help --add-permission --remove-permission --description --no-description --json" ;;
        "role remove") words="--help --yes --json" ;;
        "grant") words="add list remove --help" ;;
        "grant add") words="--help --user --group --role --permission --until --json" ;;
        "grant list") words="--help --user --group --limit --wide --utc --json" ;;
        "grant remove") words="--help --user --group --role --permission --json" ;;
        "rules") words="show check apply --help" ;;
        "rules show") words="--help --json" ;;
        "rules check") words="--help --json" ;;
        "rules apply") words="--help --dry-run --yes --json" ;;
        "explain") words="--help --site --path --user --anonymous --method --from --level --age --at --json" ;;
        "session") words="list revoke --help" ;;
        "session list") words="--help --user --wide --utc --json" ;;
        "session revoke") words="--help --user --all --yes --json" ;;
        "token") words="list revoke --help" ;;
        "token list") words="--help --user --unused --wide --utc --json" ;;
        "token revoke") words="--help --json" ;;
        "mail") words="test list retry --help" ;;
        "mail test") words="--help --json" ;;
        "mail list") words="--help --wide --utc --json" ;;
        "mail retry") words="--help --json" ;;
        "brand") words="preview apply --help" ;;
        "brand preview") words="--help --json" ;;
        "brand apply") words="--help --snippets --print --json" ;;
        "key") words="list check rotate --help" ;;
        "key list") words="--help --wide --utc --json" ;;
        "key check") words="--help --json" ;;
        "key rotate") words="--help --activate --drop --signing --now --revoke --yes --json" ;;
        "audit") words="--help --access --site --verdict --user --event --result --address --request --since --until --limit --follow --wide --utc --json" ;;
        "nginx") words="--help --portal --lint --nginx --upstream --root --listen --snippets --certificate --certificate-key --json" ;;
        "help") words="init doctor status migrate config database user invite terms site group permission role grant rules explain session token mail brand key audit nginx --help" ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
    # File names, if nothing else fits.
    ((${#COMPREPLY[@]})) || compopt -o default
}
complete -F _postern postern
