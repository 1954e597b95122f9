#!/bin/sh
# Fails when docs/security.md names a test that does not exist, gives a requirement neither a test nor a
# reason, or names a requirement twice.  Usage: security.sh [ROOT]
#
# Its tables of requirements have rows like `| 2.3.4 | 2 | what must hold | proof |`, its table of threats has
# `| T1 | threat | promise | proof |`. A name in backquotes in the last column is a test: a script of
# tests/functional or tests/browser, `suite/case` of a unit or database test, or `lint/NAME` and `fuzz/NAME`.
# A row without one says "Not yet:", "By configuration:" or "This page".
cd "${1:-$(dirname "$0")/../..}" || exit 2
page=docs/security.md
[ -f "$page" ] || exit 0
status=0

# suite/case of every test; a case's name may stand on the line after its macro.
cases=$(find tests/unit tests/database -name '*.cpp' 2>/dev/null | sort | xargs -r awk '
    FNR == 1 { suite = ""; wanted = 0 }
    /_TEST_SUITE\(/ { suite = $0; sub(/.*_TEST_SUITE\(/, "", suite); sub(/[,)].*/, "", suite) }
    wanted || /_TEST_CASE(_TEMPLATE)?\(/ {
        name = $0
        if (!wanted) sub(/.*_TEST_CASE(_TEMPLATE)?\(/, "", name)
        if (!match(name, /[a-z][a-z0-9_]*/)) { wanted = 1; next }
        print suite "/" substr(name, RSTART, RLENGTH)
        wanted = 0
    }')

is_test() {  # is_test NAME
    case $1 in
        lint/*) [ -f "tests/$1.sh" ] ;;
        fuzz/*) [ -f "tests/fuzz/fuzz_${1#fuzz/}.cpp" ] ;;
        */*) echo "$cases" | grep -qxF "$1" ;;
        *) [ -f "tests/functional/$1.py" ] || [ -f "tests/browser/$1.py" ] ;;
    esac
}

rows=$(grep -nE '^\| ([0-9]+\.[0-9]+\.[0-9]+|[AT][0-9]+) \|' "$page")
for id in $(echo "$rows" | sed 's/^[0-9]*:| \(T*[0-9.]*\) .*/\1/' | sort | uniq -d); do
    echo "$page: requirement $id has two rows"
    status=1
done
while IFS= read -r row; do
    [ -n "$row" ] || continue
    line=${row%%:*}
    proof=$(echo "$row" | awk -F'|' '{ print $(NF - 1) }')
    tests=$(echo "$proof" | grep -o '`[^`]*`' | tr -d '`')
    if [ -z "$tests" ] && ! echo "$proof" | grep -qE 'Not yet: |By configuration: |This page'; then
        echo "$page:$line: neither a test nor a reason why there is none"
        status=1
    fi
    for test in $tests; do
        is_test "$test" || { echo "$page:$line: names the test $test, which does not exist"; status=1; }
    done
done <<END
$rows
END
exit $status
