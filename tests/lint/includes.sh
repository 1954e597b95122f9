#!/bin/sh
# Fails when a file includes the same header twice.  Usage: includes.sh [ROOT]
cd "${1:-$(dirname "$0")/../..}" || exit 2
folders=$(ls -d src include tests 2>/dev/null)
# shellcheck disable=SC2086
files=$(find $folders -name '*.hpp' -o -name '*.cpp' | sort)
[ -n "$files" ] || exit 0
# shellcheck disable=SC2086
awk '
    /^[ \t]*#[ \t]*include[ \t]*[<"]/ {
        path = $0; sub(/^[^<"]*[<"]/, "", path); sub(/[>"].*$/, "", path)
        if ((FILENAME, path) in seen) {
            printf "%s:%d: includes %s a second time\n", FILENAME, FNR, path
            bad = 1
        }
        seen[FILENAME, path] = 1
    }
    END { exit bad }' $files
