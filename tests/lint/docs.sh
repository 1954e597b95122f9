#!/bin/sh
# Fails when a page names a file, a folder or a make target that is not there.
cd "$(dirname "$0")/../.." || exit 2
status=0
for page in README.md src/README.md docs/*.md sql/README.md nginx/README.md tests/README.md CONTRIBUTING.md CHANGELOG.md SECURITY.md docs/development/*.md docs/development/decisions/*.md src/portal/page/README.md \
    tests/fuzz/README.md src/process/README.md; do
    [ -f "$page" ] || { echo "$page: missing"; status=1; continue; }
    # Paths in backquotes that begin with a folder of this project.
    for path in $(grep -o '`[^` ]*`' "$page" | tr -d '`' |
        grep -E '^(src|include|nginx|sql|tests|docs|dev|man|share|systemd)/' | grep -v '[*<>{}]' | sort -u); do
        [ -e "$path" ] || { echo "$page: names $path, which does not exist"; status=1; }
    done
    # Links to files, as seen from the page.
    for link in $(grep -o '](\([^):#]*\))' "$page" | sed 's/](\(.*\))/\1/' | sort -u); do
        [ -e "$(dirname "$page")/$link" ] || { echo "$page: links to $link, which does not exist"; status=1; }
    done
    for target in $(grep -o '`make [a-z-]*' "$page" | sed 's/`make //' | sort -u); do
        grep -q "^$target:" Makefile || { echo "$page: names make $target, which does not exist"; status=1; }
    done
done
exit $status
