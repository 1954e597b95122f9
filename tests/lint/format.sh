#!/bin/sh
# Fails when a source does not have the form that .clang-format gives it.  Usage: format.sh [FILE ...]; without: all
cd "$(dirname "$0")/../.." || exit 2
[ $# -gt 0 ] || set -- $(find src include tests -name '*.[ch]pp')
printf '%s\n' "$@" | xargs -P "$(nproc)" -n 50 clang-format --dry-run -Werror
