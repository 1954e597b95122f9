#!/bin/sh
# Fails when a man page has a fault that mandoc sees, or names a page of ours that is not there.
cd "${1:-$(dirname "$0")/../..}" || exit 2
[ -d man ] || exit 0
command -v mandoc >/dev/null || { echo "man.sh: mandoc is not installed (dev/setup.sh)"; exit 1; }
status=0
for page in man/*.[1-9]; do
    # STYLE is about taste, and about pages of other packages that this machine may not have.
    said=$(mandoc -T lint -W warning "$page") || { echo "$said" | sed 's/^mandoc: //'; status=1; }
    for other in $(sed -n 's/^\.Xr \(postern[a-z.]*\) \([1-9]\).*/\1.\2/p' "$page"); do
        [ -f "man/$other" ] || { echo "$page: refers to $other, which does not exist"; status=1; }
    done
done
exit $status
