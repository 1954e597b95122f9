#!/bin/sh
# Fails when the diagram in src/README.md is not that of layers.sh and of the folders.  Usage: diagram.sh [ROOT]
root=${1:-$(dirname "$0")/../..}
[ -f "$root/src/README.md" ] || exit 0
exec /usr/bin/python3 "$(dirname "$0")/../../dev/diagram.py" --check "$root"
