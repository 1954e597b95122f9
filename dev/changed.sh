#!/bin/sh
# Prints `BASE` on the first line, then each file that has changed since then, committed or not: what `make check` checks
# and `make format` formats. BASE is CHECK_BASE, or where the branch left main.
cd "$(dirname "$0")/.." || exit 2
find_base() {
    for branch in '@{upstream}' origin/main main; do
        git merge-base HEAD "$branch" 2>/dev/null && return
    done
    echo HEAD
}
base=${CHECK_BASE:-$(find_base)}
echo "$base"
{ git diff --name-only --diff-filter=d "$base" && git ls-files --others --exclude-standard; } | sort -u
