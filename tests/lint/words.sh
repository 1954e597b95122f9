#!/bin/sh
# Fails when a text uses a word that words.txt has another one for. Alone it looks at the areas that words.py calls clean;
# `words.sh . all` and `words.sh . docs man` look at all or at some.  Usage: words.sh [ROOT [AREA ...]]
root=${1:-$(dirname "$0")/../..}
[ $# -eq 0 ] || shift
exec /usr/bin/python3 "$(dirname "$0")/words.py" "$root" "$@"
