#!/bin/sh
# Fails when SQL is written anywhere but in src/store/mysql/*statements.hpp, or when a statement
# there has no name of its own or no use.  Usage: sql.sh [ROOT]
cd "${1:-$(dirname "$0")/../..}" || exit 2
statements=$(find src/store/mysql -name '*statements.hpp' 2>/dev/null | sort)
status=0

complain() {  # complain WHAT LINES
    [ -n "$2" ] || return 0
    echo "$2" | sed "s|\$|    <- $1|"
    status=1
}

sources=$(find src include -name '*.hpp' -o -name '*.cpp' 2>/dev/null | sort)
[ -n "$sources" ] || exit 0

# A string literal that begins like a statement, or goes on like one. ("DELETE" alone is a method.)
keywords='SELECT|INSERT|UPDATE|DELETE|REPLACE|CREATE|ALTER|DROP|TRUNCATE|GRANT|REVOKE|CALL|SET SESSION|SET GLOBAL|START TRANSACTION|COMMIT|ROLLBACK|SHOW'
clauses='FROM|WHERE|VALUES|JOIN|ORDER BY|GROUP BY|LIMIT|INTO|HAVING|UNION'
others=$(echo "$sources" | grep -v '^src/store/mysql/[a-z_/]*statements\.hpp$')
# shellcheck disable=SC2086
complain "SQL belongs in src/store/mysql/*statements.hpp" "$(grep -nHE "(\"|R\"[a-z]*\\()[ ]*(($keywords) |($clauses) [a-z?(])|R\"sql" $others /dev/null)"
# shellcheck disable=SC2086
complain "statements are prepared, never sent as text" "$(grep -nHE 'createStatement|setSchema' $sources /dev/null)"
# shellcheck disable=SC2086
complain "only Connection prepares" "$(grep -nHE 'prepareStatement' $sources /dev/null |
    grep -v '^src/store/mysql/connection/connection\.cpp:')"

[ -n "$statements" ] || exit $status

# kFindUserByEmail is named "find_user_by_email", once.
# shellcheck disable=SC2086
declared=$(cat $statements | tr '\n' ' ' |
    grep -oE 'constexpr Statement k[A-Za-z0-9]+ *\{ *"[^"]*"' |
    sed -E 's/constexpr Statement (k[A-Za-z0-9]+) *\{ *"([^"]*)"/\1 \2/')
# shellcheck disable=SC2086
count=$(cat $statements | grep -c 'constexpr Statement k')
named=$(echo "$declared" | grep -c .)
[ "$count" -eq "$named" ] || complain "a statement has no name" "$count statements, $named names"
complain "two statements share a name" "$(echo "$declared" | cut -d' ' -f2 | sort | uniq -d)"
echo "$declared" | { bad=0
    while read -r constant name; do
        [ -n "$constant" ] || continue
        fitting=$(echo "${constant#k}" | sed -E 's/([A-Z])/_\l\1/g; s/([a-z])([0-9])/\1_\2/g; s/^_//')
        [ "$fitting" = "$name" ] || { echo "$constant is named $name, not $fitting"; bad=1; }
        grep -qwE "$constant" $others || { echo "$constant is not used"; bad=1; }
    done
    exit $bad; } || status=1

# shellcheck disable=SC2086
complain "columns are named, never *" "$(grep -nHE 'SELECT \*|[a-z]\.\*' $statements)"
exit $status
