#!/bin/sh
# Fails when a file names another version than VERSION does.  Usage: version.sh [ROOT]
cd "${1:-$(dirname "$0")/../..}" || exit 2
[ -f VERSION ] || exit 0
version=$(cat VERSION)
status=0

compare() {  # compare FILE PATTERN: what the group of PATTERN matches first is the version
    [ -f "$1" ] || return 0
    line=$(grep -nE -m 1 -- "$2" "$1")
    found=$(echo "${line#*:}" | sed -E "s/$2/\\1/")
    [ "$found" = "$version" ] && return
    echo "$1:${line%%:*}: names the version '$found'; VERSION is $version"
    status=1
}

echo "$version" | grep -Eqx '[0-9]+\.[0-9]+\.[0-9]+' || { echo "VERSION:1: must hold one version, as in 1.2.3"; status=1; }
compare debian/changelog '^postern \(([^)]*)\).*'
compare CHANGELOG.md '^## ([0-9][^ ]*).*'
compare src/api/openapi.json '^    "version": "([^"]*)".*'
for page in man/*.[1-9]; do
    compare "$page" '^\.Os Postern ?(.*)'
done
exit $status
