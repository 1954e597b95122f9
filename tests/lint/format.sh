#!/bin/sh
# Fails when a source does not have the form that .clang-format gives it, and names the first place in each file. One line
# too long can move many others.  Usage: format.sh [FILE ...]; without: all
cd "$(dirname "$0")/../.." || exit 2
[ $# -gt 0 ] || set -- $(find src include tests -name '*.[ch]pp')
said=$(printf '%s\n' "$@" | xargs -P "$(nproc)" -n 50 clang-format --dry-run -Werror 2>&1) && exit 0
echo "$said" | awk -F: '/: error: / && !seen[$1]++ { print $1 ":" $2 ": not formatted; run `make format`"; found = 1 }
    END { exit !found }' || echo "$said"
exit 1
