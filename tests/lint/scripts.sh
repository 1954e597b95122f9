#!/bin/sh
# Fails when a script of the pages makes HTML or code out of text, keeps anything in the browser, or when a
# template has a script, a style or a handler of its own.  Usage: scripts.sh [ROOT]
cd "${1:-$(dirname "$0")/../..}" || exit 2
status=0

complain() {  # complain WHAT LINES
    [ -n "$2" ] || return 0
    echo "$2" | sed "s|\$|    <- $1|"
    status=1
}

complain "text becomes HTML or code" "$(grep -snHE \
    'innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|setHTML|createContextualFragment|\beval\b|new Function|set(Timeout|Interval)\(["'"'"'`]' \
    src/portal/static/*.js /dev/null)"
complain "kept in the browser" "$(grep -snHE 'localStorage|sessionStorage|indexedDB|document\.cookie' \
    src/portal/static/*.js /dev/null)"
complain "a script or handler in a page" "$(grep -snHiE \
    '<script[^>]*>[^<]|[[:space:]]on[a-z]+=|javascript:' \
    src/portal/templates/*.html /dev/null)"
# denied.html stands at the address of a site, where it can load nothing: nginx/snippets/gate.conf lets it have styles.
complain "a style in a page" "$(grep -snHiE '<style|[[:space:]]style=' \
    src/portal/templates/*.html /dev/null | grep -v '^src/portal/templates/denied\.html:')"
complain "from another site" "$(grep -snHE '(src|href|action)="(https?:)?//' src/portal/templates/*.html /dev/null)"
exit $status
