#!/bin/sh
# Fails when a header has no `#pragma once` or does not begin with `/// name: `, when a file of the product is longer
# than 600 lines, and when a folder holds more than 20 .cpp files: it needs rooms.  Usage: headers.sh [ROOT]
cd "${1:-$(dirname "$0")/../..}" || exit 2
folders=$(ls -d src include tests 2>/dev/null)
# shellcheck disable=SC2086
files=$(find $folders -name '*.hpp' -o -name '*.cpp' | sort)
[ -n "$files" ] || exit 0
# shellcheck disable=SC2086
awk -v longest=600 -v most_units=20 '
    function complain(where, line, what) { printf "%s:%d: %s\n", where, line, what; bad = 1 }
    function finish() {
        if (file == "") return
        if (is_header && !guarded) complain(file, 1, "has no #pragma once")
        if (lines > longest) complain(file, lines, "longer than " longest " lines")
    }
    FNR == 1 {
        finish()
        file = is_header = ""
        if (FILENAME !~ /^tests\//) {
            file = FILENAME; guarded = 0; is_header = FILENAME ~ /\.hpp$/
            if (is_header && $0 !~ /^\/\/\/ [A-Za-z_][A-Za-z0-9_]*: ./)
                complain(file, 1, "must begin with `/// name: what it is in one sentence`")
        }
    }
    { lines = FNR }
    $0 == "#pragma once" { guarded = 1 }
    END {
        finish()
        for (i = 1; i < ARGC; ++i)
            if (ARGV[i] ~ /\.cpp$/) { folder = ARGV[i]; sub(/\/[^\/]*$/, "", folder); ++units[folder] }
        for (folder in units)
            if (units[folder] > most_units)
                complain(folder, units[folder], "more than " most_units " .cpp files in one folder: make a folder in it for those that belong together")
        exit bad
    }' $files
