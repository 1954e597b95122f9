#!/bin/sh
# Fails when a folder includes a layer it may not know.  The table is the architecture: DESIGN
# draws the arrows, and they point down only.  Usage: layers.sh [ROOT]
cd "${1:-$(dirname "$0")/../..}" || exit 2

# From the bottom up; each layer's row says which of those below it may know.
layers='base json config crypto model text access shm store service mail http fastcgi gate portal api oidc process app main'

allowed_for() {  # allowed_for LAYER: what it may include besides itself
    case $1 in
        base)                        echo '' ;;
        json | model | text)         echo 'base' ;;
        config)                      echo 'base model' ;;  # addresses are read once, by Origin
        crypto)                      echo 'base json' ;;
        access)                      echo 'base model' ;;
        shm | process)               echo 'base' ;;
        store)                       echo 'base model crypto' ;;  # checksums of migrations
        service)                     echo 'base json model access crypto shm store' ;;
        mail)                        echo 'base crypto model shm service store text' ;;
        http)                        echo 'base json' ;;
        fastcgi)                     echo 'base http' ;;
        gate)                        echo 'base http model access crypto shm store' ;;
        portal | api)                echo 'base http json service model access text' ;;
        oidc)                        echo 'base http json service model crypto' ;;
        app)                         echo "$layers" ;;
        main)                        echo 'base app' ;;
        *)                           return 1 ;;
    esac
}

status=0

# Every include of our own by quotes is either "postern/LAYER/...", "LAYER/..." from src/, or a
# neighbour in the same folder.
check_file() {  # check_file LAYER "ALLOWED" FILE
    awk -v layer="$1" -v allowed="$2" -v layers="$layers" '
        function complain(what) { printf "%s:%d: %s\n", FILENAME, FNR, what; bad = 1 }
        BEGIN {
            n = split(allowed " " layer, may, " "); for (i = 1; i <= n; ++i) ok[may[i]] = 1
            n = split(layers, all, " ");            for (i = 1; i <= n; ++i) known[all[i]] = 1
        }
        /^[ \t]*#[ \t]*include[ \t]*[<"](\.\.|.*\/\.\.\/)/ { complain("leaves its folder by ..") ; next }
        /^[ \t]*#[ \t]*include[ \t]*[<"]/ {
            path = $0; sub(/^[^<"]*[<"]/, "", path); sub(/[>"].*$/, "", path)
            ours = sub(/^postern\//, "", path)
            if (path !~ /\//) next
            first = path; sub(/\/.*$/, "", first)
            if (ours && !(first in known)) complain("includes the unknown layer " first)
            if (!(first in known)) next
            if (!(first in ok)) complain(layer " may not include " first)
            if (path ~ /^store\/mysql\// && layer != "store" && layer != "app")
                complain("only app may know store/mysql")
        }
        END { exit bad }' "$3" || status=1
}

for folder in src/*/ include/postern/*/; do
    [ -d "$folder" ] || continue
    layer=$(basename "$folder")
    if ! allowed=$(allowed_for "$layer"); then
        echo "$folder: no such layer in the table of tests/lint/layers.sh"
        status=1
        continue
    fi
    for file in $(find "$folder" -name '*.hpp' -o -name '*.cpp' | sort); do
        check_file "$layer" "$allowed" "$file"
    done
done
exit $status
