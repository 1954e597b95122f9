#!/bin/sh
# Fails when a page or form of the portal has no test of its handler, or a page no scene in a browser.  Usage: pages.sh [ROOT]
exec /usr/bin/python3 "$(dirname "$0")/pages.py" "${1:-$(dirname "$0")/../..}"
