#!/bin/sh
# Runs every check of this folder; each prints what is wrong and ends with a status.
cd "$(dirname "$0")" || exit 2
passed=0
failed=0
for check in *.sh; do
    [ "$check" = run.sh ] && continue
    if ./"$check"; then
        passed=$((passed + 1))
    else
        echo "lint: $check failed"
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
