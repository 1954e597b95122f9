#!/bin/sh
# Fails when a source is not in the form that .clang-format gives it.
cd "$(dirname "$0")/../.." || exit 2
find src include tests -name '*.[ch]pp' -print0 | xargs -0 clang-format --dry-run -Werror
