#!/bin/sh
# Fails when a header has no `#pragma once` or does not begin with `/// name: `, when a file of the product is longer
# than 600 lines, and when a folder holds more than 20 .cpp files: it needs rooms.  Usage: headers.sh [ROOT]
cd "${1:-$(dirname "$0")/../..}" || exit 2
longest=600
most_units=20
status=0
complain() { echo "$1"; status=1; }

for file in $(find src include -name '*.hpp' 2>/dev/null | sort); do
    head -n 1 "$file" | grep -Eq '^/// [A-Za-z_][A-Za-z0-9_]*: .' ||
        complain "$file:1: must begin with \`/// name: what it is in one sentence\`"
    grep -qx '#pragma once' "$file" || complain "$file:1: has no #pragma once"
done
for file in $(find src include -name '*.hpp' -o -name '*.cpp' 2>/dev/null | sort); do
    lines=$(wc -l <"$file")
    [ "$lines" -le $longest ] || complain "$file:$lines: longer than $longest lines"
done
for folder in $(find src include tests -type d 2>/dev/null | sort); do
    units=$(find "$folder" -maxdepth 1 -name '*.cpp' | wc -l)
    [ "$units" -le $most_units ] || complain "$folder:$units: more than $most_units .cpp files in one folder"
done
exit $status
