#!/bin/sh
# `make check`: the lint, the format of what has changed, whether `make docs` has been run, and the unit tests of the layers
# that have changed, compiled in BUILD with OPT. dev/changed.sh says what has changed. It leaves out everything that needs a
# database, nginx or a browser: that is `make test`. A part that fails keeps no other from running; the last lines say what failed.
cd "$(dirname "$0")/.." || exit 2
jobs=$(nproc)
said=$(mktemp) && cases=$(mktemp) || exit 2
trap 'rm -f "$said" "$cases"' EXIT

changed=$(dev/changed.sh) || exit 2
base=$(echo "$changed" | head -n 1)
changed=$(echo "$changed" | tail -n +2)
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
built=yes
complain() {  # complain PART "WHAT TO DO"
    failed="$failed
check: FAILED: $1: $2"
}

# shellcheck disable=SC2086
[ -z "$sources" ] || tests/lint/format.sh $sources || complain format "run make format"
if [ -n "$builds" ]; then
    make --no-print-directory -j"$jobs" BUILD="$BUILD" OPT="$OPT" all || { built=; complain build "see above"; }
fi
if [ -n "$builds" ] && [ -n "$built" ]; then
    BUILD="$BUILD" /usr/bin/python3 dev/manual.py --check || complain docs "run make docs"
fi
tests="${everything:+all layers}$(echo $layers)"
if [ -n "$tests" ] && [ -z "$built" ]; then
    complain unit "not run, because the build failed"
elif [ -n "$tests" ]; then
    # What a test's processes log would hide which case has failed: the end says it again.
    # shellcheck disable=SC2086
    { make --no-print-directory -j"$jobs" BUILD="$BUILD" OPT="$OPT" ONLY="$(echo $layers)" RUN="$not_stepped" unit 2>&1 ||
        echo "check: unit tests failed"; } | tee "$cases"
    if grep -q '^check: unit tests failed$' "$cases"; then
        complain unit "make unit RUN=SUITE/CASE runs one test
$(sed -nE 's/\x1b\[[0-9;]*m//g; /: (fatal )?error: in "/p' "$cases")"
    fi
fi
wait $lint || complain lint "see above; tests/lint/NAME.sh runs one"
cat "$said"
echo "check: base $(git rev-parse --short "$base"); unit tests of: ${tests:-nothing}"
if [ -n "$failed" ]; then
    echo "${failed#?}"
    exit 1
fi
echo "check: passed"
