#!/bin/sh
# `make check`: the lint, the format of what has changed, and the unit tests of the layers that have changed, compiled in
# BUILD with OPT. Changed is what git sees since the branch left main, or since the commit CHECK_BASE; also what is not
# committed yet. It leaves out everything that needs a database, nginx or a browser: that is `make test`.
cd "$(dirname "$0")/.." || exit 2
jobs=$(nproc)
said=$(mktemp) || exit 2
trap 'rm -f "$said"' EXIT

find_base() {
    for branch in '@{upstream}' origin/main main; do
        git merge-base HEAD "$branch" 2>/dev/null && return
    done
    echo HEAD
}
base=${CHECK_BASE:-$(find_base)}
changed=$({ git diff --name-only --diff-filter=d "$base" && git ls-files --others --exclude-standard; } | sort -u)
layers=$(echo "$changed" | sed -nE 's#^(src|include/postern|tests/unit)/([a-z]+)/.*#\2#p' | sort -u |
    while read -r layer; do [ ! -d "tests/unit/$layer" ] || echo "$layer"; done)
# Words and pages are tested where they are shown.
case $changed in *src/text/messages/*) layers=$(printf '%s\n' $layers api mail portal text | sort -u) ;; esac
sources=$(echo "$changed" | grep -E '\.(cpp|hpp)$')
builds=$(echo "$changed" | grep -E '\.(cpp|hpp)$|^Makefile$|^src/|^sql/|^share/|^nginx/')
# What all tests share.
if echo "$changed" | grep -qE '^(Makefile$|tests/support/.*pp$|tests/unit/[a-z_]*\.cpp$)'; then layers=; everything=yes; fi
# Cases that step a process through the code, instruction by instruction: they are about the code as it is shipped.
not_stepped='!*/*instruction* !*/release_all_of_leaves*'

tests/lint/run.sh --but format >"$said" 2>&1 &
lint=$!
failed=
complain() { failed="$failed $1"; }

# shellcheck disable=SC2086
[ -z "$sources" ] || tests/lint/format.sh $sources || complain format
if [ -n "$builds" ]; then
    make --no-print-directory -j"$jobs" BUILD="$BUILD" OPT="$OPT" all || complain build
fi
if [ -z "$failed" ] && [ -n "$layers${everything:-}" ]; then
    # shellcheck disable=SC2086
    make --no-print-directory -j"$jobs" BUILD="$BUILD" OPT="$OPT" ONLY="$(echo $layers)" RUN="$not_stepped" unit ||
        complain unit
fi
wait $lint || complain lint
cat "$said"
echo "check: base $(git rev-parse --short "$base"); unit tests of: ${everything:+all layers}$(echo $layers)"
if [ -n "$failed" ]; then
    echo "check: FAILED:$failed"
    exit 1
fi
echo "check: passed"
