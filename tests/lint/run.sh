#!/bin/sh
# Runs every check of this folder, as many at a time as there are processors; each prints what is wrong and ends with a
# status.  Usage: run.sh [--but NAME ...]: not these, as in `run.sh --but format`
cd "$(dirname "$0")" || exit 2
said=$(mktemp -d) || exit 2
trap 'rm -rf "$said"' EXIT
[ "${1:-}" = --but ] && shift
left_out=" run $* "
for check in *.sh; do
    case $left_out in *" ${check%.sh} "*) ;; *) echo "$check" ;; esac
done | xargs -P "$(nproc)" -I{} sh -c './{} >"$0/{}" 2>&1 || echo "lint: {} failed" >>"$0/{}"' "$said"
passed=0
failed=0
for output in "$said"/*.sh; do
    cat "$output"
    if tail -n 1 "$output" | grep -q '^lint: .* failed$'; then failed=$((failed + 1)); else passed=$((passed + 1)); fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
